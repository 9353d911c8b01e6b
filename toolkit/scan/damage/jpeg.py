"""JPEG: marker grammar from SOI to EOI, entropy-coded data included (ITU-T T.81, annex B)."""

import re
from dataclasses import replace

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
_SEGMENTS = frozenset({*range(0xC0, 0xD0), *range(0xDA, 0xE0), *range(0xE0, 0xF0), 0xFE, *range(0xF0, 0xFE)})
_IN_SCAN = frozenset({0xC4, 0xCC, 0xD9, 0xDA, 0xDB, 0xDC, 0xDD, 0xFE, *range(0xE0, 0xF0)})
_IN_SCAN_OR_RESTART = _IN_SCAN | frozenset(range(0xD0, 0xD8))
_PICTURES = 8
_MARKERS = 500_000  # followed per picture; behind them nothing is vouched for
_PIECE = 8 * 1024 * 1024


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


def _walk(data: bytes, at: int) -> Structure:  # noqa: PLR0911 - each fault is an answer
    scans, restarts, end = 0, False, len(data)
    for _ in range(_MARKERS):
        if at >= end:
            return broken(TRUNCATED, end, end)
        if data[at] != 0xFF:
            return broken(CONTRADICTION, at, at)
        while at < end and data[at] == 0xFF:
            at += 1
        if at >= end:
            return broken(TRUNCATED, end, end)
        code = data[at]
        if code == 0xD9:
            return valid(at + 1, at + 1) if scans else broken(CONTRADICTION, at, at)
        length = int.from_bytes(data[at + 1 : at + 3], "big")
        if code not in _SEGMENTS or (end >= at + 3 and not _plausible(code, data, at + 3, length)):
            return broken(CONTRADICTION, at - 1, at - 1)
        restarts = restarts or (code == 0xDD and data[at + 3 : at + 5] != b"\0\0")
        at += 1 + length
        if code == 0xDA:
            scans += 1
            at, fault = _scan(data, at, restarts=restarts)
            if fault:
                return broken(CONTRADICTION, at, at)
    return valid(min(at, end), min(at, end))


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
