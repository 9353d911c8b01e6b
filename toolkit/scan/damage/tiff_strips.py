"""The strips and tiles of a TIFF: each lies within the file, and packed ones begin and decode as packed."""

import struct
import zlib

from toolkit.scan.content import Content

_OFFSETS = ((273, 279), (324, 325))  # strips, tiles: the tags of their places and of their lengths
_COMPRESSION = 259
_LAYOUT = {3: "H", 4: "I", 13: "I", 16: "Q"}
_STRIPS = 1_000_000
_SLACK = 16  # bytes writers round the last length up by
_PACKED = 4 * 1024 * 1024  # bytes unpacked in a directory
_OUT = 64 * 1024 * 1024
_CODES = 192 * 1024  # bytes of LZW followed in a directory
_BLANK = 1024  # zeros no packing ends by
_CLEAR, _END, _FIRST, _LAST = 256, 257, 258, 4096

Entry = tuple[int, int, int, bytes]  # tag, type, count, value or its place

Table = dict[int, tuple[int, int, bytes]]

OUTSIDE, SPOILED = "outside", "spoiled"


def look(content: Content, order: str, entries: list[Entry]) -> tuple[str, int, int]:
    """Return (what is wrong with one directory's strips or "", where, the bytes decoding vouches for)."""
    table: Table = {tag: (kind, count, value) for tag, kind, count, value in entries}
    packing = (*_numbers(content, order, table.get(_COMPRESSION)), 1)[0]
    strips: list[tuple[int, int]] = []
    for places, lengths in _OFFSETS:
        offsets, sizes = (_numbers(content, order, table.get(tag)) for tag in (places, lengths))
        strips += zip(offsets, sizes, strict=False)
    most = (
        _plain_size(content, order, table) if packing == 1 and len(strips) == 1 else content.size + (1 << 62)
    )
    strips = [(at, min(size, most)) for at, size in strips if at and size]
    if any(at + size > content.size + _SLACK for at, size in strips):
        return OUTSIDE, content.size, 0
    return _unpacked(content, packing, strips)


def _plain_size(content: Content, order: str, table: Table) -> int:
    """Return the bytes one strip of unpacked pixels needs, which writers' own figures may pass."""
    wide, high, samples = (
        (*_numbers(content, order, table.get(tag)), missing)[0]
        for tag, missing in ((256, 0), (257, 0), (277, 1))
    )
    depth = max(_numbers(content, order, table.get(258)), default=1)
    return (wide * samples * depth + 7) // 8 * high


def _numbers(content: Content, order: str, entry: tuple[int, int, bytes] | None) -> tuple[int, ...]:
    """Read the numbers of one entry, kept in it where they fit; none where there are too many."""
    if entry is None or entry[0] not in _LAYOUT or entry[1] > _STRIPS:
        return ()
    kind, count, value = entry
    letter = _LAYOUT[kind]
    width = struct.calcsize(order + letter) * count
    if width > len(value):
        value = content.read(int.from_bytes(value, "little" if order == "<" else "big"), width)
    held = len(value[:width]) // struct.calcsize(order + letter)
    return struct.unpack_from(f"{order}{held}{letter}", value)


def _unpacked(content: Content, packing: int, strips: list[tuple[int, int]]) -> tuple[str, int, int]:
    """Follow what a few megabytes of strips hold, spread over all of them."""
    vouched = 0
    if packing == 5 and strips and not _cleared(content.read(strips[0][0], 2)):
        packing = 0  # older writers', the bits of some of which stand the other way round
    for at, size in _some(strips, _CODES if packing == 5 else _PACKED):
        data = content.read(at, min(size, _PACKED))
        if packing in (8, 32946):
            good = _inflates(data)
        elif packing == 5:
            good = _follows(data[:_CODES])
        else:
            good = packing != 7 or data[:2] == b"\xff\xd8"
        if not good:
            return SPOILED, at, vouched
        vouched += len(data) if packing in (8, 32946) else 0
    last = max(strips, default=(0, 0))
    end = content.read(last[0] + max(0, last[1] - _BLANK), min(last[1], _BLANK))
    if packing in (5, 7, 8, 32946) and len(end) == _BLANK and not any(end):
        return SPOILED, last[0] + last[1] - _BLANK, vouched
    return "", 0, vouched


def _some(strips: list[tuple[int, int]], room: int) -> list[tuple[int, int]]:
    total = sum(size for _, size in strips)
    step = max(1, total // room, len(strips) // 20_000)
    return strips[::-step][::-1]  # the last one is among them


def _inflates(data: bytes) -> bool:
    decoder, out = zlib.decompressobj(), 0
    try:
        while data and out < _OUT and not decoder.eof:
            out += len(decoder.decompress(data, 1 << 20))
            data = decoder.unconsumed_tail
    except zlib.error:
        return False
    return out > 0


def _cleared(data: bytes) -> bool:
    """Tell a strip of LZW that begins by clearing the table, as the specification asks of writers."""
    return data[:1] == b"\x80" and not data[1:2] > b"\x7f"


def _follows(data: bytes) -> bool:
    """Follow the codes of LZW, whose lengths follow from how many there were: none may name what is not yet.

    A writer clears its table before it overflows (TIFF 6.0, section 13).
    """
    held, bits, place, known, width = 0, 0, 0, _FIRST - 1, 9
    while place < len(data):
        while bits < width and place < len(data):
            held, bits, place = (held << 8 | data[place]) & 0xFFFFFFFF, bits + 8, place + 1
        if bits < width:
            return True
        bits -= width
        code = held >> bits & (1 << width) - 1
        if code == _END:
            return True
        if code == _CLEAR:
            known, width = _FIRST - 1, 9
        elif code > known or known >= _LAST:
            return False
        else:
            known += 1
            width = 9 if known < 511 else 10 if known < 1023 else 11 if known < 2047 else 12
    return True
