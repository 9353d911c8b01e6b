"""Plain pixels of a picture: random where a sensor is not, or wiped where it wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.scan.damage.blocks import (
    BAND,
    BLOCK,
    CELL,
    STEP,
    alternation,
    looks_random,
    may_be_stepped,
    runs,
    stepped,
    untied,
)

if TYPE_CHECKING:
    import numpy as np

    Values = np.ndarray[tuple[int], np.dtype[np.float64]]

Piece = tuple[int, bytes]  # where in the file, and what stands there
_LEAST = 1024  # bytes; a smaller picture may be of one value
_WIDE = BLOCK - STEP  # what of 4 KB lying anywhere stands on whole steps
_RUNS = 6  # random runs at a regular step, from which chance is ruled out
_PLAIN = 2 * BAND  # how far from random the bytes between them are
_WRONG = 0.3  # share of pixels that use bits said to be unused
_WIPED = 0.25  # share of a picture that is one run of zeros from a sector's start
_BLANK = 0.9  # the same, wherever the run begins


@dataclass(frozen=True, slots=True)
class Kind:
    """How pixels are kept: byte order, bits allocated and stored, whether signed."""

    order: str
    allocated: int
    stored: int
    signed: bool


def fault(pieces: Sequence[Piece], kind: Kind) -> int | None:
    """Return where in the file pixels are first wiped or random, or None.

    Randomness is looked for on the sectors of the file and on those counted from the first pixel: whoever
    overwrites part of a file counts from either.
    """
    wiped = _one_value(pieces)
    if wiped is None and len(pieces) == 1:
        wiped = _emptied(*pieces[0])
    if wiped is not None:
        return wiped
    for at, data in pieces:
        for skip in sorted({0, -at % STEP}):
            # Less than a cell says nothing.
            found = _random(data[skip:], kind, odd=skip % 2) if len(data) >= skip + CELL else None
            if found is not None:
                return at + skip + found
    return None


def _one_value(pieces: Sequence[Piece]) -> int | None:
    """Return where a picture begins whose every pixel has one value, of 8 or of 16 bits."""
    if sum(len(data) for _, data in pieces) < _LEAST:
        return None
    value = pieces[0][1][:2]
    same = all(data == (value * (len(data) // 2 + 1))[: len(data)] for _, data in pieces)
    return pieces[0][0] if same else None


def _emptied(at: int, data: bytes) -> int | None:
    """Return where a great run of zeros begins, as a picture has no reason to have it.

    A dark border begins where the picture says; a wiped part, where a sector of the file does.
    """
    import numpy as np  # noqa: PLC0415 - see blocks.excess

    skip = -at % STEP
    if len(data) < 4 * BLOCK:
        return None
    steps = np.frombuffer(data, dtype=np.uint8, offset=skip, count=(len(data) - skip) // STEP * STEP)
    zeros = ~steps.reshape(-1, STEP).any(axis=1)
    place = 0
    for is_zero, length in runs(zeros):
        start = skip + place * STEP
        sharp = start > 1 and data[start - 2 : start] != b"\0\0"
        if is_zero and length * STEP >= (_WIPED if sharp else _BLANK) * len(data):
            return at + start
        place += length
    return None


def _random(data: bytes, kind: Kind, *, odd: int) -> int | None:
    import numpy as np  # noqa: PLC0415 - see blocks.excess

    if not may_be_stepped(data):
        return None
    values = stepped(data)
    flags = np.abs(values) < BAND
    hits = np.flatnonzero(flags)
    if not len(hits):
        return None
    if 8 < kind.stored < kind.allocated == 16:
        for step in hits:
            if _overfull(data[int(step) * STEP + odd :][:CELL], kind):
                return int(step) * STEP
    run = _run(data, flags, _WIDE // STEP - 1)
    return _regular(data, values, flags) if run is None else run


def _overfull(cell: bytes, kind: Kind) -> bool:
    """Tell a random cell whose pixels use bits above those stored; signed pixels repeat their sign there."""
    import numpy as np  # noqa: PLC0415 - see blocks.excess

    pixels = np.frombuffer(cell, dtype=kind.order + "u2", count=len(cell) // 2)
    high = pixels >> (kind.stored - 1 if kind.signed else kind.stored)
    full = (1 << (17 - kind.stored if kind.signed else 16 - kind.stored)) - 1
    wrong = (high != 0) & (high != full) if kind.signed else high != 0
    return bool(wrong.mean() > _WRONG) and untied(cell)


def _run(data: bytes, flags: "np.ndarray[tuple[int], np.dtype[np.bool_]]", least: int) -> int | None:
    """Return the offset of the first `least` random cells in a row: 4 KB without a break."""
    place = 0
    for is_random, length in runs(flags):
        for step in range(place, place + length - least + 1) if is_random else ():
            part = data[step * STEP : step * STEP + _WIDE]
            if looks_random(part) and untied(part):
                return step * STEP
        place += length
    return None


def _regular(
    data: bytes, values: "Values", flags: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
) -> int | None:
    """Return the offset of the first of many random runs at a regular step, plain bytes between them."""
    import numpy as np  # noqa: PLC0415 - see blocks.excess

    if flags.all() or alternation(flags) is None or np.median(values[~flags]) < _PLAIN:
        return None
    starts = np.flatnonzero(np.diff(flags.astype(np.int8), prepend=0) == 1)
    cells = [data[int(step) * STEP :][:CELL] for step in starts[: 4 * _RUNS]]
    if len(starts) < _RUNS or sum(map(untied, cells)) * 8 < len(cells) * 7:
        return None
    return int(starts[0]) * STEP
