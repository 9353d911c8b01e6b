r"""Codes of what makes a running program worth a look: where it lies and what it was told to do.

None of them is a proof.
"""

import re
from collections.abc import Sequence

from toolkit.scan import deeds

_READ = 4096  # characters of a path looked at
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
    return deeds.asked_for(" ".join(words))
