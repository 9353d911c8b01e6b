"""A ZIP file as a source: for backups, and for looking into an archive that lies on another source.

DOS times are local: `local_times` says so.
"""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from lzma import LZMAError
from pathlib import Path
from typing import BinaryIO

from toolkit.errors import SourceRefusal, Unreadable
from toolkit.media import zip_directory
from toolkit.media.medium import open_medium
from toolkit.media.stream import stream
from toolkit.media.tree import Leaf, Tree
from toolkit.media.zip_directory import Member, ZipDamaged
from toolkit.records import Entry, EntryKind, Unread, Volume

_ENTRY_LIMIT = 4 * 1024**3  # bytes unpacked
_RATIO = 1000
_RATIO_FROM = 64 * 1024 * 1024  # bytes unpacked
_LOCAL = 30
_METHODS = frozenset({0, 8, 12, 14})  # stored, deflate, bzip2, LZMA
_AES = 99
_SLICE = 1024 * 1024  # bytes unpacked at a time


class ZipSource:
    """A Source over a ZIP; raises SourceRefusal `zip_damaged` when its directory cannot be read."""

    kind = "zip"

    def __init__(self, label: str, file: BinaryIO) -> None:
        self.label = label
        self._file = file
        self.size = file.seek(0, 2)
        try:
            found, missing, rest = zip_directory.members(file, self.size)
        except (ZipDamaged, OSError, Unreadable) as error:
            raise SourceRefusal("zip_damaged", source=label, detail=str(error)) from error
        self._members = found
        self._overlapping = _overlapping(found)
        self._tree = Tree([_leaf(member, place) for place, member in enumerate(found)])
        codes = ["zip_count_differs"] if missing or rest else []
        codes += ["local_times"] if any(member.local for member in found) else []
        if missing > 0 or rest:
            codes.append("zip_directory_cut")
            self._tree.add(Unread("", "", "damaged_directory", f"{rest} bytes, {missing} entries"))
        self.warnings = (*codes, *self._tree.warnings)

    def volumes(self) -> Sequence[Volume]:
        return (Volume("", "zip", size=self.size),)

    def walk(self) -> Iterator[Entry | Unread]:
        yield from self._tree.walk()

    def listing(self, directory: Entry) -> Iterator[Entry | Unread]:
        yield from self._tree.listing(directory)

    def find(self, path: str, volume: str | None = None) -> Entry | None:
        return self._tree.find(path, volume)

    def open(self, entry: Entry) -> BinaryIO:
        """Return a stream of an entry's bytes, its CRC checked when the end is reached.

        Raises Unreadable: `password`, `bomb`, `overlapping`, `unknown_method`, `damaged`.
        """
        if not entry.ident.isdigit():
            raise Unreadable("not_a_file")
        member = self._members[int(entry.ident)]
        if member.flags & 0x41 or member.method == _AES:
            raise Unreadable("password")
        if member.size > _ENTRY_LIMIT or (_ratio(member) > _RATIO and member.size > _RATIO_FROM):
            raise Unreadable("bomb")
        if int(entry.ident) in self._overlapping:
            raise Unreadable("overlapping")
        if member.method not in _METHODS:
            raise Unreadable("unknown_method", str(member.method))
        if member.method == 0 and member.packed != member.size:
            raise Unreadable("damaged", "two sizes for bytes that are not packed")
        return stream(_Unpacking(self._file, member, self._start(member)).read_at, member.size)

    def close(self) -> None:
        self._file.close()

    def _start(self, member: Member) -> int:
        """Return where an entry's packed bytes begin, once its local header agrees with the directory."""
        if not 0 <= member.offset <= self.size - _LOCAL:
            raise Unreadable("damaged", "its place is outside the archive")
        self._file.seek(member.offset)
        header = self._file.read(_LOCAL)
        if len(header) < _LOCAL or header[:4] != b"PK\3\4":
            raise Unreadable("damaged", "no header in its place")
        name, extra = struct.unpack_from("<HH", header, 26)
        if self._file.read(name) != member.raw:
            raise Unreadable("damaged", "its header bears another name")
        return member.offset + _LOCAL + int(name) + int(extra)


class _Unpacking:
    """The bytes of one entry by offset: going forward is cheap, going back starts again."""

    def __init__(self, file: BinaryIO, member: Member, start: int) -> None:
        self._file = file
        self._member = member
        self._start = start
        self._running: zipfile.ZipExtFile | None = None
        self._at = 0

    def read_at(self, offset: int, length: int) -> bytes:
        try:
            return self._unpacked(offset, length)
        except (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, ValueError) as error:
            self._running = None
            raise Unreadable("damaged", str(error)) from error
        except (NotImplementedError, struct.error, IndexError) as error:
            self._running = None
            raise Unreadable("damaged", type(error).__name__) from error

    def _unpacked(self, offset: int, length: int) -> bytes:
        running = self._running
        if running is None or offset < self._at:
            running = self._running = self._opened()
            self._at = 0
        while self._at < offset:
            self._at += len(self._some(running, min(_SLICE, offset - self._at)))
        part = self._some(running, length)
        self._at += len(part)
        return part

    def _some(self, running: zipfile.ZipExtFile, length: int) -> bytes:
        part = running.read(length)
        if not part:
            raise EOFError("cut short")
        return part

    def _opened(self) -> zipfile.ZipExtFile:
        member = self._member
        plain = zipfile.ZipInfo("entry")
        plain.compress_type, plain.CRC = member.method, member.crc
        plain.compress_size, plain.file_size = member.packed, member.size
        packed = stream(self._packed, member.packed)
        return zipfile.ZipExtFile(packed, "r", plain)

    def _packed(self, offset: int, length: int) -> bytes:
        self._file.seek(self._start + offset)
        return self._file.read(length)


def open_archive(path: Path, label: str) -> ZipSource:
    """Open a ZIP file; raise OSError or SourceRefusal."""
    medium = open_medium(path)
    try:
        return ZipSource(label, stream(medium.read, medium.size, release=medium.close))
    except BaseException:
        medium.close()
        raise


def open_zip(file: BinaryIO, label: str) -> ZipSource:
    """Open a ZIP that lies inside another source, from its stream; raise SourceRefusal `zip_damaged`."""
    return ZipSource(label, file)


def _leaf(member: Member, place: int) -> Leaf:
    folder = member.name.endswith(("/", "\\")) or stat.S_ISDIR(member.mode)
    kind = EntryKind.LINK if stat.S_ISLNK(member.mode) else EntryKind.FILE
    return Leaf(member.name, place, EntryKind.DIRECTORY if folder else kind, member.size, member.times)


def _ratio(member: Member) -> float:
    return member.size / max(1, member.packed)


def _overlapping(found: list[Member]) -> frozenset[int]:
    """Return the numbers of the entries that share bytes with another, as a bomb's do."""
    order = sorted(range(len(found)), key=lambda number: found[number].offset)
    shared: set[int] = set()
    last, end = -1, -1
    for number in order:
        member = found[number]
        if member.offset < end:
            shared |= {last, number}
        if (here := member.offset + _LOCAL + len(member.raw) + member.packed) > end:
            last, end = number, here
    return frozenset(shared)
