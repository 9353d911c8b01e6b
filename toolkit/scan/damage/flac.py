"""FLAC: metadata blocks, then frames, each held against the CRC-8 of its head and its CRC-16 (RFC 9639)."""

import re
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from toolkit.scan.content import Content
from toolkit.scan.damage.places import told
from toolkit.scan.damage.structure import CONTRADICTION, NOT_THIS, TRUNCATED, Structure, broken

if TYPE_CHECKING:
    import numpy as np

    Words = np.ndarray[tuple[int], np.dtype[np.uint16]]

_LIMIT = 64 * 1024 * 1024
_BLOCKS = 128
_SYNC = re.compile(rb"\xff[\xf8\xf9][\x10-\xff][\x00-\xad]", re.DOTALL)
_PIECE = 256  # bytes taken at a time by the CRC
_CANDIDATES = 300_000  # places that may be a head, looked at
_JOINS = 4000  # frames tried again behind a false head
_FALSE_HEADS = 3  # sounds that look like the head of a frame, in a row
_TRAIL = 4096  # bytes that taggers put behind the last frame


def check(content: Content) -> Structure:
    """Check the blocks and the frames; vouches for the frames whose CRC-16 agrees."""
    data = content.whole if content.whole is not None else content.read(0, _LIMIT)
    if data[:4] != b"fLaC" or len(data) < 42:
        return NOT_THIS
    at, last = 4, False
    for _ in range(_BLOCKS):
        kind, length = data[at] & 0x7F, int.from_bytes(data[at + 1 : at + 4], "big")
        last = bool(data[at] & 0x80)
        if kind > 6 or (at == 4 and (kind or length != 34)):
            return broken(CONTRADICTION, at, at)
        at += 4 + length
        if at + 4 > len(data):
            return broken(TRUNCATED, len(data), min(at, len(data)))
        if last:
            break
    looked = [found.start() for found in islice(_SYNC.finditer(data, at), _CANDIDATES)]
    if len(looked) == _CANDIDATES:
        data = data[: looked[-1] + 16]  # the longest head
    heads = [place for place in looked if _head(data, place)]
    if not last or not heads or heads[0] - at > _TRAIL:
        return broken(CONTRADICTION, at, at)
    return _frames(data, heads, at, cut=len(data) < content.size)


def _head(data: bytes, at: int) -> bool:
    """Tell the head of a frame by its fields and its CRC-8 (RFC 9639, 9.1)."""
    if data[at + 2] & 15 == 15 or (data[at + 3] >> 1) & 7 == 3 or data[at + 3] & 1:
        return False
    first = data[at + 4] if at + 4 < len(data) else 0x80
    coded = 1 if first < 0x80 else {6: 2, 14: 3, 30: 4, 62: 5, 126: 6, 127: 7}.get(_ones(first), 0)
    size, rate = data[at + 2] >> 4, data[at + 2] & 15
    length = 4 + coded + {6: 1, 7: 2}.get(size, 0) + {12: 1, 13: 2, 14: 2}.get(rate, 0)
    crc = 0
    for byte in data[at : at + length]:
        crc = _CRC8[crc ^ byte]
    return coded > 0 and data[at + length : at + length + 1] == bytes([crc])


def _ones(first: int) -> int:
    """Return the leading ones of a byte as the number that stands before its first zero bit."""
    for width, mark in ((2, 6), (3, 14), (4, 30), (5, 62), (6, 126)):
        if first >> (7 - width) == mark:
            return mark
    return 127 if first == 0xFE else 0


def _frames(data: bytes, heads: list[int], start: int, *, cut: bool) -> Structure:
    ends = [*heads[1:], len(data)]
    sums = _crc16(data, list(zip(heads, ends, strict=True)))
    vouched, faults, faulty, index, tried = start, [] if heads[0] == start else [start], False, 0, 0
    while index < len(heads):
        tries = _FALSE_HEADS if tried < _JOINS else 1
        good = next((n for n in range(tries) if _joined(data, heads, ends, sums, index, n)), None)
        tried += good != 0
        if good is not None:
            vouched += ends[index + good] - heads[index]
            index, faulty = index + good + 1, False
            continue
        if index == len(heads) - 1:
            break
        if not faulty:
            faults.append(heads[index])
        faulty = True
        index += 1
    return _told(
        data, heads, faults, vouched, lost_from=heads[index] if index < len(heads) else None, cut=cut
    )


def _told(
    data: bytes, heads: list[int], faults: list[int], vouched: int, *, lost_from: int | None, cut: bool
) -> Structure:
    if lost_from is None or cut:
        return told(faults, vouched, len(data))
    longest = max((after - head for head, after in pairwise(heads)), default=_TRAIL)
    if len(data) - lost_from > 2 * longest + 1024:
        return told([*faults, lost_from], vouched, lost_from, lost=True)
    # The last frame is cut, or a tag stands behind it.
    tag = data.find(b"TAG", lost_from, len(data)) == len(data) - 128
    return told(faults, vouched, lost_from) if faults or tag else broken(TRUNCATED, len(data), vouched)


def _joined(data: bytes, heads: list[int], ends: list[int], sums: list[int], index: int, more: int) -> bool:
    """Tell a frame whose CRC-16 agrees when `more` false heads behind its own are taken as sound."""
    if not more:
        return sums[index] == 0
    if index + more >= len(heads) or ends[index + more] - heads[index] > 1 << 17:
        return False
    return _crc16(data, [(heads[index], ends[index + more])])[0] == 0


def _crc16(data: bytes, spans: list[tuple[int, int]]) -> list[int]:
    """Return the CRC-16 (0x8005, high bit first, from 0) of each span: 0 when it agrees."""
    import numpy as np  # noqa: PLC0415 - see blocks.excess

    # Zeros in front change nothing, so that each span becomes whole pieces, all taken at once.
    padded = b"".join(bytes(-(end - start) % _PIECE) + data[start:end] for start, end in spans)
    pieces = np.frombuffer(padded, dtype=np.uint8).reshape(-1, _PIECE)
    table, ahead = _tables()
    sums = np.zeros(len(pieces), dtype=np.uint16)
    for column in pieces.T:
        sums = (sums << np.uint16(8)) ^ table[(sums >> np.uint16(8)) ^ column]
    single, at, found = sums.tolist(), 0, []
    for start, end in spans:
        count, crc = -(-(end - start) // _PIECE), 0
        for one in single[at : at + count]:
            crc = ahead[crc] ^ one
        at += count
        found.append(crc)
    return found


_KEPT: "list[tuple[Words, list[int]]]" = []


def _tables() -> "tuple[Words, list[int]]":
    """Return the CRC-16 of each byte, and what a CRC becomes behind a piece of zeros; made once."""
    import numpy as np  # noqa: PLC0415 - see blocks.excess

    if not _KEPT:
        table = [_shifted(byte << 8, 8) for byte in range(256)]
        ahead = [0]
        for bit in range(16):
            step = _shifted(1 << bit, 8 * _PIECE)
            ahead += [one ^ step for one in ahead]
        _KEPT.append((np.array(table, dtype=np.uint16), ahead))
    return _KEPT[0]


def _shifted(crc: int, bits: int) -> int:
    for _ in range(bits):
        crc = ((crc << 1) ^ 0x8005 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def _crc8_table() -> bytes:
    table = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = ((crc << 1) ^ 7 if crc & 0x80 else crc << 1) & 0xFF
        table.append(crc)
    return bytes(table)


_CRC8 = _crc8_table()
