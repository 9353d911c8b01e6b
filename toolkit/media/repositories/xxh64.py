"""XXH64, the hash by which borg knows its index again: for small files, and no secret rests on it.

Source: the specification of xxHash (xxhash_spec.md, XXH64).
"""

_P1, _P2, _P3, _P4, _P5 = (
    0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5,
)  # fmt: skip
_ALL = (1 << 64) - 1
_STRIPE = 32  # bytes


def xxh64(data: bytes) -> int:
    """Return the hash of some bytes, its seed 0; about four megabytes a second."""
    whole = len(data) - len(data) % _STRIPE
    lanes = [(_P1 + _P2) & _ALL, _P2, 0, -_P1 & _ALL]
    for at in range(0, whole, _STRIPE):
        lanes = [
            _round(lane, int.from_bytes(data[at + 8 * place : at + 8 * place + 8], "little"))
            for place, lane in enumerate(lanes)
        ]
    found = _P5
    if whole:
        found = sum(_turned(lane, by) for lane, by in zip(lanes, (1, 7, 12, 18), strict=True)) & _ALL
        for lane in lanes:
            found = ((found ^ _round(0, lane)) * _P1 + _P4) & _ALL
    return _mixed(_rest((found + len(data)) & _ALL, data[whole:]))


def _rest(found: int, data: bytes) -> int:
    at = 0
    while at + 8 <= len(data):
        eight = int.from_bytes(data[at : at + 8], "little")
        found = (_turned(found ^ _round(0, eight), 27) * _P1 + _P4) & _ALL
        at += 8
    if at + 4 <= len(data):
        four = int.from_bytes(data[at : at + 4], "little")
        found = (_turned(found ^ (four * _P1 & _ALL), 23) * _P2 + _P3) & _ALL
        at += 4
    for one in data[at:]:
        found = _turned(found ^ (one * _P5 & _ALL), 11) * _P1 & _ALL
    return found


def _mixed(found: int) -> int:
    found = (found ^ found >> 33) * _P2 & _ALL
    found = (found ^ found >> 29) * _P3 & _ALL
    return found ^ found >> 32


def _round(lane: int, value: int) -> int:
    return _turned((lane + value * _P2) & _ALL, 31) * _P1 & _ALL


def _turned(value: int, by: int) -> int:
    return (value << by | value >> (64 - by)) & _ALL
