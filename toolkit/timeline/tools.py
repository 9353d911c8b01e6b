"""Programs of Windows and of others that attacks use: when they ran around the attack, and what for."""

import re
from collections.abc import Iterator, Sequence

from toolkit.scan.deeds import asked_for
from toolkit.timeline.images import SUSPECT
from toolkit.timeline.inventory import Ran
from toolkit.timeline.statement import DAY, HOUR, Statement, known, weigh

_EARLIER, _LATER = DAY, HOUR
_TOLD = 10
# By what for: MITRE ATT&CK T1490, T1070.001, T1562,
# T1567, T1569.002, T1003, T1018.
_PURPOSES = {
    "recovery": "vssadmin wbadmin bcdedit diskshadow",
    "remote_or_recovery": "wmic",
    "logs": "wevtutil fsutil",
    "wiping": "cipher sdelete sdelete64",
    "remote": "psexec psexec64 psexesvc paexec",
    "copying_out": "rclone megasync megacmd winscp filezilla",
    "passwords": "mimikatz procdump procdump64",
    "exploring": "nltest adfind netscan advanced_ip_scanner",
    "protection": "mpcmdrun",
    "rights": "icacls takeown",
    "stopping": "taskkill",
    "accounts_or_services": "net net1",
    "tasks": "schtasks",
    "services": "sc",
    "registry": "reg",
    "fetching": "bitsadmin certutil",
}
TOOLS = {f"{name}.exe": purpose for purpose, names in _PURPOSES.items() for name in names.split()}
# Of these Windows itself makes use every day: only a command or a flag makes them worth telling.
_COMMON = frozenset({
    "icacls.exe", "takeown.exe", "taskkill.exe", "net.exe", "net1.exe", "schtasks.exe", "sc.exe", "reg.exe",
    "certutil.exe", "mpcmdrun.exe", "fsutil.exe", "wmic.exe", "bcdedit.exe", "cipher.exe",
})  # fmt: skip
_DESTROYING = frozenset({"recovery_removal", "log_clearing", "protection_disabling"})
# vssadmin pushes copies out by giving them too little room; more room is upkeep.
_ROOM = re.compile(r"resize\s+shadowstorage.{0,200}/maxsize=\s*(\d+)\s*(kb|mb)\b")
_LITTLE = {"kb": 1_000_000, "mb": 1_000}


def destroys(one: Ran) -> bool:
    """Tell a start that asks to remove copies, logs or protection, by its command."""
    command = (one.command or "").casefold()
    asked = one.flags | set(asked_for(command))
    return bool(asked & _DESTROYING) and not (resizes(command) and not squeezes(command))


def resizes(command: str) -> bool:
    """Tell a command that changes the room for shadow copies."""
    folded = command.casefold()
    return "resize" in folded and "shadowstorage" in folded


def squeezes(command: str) -> bool:
    """Tell a command that leaves shadow copies so little room that Windows drops them."""
    found = _ROOM.search(command[:4096].casefold())
    return found is not None and len(found[1]) < 12 and int(found[1]) <= _LITTLE[found[2]]


def statements(starts: Sequence[Ran], began: int, ended: int) -> Iterator[Statement]:
    """Yield each tool that ran around the attack, the first first."""
    groups: dict[str, list[Ran]] = {}
    for one in starts:
        near = began - _EARLIER <= one.at_ns <= ended + _LATER
        common = one.name in _COMMON and not one.flags & SUSPECT and not one.command
        if near and one.name in TOOLS and not common:
            groups.setdefault(one.name, []).append(one)
    for name, group in sorted(groups.items(), key=lambda item: min(one.at_ns for one in item[1])):
        first, last = min(one.at_ns for one in group), max(one.at_ns for one in group)
        command = next((one.command for one in group if one.command), None)
        flags = sorted({flag for one in group for flag in one.flags})
        facts = known(name=name, purpose=TOOLS[name], command=command, flags=flags,
                      user=next((one.user for one in group if one.user), None))  # fmt: skip
        evidence = tuple(one.evidence for one in group[:_TOLD])
        yield Statement("tool_ran", first, last, weigh({one.told for one in group}), facts, evidence)
