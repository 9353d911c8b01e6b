"""What random blocks of a Windows program mean: resources and installers hold them, its code seldom does."""

from typing import TYPE_CHECKING

from toolkit.scan.content import Content
from toolkit.scan.damage import blocks, program_tables

if TYPE_CHECKING:
    from toolkit.scan.damage.blocks import Flags

_STEADY = 5  # random runs of one length at one step
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
