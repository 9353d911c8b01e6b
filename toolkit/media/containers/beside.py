"""The other files of a disk: only those that stand in the same folder, whatever a header names."""

import os
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.media.containers.container import Container, File
from toolkit.media.medium import open_medium

_LONGEST = 255


def last_name(stated: str) -> str:
    """Return the last name of a path of any system; "" when it is none that a folder could hold."""
    name = stated.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    plain = 0 < len(name) <= _LONGEST and name not in {".", ".."} and "\0" not in name and ":" not in name
    return name if plain else ""


def find(folder: Path, stated: str) -> Path | None:
    """Return the regular file of that last name in a folder, letter case ignored; no link is followed."""
    name = last_name(stated)
    if not name:
        return None
    if _regular(folder / name):
        return folder / name
    wanted = name.casefold()
    try:
        near = sorted(here for here in folder.iterdir() if here.name.casefold() == wanted)
    except OSError:
        return None
    return next((here for here in near if _regular(here)), None)


def spelled(path: Path) -> str:
    """Return a file's name as its folder writes it: Windows opens it in any letter case; raises OSError."""
    with os.scandir(path.parent) as found:
        names = {entry.name for entry in found}
    if path.name in names:
        return path.name
    near = sorted(name for name in names if name.casefold() == path.name.casefold())
    return next((name for name in near if path.samefile(path.parent / name)), path.name)


def _regular(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


@dataclass(frozen=True, slots=True)
class Image:
    """One file to be recognised as a container, and how its parent is opened.

    `parent(names)` opens the first of these files found beside it; it raises SourceRefusal
    `container_parent_missing` (parent) when there is none. `find` and `opened` reach the files beside it.
    """

    path: Path
    file: File
    parent: Callable[[Sequence[str]], Container]
    find: Callable[[Path, str], Path | None] = find
    opened: Callable[[Path], File] = open_medium
