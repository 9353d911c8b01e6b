"""A ZIP file as a source: for backups, and for looking into an archive that lies on another source.

DOS times are local: `local_times` says so.
"""

import stat
import struct
import zipfile
import zlib
from array import array
from collections.abc import Iterator, Sequence
from lzma import LZMAError
from pathlib import Path
from typing import BinaryIO

from toolkit.errors import SourceRefusal, Unreadable
from toolkit.media import zip_directory, zip_password
from toolkit.media.leaves import Leaf, Made
from toolkit.media.medium import open_medium
from toolkit.media.stream import stream
from toolkit.media.tree import Tree
from toolkit.media.zip_directory import Member, Members, ZipDamaged
from toolkit.records import Entry, EntryKind, Unread, Volume

_ENTRY_LIMIT = 4 * 1024**3  # bytes unpacked
_RATIO = 1000
_RATIO_FROM = 64 * 1024 * 1024  # bytes unpacked
_LOCAL = 30
_METHODS = frozenset({0, 8, 12, 14})  # stored, deflate, bzip2, LZMA
_AES = 99
_STRONG = 0x40  # PKWARE's own encryption, which nothing free undoes
_BEHIND = 8  # sum and sizes follow the bytes
_WIDE = 0xFFFFFFFF  # a size that stands in the ZIP64 field
_TRIED = 4  # entries a password is tried on
_SLICE = 1024 * 1024  # bytes unpacked at a time


class ZipSource:
    """A Source over a ZIP; raises SourceRefusal `zip_damaged` when its directory cannot be read."""

    kind = "zip"

    def __init__(
        self, label: str, file: BinaryIO, words: tuple[str, ...] = (), disks: Sequence[int] = ()
    ) -> None:
        self.label = label
        self._file = file
        self.size = file.seek(0, 2)
        try:
            found, missing, rest = zip_directory.members(file, self.size, disks)
        except (ZipDamaged, OSError, Unreadable) as error:
            raise SourceRefusal("zip_damaged", source=label, detail=str(error)) from error
        self._members = found
        self._overlapping = _overlapping(found)
        self._word = self._opening(zip_password.spellings(words)) if words else None
        self._tree = Tree(Made(len(found), lambda place: _leaf(found[place], place)))
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
        if _is_locked(member) and (self._word is None or member.flags & _STRONG):
            raise Unreadable("password")
        if member.size > _ENTRY_LIMIT or (_ratio(member) > _RATIO and member.size > _RATIO_FROM):
            raise Unreadable("bomb")
        if self._overlapping[int(entry.ident)]:
            raise Unreadable("overlapping")
        method = member.aes[2] if member.aes else member.method
        if method not in _METHODS:
            raise Unreadable("unknown_method", str(method))
        if member.method == 0 and not _is_locked(member) and member.packed != member.size:
            raise Unreadable("damaged", "two sizes for bytes that are not packed")
        return stream(self._unpacking(member, self._word).read_at, member.size)

    def close(self) -> None:
        self._file.close()

    def _unpacking(self, member: Member, word: bytes | None) -> "_Unpacking":
        return _Unpacking(self._file, member, self._start(member), word if _is_locked(member) else None)

    def _opening(self, words: tuple[bytes, ...]) -> bytes | None:
        """Return the password that opens the first locked entries, None where none does."""
        locked = [one for one in self._members if _is_locked(one) and not one.flags & _STRONG][:_TRIED]
        for word in words:
            try:
                if locked and all(self._unpacking(member, word).fits() for member in locked):
                    return word
            except Unreadable:
                continue
        return None

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
        if not _agrees(header, member):
            raise Unreadable("damaged", "its header and the directory do not agree")
        return member.offset + _LOCAL + int(name) + int(extra)


class _Unpacking:
    """The bytes of one entry by offset: going forward is cheap, going back starts again."""

    def __init__(self, file: BinaryIO, member: Member, start: int, word: bytes | None = None) -> None:
        self._file = file
        self._word = word
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
        plain.compress_type, plain.file_size = member.method, member.size
        if self._word is not None and member.aes is not None:
            version, strength, plain.compress_type = member.aes
            packed, plain.compress_size = zip_password.opened(
                self._word, strength, self._packed, member.packed
            )
            if version == 1:  # AE-2 has no CRC-32: its own sum was held already
                plain.CRC = member.crc
            return zipfile.ZipExtFile(packed, "r", plain)
        packed, plain.compress_size = stream(self._packed, member.packed), member.packed
        plain.CRC, plain.flag_bits = member.crc, member.flags
        plain._raw_time = member.stamp & 0xFFFF  # type: ignore[attr-defined]  # noqa: SLF001 - what it checks passwords by
        try:
            return zipfile.ZipExtFile(packed, "r", plain, pwd=self._word)
        except RuntimeError as error:
            raise Unreadable("password") from error

    def fits(self) -> bool:
        """Tell whether the password seems to be that of this entry; raises Unreadable."""
        if self._member.aes is not None and self._word is not None:
            return zip_password.fits(self._word, self._member.aes[1], self._packed)
        self._opened()
        return True

    def _packed(self, offset: int, length: int) -> bytes:
        self._file.seek(self._start + offset)
        return self._file.read(min(length, max(0, self._member.packed - offset)))


def open_archive(path: Path, label: str) -> ZipSource:
    """Open a ZIP file; raise OSError or SourceRefusal."""
    medium = open_medium(path)
    try:
        return ZipSource(label, stream(medium.read, medium.size, release=medium.close))
    except BaseException:
        medium.close()
        raise


def open_zip(file: BinaryIO, label: str, words: tuple[str, ...] = (), disks: Sequence[int] = ()) -> ZipSource:
    """Open a ZIP that lies inside another source, from its stream; raise SourceRefusal `zip_damaged`.

    `words` are passwords to try, `disks` where the parts of a set start that a ZIP program cut.
    """
    return ZipSource(label, file, words, disks)


def _is_locked(member: Member) -> bool:
    return bool(member.flags & (1 | _STRONG)) or member.method == _AES


def _agrees(header: bytes, member: Member) -> bool:
    """Tell a local header that says of its entry what the directory says (APPNOTE 4.3.7)."""
    flags, method = struct.unpack_from("<HH", header, 6)
    crc, packed, size = struct.unpack_from("<III", header, 14)
    if (flags ^ member.flags) & 1 or method != member.method:
        return False
    # Sum and sizes may stand behind the bytes, or be left at nothing.
    if flags & _BEHIND or not (crc or packed or size):
        return True
    return crc == member.crc and packed in {member.packed, _WIDE} and size in {member.size, _WIDE}


def _leaf(member: Member, place: int) -> Leaf:
    folder = member.name.endswith(("/", "\\")) or stat.S_ISDIR(member.mode)
    kind = EntryKind.LINK if stat.S_ISLNK(member.mode) else EntryKind.FILE
    return Leaf(member.name, place, EntryKind.DIRECTORY if folder else kind, member.size, member.times)


def _ratio(member: Member) -> float:
    return member.size / max(1, member.packed)


def _overlapping(found: Members) -> bytearray:
    """Return a 1 for each entry that shares bytes with another, as a bomb's do."""
    starts, ends = array("q"), array("q")
    for member in found:
        starts.append(_bounded(member.offset))
        ends.append(_bounded(member.offset + _LOCAL + len(member.raw) + member.packed))
    rising = all(starts[at] <= starts[at + 1] for at in range(len(starts) - 1))
    order = range(len(starts)) if rising else sorted(range(len(starts)), key=starts.__getitem__)
    shared = bytearray(len(starts))
    last, end = -1, -1
    for number in order:
        if starts[number] < end:
            shared[last] = shared[number] = 1
        if ends[number] > end:
            last, end = number, ends[number]
    return shared


def _bounded(offset: int) -> int:
    return max(-(2**63), min(offset, 2**63 - 1))
