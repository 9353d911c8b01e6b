r"""What a Windows machine is told to do with a disk that is plugged in: a policy, and never a proof.

Sources: Microsoft, StorageDevicePolicies\WriteProtect; mountvol /N (NoAutoMount); NoDriveTypeAutoRun.
"""

from collections.abc import Mapping

from toolkit.errors import Unreadable
from toolkit.host.windows import registry
from toolkit.host.windows.registry import Value

_PROTECTED = r"SYSTEM\CurrentControlSet\Control\StorageDevicePolicies"
_MOUNTING = r"SYSTEM\CurrentControlSet\Services\mountmgr"
_EXPLORER = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\Explorer"
_EVERY_DRIVE = 0xFF

Values = Mapping[str, Value] | None


def policy() -> dict[str, bool | None]:
    """Return {"write_protect", "automount", "autorun"} of the running Windows; None is "not told"."""
    answers = {"write_protect": (_PROTECTED, write_protect), "automount": (_MOUNTING, automount)}
    answers["autorun"] = (_EXPLORER, autorun)
    found: dict[str, bool | None] = {}
    for name, (path, judged) in answers.items():
        try:
            found[name] = judged(registry.values(path))
        except Unreadable:
            found[name] = None
    return found


def write_protect(values: Values) -> bool | None:
    """Say whether removable disks are plugged read-only: the value is 1; without it they are not."""
    number = _number(values, "WriteProtect", 0)
    return None if number is None else number == 1


def automount(values: Values) -> bool | None:
    """Say whether a new volume is given a letter by itself, as it is unless somebody turned that off."""
    number = _number(values, "NoAutoMount", 0)
    return None if number is None else number == 0


def autorun(values: Values) -> bool | None:
    """Say whether any kind of drive may start a program by itself; not set, Windows has its own default."""
    number = _number(values, "NoDriveTypeAutoRun", -1)
    return None if number in {None, -1} else (number or 0) & _EVERY_DRIVE != _EVERY_DRIVE


def _number(values: Values, name: str, missing: int) -> int | None:
    """Return a number of a key; `missing` where it is not set, None where it is no number."""
    wanted = name.casefold()
    told = [value for key, value in (values or {}).items() if key.casefold() == wanted]
    if not told:
        return missing
    return told[0] if isinstance(told[0], int) else None
