"""DICOM: the data elements walked, then the pixels themselves looked at (PS3.5 7.1, A.4; PS3.10 7.1)."""

import struct
import zlib
from dataclasses import dataclass, field

from toolkit.scan.content import WHOLE_LIMIT, WINDOW, Content
from toolkit.scan.damage import jpeg, pixels
from toolkit.scan.damage.blocks import constant, window_offsets
from toolkit.scan.damage.structure import CONTRADICTION, NOT_THIS, TRUNCATED, Structure, broken, valid

_LONG = frozenset({b"OB", b"OD", b"OF", b"OL", b"OW", b"OV", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"})
_SHORT = frozenset(
    {b"AE", b"AS", b"AT", b"CS", b"DA", b"DS", b"DT", b"FL", b"FD", b"IS", b"LO", b"LT", b"PN", b"SH", b"SL"}
    | {b"SS", b"ST", b"TM", b"UI", b"UL", b"US"}
)
_ELEMENTS = 50_000
_DEFLATED = "1.2.840.10008.1.2.1.99"
_INFLATED = 64 * 1024 * 1024
_STEP = 512
_DEPTH = 16
_PIXELS = (0x7FE0, 0x0010)
_UNKNOWN_LENGTH = 0xFFFFFFFF


@dataclass(slots=True)
class _Walk:
    order: str = "<"
    explicit: bool = True
    syntax: str = ""
    found: dict[tuple[int, int], int] = field(default_factory=dict)  # 16-bit values of the pixel module
    inner: int = 0  # elements seen inside sequences


def check(content: Content) -> Structure:  # noqa: PLR0911 - each fault is an answer
    """Walk a DICOM file's elements; plain pixels must be neither random nor wiped (see pixels)."""
    if content.head[128:132] != b"DICM":
        return NOT_THIS
    data = content.whole if content.whole is not None else content.read(0, WHOLE_LIMIT)
    walk, at, last = _Walk(), 132, (0, 0)
    for _ in range(_ELEMENTS):
        if at >= len(data):
            return valid(len(data), len(data)) if content.whole is not None else valid(at, at)
        element = _element(data, at, walk)
        if walk.syntax == _DEFLATED and data[at : at + 2] != b"\x02\0":
            return _deflated(content, data, at)
        if element is None:
            return broken(TRUNCATED if len(data) - at < 12 else CONTRADICTION, at, at)
        tag, body, length = element
        if tag < last:
            return broken(CONTRADICTION, at, at)
        last = tag
        _remember(data, tag, body, length, walk)
        if tag == _PIXELS:
            return _pixels(content, data, (body, length), walk)
        if length != _UNKNOWN_LENGTH and body + length > len(data):
            return broken(TRUNCATED, len(data), at)
        at = _after(data, body, length, walk)
        if at < 0:
            return broken(CONTRADICTION, body, body)
    return valid(at, at)


def _deflated(content: Content, data: bytes, at: int) -> Structure:
    """Inflate a data set packed as a whole (PS3.5 A.5), within a limit."""
    stream, done, out = zlib.decompressobj(-15), at, 0
    try:
        while done < len(data) and not stream.eof and out < _INFLATED:
            out += len(stream.decompress(stream.unconsumed_tail + data[done : done + _STEP], _INFLATED))
            done += _STEP
    except zlib.error:
        return broken(CONTRADICTION, done, at)
    if not stream.eof and done >= content.size:
        return broken(TRUNCATED, content.size, at)
    return valid(min(done, len(data)), content.size)


def _element(data: bytes, at: int, walk: _Walk) -> tuple[tuple[int, int], int, int] | None:
    """Return (tag, offset of its value, length), or None where no element can stand."""
    if at + 8 > len(data):
        return None
    if walk.syntax and data[at : at + 2] != b"\x02\0":
        _enter(walk)
    group, number = struct.unpack_from(walk.order + "HH", data, at)
    kind = data[at + 4 : at + 6]
    if not walk.explicit:
        return (group, number), at + 8, int(struct.unpack_from(walk.order + "I", data, at + 4)[0])
    if kind in _LONG and at + 12 <= len(data):
        return (group, number), at + 12, int(struct.unpack_from(walk.order + "I", data, at + 8)[0])
    if kind in _SHORT:
        return (group, number), at + 8, int(struct.unpack_from(walk.order + "H", data, at + 6)[0])
    return None


def _enter(walk: _Walk) -> None:
    """Leave the file's own group 2, always explicit little endian, for the data set's transfer syntax."""
    walk.explicit = walk.syntax != "1.2.840.10008.1.2"
    walk.order = ">" if walk.syntax == "1.2.840.10008.1.2.2" else "<"


def _remember(data: bytes, tag: tuple[int, int], body: int, length: int, walk: _Walk) -> None:
    if tag == (2, 0x10) and length <= 64:
        walk.syntax = data[body : body + length].rstrip(b"\0 ").decode("ascii", "replace")
    elif tag[0] == 0x28 and length == 2 and body + 2 <= len(data):
        (walk.found[tag],) = struct.unpack_from(walk.order + "H", data, body)


def _after(data: bytes, body: int, length: int, walk: _Walk) -> int:
    """Return the offset behind a value, a sequence of unknown length included; -1 when it has no end."""
    return body + length if length != _UNKNOWN_LENGTH else _sequence(data, body, walk, 0)


def _sequence(data: bytes, at: int, walk: _Walk, depth: int) -> int:
    """Pass the items of a sequence up to its delimiter; PS3.5 7.5 nests them, hostile files without end."""
    while depth < _DEPTH and at + 8 <= len(data) and walk.inner < _ELEMENTS:
        walk.inner += 1
        group, number, length = struct.unpack_from(walk.order + "HHI", data, at)
        at += 8
        if (group, number) == (0xFFFE, 0xE0DD):
            return at
        if (group, number) != (0xFFFE, 0xE000):
            return -1
        at = at + length if length != _UNKNOWN_LENGTH else _item(data, at, walk, depth)
        if at < 0:
            return -1
    return -1


def _item(data: bytes, at: int, walk: _Walk, depth: int) -> int:
    while at + 8 <= len(data) and walk.inner < _ELEMENTS:
        walk.inner += 1
        if struct.unpack_from(walk.order + "HH", data, at) == (0xFFFE, 0xE00D):
            return at + 8
        element = _element(data, at, walk)
        if element is None:
            return -1
        _, body, length = element
        at = body + length if length != _UNKNOWN_LENGTH else _sequence(data, body, walk, depth + 1)
        if at < 0:
            return -1
    return -1


def _pixels(content: Content, data: bytes, place: tuple[int, int], walk: _Walk) -> Structure:
    body, length = place
    whole = content.whole is not None
    if length == _UNKNOWN_LENGTH:
        return _fragments(data, body, whole=whole)
    end = body + length
    if end > content.size:
        return broken(TRUNCATED, content.size, body)
    stored, allocated = walk.found.get((0x28, 0x101), 0), walk.found.get((0x28, 0x100), 0)
    kind = pixels.Kind(walk.order, allocated, stored, signed=walk.found.get((0x28, 0x103), 0) == 1)
    starts = [body] if whole else [at for at in window_offsets(content.size) if body <= at <= end - WINDOW]
    pieces = [(at, data[at:end] if whole else content.read(at, WINDOW)) for at in starts]
    fault = pixels.fault(pieces, kind)
    if fault is not None:
        return broken(CONTRADICTION, fault, body)
    return valid(end, end) if whole else valid(body, body)


def _fragments(data: bytes, body: int, *, whole: bool) -> Structure:
    """Walk encapsulated fragments; JPEG ones are checked by grammar, others only by their lengths."""
    at, vouched = body, body
    for _ in range(_ELEMENTS):
        header = data[at : at + 8]
        if header[:4] == b"\xfe\xff\xdd\xe0":
            return valid(vouched + 8, at + 8)
        if len(header) < 8:
            return broken(TRUNCATED, len(data), vouched) if whole else valid(vouched, at)
        if header[:4] != b"\xfe\xff\x00\xe0":
            return broken(CONTRADICTION, at, vouched)
        (length,) = struct.unpack_from("<I", header, 4)
        fragment = data[at + 8 : at + 8 + length]
        if fragment[:2] == b"\xff\xd8":
            found = jpeg.grammar(fragment)
            wiped = found.verdict == "broken" and constant(fragment[found.offset : found.offset + 64])
            if wiped or (found.reason == CONTRADICTION and b"\xff\xf7" not in fragment[:1024]):
                return broken(CONTRADICTION, at + 8 + found.offset, vouched)
            vouched += found.vouched
        vouched += 8
        at += 8 + length
    return valid(vouched, at)
