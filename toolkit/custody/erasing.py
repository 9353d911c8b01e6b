"""One file erased: renamed to a name that says nothing, overwritten once with random bytes, emptied, removed.

The name goes first: a file that still has its name is then whole, whenever the program was killed. No link is
ever followed, and a file that has another name elsewhere is not overwritten: it may be anybody's.
"""

import errno
import os
import re
import secrets
import stat
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from toolkit.custody import durable

HARD_LINK = "hard_link"
# A file on its way out, whoever was erasing it.
NAMELESS = re.compile(r"[0-9a-f]{16}\.wiped\Z")
_CHUNK = 1024 * 1024
Heard = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Left:
    """What could not be erased; `why` is the name of an error of the system, or HARD_LINK."""

    path: Path
    why: str


def unheard(_: int) -> None:
    """Hear of no bytes."""


def erase_all(paths: Iterable[Path], heard: Heard = unheard) -> list[Left]:
    """Erase files one after the other and return those that are left: one that fails stops no other."""
    return [Left(path, why) for path in paths if (why := erase(path, heard)) is not None]


def erase(path: Path, heard: Heard = unheard) -> str | None:
    """Erase one file and return why it is left, None where it is gone; a link goes as the name it is.

    `heard` takes the bytes as they are overwritten.
    """
    try:
        found = path.lstat()
        if not _regular(found):
            path.unlink()
            return None
        if found.st_nlink > 1:
            path.unlink()
            return HARD_LINK
        _allow(path.parent, found=None)
        _allow(path, found)
        place = _nameless(path)
        _overwrite(place, found, heard)
        place.unlink()
    except FileNotFoundError:
        return None
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, "unknown")
    return None


def remove_folder(folder: Path) -> bool:
    """Remove a folder that is empty and tell whether it is gone; what is not empty stays."""
    with suppress(OSError):
        _allow(folder.parent, found=None)
        folder.rmdir()
    return not os.path.lexists(folder)


def _regular(found: os.stat_result) -> bool:
    """Tell an ordinary file from a link, a junction of Windows, a pipe or a device."""
    reparsed = getattr(found, "st_file_attributes", 0) & stat.FILE_ATTRIBUTE_REPARSE_POINT
    return stat.S_ISREG(found.st_mode) and not reparsed


def _allow(path: Path, found: os.stat_result | None) -> None:
    """Take the write protection off a file or folder of ours; a refusal shows in the next step."""
    mode = (found or path.stat()).st_mode
    if not mode & stat.S_IWUSR:
        with suppress(OSError):
            path.chmod(stat.S_IMODE(mode) | stat.S_IWUSR)


def _nameless(path: Path) -> Path:
    if NAMELESS.match(path.name):
        return path
    place = path.with_name(f"{secrets.token_hex(8)}.wiped")
    durable.rename(path, place)
    return place


def _overwrite(path: Path, found: os.stat_result, heard: Heard) -> None:
    flags = os.O_WRONLY | durable.NO_FOLLOW | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    opened = os.open(path, flags)
    try:
        held = os.fstat(opened)
        if not os.path.samestat(held, found) or held.st_nlink > 1:
            raise OSError(errno.ESTALE, "not the file that was looked at", str(path))
        left = held.st_size
        while left > 0:
            written = os.write(opened, os.urandom(min(left, _CHUNK)))
            left -= written
            heard(written)
        os.fsync(opened)
        os.ftruncate(opened, 0)
        os.fsync(opened)
    finally:
        os.close(opened)
