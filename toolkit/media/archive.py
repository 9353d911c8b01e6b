r"""A ZIP file as a source: for backups, and for looking into an archive that lies on another source.

Names: "\" is taken for "/" as Windows tools do, a drive letter, a leading "/" and every "." or ".." are
left out of the path, and `hostile_names` stands among the warnings when that happened: what such an
entry holds is still read. Of entries with one path the last is read, as an unpacking would leave it;
the others are Unread `duplicate_name`. DOS times are local: `local_times` says so.
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
from toolkit.media import descend, zip_directory
from toolkit.media.medium import open_medium
from toolkit.media.names import shown, units
from toolkit.media.stream import stream
from toolkit.media.zip_directory import Member, ZipDamaged
from toolkit.records import Entry, EntryKind, Times, Unread, Volume

_ENTRY_LIMIT = 4 * 1024**3  # bytes unpacked
_RATIO = 1000
_RATIO_FROM = 64 * 1024 * 1024  # bytes unpacked
_ROOM = 64 * 1024 * 1024  # characters of folder paths made up for entries: a name may hold 32,000 folders
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
        self._codes: dict[str, None] = {"zip_count_differs": None} if missing or rest else {}
        self._root = Entry("", "", EntryKind.DIRECTORY, ident="d:")
        self._room = _ROOM
        self._tree: dict[str, list[Entry | Unread]] = {"": []}
        self._plant()
        if missing > 0 or rest:
            self._codes["zip_directory_cut"] = None
            self._tree[""].insert(0, Unread("", "", "damaged_directory", f"{rest} bytes, {missing} entries"))
        self.warnings = tuple(self._codes)

    def volumes(self) -> Sequence[Volume]:
        return (Volume("", "zip", size=self.size),)

    def walk(self) -> Iterator[Entry | Unread]:
        yield from descend.walk(self._root, self.listing, once=True)

    def listing(self, directory: Entry) -> Iterator[Entry | Unread]:
        yield from self._tree.get(directory.path, ())

    def find(self, path: str, volume: str | None = None) -> Entry | None:
        return descend.find(self._root, path, self._child) if volume in {None, ""} else None

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

    def _child(self, directory: Entry, wanted: str) -> Entry | None:
        return descend.named(wanted, self._tree.get(directory.path, ()))

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

    def _plant(self) -> None:
        """Make the tree of folders, those that have no entry of their own included."""
        placed = [(self._path(member), number) for number, member in enumerate(self._members)]
        kept = {path: number for path, number in placed if path}
        for path, number in placed:
            member = self._members[number]
            if not path:
                self._tree[""].append(Unread("", shown(member.name), "hostile_name", size=member.size))
            elif kept[path] != number:
                self._fold(path, Unread("", path, "duplicate_name", size=member.size))
            elif _is_folder(member):
                self._folder(path, member.times)
            else:
                self._fold(path, _entry(member, path, number))
        for folder, held in self._tree.items():
            self._tree[folder] = sorted((self._single(found) for found in held), key=_order)

    def _single(self, found: Entry | Unread) -> Entry | Unread:
        """Keep one entry per path where a file bears the path of a folder."""
        if isinstance(found, Entry) and found.kind is not EntryKind.DIRECTORY and found.path in self._tree:
            return Unread("", found.path, "duplicate_name", size=found.size)
        return found

    def _path(self, member: Member) -> str:
        if member.local:
            self._codes["local_times"] = None
        parts = member.name.replace("\\", "/").rstrip("/").split("/")
        safe = [part for part in parts if part not in {"", ".", ".."}]
        if safe and len(safe[0]) == 2 and safe[0][1] == ":":
            safe = safe[1:]
        if safe != parts:
            self._codes["hostile_names"] = None
        return "/".join(safe)

    def _fold(self, path: str, found: Entry | Unread) -> None:
        folder = path.rpartition("/")[0]
        if self._folder(folder, None):
            self._tree[folder].append(found)
        else:
            self._tree[""].append(Unread("", path, "too_deep", size=found.size))

    def _folder(self, path: str, times: Times | None) -> bool:
        """Add a folder and those above it, each once; False when there is no room for their paths."""
        missing = []
        place = path
        while place not in self._tree and self._room > 0:
            missing.append(place)
            self._room -= len(place)
            place = place.rpartition("/")[0]
        if place not in self._tree:
            return False
        for new in reversed(missing):
            self._tree[new] = []
            self._tree[new.rpartition("/")[0]].append(_synthesised(new, Times()))
        if times is not None and path:
            above = self._tree[path.rpartition("/")[0]]
            above[above.index(_synthesised(path, Times()))] = _synthesised(path, times)
        return True


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


def _entry(member: Member, path: str, number: int) -> Entry:
    link = stat.S_ISLNK(member.mode)
    return Entry(
        "",
        path,
        EntryKind.LINK if link else EntryKind.FILE,
        0 if link else member.size,
        member.times,
        ident=str(number),
    )


def _synthesised(path: str, times: Times) -> Entry:
    return Entry("", path, EntryKind.DIRECTORY, times=times, ident=f"d:{path}")


def _is_folder(member: Member) -> bool:
    return member.name.endswith(("/", "\\")) or stat.S_ISDIR(member.mode)


def _order(found: Entry | Unread) -> tuple[bytes, bool]:
    return units(found.path), isinstance(found, Unread)


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
