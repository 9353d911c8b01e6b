"""Writing that survives a kill, a pulled stick and a full one: whole and synced, or not there at all."""

import errno
import os
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from toolkit.errors import CaseRefusal

PART = ".part"  # the ending of a file being written; renamed when it is whole
# Refuses a link put there since it was looked for; Windows has no such flag.
NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_DENIED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_CHUNK = 1024 * 1024
# Seconds between tries: an antivirus of Windows may hold for a moment a file that was just written.
_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6) if sys.platform == "win32" else ()


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn what the operating system refuses under `folder` into a refusal of the case.

    Raises CaseRefusal("case_no_room", free=bytes), ("case_denied") or ("case_failed", why=errno name).
    """
    try:
        yield
    except OSError as error:
        raise refused(error, folder) from error


def refused(error: OSError, folder: Path) -> CaseRefusal:
    """Name the refusal an operating system error stands for."""
    if error.errno in _FULL:
        return CaseRefusal("case_no_room", folder=str(folder), free=_free(folder))
    if error.errno in _DENIED:
        return CaseRefusal("case_denied", folder=str(folder))
    if error.errno == errno.ELOOP:
        return damaged(folder, "link")
    why = errno.errorcode.get(error.errno or 0, "unknown")
    return CaseRefusal("case_failed", folder=str(folder), why=why)


@contextmanager
def taking_up(folder: Path) -> Iterator[None]:
    """Name what refuses to be written in a case that stands already: its folder, and not a part of it."""
    try:
        yield
    except CaseRefusal as refusal:
        if refusal.code != "case_denied":
            raise
        raise CaseRefusal("case_protected", folder=str(folder)) from refusal


def damaged(folder: Path, why: str, **facts: Any) -> CaseRefusal:
    """Name the refusal of a case that is not as it was written."""
    return CaseRefusal("case_damaged", folder=str(folder), why=why, **facts)


def _free(folder: Path) -> int | None:
    for place in (folder, *folder.parents):
        with suppress(OSError):
            return shutil.disk_usage(place).free
    return None


@contextmanager
def replacing(path: Path, mode: int = 0o644, *, ours: bool = False) -> Iterator[BinaryIO]:
    """Give a stream beside `path` that takes its name, synced, only when the block ends well.

    Its `name` is where it is written meanwhile: a name that nothing had, unless all in the folder is `ours`.
    """
    opened = _opened(part_of(path), mode) if ours else _beside(path, mode)
    part = Path(opened.name)
    try:
        with opened as stream:
            yield stream
            _sync(stream)
        rename(part, path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    sync_folder(path.parent)


def rename(part: Path, path: Path) -> None:
    """Give a whole file its name; where Windows refuses because somebody looks at it, try for 3 seconds."""
    for wait in _WAITS:
        try:
            part.replace(path)
        except PermissionError:
            time.sleep(wait)
        else:
            return
    part.replace(path)


def part_of(path: Path) -> Path:
    """Return the name a file is written under."""
    return path.with_name(path.name + PART)


def _opened(part: Path, mode: int, how: int = os.O_TRUNC) -> BinaryIO:
    flags = os.O_RDWR | os.O_CREAT | how | NO_FOLLOW | getattr(os, "O_BINARY", 0)
    return open(part, "w+b", opener=lambda name, _: os.open(name, flags, mode))


def _beside(path: Path, mode: int) -> BinaryIO:
    """Open a file that did not exist: one of that name, even a link, may be somebody's own."""
    part = part_of(path)
    while True:
        try:
            return _opened(part, mode, os.O_EXCL)
        except FileExistsError:
            part = part_of(path.with_name(f"{path.name}.{secrets.token_hex(4)}"))


def _sync(stream: BinaryIO) -> None:
    stream.flush()
    os.fsync(stream.fileno())


def put(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a small file of the case at once; raises as `writing` does."""
    with writing(path.parent), replacing(path, mode, ours=True) as stream:
        stream.write(content)


def put_noted(path: Path, content: bytes, note: Callable[[], None]) -> None:
    """Write a small file that takes its name only once `note` has put its hash in the log.

    Killed in between, the file stands beside its name as the log says it is, and can still be given it:
    a file that is not as the log says is then never the work of a kill. Raises as `writing` does.
    """
    part = part_of(path)
    with writing(path.parent):
        opened = _opened(part, 0o644)
        try:
            with opened as stream:
                stream.write(content)
                _sync(stream)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise
        sync_folder(path.parent)
        note()
        rename(part, path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names of a folder last; Windows has no such call and keeps them by itself."""
    if os.name == "nt":
        return
    # Some file systems of sticks refuse to sync a directory; the file itself is synced already.
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def append(descriptor: int, content: bytes, *, end: int) -> None:
    """Write `content` at `end`, the current end of the file, all of it or none.

    A full medium takes the first half of a line before it refuses the rest: that half is cut off again,
    so that a later line is never glued to it.
    """
    written = 0
    try:
        while written < len(content):
            written += os.write(descriptor, content[written:])
    except OSError:
        with suppress(OSError):
            os.ftruncate(descriptor, end)
            os.lseek(descriptor, end, os.SEEK_SET)
        raise


def whole_lines(path: Path) -> int:
    """Return how many bytes of a file belong to lines that end with a newline."""
    with path.open("rb") as stream:
        end = stream.seek(0, os.SEEK_END)
        while end > 0:
            start = max(0, end - _CHUNK)
            stream.seek(start)
            found = stream.read(end - start).rfind(b"\n")
            if found >= 0:
                return start + found + 1
            end = start
    return 0


def cut(path: Path, length: int) -> int:
    """Shorten a file to `length` bytes and return how many went; raises as `writing` does."""
    gone = path.stat().st_size - length
    if gone > 0:
        with writing(path.parent), path.open("r+b") as stream:
            stream.truncate(length)
            os.fsync(stream.fileno())
    return gone
