"""Charts as SVG text that Chromium and typst draw alike, told apart without colour."""

import hashlib
from collections.abc import Callable, Sequence

from markupsafe import Markup, escape

from toolkit.paper.printable import shown
from toolkit.paper.widths import ems

WIDTH = 790
_SIZE = 13
# Where Libertinus is missing a page is set in DejaVu Sans, which is wider, its figures most.
_PER_EM = _SIZE * 1.1
_PER_FIGURE = 0.1
_LABEL = 300
_ROW = 26
_SLIVER = 1.5
_INK = "#1d2530"
_PLOT = 160
_LEFT = 80
_TICKS = 6
_NUMBERED_COLUMNS = 24
# One filling per state, in order: full, slanted lines, empty, dots.
_FILLINGS = (
    '<rect width="6" height="6" fill="#333c49"/>',
    '<path d="M0 0H6V6H0Z" fill="#fff"/><path d="M-1 7L7-1M-1 1L1-1M5 7L7 5" stroke="#1d2530"/>',
    '<rect width="6" height="6" fill="#fff"/>',
    '<rect width="6" height="6" fill="#fff"/><circle cx="3" cy="3" r="1.1" fill="#1d2530"/>',
)


def bars(
    rows: Sequence[tuple[str, Sequence[int]]], states: Sequence[str], said: Callable[[int], str] = str
) -> str:
    """Return horizontal bars, one per row: (label, one value per state), with a legend of the states.

    At most four states. `said` writes a value; the values stand after the bar in the order of the legend.
    """
    if len(states) > len(_FILLINGS):
        raise ValueError(len(states))
    written = [" / ".join(said(value) for value in values) for _, values in rows]
    room = WIDTH - _LABEL - 16 - min(260.0, max(map(_width, written), default=0.0))
    whole = max((sum(values) for _, values in rows), default=0) or 1
    marks = _mark(repr((rows, states)))
    parts = [
        _bar(label, values, number * _ROW, (room / whole, marks), text)
        for number, ((label, values), text) in enumerate(zip(rows, written, strict=True))
    ]
    legend, height = _legend(states, len(rows) * _ROW + 8, marks)
    return _drawing([_patterns(marks, len(states)), *parts, legend], height)


def _bar(label: str, values: Sequence[int], top: int, scale: tuple[float, str], text: str) -> Markup:
    left, parts = float(_LABEL + 8), [_text(_fitted(label, _LABEL), _LABEL, top + 16, "end")]
    for number, value in enumerate(values):
        if value > 0:
            width = max(_SLIVER, value * scale[0])
            parts.append(_box(left, top + 4, width, 16, f"url(#{scale[1]}{number})"))
            left += width
    return Markup("").join([*parts, _text(text, left + 6, top + 16)])


def _legend(states: Sequence[str], top: int, marks: str) -> tuple[Markup, int]:
    left, parts = float(_LABEL + 8), []
    for number, state in enumerate(states):
        name = _fitted(state, WIDTH - _LABEL - 40)
        if left + 20 + _width(name) > WIDTH and number:
            left, top = float(_LABEL + 8), top + 20
        parts += [_box(left, top, 14, 12, f"url(#{marks}{number})"), _text(name, left + 20, top + 11)]
        left += 40 + _width(name)
    return Markup("").join(parts), top + 22


def columns(
    points: Sequence[tuple[str, int]], said: Callable[[int], str] = str, across: str = "", up: str = ""
) -> str:
    """Return upright columns over time: (label of the time, value); `across` and `up` name the two axes.

    At most seven times are written below, evenly; the values stand on the columns when there are few.
    """
    peak = max((value for _, value in points), default=0) or 1
    top, step = 34, (WIDTH - _LEFT - 20) / max(1, len(points))
    lines = [
        _line(top + _PLOT * (1 - share), said(round(peak * share)), share == 0)
        for share in ((0, 0.5, 1) if peak > 1 else (0, 1))
    ]
    drawn = [_column(number, value, step, peak, top) for number, (_, value) in enumerate(points)]
    if len(points) <= _NUMBERED_COLUMNS:
        drawn += [
            _text(said(value), _LEFT + (number + 0.5) * step, top + _PLOT * (1 - value / peak) - 5, "middle")
            for number, (_, value) in enumerate(points)
            if value > 0 and _width(said(value)) <= step
        ]
    names = [
        _text(_fitted(up, WIDTH), 0, 14) if up else Markup(""),
        _text(_fitted(across, WIDTH - _LEFT), WIDTH - 20, top + _PLOT + 38, "end") if across else Markup(""),
    ]
    return _drawing(
        [*lines, *drawn, *_times(points, step, top), *names], top + _PLOT + (46 if across else 28)
    )


def _column(number: int, value: int, step: float, peak: int, top: int) -> Markup:
    if value <= 0:
        return Markup("")
    height, width = max(_SLIVER, _PLOT * value / peak), max(0.5, min(40.0, step * 0.8))
    left = _LEFT + number * step + (step - width) / 2
    return Markup('<rect x="{:.2f}" y="{:.2f}" width="{:.2f}" height="{:.2f}" fill="#333c49"/>').format(
        left, top + _PLOT - height, width, height
    )


def _line(at: float, text: str, ground: bool) -> Markup:
    colour = _INK if ground else "#aab4c0"
    return Markup('<path d="M{} {at:.1f}H{}" stroke="{}" stroke-width="0.8"/>').format(
        _LEFT, WIDTH - 20, colour, at=at
    ) + _text(_fitted(text, _LEFT - 8), _LEFT - 6, at + 4, "end")


def _times(points: Sequence[tuple[str, int]], step: float, top: int) -> list[Markup]:
    if not points:
        return []
    widest = max(_width(_fitted(label, 260)) for label, _ in points)
    ticks = max(1, min(_TICKS, int((WIDTH - _LEFT - 20) / (widest + 12))))
    stride = -(-len(points) // ticks)
    chosen = list(range(0, len(points), stride))
    if len(points) - 1 - chosen[-1] > 0.8 * stride:
        chosen.append(len(points) - 1)
    texts = []
    for number in chosen:
        label = _fitted(points[number][0], 260)
        half = _width(label) / 2
        middle = min(max(_LEFT + (number + 0.5) * step, half), WIDTH - half)
        texts.append(_text(label, middle, top + _PLOT + 18, "middle"))
    return texts


def _mark(content: str) -> str:
    # Two pictures of one page must not share the names of their fillings.
    return "f" + hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _patterns(marks: str, states: int) -> Markup:
    pattern = Markup('<pattern id="{}{}" width="6" height="6" patternUnits="userSpaceOnUse">{}</pattern>')
    return Markup(
        "<defs>{}</defs>"
    ).format(
        Markup("").join(
            pattern.format(marks, number, Markup(filling))  # noqa: S704 - written above
            for number, filling in enumerate(_FILLINGS[:states])
        )
    )


def _box(left: float, top: float, width: float, height: float, fill: str) -> Markup:
    return Markup(
        '<rect x="{:.2f}" y="{:.2f}" width="{:.2f}" height="{:.2f}"'
        ' fill="{}" stroke="{}" stroke-width="0.8"/>'
    ).format(left, top, width, height, fill, _INK)


def _text(text: str, left: float, base: float, anchor: str = "start") -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(
        left, base, anchor, escape(shown(text))
    )


def _width(text: str) -> float:
    return (ems(shown(text)) + _PER_FIGURE * sum(map(str.isdigit, text))) * _PER_EM


def _fitted(label: str, room: float) -> str:
    """Return the label, cut in the middle where it is wider than `room`."""
    text = shown(label)
    kept = len(text)
    while kept > 1 and _width(text) > room:
        kept = min(kept - 1, int(room / 4))
        text = f"{shown(label)[: kept // 2]}…{shown(label)[len(shown(label)) - (kept - kept // 2) :]}"
    return text


def _drawing(parts: Sequence[Markup], height: int) -> str:
    return str(
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {0} {1}"'
            ' width="{0}" height="{1}" font-family="Libertinus Serif, DejaVu Sans, sans-serif"'
            ' font-size="{2}" fill="{3}">{4}</svg>'
        ).format(WIDTH, height, _SIZE, _INK, Markup("").join(parts))
    )
