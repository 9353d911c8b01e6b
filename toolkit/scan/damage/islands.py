"""A few hundred random bytes among plain ones: what no writer of plain data leaves, and no statistic sees."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    Values = np.ndarray[tuple[int], np.dtype[np.float64]]

_STEP = 64
_WIDE = 4  # steps looked at together: 256 bytes
_CALM = 3.0  # deviations within which 256 random bytes nearly always lie
_PLAIN = 12.0  # deviations of plain data beside them
_SLAB = 256  # steps counted at a time
_MOST = 8 * 1024 * 1024  # bytes looked at
_FAR = 2 * _WIDE  # steps from the calm ones at which nothing is left of them
_LONG = 72  # steps: 4 KB and what may lie about it
_TAIL = 1100  # steps: 64 KB and what may lie about it
_DEVIATION = 22.58


def first(data: bytes, *, tail: bool = False) -> int | None:
    """Return where the first 256 bytes stand that look random between bytes that do not, or None.

    A run may be 4 KB long and a little more; a picture or an archive kept inside is longer, or fades. With
    `tail`, one that goes on to the end may be of 64 KB.
    """
    return next((begin for begin, _ in places(data, tail=tail)), None)


def places(data: bytes, *, tail: bool = False) -> Iterator[tuple[int, int]]:
    """Yield where such runs begin, and where the last 256 bytes of each do."""
    values = _values(data[:_MOST])
    calm = (abs(values) < _CALM).nonzero()[0]
    at = 0
    while at < len(calm):
        begin = int(calm[at])
        end = begin
        while at < len(calm) and calm[at] - end <= _WIDE:
            end = int(calm[at])
            at += 1
        last = tail and end >= len(values) - 2 * _WIDE and end - begin <= _TAIL
        if (end - begin <= _LONG or last) and _between(values, begin, end):
            yield begin * _STEP, (end + 1) * _STEP


def _between(values: "Values", begin: int, end: int) -> bool:
    """Tell calm steps with plain ones before and behind, or with one side only at a file's end."""
    before = values[max(0, begin - _FAR - _WIDE) : max(0, begin - _WIDE)]
    behind = values[end + _WIDE + 1 : end + _WIDE + 1 + _FAR]
    if len(before) < _WIDE:
        return False
    if len(behind) < _WIDE and end < len(values) - 2 * _WIDE:
        return False
    return bool((before > _PLAIN).all() and (behind > _PLAIN).all())


def _values(data: bytes) -> "Values":
    """Return how far from random the 256 bytes at each step of 64 are, in deviations of chi-square."""
    import numpy as np  # noqa: PLC0415 - see blocks.excess

    steps = np.frombuffer(data, dtype=np.uint8, count=len(data) // _STEP * _STEP).reshape(-1, _STEP)
    found = [np.zeros(0)]
    for at in range(0, len(steps) - _WIDE + 1, _SLAB):
        some = steps[at : at + _SLAB + _WIDE - 1]
        rows = np.arange(len(some), dtype=np.int32)[:, None] * 256
        counts = np.bincount((some + rows).ravel(), minlength=len(some) * 256).reshape(-1, 256)
        counts = counts.astype(np.float32)
        wide = counts[:-3] + counts[1:-2] + counts[2:-1] + counts[3:]
        size = _STEP * _WIDE
        squares = np.einsum("ij,ij->i", wide, wide).astype(np.float64)
        found.append((squares * 256 / size - size - 255) / _DEVIATION)
    return np.concatenate(found)
