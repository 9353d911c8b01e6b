"""Whether a text holds any of the pieces of words without which no text is a note: the cheapest test."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

_BITS = 5  # of each character: enough to tell letters apart, whatever their case
_RUN = 4  # characters
_BY_USE = " etaoinsrhldcumfpgwybvkxjqz"  # the order of use in English
_ANY = 1 << _BITS
_MOST = 4096  # places looked at one by one

Places = dict[int, list[tuple[str, int]]]


def holds_any(text: str, folded: str | None, anchors: tuple[str, ...]) -> bool:
    """Whether any anchor stands in a text; `folded` is the text with case and accents taken out.

    It may be None for an ASCII text, where one pass over the bytes finds every anchor at once.
    """
    if folded is None or text.isascii():
        return _stands(text, anchors)
    return any(anchor in folded for anchor in anchors)


def _stands(text: str, anchors: tuple[str, ...]) -> bool:
    import numpy as np  # noqa: PLC0415 - slow to load, and not for every command

    table, places = _index(anchors)
    codes = np.frombuffer(text.encode("ascii") + bytes(_RUN), np.uint8).astype(np.uint32)
    codes &= _ANY - 1
    pairs = codes[:-1] << _BITS
    pairs |= codes[1:]
    runs = pairs[:-2] << 2 * _BITS
    runs |= pairs[2:]
    found = np.flatnonzero(table[runs])
    if len(found) > _MOST:
        low = text.lower()
        return any(anchor in low for anchor in anchors)
    for place, run in zip(found.tolist(), runs[found].tolist(), strict=True):
        for anchor, before in places[run]:
            start = max(0, place - before)
            if text[start : start + len(anchor)].lower() == anchor:
                return True
    return False


@lru_cache(maxsize=4)
def _index(anchors: tuple[str, ...]) -> tuple[Any, Places]:
    """Mark the rarest run of four characters of each anchor in ASCII, and where it stands in the anchor."""
    import numpy as np  # noqa: PLC0415 - slow to load, and not for every command

    table, places = np.zeros(1 << _BITS * _RUN, bool), Places()
    for anchor in filter(str.isascii, anchors):
        for run, before in _runs(anchor):
            table[run] = True
            places.setdefault(run, []).append((anchor, before))
    return table, places


def _runs(anchor: str) -> Iterable[tuple[int, int]]:
    if len(anchor) < _RUN:
        start = _number(anchor) << _BITS
        return ((start | last, 0) for last in range(_ANY))
    starts = range(len(anchor) - _RUN + 1)
    rarest = max(starts, key=lambda place: sum(map(_BY_USE.find, anchor[place : place + _RUN])))
    return ((_number(anchor[rarest : rarest + _RUN]), rarest),)


def _number(piece: str) -> int:
    number = 0
    for char in piece:
        number = number << _BITS | ord(char) & (_ANY - 1)
    return number
