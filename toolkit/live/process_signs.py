r"""Codes of what makes a running program worth a look: where it lies and what it was told to do.

None of them is a proof. Commands: MITRE ATT&CK T1490 (inhibit system recovery), T1070.001 (clear event logs),
T1562.001 (disable protection), T1486 (encrypt with tools of the system), T1567 (exfiltration).
"""

import re
from collections.abc import Sequence

_READ = 4096  # characters of a command looked at
_PLACES = (
    (
        "in_temporary_folder",
        re.compile(r"\\te?mp\\|\\perflogs\\|\\\$recycle\.bin\\|^\\(var\\tmp|dev\\shm)\\"),
    ),
    ("in_downloads", re.compile(r"\\(downloads|t[ée]l[ée]chargements)\\")),
    ("in_public_folder", re.compile(r"\\users\\public\\")),
    ("in_user_folder", re.compile(r"^([a-z]:)?\\(users|documents and settings|home)\\")),
    # Windows itself keeps programs two levels down and deeper.
    ("in_program_data", re.compile(r"\\programdata\\([^\\]+\\)?[^\\]+$")),
)
_DRIVES = {"removable": "on_removable_drive", "network": "on_network_drive", "optical": "on_removable_drive"}
_ENCODED = re.compile(r"\s[-/]e(nc(odedcommand)?|c)?\s+[\"']?[a-z0-9+/=]{20,}")
_COMMANDS = (
    ("recovery_removal", re.compile(
        r"vssadmin.*\b(delete\s+shadows|resize\s+shadowstorage)|diskshadow.*\bdelete|shadowcopy.*\bdelete"
        r"|wbadmin.*\bdelete\s+(catalog|systemstatebackup|backup)"
        r"|bcdedit.*(recoveryenabled\W+(no|off|false|0)\b|ignoreallfailures)|reagentc.*/disable"
        r"|disable-computerrestore"
    )),
    ("log_clearing", re.compile(
        r"wevtutil.*\b(cl|clear-log)\b|clear-eventlog|remove-eventlog|fsutil.*\busn\s+deletejournal"
        r"|cipher(\.exe)?[\"']?\s.*/w:"
    )),
    ("protection_disabling", re.compile(
        r"(set|add)-mppreference.*-(disable|exclusion)|mpcmdrun.*-removedefinitions"
        r"|\b(stop|config|delete)\b.*\b(windefend|sense|wscsvc|mpssvc)\b"
        r"|advfirewall.*\bstate\s+off"
    )),
    ("disk_encryption", re.compile(
        r"manage-bde.*(-on\b|-changepassword|-protectors\s+-delete|-forcerecovery|-lock\b)|enable-bitlocker"
        r"|\bdccon\b|\bdcrypt\b"
    )),
    ("copying_out", re.compile(r"\brclone(\.exe)?[\"']?\s+(copy|sync|move|--)|\bmegasync\b|\bmegacmd")),
)  # fmt: skip
# Programs that only run from these folders of Windows, whoever starts them.
_SYSTEM = re.compile(
    r"(csrss|dllhost|dwm|fontdrvhost|lsaiso|lsass|lsm|rundll32|services|sihost|smss|spoolsv|svchost|taskhostw?"
    r"|wininit|winlogon)\.exe"
)
_SYSTEM_FOLDER = re.compile(r"^[a-z]:\\windows\\(system32|syswow64|sysarm32|sysnative)\\[^\\]+$")
_DESKTOP = re.compile(r"^[a-z]:\\windows\\(syswow64\\)?explorer\.exe$")


def place(image: str, drive: str | None = None) -> list[str]:
    """Return codes for where a program lies; `drive` is what its drive is, when known."""
    path = image[:_READ].replace("/", "\\").casefold()
    found = [code for code, where in _PLACES if where.search(path)][:1]
    if drive in _DRIVES:
        found.append(_DRIVES[drive])
    return found


def impostor(image: str) -> bool:
    """Say whether a program bears the name of one of Windows' own and lies elsewhere."""
    path = image[:_READ].casefold()
    name = path.rpartition("\\")[2]
    if name == "explorer.exe":
        return _DESKTOP.match(path) is None
    return _SYSTEM.fullmatch(name) is not None and _SYSTEM_FOLDER.match(path) is None


def command(words: Sequence[str]) -> list[str]:
    """Return codes for what a command line asks for."""
    text = " ".join(words)[:_READ].casefold()
    found = [code for code, asked in _COMMANDS if asked.search(text)]
    return [*found, "encoded_command"] if _ENCODED.search(text) else found
