"""A 7z as a source: each solid run of files is unpacked forward, each file held against its CRC-32.

Format: 7zFormat.txt of the LZMA SDK 23.01.
"""

import stat
import zlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from toolkit.backup.archives import seven_zip_password
from toolkit.backup.archives.forward import BLOCK, Forward, boundless, member, refused
from toolkit.errors import Unreadable
from toolkit.media.leaves import Leaf, Made
from toolkit.media.members import MembersSource
from toolkit.media.ntfs.record import nanoseconds
from toolkit.records import EntryKind, Times
from toolkit.scan.content import Content
from toolkit.scan.inside.room import DAMAGED, LOCKED, Broken, Full
from toolkit.scan.inside.seven_zip import Unknown, Unlock, header_of, locked, unpacked
from toolkit.scan.inside.seven_zip_files import File
from toolkit.scan.inside.seven_zip_header import Folder, Header

_HEADER = 192 * 1024 * 1024  # bytes of names and dates, unpacked: about a million files
_FILES = 1_000_000
_START = 32
_TRIED = 3  # locked runs that a password is tried on
_TRIAL = 16 * 1024 * 1024  # bytes of a file that a password is tried on
_PADDED = 4  # zeros behind what was locked that no wrong password makes
_UNIX = 0x8000


@dataclass(frozen=True, slots=True)
class Archive:
    """A 7z whose header was read; `unlock` undoes its password, where it has one."""

    header: Header
    size: int  # bytes as packed
    unlock: Unlock | None = None


def archive(file: BinaryIO, words: tuple[str, ...] = ()) -> Archive:
    """Read the header of a 7z; raises Unreadable.

    ("password") where none of `words` opens it, ("unknown_method") where its packing is not undone here,
    ("io_error") where it is cut short, ("damaged") else.
    """
    size = file.seek(0, 2)
    content = Content(file, size)
    _sound(content)
    header = _header(content, None)
    if header is not None:
        closed = [folder for folder in header.folders if any(folder.files) and locked(folder)]
        if not closed:
            return _known(Archive(header, size))
        for word in words:
            if _opens(content, closed, _unlock(word)):
                return _known(Archive(header, size, _unlock(word)))
        raise Unreadable("password")
    for word in words:
        try:
            header = _header(content, _unlock(word))
        except Unreadable as error:
            if error.why == "damaged":  # what a wrong password makes of a header
                continue
            raise
        if header is not None:
            return _known(Archive(header, size, _unlock(word)))
    raise Unreadable("password")


def source(made: Archive, file: BinaryIO, label: str) -> MembersSource:
    """Return the files of an archive as a source, which closes `file` with itself."""
    content = Content(file, made.size)
    runs = [_run(content, folder, made.unlock) for folder in made.header.folders]
    places = _places(made.header)

    def opener(number: int) -> BinaryIO:
        place = places.of(number)
        if place is None:
            return member(Forward(lambda: iter(())), 0, 0)
        folder, start, size, crc = place
        return member(runs[folder], start, size, crc)

    def leaf(number: int) -> Leaf:
        place = places.of(number)
        return _leaf(made.header.files[number], number, place[2] if place else 0)

    leaves = Made(len(made.header.files), leaf)
    return MembersSource(label, "7z", leaves, opener, size=made.size, stored=True, release=file.close)


def _unlock(word: str) -> Unlock:
    def unlock(chunks: Iterator[bytes], properties: bytes, size: int) -> Iterator[bytes]:
        return seven_zip_password.unlocked(chunks, properties, size, word)

    return unlock


def _sound(content: Content) -> None:
    """Hold the first header and the bytes of the last against their CRC-32; raises Unreadable."""
    head = content.read(0, _START)
    if len(head) < _START or zlib.crc32(head[12:]) != int.from_bytes(head[8:12], "little"):
        raise Unreadable("damaged", "the first header")
    offset, length = int.from_bytes(head[12:20], "little"), int.from_bytes(head[20:28], "little")
    if _START + offset + length > content.size:
        raise Unreadable("io_error", "cut short")
    if length > _HEADER:
        raise Unreadable("bomb", "a header beyond all measure")
    if zlib.crc32(content.read(_START + offset, length)) != int.from_bytes(head[28:32], "little"):
        raise Unreadable("damaged", "the last header")


def _header(content: Content, unlock: Unlock | None) -> Header | None:
    """Return the header, None where it needs a password; raises Unreadable."""
    room = boundless()
    try:
        header = header_of(content, room, unlock, largest=_HEADER, most=_FILES)
    except (Broken, Full, NotImplementedError) as error:
        raise refused(error) from error
    if DAMAGED in room.remarks:
        raise Unreadable("damaged", "the last header")
    if header is None and room.remarks:
        if LOCKED in room.remarks:
            return None
        raise Unreadable("unknown_method", "the header")
    return header or Header()


def _known(made: Archive) -> Archive:
    """Return an archive all of whose packing can be undone; raises Unreadable."""
    nothing = Content.of(b"")
    for folder in made.header.folders:
        try:
            unpacked(nothing, folder, boundless(), made.unlock)
        except Unknown as error:
            raise Unreadable("unknown_method", _methods(folder)) from error
        except (Broken, Full, NotImplementedError) as error:
            raise refused(error) from error
    return made


def _methods(folder: Folder) -> str:
    return " ".join(method.hex() for method, _ in folder.coders)


def _opens(content: Content, closed: list[Folder], unlock: Unlock) -> bool:
    """Tell whether a password is the right one, by the smallest files it locks."""
    for folder in sorted(closed, key=lambda one: _first(one)[0])[:_TRIED]:
        if _padded(content, folder, unlock) or _starts(content, folder, unlock):
            return True
    return False


def _first(folder: Folder) -> tuple[int, int | None]:
    """Return the size and CRC-32 of the first file of a folder that is not empty."""
    told = zip(folder.files, folder.sums, strict=True)
    return next(((size, crc) for size, crc in told if size), (0, None))


def _starts(content: Content, folder: Folder, unlock: Unlock) -> bool:
    """Tell whether the first file of a folder unpacks to its sum, or a long way where it is a large one."""
    size, crc = _first(folder)
    packed = len(folder.coders) > 1
    whole = _run(content, folder, unlock)
    running = at = 0
    try:
        while at < size and (at < _TRIAL or not packed):
            part = whole.read_at(at, BLOCK)[: size - at]
            if not part:
                return False
            running = zlib.crc32(part, running)
            at += len(part)
    except Unreadable as error:
        if error.why == "unknown_method":
            raise
        return False
    return running == crc if at >= size and crc is not None else packed


def _padded(content: Content, folder: Folder, unlock: Unlock) -> bool:
    """Tell whether the zeros that fill the last block of what is locked are there."""
    method, properties = folder.coders[0]
    spare = folder.packed - folder.sizes[0]
    if method != seven_zip_password.METHOD or not _PADDED <= spare < 16 or folder.packed < 32:
        return False
    _, salt, _ = seven_zip_password.parameters(properties)
    tail = content.read(_START + folder.at + folder.packed - 32, 32)
    # The block before the last is what the last was mixed with.
    again = bytes([properties[0] | 0xC0, (max(len(salt), 1) - 1) << 4 | 15]) + salt + tail[:16]
    if not salt:
        again = bytes([properties[0] & 0x3F | 0x40, 15]) + tail[:16]
    try:
        plain = b"".join(unlock(iter((tail[16:],)), again, 16))
    except (Broken, Full):
        return False
    return not any(plain[16 - spare :])


def _run(content: Content, folder: Folder, unlock: Unlock | None) -> Forward:
    def begin() -> Iterator[bytes]:
        try:
            yield from unpacked(content, folder, boundless(), unlock)
        except Unknown as error:
            raise NotImplementedError from error

    return Forward(begin)


@dataclass(slots=True)
class _Places:
    """Where the bytes of each file begin, in which folder, as which of its files."""

    folders: list[Folder]
    folder: "array[int]" = field(default_factory=lambda: array("i"))  # -1 for files that hold nothing
    start: "array[int]" = field(default_factory=lambda: array("Q"))
    rank: "array[int]" = field(default_factory=lambda: array("I"))

    def of(self, number: int) -> tuple[int, int, int, int | None] | None:
        """Return the folder, start, size and CRC-32 of a file, None for one that holds nothing."""
        if self.folder[number] < 0:
            return None
        folder, rank = self.folder[number], self.rank[number]
        held = self.folders[folder]
        return folder, self.start[number], held.files[rank], held.sums[rank]


def _places(header: Header) -> _Places:
    """Return the places of all files; raises Unreadable where there are fewer than there are files."""
    made, spans = _Places(header.folders), _spans(header.folders)
    for one in header.files:
        folder, start, rank = (-1, 0, 0) if not one.filled else next(spans, (-1, 0, 0))
        if one.filled and folder < 0:
            raise Unreadable("damaged", "files without bytes")
        made.folder.append(folder)
        made.start.append(start)
        made.rank.append(rank)
    return made


def _spans(folders: list[Folder]) -> Iterator[tuple[int, int, int]]:
    """Yield the folder, start and rank of each file that holds something, in their order."""
    for number, folder in enumerate(folders):
        start = 0
        for rank, size in enumerate(folder.files):
            yield number, start, rank
            start += size


def _leaf(one: File, number: int, size: int) -> Leaf:
    mode = one.attributes >> 16 if one.attributes & _UNIX else 0
    kind = EntryKind.LINK if stat.S_ISLNK(mode) else EntryKind.FILE
    times = Times(modified=nanoseconds(one.modified) if one.modified else None)
    return Leaf(one.name, number, EntryKind.DIRECTORY if one.folder else kind, size, times)
