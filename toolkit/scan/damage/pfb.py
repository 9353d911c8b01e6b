"""Type 1 fonts: PFB segments, and the part encrypted by a key all know (Adobe Type 1 Font Format)."""

import re

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

_LIMIT = 8 * 1024 * 1024
_KEY, _FACTOR, _ADDED = 55665, 52845, 22719
_PROGRAM = re.compile(rb"(?:/[^\s/]{1,64}|dup +\d+) +(\d{1,5}) +(?:RD|-\|) ")
_END = re.compile(rb"\s*(?:ND|NP|\||\|-|put|noaccess|\S{1,12})[\s]")
_PROGRAMS = 20_000
_NEAR = 1024
_HEX = re.compile(rb"[0-9A-Fa-f\s]{64}")


def check(content: Content) -> Structure:  # noqa: PLR0911 - each fault is an answer
    """Check the segments, then the glyph programs of the decrypted part, whose lengths lead to the next."""
    data = content.read(0, _LIMIT)
    if not (data[:2] == b"\x80\x01" or data[:2] == b"%!"):
        return NOT_THIS
    parts = _segments(data) if data[:1] == b"\x80" else _plain(data)
    if parts is None:
        return NOT_THIS
    if isinstance(parts, int):
        return broken(CONTRADICTION, parts, min(parts, 64))
    start, packed, end = parts
    if end > content.size:
        return broken(TRUNCATED, content.size, min(start, content.size))
    plain = _decrypted(packed)
    if b"/Private" not in plain[:4096] and b"/CharStrings" not in plain:
        return broken(CONTRADICTION, start, start)
    lost = _walk(plain)
    if lost is not None:
        # Each key follows from all bytes before it, so that one flipped bit spoils the rest as well.
        reason = CONTRADICTION if lost < _NEAR else CHECKSUM
        return broken(reason, min(start + lost, content.size), start)
    return valid(min(content.size, end), content.size)


def _segments(data: bytes) -> tuple[int, bytes, int] | int:
    """Return (where the binary part begins, its bytes, where the segments end), or where they are lost."""
    at, start, binary = 0, 0, b""
    for _ in range(64):
        if data[at : at + 2] == b"\x80\x03":
            return (start, binary, at + 2) if binary else at
        if data[at : at + 2] not in (b"\x80\x01", b"\x80\x02"):
            return at
        length = int.from_bytes(data[at + 2 : at + 6], "little")
        if data[at + 1] == 2:
            start = start or at + 6
            binary += data[at + 6 : at + 6 + length]
        at += 6 + length
        if at >= len(data):
            return (start, binary, at) if binary else len(data)
    return at


def _plain(data: bytes) -> tuple[int, bytes, int] | None:
    """Return the same of a font without segments: its encrypted part follows "eexec"."""
    at = data.find(b"eexec", 0, 65536)
    if at < 0:
        return None
    at += 5
    while data[at : at + 1] in (b" ", b"\r", b"\n", b"\t"):
        at += 1
    if not _HEX.match(data, at):
        return at, data[at:], len(data)
    digits = re.sub(rb"[^0-9A-Fa-f]", b"", data[at:])
    return at, bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii")), len(data)


def _decrypted(packed: bytes) -> bytes:
    """Undo eexec (Type 1 Font Format, 7.3): each key is the one before times a factor, plus the cipher.

    Divided by the factor's power, the keys are a running sum, so that all are had at once.
    """
    import numpy as np  # noqa: PLC0415 - see blocks.excess

    if not packed:
        return b""
    cipher = np.frombuffer(packed, dtype=np.uint8).astype(np.uint16)
    ups = np.full(len(cipher), _FACTOR, dtype=np.uint16)
    ups[0] = 1
    ups = np.multiply.accumulate(ups, dtype=np.uint16)
    downs = np.full(len(cipher), pow(_FACTOR, -1, 1 << 16), dtype=np.uint16)
    downs = np.multiply.accumulate(downs, dtype=np.uint16)
    steps = (cipher * np.uint16(_FACTOR) + np.uint16(_ADDED)) * downs
    sums = np.add.accumulate(steps, dtype=np.uint16)
    keys = np.empty_like(sums)
    keys[0] = _KEY
    keys[1:] = (sums[:-1] + np.uint16(_KEY)) * ups[1:]
    return ((cipher ^ (keys >> np.uint16(8))) & np.uint16(255)).astype(np.uint8).tobytes()[4:]


def _walk(plain: bytes) -> int | None:
    """Return where the chain of glyph programs is lost, None when it holds."""
    found = _PROGRAM.search(plain)
    for _ in range(_PROGRAMS):
        if found is None:
            return None
        end = found.end() + int(found[1])
        if end > len(plain) or not _END.match(plain, end):
            return found.start()
        found = _PROGRAM.search(plain, end, end + 512) or _PROGRAM.search(plain, end)
    return None
