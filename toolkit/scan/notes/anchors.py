"""Whether a text holds any of the pieces of words without which no text is a note: the cheapest test."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import Any

from toolkit.scan.notes.phrases import fold

_BY_USE = " etaoinsrhldcumfpgwybvkxjqz."  # the order of use in English
_RUN = 4  # characters
_HASH, _KEPT = 0x9E3779B1, 17  # the multiplier of Fibonacci hashing, and the bits kept of the product
_MOST = 4096  # places looked at one by one
_PAGE = "cp1252"  # holds every letter that six languages write with an accent, but for Russian
_SHARP_S = "ß".encode(_PAGE)  # the one letter that becomes two

Places = dict[bytes, list[tuple[bytes, int]]]


def holds_any(text: str, anchors: tuple[str, ...]) -> bool:
    """Whether any anchor stands in a text once case and accents are taken out of it.

    ASCII anchors hold letters, spaces and full stops; one pass over the text finds all these at once.
    """
    try:
        raw = text.encode("ascii" if text.isascii() else _PAGE)
    except UnicodeEncodeError:
        return _holds(fold(text), anchors)
    if _SHARP_S in raw:
        return _holds(fold(text), anchors)
    return _stands(raw.translate(_letters()), anchors)


def _holds(folded: str, anchors: tuple[str, ...]) -> bool:
    # What is not ASCII becomes one character too.
    plain = folded.encode("ascii", "replace").translate(_letters())
    return _stands(plain, anchors) or any(anchor in folded for anchor in anchors if not anchor.isascii())


@lru_cache(maxsize=1)
def _letters() -> bytes:
    """Return what each byte of the page becomes: the number of its letter, 0 where it is none."""
    folded = (fold(bytes([byte]).decode(_PAGE, "replace")) for byte in range(256))
    return bytes(_BY_USE.find(one) + 1 if len(one) == 1 else 0 for one in folded)


def _stands(plain: bytes, anchors: tuple[str, ...]) -> bool:
    import numpy as np  # noqa: PLC0415 - slow to load, and not for every command

    table, places, numbers = _index(anchors)
    padded = plain + bytes(8 - len(plain) % 4)
    found: list[int] = []
    # Every second place is enough: of each anchor two runs that follow each other are known.
    for first in (0, 2):
        runs = np.frombuffer(padded, "<u4", len(padded) // 4 - 1, first)
        found += (table.take(_hashed(runs)).nonzero()[0] * _RUN + first).tolist()
    if len(found) > _MOST:
        return any(anchor in plain for anchor in numbers)
    for place in found:
        for anchor, before in places.get(padded[place : place + _RUN], ()):
            if place >= before and padded.startswith(anchor, place - before):
                return True
    return False


def _hashed(runs: Any) -> Any:
    """Return a number of _KEPT bits for each four bytes."""
    mixed = runs * _HASH
    mixed >>= 32 - _KEPT
    return mixed


@lru_cache(maxsize=4)
def _index(anchors: tuple[str, ...]) -> tuple[Any, Places, list[bytes]]:
    """Mark two runs of each ASCII anchor and where they stand in it; return the anchors as numbers too."""
    import numpy as np  # noqa: PLC0415 - slow to load, and not for every command

    table, places = np.zeros(1 << _KEPT, bool), Places()
    numbers = [bytes(_BY_USE.index(char) + 1 for char in anchor) for anchor in anchors if anchor.isascii()]
    for anchor in numbers:
        for run, before in _runs(anchor):
            places.setdefault(run, []).append((anchor, before))
            table[_hashed(np.frombuffer(run, "<u4"))] = True
    return table, places, numbers


def _runs(anchor: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield the rarest two runs that follow each other, with any character beyond the ends of a short one."""
    any_one = [bytes([number]) for number in range(len(_BY_USE) + 1)]
    spread = [[bytes([number])] for number in anchor]
    missing = max(0, _RUN + 1 - len(anchor))
    spread = [any_one] * (missing // 2) + spread + [any_one] * (missing - missing // 2)
    padded = bytes(missing // 2) + anchor + bytes(missing)
    rarest = max(range(len(spread) - _RUN), key=lambda place: sum(padded[place : place + _RUN + 1]))
    for start in (rarest, rarest + 1):
        for run in product(*spread[start : start + _RUN]):
            yield b"".join(run), start - missing // 2
