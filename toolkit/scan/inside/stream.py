"""One packed stream: gzip, bzip2, xz or Zstandard, and the tape of files that is often inside."""

import re
from collections.abc import Iterator
from itertools import chain, islice

from toolkit.scan.content import Content
from toolkit.scan.inside import tape
from toolkit.scan.inside.coders import BY_KIND, decoded, inflated, keep
from toolkit.scan.inside.room import DAMAGED, FREE, STEP, Broken, Member, Room, pieces

_PACKED = re.compile(r"\.(?:gz|gzip|bz2|xz|zst|zstd|tgz|tbz2?|txz|tzst)\Z", re.IGNORECASE)

_PADDING = 2  # chunks behind the last file of a tape: it is filled up to 10,240 bytes


def members(content: Content, room: Room, name: str, kind: str) -> Iterator[Member]:
    """Yield the one member of a packed stream, or the files of the tape in it.

    Raises Broken, Full, NotImplementedError.
    """
    chunks = _chunks(content, room, kind)
    first, whole = _beginning(chunks)
    if not whole:
        room.remarks.add(DAMAGED)
    if tape.begins(first):
        yield from tape.read(tape.Reader(chain((first,), chunks), room), room)
        # The sums of the stream stand behind the padding of the tape.
        room.take(sum(map(len, islice(chunks, _PADDING))))
        return
    room.enter()
    path = _PACKED.sub("", name) or name
    if whole:
        yield room.gather(path, chain((first,), chunks))
    else:
        yield Member(path, first, whole=False)


def _chunks(content: Content, room: Room, kind: str) -> Iterator[bytes]:
    """Return the bytes of a packed stream as they come."""
    if kind == "gzip" and (data := _at_once(content)) is not None:
        return (data[at : at + STEP] for at in range(0, len(data), STEP))
    return decoded(pieces(content, 0, content.size), BY_KIND[kind], room, many=True)


def _at_once(content: Content) -> bytes | None:
    """Return what a small gzip of one member holds, None where it must be undone by steps."""
    packed = content.whole
    # Its last four bytes are the length of what it holds (RFC 1952, 2.3.1), which may lie.
    if packed is None or len(packed) > FREE or int.from_bytes(packed[-4:], "little") > FREE:
        return None
    found = inflated(packed, 31)
    if found is None or packed[len(packed) - found[1] :].strip(b"\0"):
        return None
    end = len(packed) - found[1]
    keep(content, 0, end, len(found[0]), int.from_bytes(packed[end - 8 : end - 4], "little"))
    return found[0]


def _beginning(chunks: Iterator[bytes]) -> tuple[bytes, bool]:
    """Return enough of a stream to tell a tape by, and False where it breaks off before."""
    first = b""
    try:
        while len(first) < tape.BLOCK and (chunk := next(chunks, b"")):
            first += chunk
    except Broken:
        return first, False
    return first, True
