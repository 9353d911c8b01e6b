"""One packed stream: gzip, bzip2, xz or Zstandard, and the tape of files that is often inside."""

import re
from collections.abc import Iterator
from itertools import chain

from toolkit.scan.content import Content
from toolkit.scan.inside import tape
from toolkit.scan.inside.coders import BY_KIND, decoded
from toolkit.scan.inside.room import DAMAGED, STEP, Broken, Member, Room

_PACKED = re.compile(r"\.(?:gz|gzip|bz2|xz|zst|zstd|tgz|tbz2?|txz|tzst)\Z", re.IGNORECASE)


def members(content: Content, room: Room, name: str, kind: str) -> Iterator[Member]:
    """Yield the one member of a packed stream, or the files of the tape in it.

    Raises Broken, Full, NotImplementedError.
    """
    chunks = decoded(pieces(content, 0, content.size), BY_KIND[kind], room, many=True)
    first, whole = _beginning(chunks)
    if tape.begins(first):
        yield from tape.read(tape.Reader(chain((first,), chunks), room), room)
        return
    room.enter()
    path = _PACKED.sub("", name) or name
    if whole:
        yield room.gather(path, chain((first,), chunks))
    else:
        room.remarks.add(DAMAGED)
        yield Member(path, first, whole=False)


def _beginning(chunks: Iterator[bytes]) -> tuple[bytes, bool]:
    """Return enough of a stream to tell a tape by, and False where it breaks off before."""
    first = b""
    try:
        while len(first) < tape.BLOCK and (chunk := next(chunks, b"")):
            first += chunk
    except Broken:
        return first, False
    return first, True


def pieces(content: Content, at: int, length: int) -> Iterator[bytes]:
    """Yield a stretch of a content in pieces; fewer bytes than asked for at the end of the file."""
    end = min(at + length, content.size)
    while at < end and (piece := content.read(at, min(STEP, end - at))):
        yield piece
        at += len(piece)
