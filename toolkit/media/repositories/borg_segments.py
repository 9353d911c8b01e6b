"""The segments of a borg 1 repository: a log of pieces put and deleted, each entry with its CRC-32.

Source: borg's documentation ("Internals", "Data structures and file formats": Repository, Segments). What
stands behind the last commit is of a backup that was interrupted, and does not count, as borg itself does.
"""

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from toolkit.errors import Unreadable
from toolkit.media.repositories.pieces import OpenPart, Piece, Pieces

_MAGIC = b"BORG_SEG"
_HEAD = struct.Struct("<IIB")  # CRC-32, size with this head, tag
_PUT, _DELETE, _COMMIT = 0, 1, 2
_KEY = 32
_LARGEST = 24 * 1024 * 1024  # bytes of one entry; borg stops at 20 MiB
_BUFFER = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Wrong:
    """A segment that is damaged, from an offset on or at one entry; `why` is "changed", "cut" or "unread"."""

    part: int
    offset: int
    why: str


@dataclass(slots=True)
class Log:
    """What the segments hold together; parts are numbered as the segments were given, from 0."""

    pieces: Pieces = field(default_factory=Pieces)
    wrong: list[Wrong] = field(default_factory=list)
    commit: tuple[int, int] = (-1, 0)  # the part and the offset behind the last commit
    behind: int = 0  # entries behind it


def read(count: int, opener: OpenPart) -> Log:
    """Read every entry of every segment to its checksum; raises Unreadable ("bomb") for too many pieces."""
    log = Log()
    for part in range(count):
        _segment(log, part, opener)
    if not log.behind:
        return log
    kept = Log(wrong=log.wrong, commit=log.commit, behind=log.behind)
    for part in range(log.commit[0] + 1):
        _committed(kept, part, opener)
    return kept


def _segment(log: Log, part: int, opener: OpenPart) -> None:
    def wrong(offset: int, why: str) -> None:
        log.wrong.append(Wrong(part, offset, why))

    try:
        for tag, key, piece in entries(part, opener, wrong):
            if tag == _COMMIT:
                log.commit = part, piece.offset
                log.behind = 0
            else:
                log.behind += 1
                _apply(log.pieces, tag, key, piece)
    except Unreadable as error:
        if error.why == "bomb":
            raise
        wrong(0, "unread")


def _committed(log: Log, part: int, opener: OpenPart) -> None:
    """Take the entries of a segment that stand before the last commit; what is wrong was told already."""
    try:
        for tag, key, piece in entries(part, opener, lambda _offset, _why: None):
            if (part, piece.offset) > log.commit:
                return
            _apply(log.pieces, tag, key, piece)
    except Unreadable as error:
        if error.why == "bomb":
            raise


def _apply(pieces: Pieces, tag: int, key: bytes, piece: Piece) -> None:
    if tag == _PUT:
        pieces.put(key, piece)
    elif tag == _DELETE:
        pieces.drop(key)


def entries(
    part: int, opener: OpenPart, wrong: Callable[[int, str], None]
) -> Iterator[tuple[int, bytes, Piece]]:
    """Yield (tag, key, where its bytes lie) of each entry; `wrong(offset, why)` is told of damage."""
    with opener(part) as stream:
        if stream.read(len(_MAGIC)) != _MAGIC:
            wrong(0, "changed")
            return
        at = len(_MAGIC)
        while head := stream.read(_HEAD.size):
            if len(head) < _HEAD.size:
                wrong(at, "cut")
                return
            crc, size, tag = _HEAD.unpack(head)
            least = {_PUT: _HEAD.size + _KEY, _DELETE: _HEAD.size + _KEY, _COMMIT: _HEAD.size}.get(tag)
            if least is None or not least <= size <= _LARGEST or (tag != _PUT and size != least):
                wrong(at, "changed")  # where the next entry begins is not known any more
                return
            body = _rest(stream, size - _HEAD.size)
            if len(body) < size - _HEAD.size:
                wrong(at, "cut")
                return
            if zlib.crc32(body, zlib.crc32(head[4:])) != crc:
                wrong(at, "changed")
            yield tag, body[:_KEY], Piece(part, at + least, size - least, 0)
            at += size


def _rest(stream: BinaryIO, length: int) -> bytes:
    parts = []
    while length and (part := stream.read(min(length, _BUFFER))):
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
