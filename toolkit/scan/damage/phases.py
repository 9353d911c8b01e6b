"""Bytes that are random at one phase of a short period: what whole-file statistics do not see."""

from typing import TYPE_CHECKING

from toolkit.scan.damage.blocks import BAND, COMMON, DEVIATION, LEAST, PLAIN, SHARE, deviations

if TYPE_CHECKING:
    import numpy as np

_IS_COMMON = bytes(int(byte in COMMON) for byte in range(256))
_EDGE = 4  # bytes on either side of a random run that must not be random
# Periods and run lengths in bytes of published intermittent encryption: LockFile 16/32, Black Basta 64/192
# and 64/256, and 32 bytes of 64 or 128 of 256 for those that will come.
_COLUMNS = 768  # a multiple of each period
_PERIODS = ((128, 256), (64, 256), (64, 192), (64, 128), (32, 64), (16, 32))


def phase(data: bytes, plain: float = PLAIN) -> str | None:
    """Return "<encrypted>/<period>" when bytes are random at one phase of a short period and not elsewhere.

    Whole-file statistics do not see 16 bytes in 32. Up to 256 KB are looked at; the bytes in between must be
    `plain` deviations from random.
    """
    import numpy as np  # noqa: PLC0415 - see blocks.excess

    part = data[: 256 * 1024]
    array = np.frombuffer(part, dtype=np.uint8)
    high = int(np.count_nonzero(array > 127))
    periods = [step for step in _PERIODS if _half_high(high, len(part) // step[1] * step[0])]
    if not periods:
        return None
    common = np.frombuffer(part.translate(_IS_COMMON), dtype=np.uint8)
    whole = len(common) // _COLUMNS * _COLUMNS
    columns = common[:whole].reshape(-1, _COLUMNS).sum(axis=0, dtype=np.int64)
    columns[: len(common) - whole] += common[whole:]
    for run, period in periods:
        rows = len(array) // period
        if _all_uneven(columns, common[rows * period :], (run, period, rows)):
            continue
        table = array[: rows * period].reshape(rows, period)
        found = _one_random(table, run, plain)
        if found is not None and _exactly(table, found[0], run, found[1]):
            return f"{run}/{period}"
    return None


def _half_high(high: int, size: int) -> bool:
    """Tell whether so many bytes beyond ASCII leave a phase of `size` bytes, 512 or more, random.

    Half of random bytes are (see blocks): texts and most code hold too few for any phase.
    """
    off = size / 2 - high
    return size >= 512 and (off <= 0 or off * off <= (256 + BAND * DEVIATION) * size / 4)


def _all_uneven(
    columns: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    rest: "np.ndarray[tuple[int], np.dtype[np.uint8]]",
    step: tuple[int, int, int],
) -> bool:
    """Tell from the common bytes in each column, `rest` left out, that no phase is random (see blocks)."""
    run, period, rows = step
    found = columns.reshape(-1, period).sum(axis=0)
    found[: len(rest)] -= rest
    size = rows * run
    off = found.reshape(-1, run).sum(axis=1) - size * SHARE
    return bool((off * off > (256 + BAND * DEVIATION) * size * SHARE * (1 - SHARE)).all())


def _one_random(
    table: "np.ndarray[tuple[int, int], np.dtype[np.uint8]]", run: int, plain: float
) -> tuple[int, float] | None:
    """Return (the start of the one random phase, the least excess of the others), None for any other case."""
    random, contrast = -1, float("inf")
    for start in range(0, table.shape[1], run):
        value = _excess_of(table[:, start : start + run])
        if value > plain:
            contrast = min(contrast, value)
        elif random < 0 and abs(value) < BAND:
            random = start
        else:
            return None
    return (random, contrast) if random >= 0 else None


def _exactly(
    table: "np.ndarray[tuple[int, int], np.dtype[np.uint8]]", start: int, run: int, contrast: float
) -> bool:
    """Tell whether randomness begins and ends where the run does: a digest inside a record seldom does."""
    period = table.shape[1]
    before, after = (start - _EDGE) % period, (start + run) % period
    # Between compressed bytes an edge of four is too little to tell.
    sharp = contrast * _EDGE / run > 2 * BAND
    edges = [table[:, at : at + _EDGE] for at in (before, after)] if sharp else []
    return all(_excess_of(edge) > BAND for edge in edges) and _evenly(table[:, start : start + run])


def _excess_of(table: "np.ndarray[tuple[int, int], np.dtype[np.uint8]]") -> float:
    import numpy as np  # noqa: PLC0415 - see blocks.excess

    return deviations(np.bincount(table.ravel(), minlength=256), table.size)


def _evenly(table: "np.ndarray[tuple[int, int], np.dtype[np.uint8]]") -> bool:
    """Tell whether each eighth of a random run is random by itself: a counter in one column is not."""
    width = max(1, table.shape[1] // 8)
    parts = [table[:, at : at + width] for at in range(0, table.shape[1], width)]
    return all(part.size < LEAST or abs(_excess_of(part)) < BAND for part in parts)
