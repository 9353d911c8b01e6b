"""Macrium Reflect X images (.mrimgx, .mrbakx): every block that is not encrypted read to its own sum.

Source: Macrium's published layout (mrimg_file_layout, FILE_LAYOUT.md, MIT), and a public reader of it for
what that leaves out: the sum of a metadata block is of its stored bytes, that of a data block of plain ones.
Checked with images that a writer of ours made; no image of the program itself was at hand.
"""

import hashlib
import io
import json
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO

from toolkit.backup.forms.closed import cuts
from toolkit.backup.forms.form import Found, Place, State, Words, fault
from toolkit.errors import Unreadable
from toolkit.media.repositories.unpacked import zstd_unpacked
from toolkit.records import Facts

ENDINGS = frozenset({"mrimgx", "mrbakx"})
_MARK = b"MACRIUM_FILE"
_FOOT = 20  # bytes: the place of the first block of metadata, then the mark
_HEADER = struct.Struct("<8sI16sB3x")
_ELEMENT = struct.Struct("<q16sIH")  # position, MD5, bytes stored, number of the file it lies in
_DELTA = 4  # bytes more for an element of a delta: the block it replaces
_LAST, _PACKED, _LOCKED = 1, 2, 4
_JSON = 16 * 1024 * 1024  # bytes
_INDEX = 128 * 1024 * 1024  # bytes; more than four million blocks of one partition
_BLOCK = 64 * 1024 * 1024  # bytes of a block, packed or not
_LISTS, _IN_LIST = 1024, 64
_SIBLINGS = 500
_ROOM, _RATIO = 1024**3, 100  # bytes that blocks may unpack to, beside this many times those of the file
_AGAIN = 4  # times the bytes of the file that are read in all: equal blocks may be stored once
_FRAME = b"\x28\xb5\x2f\xfd"  # a packed image begins with its first block, a Zstandard frame
_FULL = -1  # stands for the full image of a set, whatever its number
_SET = re.compile(r"(.*[0-9A-Fa-f]{16})-\d\d-\d\d\.mr(?:img|bak)x", re.DOTALL)
_NANOSECONDS = 10**9


@dataclass(slots=True)
class _Image:
    """What the descriptions in a file say of it."""

    stream: BinaryIO
    size: int
    told: dict[str, Any] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)  # codes of faults
    blocks: int = 0
    unread: int = 0  # blocks that are encrypted
    elsewhere: set[int] = field(default_factory=set)  # numbers of the files that hold other blocks
    stored: int = 0  # bytes of blocks read so far
    plain: int = 0  # bytes they unpacked to

    @property
    def is_spent(self) -> bool:
        """Tell blocks that lie over each other, or swell, beyond all measure."""
        return self.stored > _AGAIN * self.size or self.plain > _ROOM + _RATIO * self.size

    def header(self, name: str) -> Any:
        return _section(self.told, "_header").get(name)


def read(place: Place, _words: Words) -> Found | None:
    """Return the image a file is; broken where its end or its description is lost. None for another file."""
    try:
        with place.open() as stream:
            size = stream.seek(0, io.SEEK_END)
            foot = _at(stream, max(0, size - _FOOT), _FOOT)
            if foot[8:] != _MARK:
                return _cut(place, stream, size)
            image = _Image(stream, size)
            _check(image, struct.unpack_from("<Q", foot)[0])
    except Unreadable:
        return _found(place, State.BROKEN, [fault("part_unread", place)], {"by": "name"})
    return _checked(place, image)


def _cut(place: Place, stream: BinaryIO, size: int) -> Found | None:
    """Tell an image that has lost its end, or is empty or zeroed, from a file whose bytes say nothing."""
    stream.seek(0)
    head = stream.read(64 * 1024)
    tail = _at(stream, max(0, size - 64 * 1024), 64 * 1024)
    faults = cuts(place, size, head, tail)
    if not faults and head.startswith(_FRAME):
        faults.append(fault("cut", place))
    return _found(place, State.BROKEN, faults, {"by": "name", "bytes": size}) if faults else None


def _found(place: Place, state: State, faults: list[Facts], about: Facts) -> Found:
    return Found("macrium_x", place.volume, place.path, state, (), tuple(faults), about=about)


def _checked(place: Place, image: _Image) -> Found:
    about: dict[str, object] = {"by": "content", "bytes": image.size, "pieces": image.blocks}
    about["pieces_locked"] = image.unread
    made, kind = image.header("backup_time"), image.header("backup_type")
    if isinstance(made, int) and 0 < made < 1 << 33:
        about["made_ns"] = made * _NANOSECONDS
    if isinstance(kind, str):
        about["kind"] = kind[:20]
    faults = [fault(code, place) for code in sorted(image.wrong)]
    if not image.told:
        return _found(place, State.BROKEN, faults, about)
    faults += [fault("link_missing", place, name=name) for name in _missing(place, image)]
    locked = _section(image.told, "_encryption").get("enable") is True
    return _found(place, State.OPAQUE if locked else State.STRUCTURE, faults, about)


def _check(image: _Image, first: int) -> None:
    """Read the description, then every index it leads to, and every block of those that lies in this file."""
    for name, body, flags in _list(image, first):
        if name == b"$JSON   " and not image.told:
            image.told = _description(body, flags)
    if not image.told:
        image.wrong.add("description_unread")
        return
    start = image.header("index_file_position")
    if image.header("split_file") is True or not isinstance(start, int):
        return  # a file that goes on from another one holds no index
    past, at = -1, start
    for _ in range(min(_LISTS, _lists(image.told))):
        if past == at or image.is_spent:
            break
        past = at
        for name, body, flags in _list(image, at):
            at = image.stream.tell()
            if name == b"$INDEX  ":
                _read_index(image, body, flags)


def _list(image: _Image, at: int) -> Iterator[tuple[bytes, bytes, int]]:
    """Yield (name, bytes, flags) of the blocks of metadata from there to the last one of their list."""
    for _ in range(_IN_LIST):
        raw = _at(image.stream, at, _HEADER.size) if 0 <= at < image.size else b""
        if len(raw) < _HEADER.size:
            image.wrong.add("description_unread")
            return
        name, length, digest, flags = _HEADER.unpack(raw)
        body = image.stream.read(length) if length <= min(_INDEX, image.size) else b""
        if len(body) != length or _md5(body) != digest:
            image.wrong.add("description_unread")
            if len(body) != length:
                return
        yield name, body, flags
        at += _HEADER.size + length
        image.stream.seek(at)
        if flags & _LAST:
            return
    image.wrong.add("description_unread")


def _description(body: bytes, flags: int) -> dict[str, Any]:
    try:
        if flags & _PACKED:
            body = zstd_unpacked(body, _JSON)
        told = json.loads(body.rstrip(b"\0")) if len(body) <= _JSON else None
    except (Unreadable, ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _lists(told: dict[str, Any]) -> int:
    """Return how many lists of metadata there are: one for each disk and for each partition of it."""
    disks = told.get("disks")
    found = [one for one in disks if isinstance(one, dict)] if isinstance(disks, list) else []
    parts = [one["partitions"] for one in found if isinstance(one.get("partitions"), list)]
    return len(found) + sum(len(one) for one in parts)


def _read_index(image: _Image, body: bytes, flags: int) -> None:
    """Read the blocks of a partition: those before its file system, then those of it."""
    if flags & (_LOCKED | _PACKED):
        image.unread += 1
        return
    back, at = image.stream.tell(), 0
    delta = image.header("delta_index") is True
    for extra in (0, _DELTA if delta else 0):
        if at + 4 > len(body):
            image.wrong.add("description_unread")
            break
        (count,) = struct.unpack_from("<I", body, at)
        step, at = _ELEMENT.size + extra, at + 4
        if count * step > len(body) - at:
            image.wrong.add("description_unread")
            break
        for row in range(count):
            _read_block(image, _ELEMENT.unpack_from(body, at + row * step))
            if image.is_spent:
                image.wrong.add("bomb")
                break
        at += count * step
    image.stream.seek(back)


def _read_block(image: _Image, element: tuple[int, bytes, int, int]) -> None:
    """Check one block against its sum."""
    position, digest, length, number = element
    if not length:
        return
    if number != image.header("file_number"):
        image.elsewhere.add(number)
        return
    image.blocks += 1
    if position < 0 or length > _BLOCK or position + length > image.size:
        image.wrong.add("block_changed")
        return
    if _section(image.told, "_encryption").get("enable") is True:
        image.unread += 1
        return
    stored = _at(image.stream, position, length)
    image.stored += length
    if _md5(_unpacked(image, stored)) != digest and _md5(stored) != digest:
        image.wrong.add("block_changed")


def _unpacked(image: _Image, stored: bytes) -> bytes:
    """Return the plain bytes of a block, those stored where it is not packed or does not unpack."""
    if _section(image.told, "_compression").get("compression_level") in {None, "none"}:
        return stored
    try:
        plain = zstd_unpacked(stored, _BLOCK)
    except Unreadable:
        return stored
    image.plain += len(plain)
    return plain


def _missing(place: Place, image: _Image) -> list[str]:
    """Return the files of the same set that hold blocks of this image and do not lie beside it."""
    delta = image.header("delta_index") is True and image.header("split_file") is not True
    if not image.elsewhere and not delta:
        return []
    found = _SET.fullmatch(place.name)
    stem, ending = (found[1] if found else place.name), place.name.rpartition(".")[2]
    near = list(_siblings(place, image, found[1] if found else ""))
    have = {number for header in near for number in _numbers(header)}
    wanted = set(image.elsewhere)
    own = image.header("file_number")
    if delta:
        wanted.add(_FULL)
        # Each increment is to all before it; one after a difference is not, and those may be deleted.
        if isinstance(own, int) and own < _SIBLINGS and all(one.get("backup_type") != "diff" for one in near):
            wanted |= set(range(own))
    lost = sorted({max(0, number) for number in wanted - have})
    return [f"{stem}-{number:02}-{number:02}.{ending}" for number in lost[:5]]


def _siblings(place: Place, image: _Image, stem: str) -> Iterator[dict[str, Any]]:
    """Yield what each file of the same image in the same folder says of itself."""
    folder = Place(place.source, place.volume, place.path.rpartition("/")[0])
    names = (one.path.rpartition("/")[2] for one in folder.listing())
    near = (name for name in names if name.rpartition(".")[2].lower() in ENDINGS and name.startswith(stem))
    for name in islice(near, _SIBLINGS):
        header = _section(_told(place.beside(name)), "_header")
        if header and header.get("imageid") == image.header("imageid"):
            yield header


def _numbers(header: dict[str, Any]) -> set[int]:
    """Return the numbers of the files whose blocks a file holds: its own, and those merged into it."""
    merged = header.get("merged_files")
    numbers = [header.get("file_number"), *(merged if isinstance(merged, list) else [])]
    found = {number for number in numbers if isinstance(number, int)}
    is_full = header.get("delta_index") is False and header.get("split_file") is not True
    return found | {_FULL} if is_full else found


def _told(place: Place) -> dict[str, Any]:
    """Return the description in a file, nothing where it cannot be read."""
    try:
        with place.open() as stream:
            size = stream.seek(0, io.SEEK_END)
            foot = _at(stream, max(0, size - _FOOT), _FOOT)
            if foot[8:] != _MARK:
                return {}
            blocks = _list(_Image(stream, size), struct.unpack_from("<Q", foot)[0])
            bodies = (_description(body, flags) for name, body, flags in blocks if name == b"$JSON   ")
            return next(bodies, {})
    except Unreadable:
        return {}


def _section(told: dict[str, Any], name: str) -> dict[str, Any]:
    found = told.get(name)
    return found if isinstance(found, dict) else {}


def _at(stream: BinaryIO, position: int, length: int) -> bytes:
    stream.seek(position)
    return stream.read(length)


def _md5(content: bytes) -> bytes:
    return hashlib.md5(content, usedforsecurity=False).digest()
