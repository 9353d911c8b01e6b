"""The header of a 7z: where the packed bytes lie, how they are packed, and the files they hold in order.

Format: 7zFormat.txt of the LZMA SDK 23.01. Every count is held against the bytes there are to count.
"""

import struct
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

from toolkit.scan.inside.room import Broken
from toolkit.scan.inside.seven_zip_files import File, Files

_MOST = 100_000  # folders or files, where the caller allows no more
_END, _HEADER, _EXTRA, _STREAMS, _FILES = 0, 1, 3, 4, 5
_PACK, _UNPACK, _PARTS, _SIZE, _CRC = 6, 7, 8, 9, 10
_FOLDER, _UNPACK_SIZE, _PARTS_COUNT = 11, 12, 13
_EMPTY, _EMPTY_FILE, _ANTI, _NAMES, _MODIFIED, _ATTRIBUTES, _PACKED = 14, 15, 16, 17, 20, 21, 23


@dataclass(slots=True)
class Folder:
    """Packed bytes that are decoded in one go; `coders` in the order they are undone."""

    coders: list[tuple[bytes, bytes]]  # method, properties
    sizes: list[int]  # bytes behind each coder, in that order
    simple: bool  # one coder behind the other, one packed stream
    streams: int  # packed streams it takes
    crc: int | None = None  # of all it holds, where the header says it
    at: int = 0  # from behind the first header
    packed: int = 0
    files: Sequence[int] = ()  # sizes of what it holds
    sums: Sequence[int | None] = ()  # CRC-32 of each of them

    @property
    def size(self) -> int:
        return self.sizes[-1]


@dataclass(slots=True)
class Header:
    """`packed` when it only says where the real one is."""

    folders: list[Folder] = field(default_factory=list)
    files: Sequence[File] = ()
    packed: bool = False

    @property
    def names(self) -> list[str]:
        """Return the names of the files that hold something."""
        return [one.name for one in self.files if one.filled]


class _Bytes:
    """The bytes of a header, read forward."""

    def __init__(self, data: bytes, most: int = _MOST) -> None:
        self.data = data
        self.most = most
        self.at = 0

    def take(self, count: int) -> bytes:
        part = self.data[self.at : self.at + count]
        if len(part) < count:
            raise Broken
        self.at += count
        return part

    def byte(self) -> int:
        return self.take(1)[0]

    def number(self) -> int:
        """Read a NUMBER: the leading ones of its first byte say how many follow."""
        first = self.byte()
        more = 8 - (first ^ 0xFF).bit_length()
        low = int.from_bytes(self.take(more), "little")
        return low if more >= 7 else low + ((first & (0x7F >> more)) << 8 * more)

    def count(self) -> int:
        found = self.number()
        if found > min(self.most, len(self.data) * 8):
            raise Broken
        return found

    def bits(self, count: int) -> list[bool]:
        raw = self.take(-(-count // 8))
        return [bool(raw[n // 8] >> (7 - n % 8) & 1) for n in range(count)]

    def digests(self, count: int) -> list[int | None]:
        """Read the CRCs that are there."""
        there = [True] * count if self.byte() else self.bits(count)
        return [int.from_bytes(self.take(4), "little") if one else None for one in there]


def parsed(raw: bytes, most: int = _MOST) -> Header | None:
    """Return a header of up to `most` files from its bytes, None for an archive without; raises Broken."""
    if not raw:
        return None
    data = _Bytes(raw, most)
    kind = data.byte()
    if kind == _PACKED:
        header = Header(_streams(data), packed=True)
        if not header.folders:
            raise Broken
        return header
    if kind != _HEADER:
        raise Broken
    header = Header()
    while (kind := data.byte()) != _END:
        if kind == _STREAMS:
            header.folders = _streams(data)
        elif kind == _EXTRA:
            _streams(data)
        elif kind == _FILES:
            header.files = _files(data)
        else:
            _properties(data)
    return header


def _properties(data: _Bytes) -> None:
    while data.byte() != _END:
        data.take(data.number())


def _streams(data: _Bytes) -> list[Folder]:
    start, packed, folders = 0, list[int](), list[Folder]()
    parted = False
    while (kind := data.byte()) != _END:
        if kind == _PACK:
            start, packed = _pack(data)
        elif kind == _UNPACK:
            folders = _unpack(data)
        elif kind == _PARTS:
            _parts(data, folders)
            parted = True
        else:
            raise Broken
    for folder in folders:
        folder.at, taken = start, packed[: folder.streams]
        folder.packed = taken[0] if taken else 0
        start, packed = start + sum(taken), packed[folder.streams :]
        if not parted:
            folder.files, folder.sums = [folder.size], [folder.crc]
    return folders


def _pack(data: _Bytes) -> tuple[int, list[int]]:
    start, count, sizes = data.number(), data.count(), list[int]()
    while (kind := data.byte()) != _END:
        if kind == _SIZE:
            sizes = [data.number() for _ in range(count)]
        elif kind == _CRC:
            data.digests(count)
        else:
            raise Broken
    return start, sizes


def _unpack(data: _Bytes) -> list[Folder]:
    if data.byte() != _FOLDER:
        raise Broken
    count = data.count()
    if data.byte():  # kept elsewhere, which no writer does
        raise Broken
    orders = [_folder(data) for _ in range(count)]
    if data.byte() != _UNPACK_SIZE:
        raise Broken
    for folder, order in orders:
        sizes = [data.number() for _ in folder.sizes]
        folder.sizes = [sizes[place] for place in order] if folder.simple else sizes
    folders = [folder for folder, _ in orders]
    while (kind := data.byte()) != _END:
        if kind != _CRC:
            raise Broken
        for folder, crc in zip(folders, data.digests(count), strict=True):
            folder.crc = crc
    return folders


def _folder(data: _Bytes) -> tuple[Folder, list[int]]:
    """Read one folder; return it and in which order the sizes behind its coders follow."""
    coders, ins, outs = [], 0, 0
    count = data.number()
    if not 0 < count <= 32:
        raise Broken
    for _ in range(count):
        flags = data.byte()
        method = data.take(flags & 15)
        there = (data.number(), data.number()) if flags & 0x10 else (1, 1)
        if max(there) > 32:
            raise Broken
        coders.append((method, data.take(data.number()) if flags & 0x20 else b""))
        ins, outs = ins + there[0], outs + there[1]
    if not 0 < outs <= ins + 1 or outs > 1024:
        raise Broken
    pairs = {data.number(): data.number() for _ in range(outs - 1)}
    streams = ins - (outs - 1)
    if streams > 1:
        _ = [data.number() for _ in range(streams)]
    order = _order(pairs, count) if ins == outs == count and streams == 1 else None
    chosen = [coders[place] for place in order] if order else coders
    return Folder(chosen, [0] * outs, order is not None, streams), order or []


def _order(pairs: dict[int, int], count: int) -> list[int] | None:
    """Return the coders from the packed bytes to the files; None where they do not stand in one line."""
    place = next((number for number in range(count) if number not in pairs.values()), None)
    order: list[int] = []
    while place is not None and place < count and place not in order:
        order.insert(0, place)
        place = pairs.get(place)
    return order if len(order) == count else None


def _parts(data: _Bytes, folders: list[Folder]) -> None:
    """Read how many files each folder holds, and their sizes but for the last of each."""
    counts = [1] * len(folders)
    kind = data.byte()
    if kind == _PARTS_COUNT:
        counts = [data.count() for _ in folders]
        kind = data.byte()
    if sum(counts) > data.most:
        raise Broken
    listed = kind == _SIZE
    for folder, count in zip(folders, counts, strict=True):
        sizes = array("Q", (data.number() for _ in range(count - 1 if listed and count else 0)))
        rest = folder.size - sum(sizes)
        if rest < 0 or (count > 1 and not listed):
            raise Broken
        if count:
            sizes.append(rest)
        folder.files = sizes
        folder.sums = [folder.crc if count == 1 else None] * count
    kind = data.byte() if listed else kind
    while kind != _END:
        if kind != _CRC:
            raise Broken
        open_ = [folder for folder in folders if len(folder.files) != 1 or folder.crc is None]
        found = iter(data.digests(sum(len(folder.files) for folder in open_)))
        for folder in open_:
            folder.sums = [next(found) for _ in folder.files]
        kind = data.byte()


def _files(data: _Bytes) -> Files:
    """Return every name, in the order of the bytes of those that hold something."""
    count = data.count()
    parts: dict[int, bytes] = {}
    while (kind := data.byte()) != _END:
        parts[kind] = data.take(data.number())
    empty = _Bytes(parts[_EMPTY]).bits(count) if _EMPTY in parts else [False] * count
    spare = iter(_Bytes(parts[_EMPTY_FILE]).bits(sum(empty)) if _EMPTY_FILE in parts else ())
    gone = iter(_Bytes(parts[_ANTI]).bits(sum(empty)) if _ANTI in parts else ())
    names = parts.pop(_NAMES, b"\1")
    made = Files(names[1:] if names[:1] == b"\0" else b"", count)
    modified = _each(parts.get(_MODIFIED), count, "Q")
    attributes = _each(parts.get(_ATTRIBUTES), count, "I")
    for number, (nothing, when, flags) in enumerate(zip(empty, modified, attributes, strict=True)):
        folder = nothing and not next(spare, False)
        if not (nothing and next(gone, False)):  # which says to delete a file of that name
            made.add(number, when, flags, filled=not nothing, folder=folder)
    return made


def _each(part: bytes | None, count: int, form: str) -> Sequence[int]:
    """Return one number for each file, 0 where there is none for it."""
    if part is None:
        return bytes(count)
    data = _Bytes(part)
    there = data.bits(count) if not data.byte() else [True] * count
    if data.byte():  # kept elsewhere, which no writer does
        return bytes(count)
    size = struct.calcsize("<" + form)
    told = (one for (one,) in struct.iter_unpack("<" + form, data.take(size * sum(there))))
    return array(form, (next(told) if one else 0 for one in there))
