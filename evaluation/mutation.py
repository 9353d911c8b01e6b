"""Damage as it happens, and as somebody would do it on purpose: the same at every run."""

import re
from collections.abc import Callable
from random import Random

_EXTREMES = (
    b"\0", b"\xff", b"\0\0", b"\xff\xff", b"\xff\x7f", b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f",
    b"\1\0\0\0", b"\0\0\0\x80", bytes(8), b"\xff" * 8, b"\xff" * 7 + b"\x7f", b"\0" * 7 + b"\x80",
)  # fmt: skip
_LONGEST_RUN = 4096
_LARGE = 1 << 18  # bytes of a seed that is a whole volume
_WRITTEN = re.compile(rb"[^\0]")


def damaged(seed: bytes, number: int) -> bytes:
    """Return the seed damaged in one to four places; each number gives another damage, always the same."""
    chance = Random(number)
    found = bytearray(seed)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        if found:
            chance.choice(_WAYS)(found, chance)
    return bytes(found)


def _place(found: bytearray, chance: Random) -> int:
    # Structures that lead to others stand at the beginning and at the end of most formats.
    size = len(found)
    where = chance.random()
    if where < 0.35:
        return chance.randrange(min(size, 1024))
    if where < 0.5:
        return size - 1 - chance.randrange(min(size, 1024))
    at = chance.randrange(size)
    # Most of a volume is empty: what is written there is what is read.
    found_at = _WRITTEN.search(found, at) if size > _LARGE and where < 0.9 else None
    return min(found_at.start() + chance.randrange(64), size - 1) if found_at else at


def _flipped(found: bytearray, chance: Random) -> None:
    found[_place(found, chance)] ^= 1 << chance.randrange(8)


def _replaced(found: bytearray, chance: Random) -> None:
    found[_place(found, chance)] = chance.randrange(256)


def _extreme(found: bytearray, chance: Random) -> None:
    value = chance.choice(_EXTREMES)
    at = _place(found, chance) & ~(len(value) - 1)
    found[at : at + len(value)] = value[: max(0, len(found) - at)]


def _nudged(found: bytearray, chance: Random) -> None:
    """Add a little to a figure: lengths and offsets just beyond what is there."""
    at = _place(found, chance) & ~3
    value = int.from_bytes(found[at : at + 4], "little") + chance.randrange(-16, 17)
    found[at : at + 4] = (value & 0xFFFFFFFF).to_bytes(4, "little")[: len(found) - at]


def _blank(found: bytearray, chance: Random) -> None:
    at = _place(found, chance)
    length = min(chance.randrange(1, _LONGEST_RUN), len(found) - at)
    found[at : at + length] = bytes(length)


def _copied(found: bytearray, chance: Random) -> None:
    """Put one stretch in the place of another: structures that lead back to themselves."""
    length = min(chance.choice((4, 8, 16, 64, 512, 4096)), len(found))
    source, target = _place(found, chance), _place(found, chance)
    part = found[source : source + length]
    found[target : target + len(part)] = part[: len(found) - target]


def _cut(found: bytearray, chance: Random) -> None:
    del found[_place(found, chance) :]


_WAYS: tuple[Callable[[bytearray, Random], None], ...] = (
    _flipped, _flipped, _replaced, _replaced, _extreme, _extreme, _extreme,
    _nudged, _nudged, _blank, _copied, _cut,
)  # fmt: skip
