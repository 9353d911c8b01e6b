"""A writer of the transaction logs of a hive: from a hive before and after a change, what a power cut leaves.

Formats as in "Windows registry file format specification" by M. Suhanov: entries with hashes (Windows 8.1 and
later) in two logs, or one log with a map of changed sectors (before).
"""

import struct

_HEAD, _PAGE, _SECTOR = 4096, 4096, 512
_SEED = 0x82EF_4D88_7A4E_55C5
_WHOLE = 0xFFFF_FFFF


def dirty(before: bytes, after: bytes, *, sequence: int = 7) -> tuple[bytes, bytes, bytes]:
    """Return the hive as it lies, its LOG1 and its LOG2; replayed, they give the bins of `after`.

    Half of the changed pages stand in LOG1 under `sequence`, the rest in LOG2 under the next number.
    """
    changed = _changed(before, after)
    half = max(1, len(changed) // 2)
    parts = [(sequence, changed[:half]), (sequence + 1, changed[half:])]
    logs = [
        (_base(after, number, number, 6) + _entry(after, number, pages) if pages else b"").ljust(
            _SECTOR, b"\0"
        )
        for number, pages in parts
    ]
    return _left(before, sequence), logs[0], logs[1]


def dirty_old(before: bytes, after: bytes, *, sequence: int = 7) -> tuple[bytes, bytes]:
    """Return the hive as it lies and its LOG in the format of Windows 7 and earlier."""
    size, changed = len(after) - _HEAD, _changed(before, after)
    vector = bytearray(size // _SECTOR // 8)
    for page in changed:
        vector[page] = 0xFF
    marks = b"DIRT" + bytes(vector)
    marks = marks.ljust(-(-len(marks) // _SECTOR) * _SECTOR, b"\0")
    pages = b"".join(_page(after, page) for page in changed)
    log = _base(after, sequence, sequence, 1) + marks + pages
    hive = _left(before, sequence)
    # A log belongs to the hive whose date it carries.
    return _summed(hive[:12] + after[12:20] + hive[20:_SECTOR]) + hive[_SECTOR:], log


def _left(before: bytes, sequence: int) -> bytes:
    """Return a hive whose writing began and did not end."""
    return _base(before, sequence + 1, sequence, 0) + before[_SECTOR:]


def _base(hive: bytes, first: int, second: int, kind: int) -> bytes:
    block = bytearray(hive[:_SECTOR])
    struct.pack_into("<II", block, 4, first, second)
    struct.pack_into("<I", block, 28, kind)
    return _summed(bytes(block))


def _summed(block: bytes) -> bytes:
    total = 0
    for word in struct.unpack_from("<127I", block):
        total ^= word
    return block[:508] + struct.pack("<I", {0: 1, _WHOLE: _WHOLE - 1}.get(total, total))


def _changed(before: bytes, after: bytes) -> list[int]:
    pages = range((len(after) - _HEAD) // _PAGE)
    return [number for number in pages if _page(before, number) != _page(after, number)]


def _page(hive: bytes, number: int) -> bytes:
    return hive[_HEAD + number * _PAGE : _HEAD + (number + 1) * _PAGE]


def _entry(after: bytes, sequence: int, pages: list[int]) -> bytes:
    body = b"".join(struct.pack("<II", page * _PAGE, _PAGE) for page in pages)
    body += b"".join(_page(after, page) for page in pages)
    size = -(-(40 + len(body)) // _SECTOR) * _SECTOR
    body = body.ljust(size - 40, b"\0")
    start = struct.pack("<4sIIIII", b"HvLE", size, 0, sequence, len(after) - _HEAD, len(pages)) + marvin(body)
    return start + marvin(start) + body


def marvin(data: bytes) -> bytes:
    """Return the eight bytes of the Marvin32 hash with the seed Windows uses here."""
    low, high = _SEED & _WHOLE, _SEED >> 32
    padded = data + b"\x80" + bytes(3 - len(data) % 4) + bytes(4)
    for (word,) in struct.iter_unpack("<I", padded):
        low = (low + word) & _WHOLE
        high ^= low
        low = (_turned(low, 20) + high) & _WHOLE
        high = _turned(high, 9) ^ low
        low = (_turned(low, 27) + high) & _WHOLE
        high = _turned(high, 19)
    return struct.pack("<II", low, high)


def _turned(word: int, bits: int) -> int:
    return (word << bits | word >> (32 - bits)) & _WHOLE
