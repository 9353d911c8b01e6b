"""How wide texts are in print, roughly: to share a page between columns and to know what must break."""

from collections.abc import Sequence

from toolkit.paper.blocks import Code, Table, Words

# Em widths of Libertinus Serif, rounded up: too wide breaks a word early, too narrow overprints.
_NARROW = frozenset("ijlftrI.,;:'|!()[]/\\-·’ \u00a0\u202f")
_WIDE = frozenset("mwMWQ%@œæŒÆ—…")
# DejaVu Sans Mono at the size the template sets it beside Libertinus.
CODE_EM = 0.602 * 0.84
# A4 less two margins of 2 cm, in points.
TEXT_WIDTH = 481.9
_SAMPLE = 400
_WIDEST = 45.0
_CODE_AT_LEAST = 10


def ems(text: str) -> float:
    """Return the width of a text in serif, in ems."""
    return sum(map(_char, text))


def _char(char: str) -> float:
    if char in _NARROW:
        return 0.36
    if char in _WIDE or char > "\u24ff":
        return 1.0
    if char.isdigit():
        return 0.5
    return 0.57 if char.islower() else 0.78


def shares(table: Table, columns: int, room: float) -> list[float]:
    """Return the width of each column in ems, adding up to `room`: as asked, or after the content."""
    asked = table.widths
    if asked and len(asked) == columns and min(asked) > 0:
        return [room * each / sum(asked) for each in asked]
    step = max(1, len(table.rows) // _SAMPLE)
    rows: Sequence[tuple[Words, ...]] = (table.titles, *table.rows[::step])
    wants = [_wants([row[index] for row in rows if index < len(row)]) for index in range(columns)]
    least = [max(2.0, each[0]) for each in wants]
    if sum(least) >= room:
        return [room * each / sum(least) for each in least]
    return _shared(least, [max(small, full) for small, (_, full) in zip(least, wants, strict=True)], room)


def _shared(least: list[float], full: list[float], room: float) -> list[float]:
    """Give narrow columns all they want, so that a date stays on one line, and share what is left."""
    if sum(full) <= room:
        return [room * each / sum(full) for each in full]
    given, left = list(least), room - sum(least)
    order = sorted(range(len(full)), key=lambda index: full[index] - least[index])
    for waiting, index in zip(range(len(order), 0, -1), order, strict=True):
        more = min(full[index] - least[index], left / waiting)
        given[index] += more
        left -= more
    return given


def _wants(cells: list[Words]) -> tuple[float, float]:
    parts = [part for cell in cells for part in (cell if isinstance(cell, tuple) else (cell,))]
    least = full = 1.0
    for part in parts:
        if isinstance(part, Code):
            least = max(least, CODE_EM * min(len(part.text), _CODE_AT_LEAST))
            full = max(full, CODE_EM * len(part.text))
            continue
        text = (part if isinstance(part, str) else part.text)[:400]
        least = max(least, min(12.0, max(map(ems, text.split(" ")), default=0)))
        full = max(full, ems(text))
    return least + 0.8, min(_WIDEST, full + 0.8)
