"""Writing a stick: each file whole and synced; of an earlier one only what its list names is removed."""

import errno
import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from toolkit.custody import durable, links
from toolkit.errors import OutputRefusal

_CHUNK = 1024 * 1024


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = errno.errorcode.get(error.errno or 0, "unknown")
        raise OutputRefusal("output_failed", path=str(path), why=why) from error


def room(folder: Path, needed: int) -> None:
    """Make the folder; raises OutputRefusal("stick_no_room") when `needed` bytes are not free there."""
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    if free < needed:
        raise OutputRefusal("stick_no_room", path=str(folder), needed=needed, free=free)


def put(folder: Path, name: str, content: bytes, *, executable: bool = False) -> None:
    """Write one small file of the stick; raises OutputRefusal("output_failed", why=errno name)."""
    with _writing(folder / name), _target(folder, name, executable=executable) as stream:
        stream.write(content)


def copy(folder: Path, name: str, original: Path, *, executable: bool, heard: Callable[[int], None]) -> str:
    """Copy one file onto the stick and return the SHA-256 of the bytes written; raises as `put` does."""
    hashed = hashlib.sha256()
    with (
        _writing(original),
        original.open("rb") as source,
        _writing(folder / name),
        _target(folder, name, executable=executable) as stream,
    ):
        while chunk := source.read(_CHUNK):
            hashed.update(chunk)
            stream.write(chunk)
            heard(len(chunk))
    return hashed.hexdigest()


@contextmanager
def _target(folder: Path, name: str, *, executable: bool) -> Iterator[BinaryIO]:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if not all(links.plain(place) for place in _between(folder, path)):
        raise OutputRefusal("output_failed", path=str(path), why="link")
    with durable.replacing(path, 0o755 if executable else 0o644, ours=True) as stream:
        yield stream
    # What was written must come back from the medium when it is read again, not from memory.
    _forget(path)


def _between(folder: Path, path: Path) -> Iterator[Path]:
    while path != folder:
        yield path
        path = path.parent


def _forget(path: Path) -> None:
    if sys.platform != "win32":  # no such call there
        opened = os.open(path, os.O_RDONLY | durable.NO_FOLLOW)
        try:
            os.posix_fadvise(opened, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(opened)


def clear(folder: Path, names: Iterable[str]) -> None:
    """Remove these files of an earlier stick, what was left of writing them, and the folders left empty.

    A link is removed, never what it leads to. Raises as `put` does.
    """
    emptied: set[Path] = set()
    for name in names:
        path = folder / name
        with _writing(path):
            if not all(links.plain(place) for place in _between(folder, path.parent)):
                raise OutputRefusal("output_failed", path=str(path), why="link")
            for place in (path, durable.part_of(path)):
                place.unlink(missing_ok=True)
        emptied.update(_between(folder, path.parent))
    for place in sorted(emptied, key=lambda each: len(each.parts), reverse=True):
        with _writing(place):
            if place.is_dir() and not any(place.iterdir()):
                place.rmdir()
