"""JPEG: marker grammar from SOI to EOI, entropy-coded data included (ITU-T T.81, annex B)."""

import re
from dataclasses import dataclass, field, replace

from toolkit.scan.content import Content
from toolkit.scan.damage.structure import (
    CHECKSUM,
    CONTRADICTION,
    NOT_THIS,
    TRUNCATED,
    Structure,
    broken,
    valid,
)

_MARKER = re.compile(rb"\xff[^\x00\xff]")
# Markers of frames, tables, scans, application segments and comments: those followed by a length.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC} | {0xF7}
_SEGMENTS = frozenset({*range(0xC0, 0xD0), *range(0xDA, 0xE0), *range(0xE0, 0xF0), 0xFE, *range(0xF0, 0xFE)})
_IN_SCAN = frozenset({0xC4, 0xCC, 0xD9, 0xDA, 0xDB, 0xDC, 0xDD, 0xFE, *range(0xE0, 0xF0)})
_OWN = frozenset({*range(0xE0, 0xF0), 0xFE})
_IN_SCAN_OR_RESTART = _IN_SCAN | frozenset(range(0xD0, 0xD8))
_PICTURES = 8
_MARKERS = 500_000  # followed per picture; behind them nothing is vouched for
_PIECE = 8 * 1024 * 1024
# Zeros no picture holds, save a blank one whose every code is zeros.
_ZEROS = 256
_SECTOR = 512
_RUN = re.compile(rb"\0{%d,}" % _SECTOR)
_SEQUENTIAL = frozenset({0xC0, 0xC1})
_HUFFMAN = _SEQUENTIAL | {0xC2, 0xC3}


def check(content: Content) -> Structure:
    """Check a JPEG, and the further pictures that cameras put behind its end (CIPA DC-007)."""
    data = content.whole if content.whole is not None else content.read(0, _PIECE)
    found = grammar(data)
    if content.whole is None and found.reason == TRUNCATED:
        return valid(found.offset, found.offset)
    vouched = found.vouched
    for _ in range(_PICTURES):
        following = len(data) - len(data[found.offset :].lstrip(b"\0"))
        if found.verdict != "valid" or not data.startswith(b"\xff\xd8\xff", following):
            break
        found = grammar(data, following)
        vouched += found.offset - following
    return replace(found, vouched=min(vouched, len(data)))


def grammar(data: bytes, start: int = 0) -> Structure:
    """Walk the markers of one JPEG held in memory; `offset` is the first fault, or the byte after EOI.

    A fault without as many false markers behind it as random bytes bring is "checksum": one bad place.
    """
    if not data.startswith(b"\xff\xd8", start):
        return NOT_THIS
    found = _walk(data, start + 2)
    if found.reason == CONTRADICTION and not _dense(data, found.offset):
        return broken(CHECKSUM, found.offset, found.vouched)
    return found


def _dense(data: bytes, at: int) -> bool:
    """Tell a place where markers that cannot stand there are as frequent as in random bytes, one in 256."""
    span = data[at : at + 8192]
    wrong = sum(span[found.start() + 1] not in _IN_SCAN_OR_RESTART for found in _MARKER.finditer(span))
    return wrong * 600 >= len(span)


def _walk(data: bytes, at: int) -> Structure:  # noqa: C901, PLR0911 - each fault is an answer
    scans, restarts, end = 0, False, len(data)
    tables = _Tables()
    for _ in range(_MARKERS):
        if at >= end:
            return broken(TRUNCATED, end, end)
        if data[at] != 0xFF:
            return broken(CONTRADICTION, at, at)
        at = _filled(data, at)
        if at >= end:
            return broken(TRUNCATED, end, end)
        code = data[at]
        if code == 0xD9:
            return valid(at + 1, at + 1) if scans else broken(CONTRADICTION, at, at)
        length = int.from_bytes(data[at + 1 : at + 3], "big")
        if code not in _SEGMENTS or (end >= at + 3 and not _plausible(code, data, at + 3, length)):
            return broken(CONTRADICTION, at - 1, at - 1)
        # No writer puts segments of its own behind a scan; random bytes look like one that passes the end.
        if scans and code in _OWN and at + 1 + length > end:
            return broken(CONTRADICTION, at - 1, at - 1)
        restarts = restarts or (code == 0xDD and data[at + 3 : at + 5] != b"\0\0")
        segment = data[at + 3 : at + 1 + length]
        tables.remember(code, segment)
        at += 1 + length
        if code == 0xDA:
            scans += 1
            begin = at
            at, fault = _scan(data, begin, restarts=restarts)
            wiped = tables.wiped(data, begin, at, segment)
            if wiped >= 0:
                return broken(CONTRADICTION, wiped, wiped)
            if fault:
                return broken(CONTRADICTION, at, at)
    return valid(min(at, end), min(at, end))


def _filled(data: bytes, at: int) -> int:
    """Return the offset of a marker's code, behind the fill bytes that may stand before it."""
    while at < len(data) and data[at] == 0xFF:
        at += 1
    return at


def _plausible(code: int, data: bytes, body: int, length: int) -> bool:  # noqa: PLR0911 - one per marker
    """Tell whether a segment holds what its marker says, as far as the grammar fixes it."""
    if length < 2:
        return False
    if body >= len(data):
        return True
    if code == 0xDB:
        return length >= 67 and data[body] >> 4 <= 1 and data[body] & 15 <= 3
    if code == 0xC4:
        return length >= 19 and data[body] >> 4 <= 1 and sum(data[body + 1 : body + 17]) <= length - 19
    if code == 0xDD:
        return length == 4
    if code == 0xDA:
        return length == 6 + 2 * data[body] and 1 <= data[body] <= 4
    if 0xC0 <= code <= 0xCF and code not in (0xC8, 0xCC):
        return length == 8 + 3 * data[body + 5] if body + 5 < len(data) else True
    return True


@dataclass(slots=True)
class _Tables:
    """What a decoder knows when a scan begins, as far as it tells what zeros in the scan would mean."""

    frame: int = 0
    blocks: int = 0  # of 8 by 8 pixels, at most
    codes: dict[int, tuple[int, int]] = field(default_factory=dict)  # of zeros: symbol and bits, by table

    def remember(self, code: int, segment: bytes) -> None:
        if code in _FRAMES and len(segment) >= 6:
            self.frame = code
            height, width = int.from_bytes(segment[1:3], "big"), int.from_bytes(segment[3:5], "big")
            self.blocks = (width // 8 + 5) * (height // 8 + 5) * segment[5]
        at = 0
        while code == 0xC4 and at + 17 < len(segment):
            lengths = segment[at + 1 : at + 17]
            bits = next((number for number, count in enumerate(lengths, 1) if count), 0)
            if bits:
                # Codes are given out in order, so the first symbol listed has the one that is all zeros.
                self.codes[segment[at]] = (segment[at + 17], bits)
            at += 17 + sum(lengths)

    def wiped(self, data: bytes, begin: int, end: int, header: bytes) -> int:
        """Return where a scan holds zeros that no picture explains, -1 when it holds none.

        Zeros all along are a blank picture when their codes mean "no change" and "no more" (T.81 F.1.2), and
        in a pass that refines earlier ones bit by bit (G.1.2). A run from sector to sector is neither.
        """
        most = self._blank(header)
        if most is not None and most < end - begin:
            found = data.find(bytes(most), begin, end)
            if found >= 0:
                return found
        runs = _RUN.finditer(data, begin, end) if data.find(bytes(_SECTOR), begin, end) >= 0 else ()
        for run in runs:
            if run.start() % _SECTOR == 0 and run.end() % _SECTOR == 0:
                return run.start()
        return -1

    def _blank(self, header: bytes) -> int | None:
        """Return how many bytes of zeros a scan cannot hold, None where there is no such limit."""
        if self.frame not in _HUFFMAN or len(header) < 6 or header[-1] >> 4:
            return None
        first, last = header[-3], header[-2]
        selectors = header[2 : 1 + 2 * header[0] : 2]
        names = {one >> 4 for one in selectors} if first == 0 else set()
        names |= {0x10 | one & 15 for one in selectors} if last > 0 and self.frame != 0xC3 else set()
        codes = [self.codes[name] for name in names if name in self.codes]
        if any(symbol & 15 for symbol, _ in codes):
            return _ZEROS
        if self.frame in _SEQUENTIAL and len(codes) == len(names):
            return self.blocks * sum(bits for _, bits in codes) // 8 + _ZEROS
        return None


def _scan(data: bytes, at: int, *, restarts: bool) -> tuple[int, bool]:
    """Return (offset of the marker ending a scan, False) or (offset of what cannot stand there, True)."""
    expected: int | None = None
    for count, match in enumerate(_MARKER.finditer(data, at)):
        if count > _MARKERS:
            return match.start(), False
        code = data[match.start() + 1]
        if 0xD0 <= code <= 0xD7:
            # Restarts count modulo eight; one lost to a flipped bit is forgiven, random ones are not.
            if not restarts or (expected is not None and (code - expected) % 8 > 1):
                return match.start(), True
            expected = 0xD0 + (code - 0xD0 + 1) % 8
        elif code in _IN_SCAN:
            return match.start(), False
        else:
            return match.start(), True
    return len(data), False
