"""OLE2 containers: the source of macros, attachments of messages, packaged files, programs kept in streams.

Formats: [MS-CFB] 2.2 to 2.6, [MS-OXMSG] 2.2.2, [MS-OLEDS] 2.3.6 with the OLENativeStream of packages.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from toolkit.scan.content import Content
from toolkit.scan.inside.macros import PACKED, source
from toolkit.scan.inside.room import DAMAGED, LIMITED, Broken, Full, Member, Room
from toolkit.scan.rules.routing import is_program

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST = 0xFFFFFFFA  # sectors are numbered below this
_ENTRIES = 100_000
_LARGEST = 2 * 1024**3  # bytes of a container; its tables are held in memory
_TITLE = 16  # parts of a stream that holds a name, 64 bytes at least
_MINI = 64
# The text of a message, in the two encodings and as HTML or RTF ([MS-OXPROPS] 2.793 and following).
_BODIES = ("__substg1.0_1000001F", "__substg1.0_1000001E", "__substg1.0_10130102")
_ATTACHED, _NAME = "__substg1.0_37010102", "__substg1.0_3707001F"
_FILES = (b"\xd0\xcf\x11\xe0", b"PK\3\4", b"{\\rt", b"L\0\0\0\1\x14\2\0", b"MSCF", b"%PDF")


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream by the path of its storages."""

    path: str
    start: int
    size: int


@dataclass(slots=True)
class _Container:
    content: Content
    room: Room
    sector: int
    cutoff: int
    fat: list[int]
    minifat: list[int]
    mini: list[int]  # the sectors of the stream that small streams share
    streams: list[Stream]

    def read(self, stream: Stream, most: int = _LARGEST) -> Iterator[bytes]:
        """Yield a stream, or so many bytes of it; raises Broken where its chain leaves the file."""
        small = stream.size < self.cutoff
        table, step = (self.minifat, _MINI) if small else (self.fat, self.sector)
        left = min(stream.size, most)
        for number in chain(table, stream.start, -(-left // step)):
            part = self._small(number) if small else self.content.read((number + 1) * step, step)
            if not part:
                raise Broken
            yield part[:left]
            left -= len(part)
        if left > 0:
            raise Broken

    def _small(self, number: int) -> bytes:
        place, at = divmod(number * _MINI, self.sector)
        if place >= len(self.mini):
            raise Broken
        return self.content.read((self.mini[place] + 1) * self.sector + at, _MINI)


def members(content: Content, room: Room) -> Iterator[Member]:
    """Yield what a container holds that could run or be read; raises Broken or Full."""
    found = _open(content, room)
    names = {one.path.rpartition("/")[0]: one for one in found.streams if one.path.endswith(_NAME)}
    for one in _apart(found):
        folder, _, name = one.path.rpartition("/")
        if name == _ATTACHED:
            told = names.get(folder)
            title = (
                b"".join(islice(found.read(told), _TITLE)).decode("utf-16-le", "replace") if told else name
            )
            yield room.gather(title.strip("\0") or name, found.read(one))
        elif name in _BODIES:
            yield room.gather(one.path, found.read(one))
        elif name == "\x01Ole10Native":
            yield _package(room.gather(one.path, found.read(one)))
        elif member := _worth(found, one):
            yield member


def macros(content: Content, room: Room) -> Iterator[Member]:
    """Yield the sources of the macros of a container alone; a damaged one has a remark."""
    try:
        found = _open(content, room)
        for one in _apart(found):
            if "VBA/" in one.path and (member := _worth(found, one)):
                yield member
    except Broken:
        room.remarks.add(DAMAGED)


def _apart(found: _Container) -> Iterator[Stream]:
    """Yield the streams but for those that begin where another does: they would be read again and again."""
    begun = set[tuple[bool, int]]()
    for one in found.streams:
        found.room.enter()
        place = (one.size < found.cutoff, one.start)
        if place in begun:
            found.room.remarks.add(DAMAGED)
            continue
        begun.add(place)
        yield one


def _worth(found: _Container, stream: Stream) -> Member | None:
    """Return the source of a macro, or a stream that begins as a file of its own does; None for others."""
    room = found.room
    if "VBA/" in stream.path:
        if stream.size > PACKED:
            room.remarks.add(LIMITED)
        packed = room.gather(stream.path, found.read(stream, PACKED))
        text = room.gather(stream.path, source(packed.data))
        return text if text.data else None
    try:
        first = next(found.read(stream), b"")
    except Broken:
        room.remarks.add(DAMAGED)
        return None
    if is_program(first[:8]) or first.startswith(_FILES):
        return room.gather(stream.path, found.read(stream))
    return None


def _package(member: Member) -> Member:
    """Return the file inside an OLENativeStream: size, kind, label, path, reserved, path, size, bytes."""
    data = member.data
    label = data[6:].partition(b"\0")[0]
    at = 6 + len(label) + 1
    at += len(data[at:].partition(b"\0")[0]) + 1 + 4
    (length,) = struct.unpack_from("<I", data.ljust(at + 4, b"\0"), at)
    at += 4 + length
    if at + 4 > len(data):
        return member
    (size,) = struct.unpack_from("<I", data, at)
    title = label.decode("cp1252", "replace").replace("\\", "/").rpartition("/")[2]
    return Member(
        title or member.path, data[at + 4 : at + 4 + size], member.whole and size <= len(data) - at - 4
    )


def _open(content: Content, room: Room) -> _Container:
    head = content.read(0, 512)
    if len(head) < 512 or not head.startswith(MAGIC):
        raise Broken
    (shift,) = struct.unpack_from("<H", head, 30)
    if shift not in {9, 12}:
        raise Broken
    if content.size > _LARGEST:
        raise Full
    sector = 1 << shift
    directory, _, cutoff, mini_start, mini_count = struct.unpack_from("<IIIII", head, 48)
    fat = _fat(content, head, sector)
    most = content.size // sector + 1
    raw = _joined(content, chain(fat, directory, min(most, _ENTRIES * 128 // sector)), sector)
    # Four bytes for each 64 of the stream that small ones share.
    minifats = min(mini_count, most // 16 + 1)
    minifat = _numbers(_joined(content, chain(fat, mini_start, minifats), sector))
    root, streams = _streams(raw)
    mini = list(chain(fat, root.start, min(most, -(-root.size // sector))))
    return _Container(content, room, sector, cutoff or 4096, fat, minifat, mini, streams)


def _fat(content: Content, head: bytes, sector: int) -> list[int]:
    count, at, links = struct.unpack_from("<I", head, 44)[0], *struct.unpack_from("<II", head, 68)
    numbers = list(struct.unpack_from("<109I", head, 76))
    for _ in range(min(links, content.size // sector)):
        more = _numbers(content.read((at + 1) * sector, sector)) if at < _LAST else []
        if not more:
            break
        numbers += more[:-1]
        at = more[-1]
    most = content.size // sector // (sector // 4) + 2  # the FAT of a file of this size has no more sectors
    wanted = [number for number in numbers[: min(count, most)] if number < _LAST]
    return _numbers(_joined(content, iter(wanted), sector))


def chain(table: list[int], start: int, most: int) -> Iterator[int]:
    """Yield the sectors of a chain, at most so many; a chain that leads back to itself ends there too."""
    while start < len(table) and most > 0:
        yield start
        start, most = table[start], most - 1


def _joined(content: Content, numbers: Iterator[int], sector: int) -> bytes:
    return b"".join(content.read((number + 1) * sector, sector) for number in numbers)


def _numbers(raw: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) & ~3]))


def _streams(raw: bytes) -> tuple[Stream, list[Stream]]:
    """Return the root and every stream that the tree of the directory leads to."""
    if len(raw) < 128:
        raise Broken
    root = _entry(raw, 0)
    found: list[Stream] = []
    seen: set[int] = set()
    waiting = [(root[1], "")]
    while waiting:
        number, folder = waiting.pop()
        if number in seen or (number + 1) * 128 > len(raw):
            continue
        seen.add(number)
        one, child, left, right, kind = _entry(raw, number)
        waiting += [(right, folder), (left, folder)]
        if kind == 1:
            # Folders of hostile depth would make paths of hostile length.
            waiting.append((child, f"{folder}{one.path}/"[-512:]))
        elif kind == 2 and one.size:
            found.append(Stream(folder + one.path, one.start, one.size))
    return root[0], found


def _entry(raw: bytes, number: int) -> tuple[Stream, int, int, int, int]:
    at = number * 128
    length, kind, _, left, right, child = struct.unpack_from("<HBBIII", raw, at + 64)
    name = raw[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    start, size = struct.unpack_from("<II", raw, at + 116)
    return Stream(name, start, size), child, left, right, kind
