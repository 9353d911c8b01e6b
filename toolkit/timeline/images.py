"""Paths of programs as different traces write them, brought to one form, and those that are no culprit."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

# "C:/", "/VOLUME{…}/" (prefetch), "/Device/HarddiskVolume2/" (BAM), each also behind "//?/" or "/??/".
_VOLUME = re.compile(r"^(?://[?.]/|/\?\?/)?(?:[a-z]:|/?volume\{[^}/]*\}|/device/(?!mup/)[^/]+)/+")
_NAMED = (
    ("%systemroot%/", "windows/"), ("/systemroot/", "windows/"), ("%windir%/", "windows/"),
    ("%programfiles(x86)%/", "program files (x86)/"), ("%programfiles%/", "program files/"),
    ("%programdata%/", "programdata/"), ("%public%/", "users/public/"), ("%systemdrive%/", ""),
)  # fmt: skip
# Folders that only Windows and installers write to.
_OWN = ("windows/", "program files/", "program files (x86)/")
# Where no installer nor updater puts a program.
_ODD = re.compile(r"users/public/|\$recycle\.bin/|perflogs/|windows/debug/|windows/tasks/")
# Programs of Windows, Office and browsers that start by themselves from elsewhere: they update all day long.
_UPDATING = re.compile(
    r"programdata/microsoft/windows defender/|windows/(softwaredistribution|servicing|winsxs|installer)/"
    r"|windows/temp/[^/]+/mpsigstub\.exe$|programdata/package cache/"
    r"|users/[^/]+/appdata/local/("
    r"microsoft/(onedrive|teams|windowsapps|edge\w*|office)/|google/(chrome|\w*update\w*)/"
    r"|mozilla|brave-?software/|packages/microsoft\.)"
)
# Flags of the inventory that make a program worth telling.
SUSPECT = frozenset({
    "in_temporary_folder", "in_public_folder", "in_downloads", "in_user_folder", "deceptive_name",
    "windows_name_elsewhere", "image_deleted", "psexec_like", "attack_tool_ran", "recovery_removal",
    "through_shell", "encoded_command", "in_recycle_bin", "run_from_removable",
})  # fmt: skip
_READ = 4096  # characters of a path looked at


@lru_cache(maxsize=10_000)  # asked for each start of a program, and there are few programs
def below(image: str) -> str:
    """Return the path of a program below its volume, folded, with "/"; "" for a bare name."""
    path = image[:_READ].replace("\\", "/").strip('" ').casefold()
    for start, folder in _NAMED:
        if path.startswith(start):
            return folder + path[len(start) :]
    found = _VOLUME.match(path)
    if found:
        return path[found.end() :]
    return path if "/" in path else ""


def same(one: str, other: str) -> bool:
    """Tell whether two images are one program: by full path where both have one, else by name."""
    first, second = below(one), below(other)
    if first and second:
        return first == second
    names = [image.replace("\\", "/").rpartition("/")[2].strip('" ').casefold() for image in (one, other)]
    return bool(names[0]) and names[0] == names[1]


def own_place(image: str) -> bool:
    """Tell a program in a folder of Windows or of installed programs."""
    return below(image).startswith(_OWN)


def odd_place(image: str) -> bool:
    """Tell a program where no installer puts one."""
    return _ODD.match(below(image)) is not None


def blameless(image: str, practice: Iterable[str]) -> bool:
    """Tell a known updater, or a program of the practice: `practice` are paths below a volume, folded."""
    path = below(image)
    inside = any(path == one or path.startswith(f"{one}/") for one in practice if one)
    return bool(path) and (inside or _UPDATING.match(path) is not None)


def practice(rows: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Return where the practice's own programs lie, from the artefact `practice_software`."""
    given = (str(row.get(key) or "") for row in rows for key in ("path", "location"))
    return frozenset(below(f"c:/{one}" if one[1:2] != ":" else one).strip("/") for one in given) - {""}
