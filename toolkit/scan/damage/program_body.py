"""What random blocks of a Windows program mean: resources and installers hold them, its code seldom does."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from toolkit.scan.content import Content
from toolkit.scan.damage import blocks, program_tables

if TYPE_CHECKING:
    from toolkit.scan.damage.blocks import Flags

_STEADY = 5  # random runs of one length at one step
_LOOKED = 32  # random runs looked at in each stretch
_LONGEST = 256  # steps of 512 bytes; a longer run has other tests, and tables of curves are as long
_NEAR = 3.0  # deviations
_ANYTHING = frozenset({b".rdata", b".rsrc"})
_CELLS = 6  # of 1,024 bytes, each half over the one before: what 4 KB anywhere hold whole
_WIDEST = 8 * 1024 * 1024  # bytes of a stretch looked at
_IN_CODE = 2  # blocks of those that must stand in code


def pattern(content: Content, flags: "Flags") -> str | None:
    """Return "<encrypted>/<period>" in bytes when a step no compiler makes runs through the code, else None.

    `flags` are those of every block of the file; a file too large for that gives None.
    """
    program = program_tables.read(content)
    if program is None or content.whole is None:
        return None
    code = [_span(part.start, part.size) for part in program.parts if part.code]
    spans = code
    if sum(int(flags[span].sum()) for span in code) >= _IN_CODE:
        spans = [*code, slice(0, len(flags))]
    return next((step for span in spans if (step := _steady(flags[span]))), None)


def laid_over(content: Content, spans: Iterable[tuple[int, int]]) -> int | None:
    """Return the offset of a random stretch between plain ones in `spans`, (offset, bytes) each, or None.

    Of 4,396 programs two held one, libcrypto's table of a curve, 148 KB: the constants of ciphers stand
    among the read-only data, and packed code is random from end to end.
    """
    data = content.whole
    if data is None:
        return None
    for start, size in spans:
        for begin, end in _long_runs(data[start : start + min(size, _WIDEST)]):
            if _sharp(data, start + begin, start + end):
                return start + begin
    return None


def _long_runs(part: bytes) -> list[tuple[int, int]]:
    """Return the first runs of random bytes that may hold 4 KB: (begin, end), to half a kilobyte."""
    found, place = list[tuple[int, int]](), 0
    if len(part) < blocks.BLOCK:
        return found
    for is_random, length in blocks.runs(blocks.calm(part, _CELLS)):
        if is_random and _CELLS <= length <= _LONGEST and len(found) < _LOOKED:
            found.append((place * blocks.STEP, (place + length + 1) * blocks.STEP))
        place += length
    return found


def _sharp(data: bytes, begin: int, end: int) -> bool:
    """Tell a run as random as can be, the kilobyte before it and the one behind it being far from that."""
    before = data[max(0, begin - 3 * blocks.STEP) : max(0, begin - blocks.STEP)]
    sides = (before, data[end + blocks.STEP : end + blocks.STEP + blocks.CELL])
    far = all(len(side) >= blocks.STEP and blocks.excess(side) > blocks.PLAIN for side in sides)
    return far and abs(blocks.excess(data[begin:end])) < _NEAR


def plain(content: Content) -> list[tuple[int, int]]:
    """List the sections of a Windows program but its constants and resources: (offset, bytes)."""
    program = program_tables.read(content)
    parts = program.parts if program is not None else ()
    return [(part.start, part.size) for part in parts if part.name not in _ANYTHING]


def _span(start: int, size: int) -> slice:
    """Return which blocks lie wholly in a stretch of the file."""
    return slice(-(-start // blocks.BLOCK), (start + size) // blocks.BLOCK)


def _steady(flags: "Flags") -> str | None:
    """Measure a step that never slips, as pictures and tables of one size side by side do not keep it."""
    inner = blocks.runs(flags)[1:-1]
    randoms = [length for is_random, length in inner if is_random]
    gaps = [length for is_random, length in inner if not is_random]
    if len(randoms) < _STEADY or len(set(randoms)) > 1 or len(set(gaps)) > 1:
        return None
    return f"{randoms[0] * blocks.BLOCK}/{(randoms[0] + gaps[0]) * blocks.BLOCK}"


def unexplained(content: Content, flags: "Flags") -> "Flags":
    """Return the flags without the blocks of resources, and of what stands behind the last section."""
    program = program_tables.read(content)
    if program is None or content.whole is None:
        return flags
    kept = flags.copy()
    end = max((part.start + part.size for part in program.parts), default=0)
    for start, size in (*program_tables.leaves(program), (end, content.size)):
        kept[start // blocks.BLOCK : -(-(start + size) // blocks.BLOCK)] = False
    return kept
