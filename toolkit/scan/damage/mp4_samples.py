"""The samples of a film's tracks: AVC and HEVC units, whose lengths must fill each sample exactly.

Formats: ISO/IEC 14496-12 (sample tables), 14496-15 (length-prefixed units); HEIF items: ISO/IEC 23008-12.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.scan.content import Content

_SAMPLES = 4000  # looked at per track, evenly spread
_UNITS = 4096  # of one sample
_LARGEST = 8 * 1024 * 1024
_DEPTH = {b"moov": 8, b"trak": 8, b"mdia": 8, b"minf": 8, b"stbl": 8}
_CODECS = {b"avc1": b"avcC", b"avc3": b"avcC", b"hvc1": b"hvcC", b"hev1": b"hvcC"}


@dataclass(frozen=True, slots=True)
class Checked:
    """What was seen of the samples: bytes whose units agree, and the offsets of those that do not."""

    bytes: int
    faults: tuple[int, ...]
    samples: int


def samples(content: Content, movie: bytes) -> Checked:
    """Check the samples that the tracks of a `moov` box lead to; sound is not looked at."""
    good = seen = 0
    faults: list[int] = []
    for track in _boxes(movie, b"trak", 8):
        width = _width(track)
        places = list(_places(track)) if width else []
        faulty = False
        for at, size in places[:: max(1, len(places) // _SAMPLES)]:
            if at + size > content.size or size > _LARGEST or not size:
                continue
            seen += 1
            sound = _filled(content, at, size, width)
            good += size if sound else 0
            if not sound and not faulty:
                faults.append(at)
            faulty = not sound
    return Checked(good, tuple(faults), seen)


def _filled(content: Content, at: int, size: int, width: int) -> bool:
    end = at + size
    for _ in range(_UNITS):
        if at == end:
            return True
        head = content.read(at, width + 1)
        length = int.from_bytes(head[:width], "big")
        # The first bit of a unit is always zero.
        if len(head) <= width or at + width + length > end or (length and head[width] & 0x80):
            return False
        at += width + length
    return True


def _boxes(data: bytes, kind: bytes, at: int) -> Iterator[bytes]:
    """Yield the boxes of a kind inside one, through those that only hold others."""
    for _ in range(1000):
        if at + 8 > len(data):
            return
        length, name = struct.unpack_from(">I4s", data, at)
        if length < 8 or at + length > len(data):
            return
        if name == kind:
            yield data[at : at + length]
        elif name in _DEPTH and kind != b"trak":
            yield from _boxes(data[at : at + length], kind, _DEPTH[name])
        at += length


def _width(track: bytes) -> int:
    """Return how many bytes the length of a unit takes, 0 for a track of another kind."""
    described = next(_boxes(track, b"stsd", 8), b"")
    marker = _CODECS.get(described[20:24])
    at = described.find(marker, 24) if marker else -1
    if at < 0:
        return 0
    place = at + (8 if marker == b"avcC" else 25)
    return (described[place] & 3) + 1 if place < len(described) else 0


def _places(track: bytes) -> Iterator[tuple[int, int]]:
    """Yield (offset, bytes) of each sample (8.7.3 to 8.7.5)."""
    sizes, chunks = next(_boxes(track, b"stsz", 8), b""), next(_boxes(track, b"stsc", 8), b"")
    wide = next(_boxes(track, b"co64", 8), b"")
    narrow = wide or next(_boxes(track, b"stco", 8), b"")
    if len(sizes) < 20 or len(chunks) < 28 or len(narrow) < 20:
        return
    same, count = struct.unpack_from(">II", sizes, 12)
    count = min(count, (len(sizes) - 20) // 4) if not same else min(count, 1_000_000)
    starts = [
        one for (one,) in struct.iter_unpack(">Q" if wide else ">I", _whole(narrow[16:], 8 if wide else 4))
    ]
    runs = list(struct.iter_unpack(">III", _whole(chunks[16:], 12)))
    sample = run = 0
    for index, start in enumerate(starts, 1):
        while run + 1 < len(runs) and runs[run + 1][0] <= index:
            run += 1
        at = start
        for _ in range(min(runs[run][1], count - sample)):
            size = same or struct.unpack_from(">I", sizes, 20 + 4 * sample)[0]
            yield at, size
            at += size
            sample += 1
        if sample >= count:
            return


def _whole(data: bytes, width: int) -> bytes:
    return data[: len(data) // width * width]
