"""Randomness of bytes by chi-square, block by block, in C; a corroboration, never a proof by itself."""

from itertools import pairwise
from typing import TYPE_CHECKING

from toolkit.scan.content import WINDOW, Content

if TYPE_CHECKING:
    import numpy as np

    Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
    Block = np.ndarray[tuple[int], np.dtype[np.uint8]]
    Values = np.ndarray[tuple[int], np.dtype[np.float64]]

BLOCK = 4096
STEP = 512  # a sector: the step at which smaller cells are looked at
CELL = 2 * STEP
# Band in standard deviations of chi-square with 255 degrees of freedom (mean 255, deviation sqrt 510).
BAND = 5.0
DEVIATION = 22.58
PLAIN = 7.0
SURE = 2.5  # deviations within which the best of a few windows over random bytes always lies
_ALONE = 10.0  # the same, where there are only such bytes before or only behind
_APART = 7.0  # deviations at which compressed bytes beside them are told from random ones
LEAST = 64  # bytes; below, nothing can be said
_SLAB = 62  # steps counted at a time: their counts stay below 128 KB, for which no page is asked anew
_FEW = 512  # bytes whose distinct values are cheaper to count than the bytes themselves
_TOGETHER = 16  # blocks counted at a time, whose counts fit the fastest memory
# Bytes that make up most of texts and much of other plain data, and seldom a sixteenth of anything else.
COMMON = b" etaoinsrlducm\0\xff"
SHARE = len(COMMON) / 256
_TIED = 0.2  # correlation with a byte near by; of 1,024 random bytes it stays below
_WINDOWS = 64  # of WINDOW bytes, of a file too large to hold


def _most(size: int, share: float) -> int:
    """Return how many bytes of one group a random content of `size` bytes holds at most (see _uneven)."""
    return int(size * share + ((256 + BAND * DEVIATION) * size * share * (1 - share)) ** 0.5) + 1


_ZEROS_OF_BLOCK, _ZEROS_OF_CELL = _most(BLOCK, 1 / 256), _most(CELL, 1 / 256)
_LOW = 16  # values below, which the upper byte of a pixel of 12 bits always is
_LOW_OF_CELL = _most(CELL, _LOW / 256)
_SCREENED = 2048  # steps looked at together: 1 MB, which fits the cache
_OFF_OF_BLOCK = _most(BLOCK, 1 / 2) - BLOCK // 2


def excess(data: bytes) -> float:
    """Return how many standard deviations the chi-square of the byte counts is from that of random bytes."""
    import numpy as np  # noqa: PLC0415 - costs 0.2 s, paid only where statistics are asked for

    return deviations(np.bincount(np.frombuffer(data, dtype=np.uint8), minlength=256), len(data))


def deviations(counts: "np.ndarray[tuple[int], np.dtype[np.intp]]", size: int) -> float:
    return (float(counts.dot(counts)) * 256 / size - size - 255) / DEVIATION


def looks_random(data: bytes, band: float = BAND) -> bool:
    """Tell whether 64 bytes or more cannot be told from random by their byte counts."""
    return len(data) >= LEAST and not _uneven(data, band) and abs(excess(data)) < band


def _uneven(data: bytes, band: float) -> bool:
    """Tell bytes a few of which are so frequent, or so rare, that chi-square over all of them must be above.

    Chi-square over two groups of values is never above that over each value: what this says, `excess` would
    say at ten times the cost.
    """
    size = len(data)
    # Bytes that come twice or more add two at least each to the sum of squares.
    least = size + 2 * (size - len(set(data))) if size <= _FEW else 0
    if least * 256 > (256 + size + band * DEVIATION) * size:
        return True
    off = size - len(data.translate(None, COMMON)) - size * SHARE
    return off * off > (256 + band * DEVIATION) * size * SHARE * (1 - SHARE)


def random_blocks(data: bytes) -> "Flags":
    """Tell for each whole 4 KB block whether it looks random."""
    import numpy as np  # noqa: PLC0415 - see excess

    table = np.frombuffer(data, dtype=np.uint8, count=len(data) // BLOCK * BLOCK).reshape(-1, BLOCK)
    flags = np.zeros(len(table), dtype=np.bool_)
    sure = False
    for first in range(0, len(table), _TOGETHER):
        some = table[first : first + _TOGETHER]
        # Behind random blocks stand others, of which the quick test says nothing.
        asked = [first + n for n, block in enumerate(some) if sure or not _lopsided(block)]
        if asked:
            flags[asked] = abs(_block_excess(table[asked])) < BAND
        sure = bool(flags[first : first + _TOGETHER].all())
    return flags


def _lopsided(block: "Block") -> bool:
    """Tell 4 KB that hold more zeros, or fewer or more bytes beyond ASCII, than random ones (see _uneven)."""
    import numpy as np  # noqa: PLC0415 - see excess

    if BLOCK - np.count_nonzero(block) > _ZEROS_OF_BLOCK:
        return True
    if abs(int(np.count_nonzero(block > 127)) - BLOCK // 2) > _OFF_OF_BLOCK:
        return True
    return _uneven(block.tobytes(), BAND)


def _block_excess(table: "np.ndarray[tuple[int, int], np.dtype[np.uint8]]") -> "Values":
    """Return the excess of each block, counted together: a call for each costs as much as its counting."""
    import numpy as np  # noqa: PLC0415 - see excess

    places = table + (np.arange(len(table), dtype=np.intp) * 256)[:, None]
    counts = np.bincount(places.ravel(), minlength=len(table) * 256).reshape(-1, 256)
    squares: Values = (counts * counts).sum(axis=1).astype(np.float64)
    return (squares * 256 / BLOCK - BLOCK - 255) / DEVIATION


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
        found.append((np.einsum("ij,ij->i", pairs, pairs) * 256.0 / CELL - CELL - 255) / DEVIATION)
    return np.concatenate(found)


def may_be_stepped(data: bytes) -> bool:
    """Tell whether any 1,024 bytes at a step of 512 could look random: all hold too many low values, or not.

    What has none, `stepped` would find within the band nowhere, at ten times the cost (see _uneven).
    """
    import numpy as np  # noqa: PLC0415 - see excess

    steps = np.frombuffer(data, dtype=np.uint8, count=len(data) // STEP * STEP).reshape(-1, STEP)
    for at in range(0, len(steps) - 1, _SCREENED):
        eights = (steps[at : at + _SCREENED + 1] < _LOW).view(np.uint64).sum(axis=1)
        low = eights.view(np.uint8).reshape(-1, 8).sum(axis=1, dtype=np.int64)
        if (low[:-1] + low[1:] <= _LOW_OF_CELL).any():
            return True
    return False


def calm(data: bytes, least: int) -> "Flags":
    """Tell which of the 1,024 bytes at each step of 512 look random, where so many in a row do.

    Zeros are counted first: code holds more than random bytes can, and needs no other count.
    """
    import numpy as np  # noqa: PLC0415 - see excess

    steps = np.frombuffer(data, dtype=np.uint8, count=len(data) // STEP * STEP).reshape(-1, STEP)
    # Eight counts of 64 bytes side by side in one number.
    eights = (steps == 0).view(np.uint64).sum(axis=1)
    zeros = eights.view(np.uint8).reshape(-1, 8).sum(axis=1, dtype=np.int64)
    flags: Flags = zeros[:-1] + zeros[1:] <= _ZEROS_OF_CELL
    place = 0
    for may, length in runs(flags):
        if may:
            part = data[place * STEP : (place + length + 1) * STEP]
            flags[place : place + length] = length >= least and abs(stepped(part)) < BAND
        place += length
    return flags


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
    return (squares * 256 / BLOCK - BLOCK - 255) / DEVIATION


def calmest(data: bytes) -> float:
    """Return the excess of the 4 KB nearest to random bytes, infinite for less; 1 MB is looked at."""
    if len(data) < BLOCK + STEP:
        return abs(excess(data)) if len(data) >= LEAST else float("inf")
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
    start = data[:64]
    if start != (data[:2] * 32)[: len(start)]:
        return False
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
    if not flags.any():
        return None
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
