"""Randomness of bytes by chi-square, block by block, in C; a corroboration, never a proof by itself."""

from itertools import pairwise
from typing import TYPE_CHECKING

from toolkit.scan.content import WINDOW, Content

if TYPE_CHECKING:
    import numpy as np

    Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]

BLOCK = 4096
STEP = 512  # a sector: the step at which smaller cells are looked at
CELL = 2 * STEP
# Band in standard deviations of chi-square with 255 degrees of freedom (mean 255, deviation sqrt 510).
BAND = 5.0
_DEVIATION = 22.58
PLAIN = 7.0
SURE = 2.5  # deviations within which the best of a few windows over random bytes always lies
_ALONE = 10.0  # the same, where there are only such bytes before or only behind
_APART = 7.0  # deviations at which compressed bytes beside them are told from random ones
_LEAST = 64  # bytes; below, nothing can be said
_SLAB = 2048  # steps counted at a time
# Bytes that make up most of texts and much of other plain data, and seldom a sixteenth of anything else.
_COMMON = b" etaoinsrlducm\0\xff"
_IS_COMMON = bytes(int(byte in _COMMON) for byte in range(256))
_SHARE = len(_COMMON) / 256
_TIED = 0.2  # correlation with a byte near by; of 1,024 random bytes it stays below
_EDGE = 4  # bytes on either side of a random run that must not be random
_WINDOWS = 64  # of WINDOW bytes, of a file too large to hold
# Periods and run lengths in bytes of published intermittent encryption: LockFile 16/32, Black Basta 64/192
# and 64/256, and 32 bytes of 64 or 128 of 256 for those that will come.
_COLUMNS = 768  # a multiple of each period
_PERIODS = ((128, 256), (64, 256), (64, 192), (64, 128), (32, 64), (16, 32))


def excess(data: bytes) -> float:
    """Return how many standard deviations the chi-square of the byte counts is from that of random bytes."""
    import numpy as np  # noqa: PLC0415 - costs 0.2 s, paid only where statistics are asked for

    return _deviations(np.bincount(np.frombuffer(data, dtype=np.uint8), minlength=256), len(data))


def _deviations(counts: "np.ndarray[tuple[int], np.dtype[np.intp]]", size: int) -> float:
    return (float(counts.dot(counts)) * 256 / size - size - 255) / _DEVIATION


def looks_random(data: bytes, band: float = BAND) -> bool:
    """Tell whether 64 bytes or more cannot be told from random by their byte counts."""
    return len(data) >= _LEAST and not _uneven(data, band) and abs(excess(data)) < band


def _uneven(data: bytes, band: float) -> bool:
    """Tell bytes a few of which are so frequent, or so rare, that chi-square over all of them must be above.

    Chi-square over two groups of values is never above that over each value: what this says, `excess` would
    say at ten times the cost.
    """
    size = len(data)
    off = size - len(data.translate(None, _COMMON)) - size * _SHARE
    return off * off > (256 + band * _DEVIATION) * size * _SHARE * (1 - _SHARE)


def random_blocks(data: bytes) -> "Flags":
    """Tell for each whole 4 KB block whether it looks random."""
    import numpy as np  # noqa: PLC0415 - see excess

    starts = range(0, len(data) // BLOCK * BLOCK, BLOCK)
    return np.array([looks_random(data[at : at + BLOCK]) for at in starts], dtype=np.bool_)


def stepped(data: bytes) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Return the excess of each 1,024 bytes, at every step of 512: 4 KB anywhere hold six of them whole."""
    import numpy as np  # noqa: PLC0415 - see excess

    steps = np.frombuffer(data, dtype=np.uint8, count=len(data) // STEP * STEP).reshape(-1, STEP)
    found = [np.zeros(0)]
    for at in range(0, len(steps) - 1, _SLAB):
        some = steps[at : at + _SLAB + 1]
        rows = np.arange(len(some), dtype=np.int32)[:, None] * 256
        counts = np.bincount((some + rows).ravel(), minlength=len(some) * 256).reshape(-1, 256)
        pairs = (counts[:-1] + counts[1:]).astype(np.float32)
        found.append((np.einsum("ij,ij->i", pairs, pairs) * 256.0 / CELL - CELL - 255) / _DEVIATION)
    return np.concatenate(found)


def _windows(part: bytes) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Return the excess of each 4 KB, at every step of 512."""
    import numpy as np  # noqa: PLC0415 - see excess

    steps = np.frombuffer(part, dtype=np.uint8, count=len(part) // STEP * STEP).reshape(-1, STEP)
    rows = np.arange(len(steps), dtype=np.int64)[:, None] * 256
    counts = np.bincount((steps + rows).ravel(), minlength=len(steps) * 256).reshape(-1, 256)
    sums = np.concatenate([np.zeros((1, 256), dtype=np.int64), np.cumsum(counts, axis=0)])
    wide = BLOCK // STEP
    windows = (sums[wide:] - sums[:-wide]).astype(np.float64)
    squares: np.ndarray[tuple[int], np.dtype[np.float64]] = np.einsum("ij,ij->i", windows, windows)
    return (squares * 256 / BLOCK - BLOCK - 255) / _DEVIATION


def calmest(data: bytes) -> float:
    """Return the excess of the 4 KB nearest to random bytes, infinite for less; 1 MB is looked at."""
    if len(data) < BLOCK + STEP:
        return abs(excess(data)) if len(data) >= _LEAST else float("inf")
    return float(abs(_windows(data[: 1 << 20])).min())


def stands_out(data: bytes, at: int) -> bool:
    """Tell 4 KB about an offset as random as can be, between bytes before and behind that are not.

    Compressed data passes for random here and there, but no such block begins and ends within a few hundred
    bytes of one of its own: that is one laid over it.
    """
    start = max(0, at - 5 * BLOCK) // STEP * STEP
    part = data[start : at + 5 * BLOCK]
    wide = BLOCK // STEP
    if len(part) < 2 * BLOCK:
        return False
    found = _windows(part).tolist()
    low, high = max(0, (at - start) // STEP - wide), (at - start) // STEP + 3
    near = min(range(low, min(high, len(found))), key=lambda place: abs(found[place]), default=-1)
    if near < 0 or abs(found[near]) > SURE:
        return False
    beside = [found[place] for place in (near - wide, near + wide) if 0 <= place < len(found)]
    return bool(beside) and all(one > (_APART if len(beside) > 1 else _ALONE) for one in beside)


def untied(data: bytes) -> bool:
    """Tell bytes that say nothing of those one to four places on: a smooth ramp does, whatever its counts."""
    import numpy as np  # noqa: PLC0415 - see excess

    array = np.frombuffer(data, dtype=np.uint8).astype(np.float32)
    array -= array.mean()
    whole = float(np.dot(array, array))
    return whole > 0 and all(abs(float(np.dot(array[:-n], array[n:]))) < _TIED * whole for n in (1, 2, 3, 4))


def sampled(content: Content) -> "tuple[Flags, int]":
    """Return the flags of the 4 KB blocks looked at, and how many bytes those are: all, or 64 windows.

    Blocks of zeros are not counted among those bytes: they may have been wiped, and vouch for nothing.
    """
    import numpy as np  # noqa: PLC0415 - see excess

    if content.whole is not None:
        flags = random_blocks(content.whole)
        return flags, (len(flags) - _blank(content.whole)) * BLOCK
    windows = [content.read(at, WINDOW) for at in window_offsets(content.size)]
    joined = np.concatenate([random_blocks(window) for window in windows])
    return joined, (len(joined) - sum(map(_blank, windows))) * BLOCK


def _blank(data: bytes) -> int:
    zeros = bytes(BLOCK)
    return sum(data.startswith(zeros, at) for at in range(0, len(data) - BLOCK + 1, BLOCK))


def window_offsets(size: int) -> list[int]:
    """Return 64 evenly spaced offsets on 4 KB boundaries, from 0 to one window from the end."""
    last = max(0, size - WINDOW)
    return [last * step // (_WINDOWS - 1) // BLOCK * BLOCK for step in range(_WINDOWS)]


def constant(data: bytes) -> bool:
    """Tell a run of one byte, or of one 16-bit value, as wiped or never written sectors are."""
    return bool(data) and data == (data[:2] * (len(data) // 2 + 1))[: len(data)]


def runs(flags: "Flags") -> list[tuple[bool, int]]:
    """Return the lengths of the alternating runs of random and other blocks, in blocks."""
    import numpy as np  # noqa: PLC0415 - see excess

    if not len(flags):
        return []
    edges = np.flatnonzero(np.diff(flags.astype(np.int8))) + 1
    starts = [0, *edges.tolist(), len(flags)]
    return [(bool(flags[a]), b - a) for a, b in pairwise(starts)]


def alternation(flags: "Flags", least: int = 3) -> str | None:
    """Return "<encrypted>/<period>" in bytes when random runs come back at a regular step, else None.

    So many random runs of one length at least, all but the last alike: chance and pictures inside documents
    do not place data so.
    """
    lengths = runs(flags)
    inner = lengths[1:-1] if lengths and not lengths[0][0] else lengths[:-1]
    randoms = [length for is_random, length in inner if is_random]
    gaps = [length for is_random, length in inner if not is_random]
    if len(randoms) < least or len(gaps) < least - 1 or _spread(randoms) or _spread(gaps):
        return None
    run, gap = _usual(randoms), _usual(gaps)
    return f"{run * BLOCK}/{(run + gap) * BLOCK}"


def _usual(lengths: list[int]) -> int:
    return max(set(lengths), key=lengths.count)


def _spread(lengths: list[int]) -> bool:
    """Tell whether more than one length in eight differs from the usual one by over a block."""
    usual = _usual(lengths)
    return sum(abs(length - usual) > 1 for length in lengths) * 8 > len(lengths)


def phase(data: bytes, plain: float = PLAIN) -> str | None:
    """Return "<encrypted>/<period>" when bytes are random at one phase of a short period and not elsewhere.

    Whole-file statistics do not see 16 bytes in 32. Up to 256 KB are looked at; the bytes in between must be
    `plain` deviations from random.
    """
    import numpy as np  # noqa: PLC0415 - see excess

    array = np.frombuffer(data[: 256 * 1024], dtype=np.uint8)
    common = np.frombuffer(data[: 256 * 1024].translate(_IS_COMMON), dtype=np.uint8)
    whole = len(common) // _COLUMNS * _COLUMNS
    columns = common[:whole].reshape(-1, _COLUMNS).sum(axis=0, dtype=np.int64)
    columns[: len(common) - whole] += common[whole:]
    for run, period in _PERIODS:
        rows = len(array) // period
        if rows * run < 512 or _all_uneven(columns, common[rows * period :], (run, period, rows)):
            continue
        table = array[: rows * period].reshape(rows, period)
        found = _one_random(table, run, plain)
        if found is not None and _exactly(table, found[0], run, found[1]):
            return f"{run}/{period}"
    return None


def _all_uneven(
    columns: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    rest: "np.ndarray[tuple[int], np.dtype[np.uint8]]",
    step: tuple[int, int, int],
) -> bool:
    """Tell from the common bytes in each column, `rest` left out, that no phase is random (see _uneven)."""
    run, period, rows = step
    found = columns.reshape(-1, period).sum(axis=0)
    found[: len(rest)] -= rest
    size = rows * run
    off = found.reshape(-1, run).sum(axis=1) - size * _SHARE
    return bool((off * off > (256 + BAND * _DEVIATION) * size * _SHARE * (1 - _SHARE)).all())


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
    import numpy as np  # noqa: PLC0415 - see excess

    return _deviations(np.bincount(table.ravel(), minlength=256), table.size)


def _evenly(table: "np.ndarray[tuple[int, int], np.dtype[np.uint8]]") -> bool:
    """Tell whether each eighth of a random run is random by itself: a counter in one column is not."""
    width = max(1, table.shape[1] // 8)
    parts = [table[:, at : at + width] for at in range(0, table.shape[1], width)]
    return all(part.size < _LEAST or abs(_excess_of(part)) < BAND for part in parts)
