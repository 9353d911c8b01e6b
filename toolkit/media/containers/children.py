"""Whether a file beside a disk starts from it: the last state of the machine is then in that file."""

import stat
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from toolkit.errors import SourceRefusal
from toolkit.media.containers import qcow2, vhd, vhdx, vmdk
from toolkit.media.containers.beside import last_name
from toolkit.media.medium import open_medium

FORMATS: tuple[ModuleType, ...] = (qcow2, vhdx, vmdk, vhd)

_MOST = 4096  # files looked at in one folder


def has_child(path: Path, identifier: str = "") -> bool:
    """Say whether a regular file of the same folder names this one as its parent, or its identifier.

    Only the headers of the first 4,096 files by name are read; what cannot be read is no child.
    """
    named = path.name.casefold()
    for near in _near(path):
        for name, number in _parents(near):
            if last_name(name).casefold() == named or (number and number == identifier):
                return True
    return False


def _near(path: Path) -> Iterator[Path]:
    try:
        listed = sorted(path.parent.iterdir())[:_MOST]
    except OSError:
        return
    for near in listed:
        try:
            other = stat.S_ISREG(near.lstat().st_mode) and not near.samefile(path)
        except OSError:
            continue
        if other:
            yield near


def _parents(path: Path) -> list[tuple[str, str]]:
    """Return the names of a file's parent, each with the identifier it must have, "" where none is stated."""
    try:
        medium = open_medium(path)
    except OSError:
        return []
    try:
        return [found for form in FORMATS for found in form.parents(medium)]
    except (OSError, SourceRefusal):
        return []
    finally:
        medium.close()
