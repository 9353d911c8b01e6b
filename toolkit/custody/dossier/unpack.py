"""Reading an archive or an extracted one without trusting a byte of it: names, places, and every fault."""

import io
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from toolkit.custody.dossier import archive
from toolkit.custody.dossier.fault import Faults

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer  # known to type checkers only

SAFE_NAME = re.compile(r"(?!.*(^|/)\.{1,2}(/|$))[A-Za-z0-9_.()-]+(/[A-Za-z0-9_.()-]+)*\Z")
# Names Windows keeps for devices, whatever their extension, and endings that it drops.
_LOST = re.compile(r"(^|/)(con|prn|aux|nul|com\d|lpt\d)(\.|/|\Z)|\.(/|\Z)", re.IGNORECASE)
_BLOCK = 64 * 1024
_DIRECTORY_LIMIT = archive.COUNT_LIMIT * (archive.CENTRAL.size + archive.NAME_LIMIT)  # bytes


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of an archive, as found; `crc` is None in an extracted one."""

    name: str
    size: int
    crc: int | None
    open: Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class _Entry:
    name: bytes
    stamp: tuple[int, int]
    crc: int
    size: int
    header: int  # where its local header starts

    @property
    def content(self) -> int:
        return self.header + archive.LOCAL.size + len(self.name)

    @property
    def end(self) -> int:
        return self.content + self.size


class _Window(io.RawIOBase):
    """A part of a stream, read as a file of its own."""

    def __init__(self, stream: BinaryIO, start: int, size: int) -> None:
        self._stream = stream
        self._start = self._at = start
        self._end = start + size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        base = {os.SEEK_SET: self._start, os.SEEK_CUR: self._at, os.SEEK_END: self._end}[whence]
        self._at = min(max(base + offset, self._start), self._end)
        return self._at - self._start

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        room = memoryview(buffer).cast("B")
        self._stream.seek(self._at)
        found = self._stream.read(min(len(room), self._end - self._at))
        room[: len(found)] = found
        self._at += len(found)
        return len(found)


def zipped(stream: BinaryIO, faults: Faults) -> tuple[list[Piece], tuple[int, int] | None]:
    """Return the members of a ZIP and the time all its headers carry; every difference is a fault."""
    size = stream.seek(0, os.SEEK_END)
    if size == 0 or size > archive.SIZE_LIMIT:
        faults.add("too_large" if size else "archive_empty")
        return [], None
    entries = _from_directory(stream, size)
    if entries is None:
        entries = list(_from_headers(stream, size))
    if not entries:
        _not_ours(stream, size, faults)
        return [], None
    stamp = Counter(entry.stamp for entry in entries).most_common(1)[0][0]
    _compare_headers(stream, entries, stamp, faults)
    _compare_rest(stream, entries, stamp, faults)
    return list(_pieces(stream, entries, faults)), stamp


def _not_ours(stream: BinaryIO, size: int, faults: Faults) -> None:
    """Say of a file that does not begin as a ZIP whether one follows after other bytes."""
    ending = _read(stream, max(0, size - archive.END.size), archive.END.size)
    at = _read(stream, 0, _BLOCK).find(archive.LOCAL_MARK)
    if at > 0 and ending.startswith(archive.END_MARK):
        faults.add("zip_before", bytes=at)
    else:
        faults.add("not_zip")


def _read(stream: BinaryIO, start: int, size: int) -> bytes:
    stream.seek(start)
    return stream.read(size)


def _from_directory(stream: BinaryIO, size: int) -> list[_Entry] | None:
    """Read the central directory; None unless its entries fill the file exactly, one after the other."""
    ending = _read(stream, max(0, size - archive.END.size), archive.END.size)
    if len(ending) < archive.END.size or not ending.startswith(archive.END_MARK):
        return None
    _, _, _, _, count, length, start, _ = archive.END.unpack(ending)
    if length > _DIRECTORY_LIMIT or start + length + archive.END.size != size:
        return None
    packed = _read(stream, start, length)
    entries: list[_Entry] = []
    at = expected = 0
    while at < length:
        if packed[at : at + 4] != archive.CENTRAL_MARK or length - at < archive.CENTRAL.size:
            return None
        fields = archive.CENTRAL.unpack_from(packed, at)
        width = fields[10]
        name = packed[at + archive.CENTRAL.size : at + archive.CENTRAL.size + width]
        entry = _Entry(name, (fields[5], fields[6]), fields[7], fields[8], fields[16])
        if entry.header != expected or entry.end > start or len(name) != width:
            return None
        entries.append(entry)
        expected = entry.end
        at += archive.CENTRAL.size + width
    return entries if len(entries) == count and expected == start else None


def _from_headers(stream: BinaryIO, size: int) -> Iterator[_Entry]:
    """Read local headers one after the other, until one is not there or its member is cut."""
    at = 0
    for _ in range(archive.COUNT_LIMIT):
        fixed = _read(stream, at, archive.LOCAL.size)
        if len(fixed) < archive.LOCAL.size or not fixed.startswith(archive.LOCAL_MARK):
            return
        fields = archive.LOCAL.unpack(fixed)
        if fields[9] > archive.NAME_LIMIT:
            return
        name = stream.read(fields[9])
        entry = _Entry(name, (fields[4], fields[5]), fields[6], fields[7], at)
        if entry.end > size or len(name) != fields[9]:
            return
        yield entry
        at = entry.end


def _shown(name: bytes) -> str:
    return name[: archive.NAME_LIMIT].decode("ascii", "backslashreplace")


def _compare_headers(stream: BinaryIO, entries: list[_Entry], stamp: tuple[int, int], faults: Faults) -> None:
    before = b""
    for entry in entries:
        expected = archive.local_header(entry.name, entry.crc, entry.size, stamp)
        if _read(stream, entry.header, len(expected)) != expected:
            faults.add("zip_header", name=_shown(entry.name), at=entry.header)
        if entry.name == before:
            faults.add("name_twice", name=_shown(entry.name))
        elif entry.name < before:
            faults.add("zip_order", name=_shown(entry.name))
        before = entry.name


def _compare_rest(stream: BinaryIO, entries: list[_Entry], stamp: tuple[int, int], faults: Faults) -> None:
    expected = archive.directory(((entry.name, entry.crc, entry.size) for entry in entries), stamp)
    start = entries[-1].end
    found = _read(stream, start, len(expected) + 1)
    if found == expected:
        return
    size = stream.seek(0, os.SEEK_END)
    if found.startswith(expected):
        faults.add("zip_extra", bytes=size - start - len(expected))
    elif (
        expected.startswith(found)
        or found.startswith(archive.LOCAL_MARK)
        or (len(found) < len(expected) and archive.END_MARK not in found[-22:])
    ):
        faults.add("zip_cut", at=size)
    else:
        first = next(i for i, (one, other) in enumerate(zip(found, expected, strict=False)) if one != other)
        faults.add("zip_directory", at=start + first)


def _pieces(stream: BinaryIO, entries: list[_Entry], faults: Faults) -> Iterator[Piece]:
    seen: set[str] = set()
    for entry in entries:
        name = _shown(entry.name)
        if not _acceptable(name, seen, faults):
            continue
        window = partial(_Window, stream, entry.content, entry.size)
        yield Piece(name, entry.size, entry.crc, partial(_buffered, window))


def _buffered(window: Callable[[], _Window]) -> BinaryIO:
    return cast("BinaryIO", io.BufferedReader(window(), _BLOCK))


def is_safe(name: str) -> bool:
    """Tell whether every system gives a file of this name back under it."""
    return bool(SAFE_NAME.match(name)) and not _LOST.search(name)


def _acceptable(name: str, seen: set[str], faults: Faults) -> bool:
    """Tell whether a name can be told apart, and given back to any system; else name the fault."""
    if not is_safe(name) or len(name) >= archive.NAME_LIMIT:
        faults.add("name_unsafe", name=name)
        return False
    if name.lower() in seen:
        faults.add("name_twice", name=name)
        return False
    seen.add(name.lower())
    return True


def extracted(folder: Path, faults: Faults) -> list[Piece]:
    """Return the files of an extracted archive; a link, never followed, and an empty folder are faults."""
    pieces: list[Piece] = []
    seen: set[str] = set()
    waiting = [""]
    while waiting:
        within = waiting.pop()
        listed = _listed(folder / within, within, faults)
        if not listed and within:
            faults.add("folder_extra", name=within)
        for found in listed:
            name = within + found.name
            if len(pieces) + len(waiting) >= archive.COUNT_LIMIT:
                faults.add("too_large")
                return pieces
            if found.is_dir(follow_symlinks=False):
                waiting.append(name + "/")
            elif not found.is_file(follow_symlinks=False):
                faults.add("not_a_file", name=name)
            elif _acceptable(name, seen, faults):
                path = folder / name
                size = found.stat(follow_symlinks=False).st_size
                pieces.append(Piece(name, size, None, partial(_file, path)))
    return sorted(pieces, key=lambda piece: piece.name)


def _file(path: Path) -> BinaryIO:
    return path.open("rb")


def _listed(folder: Path, within: str, faults: Faults) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda each: each.name)
    except OSError:
        faults.add("file_unreadable", name=within)
        return []
