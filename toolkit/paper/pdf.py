"""A document as a tagged PDF that any reader prints alike: PDF/A-3a and PDF/UA-1, set by typst in memory.

The template is a file of ours and never changes; every text reaches it as JSON and stays a string.
"""

import json
import re
from datetime import UTC, datetime
from functools import singledispatch
from importlib.resources import as_file, files
from typing import Any

from toolkit import VERSION
from toolkit.paper import blocks, widths
from toolkit.paper.printable import shown
from toolkit.texts import Speech

# Columns of a fixed width text between the margins, at the size of the template.
_COLUMNS = 94
_PRE_SIZE = 8.0
_LARGE_PRE_SIZE = 12.0
_NARROW_PIECE = 3
# A path breaks after its separators first, a hash between groups of eight, anything anywhere when it must.
_PLACES_TO_BREAK = re.compile(r"[0-9a-fA-F]{8}(?=[0-9a-fA-F]{8})|[^/\\]{1,12}[/\\]?|[/\\]")
# Columns that hold the longest of the first kind of pieces.
_ROOMY = 13
_CELL_SIZE = 9.0
_SMALL_CELL_SIZE = 7.0
_MANY_COLUMNS = 9
# What may be longer than a page, in characters, is allowed to go on over the next one.
_LONG = 1500
_LINE = 60
_LED = 600  # characters of a paragraph that is kept with what it says
_TALL_LINES = 40
_LABEL_ROOM, _VALUE_ROOM = 12.0, 26.0  # ems of a line to fill in
_LONGEST_TITLE = 300
_TALLEST_PICTURE = 640.0
Json = dict[str, Any]


def render(document: blocks.Document) -> bytes:
    """Return the document as PDF: the same document gives the same bytes on any machine.

    Fonts are those inside the typst library; nothing is read but the template's own folder, and no package.
    Characters without a glyph print as escapes (see `printable`).
    """
    import typst  # noqa: PLC0415 - 80 MB that only a PDF needs

    when = _date(document.dated_ns)
    content = json.dumps(_told(document, when))
    with as_file(files("toolkit.paper") / "templates") as folder:
        return typst.compile(
            folder / "document.typ",
            root=folder,
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"document": content},
            pdf_standards=["a-3a", "ua-1"],
            # Nothing asks for a package; if something did, these folders hold none.
            package_path=folder,
            package_cache_path=folder,
            timestamp=when,
        )


def _date(nanoseconds: int) -> datetime:
    try:
        when = datetime.fromtimestamp(nanoseconds // 1_000_000_000, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime(1970, 1, 1, tzinfo=UTC)
    return max(when, datetime(1970, 1, 1, tzinfo=UTC))


def _told(document: blocks.Document, when: datetime) -> Json:
    speech = Speech(document.language, fine=True)
    return {
        "title": shown(document.title) or "–",
        "heading": _words(document.title or "–", 22.0),
        "subtitle": _words(document.subtitle, 40.0) if document.subtitle else None,
        "footer": _shortened(shown(document.footer), 110),
        "author": f"Trousse {VERSION}",
        "keywords": [shown(word) for word in document.keywords],
        "language": document.language,
        "date": {unit: getattr(when, unit) for unit in ("year", "month", "day", "hour", "minute", "second")},
        "contents": document.contents and any(isinstance(each, blocks.Heading) for each in document.blocks),
        "words": {word: speech.say(f"paper.{word}") for word in ("page", "contents", "signature")},
        "blocks": _blocks(document, speech),
    }


def _kind(block: blocks.Block) -> str:
    return type(block).__name__.lower()


def _blocks(document: blocks.Document, speech: Speech) -> list[Json]:
    told: list[Json] = [{**_block(each), "kind": _kind(each)} for each in document.blocks]
    for place, level in blocks.levels(document).items():
        told[place]["level"] = level
    for place, each in enumerate(told):
        if each["kind"] == "notice":
            each["label"] = speech.say(f"paper.{each['tone']}")
        elif each["kind"] == "paragraph":
            each["leads"] = _leads(document.blocks[place : place + 2])
    return told


def _leads(two: tuple[blocks.Block, ...]) -> bool:
    """Tell whether a paragraph says what stands below it: a page that parts them tells neither."""
    first, *after = two
    led = (blocks.Table, blocks.Preformatted, blocks.Listing, blocks.Picture)
    if not isinstance(first, blocks.Paragraph) or not any(isinstance(one, led) for one in after):
        return False
    return _length(first.words) <= _LED


def _words(words: blocks.Words, room: float = 40.0) -> Any:
    """Return the runs of a text: what is wider than `room` ems is cut into pieces."""
    if isinstance(words, str) and len(words) < room and "\n" not in words:
        return shown(words)
    return [_run(part, room) for part in (words if isinstance(words, tuple) else (words,))]


def _run(part: blocks.Inline, room: float) -> list[str]:
    if isinstance(part, blocks.Code):
        text = shown(part.text)
        return ["code", *_pieces(text, int(room / widths.CODE_EM))]
    text, style = (part.text, "strong") if isinstance(part, blocks.Strong) else (part, "plain")
    pieces: list[str] = []
    for number, one in enumerate(text.expandtabs(4).splitlines() or [""]):
        pieces += ["\n"] * bool(number) + _broken(shown(one), room)
    return [style, *pieces]


def _pieces(text: str, columns: int) -> list[str]:
    if columns >= _ROOMY:
        return _PLACES_TO_BREAK.findall(text)
    size = max(1, min(_NARROW_PIECE, columns))
    return [text[start : start + size] for start in range(0, len(text), size)]


def _broken(text: str, room: float) -> list[str]:
    pieces, done = [], 0
    for word in re.finditer(r"[^ ]{6,}", text):
        if widths.ems(word[0]) * 1.08 <= room:
            continue
        pieces.append(text[done : word.start()])
        pieces += [word[0][start : start + _NARROW_PIECE] for start in range(0, len(word[0]), _NARROW_PIECE)]
        done = word.end()
    return [piece for piece in (*pieces, text[done:]) if piece]


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length // 2]}…{text[-length // 2 :]}"


@singledispatch
def _block(block: blocks.Block) -> Json:
    """What a block says, as the template takes it; a page break says nothing."""
    if isinstance(block, blocks.NewPage):
        return {}
    raise TypeError(block)


@_block.register
def _(block: blocks.Heading) -> Json:
    text = block.text if block.text.strip() else "–"
    return {"words": _words(text, 28.0)}


@_block.register
def _(block: blocks.Paragraph) -> Json:
    return {"words": _words(block.words), "soft": block.soft, "leads": False}


@_block.register
def _(block: blocks.Notice) -> Json:
    return {
        "words": _words(block.words, 38.0),
        "tone": block.tone.value,
        "long": _length(block.words) > _LONG,
    }


def _length(words: blocks.Words) -> int:
    parts = words if isinstance(words, tuple) else (words,)
    texts = [part if isinstance(part, str) else part.text for part in parts]
    return sum(len(text if text.isascii() and text.isprintable() else shown(text)) for text in texts) + (
        _LINE * sum(text.count("\n") for text in texts)
    )


@_block.register
def _(block: blocks.Facts) -> Json:
    rows = [
        [
            _words(name, _LABEL_ROOM),
            None if value is None else _words(value, _VALUE_ROOM),
            _tall((name, value or ""), [_LABEL_ROOM, _VALUE_ROOM]),
        ]
        for name, value in block.rows
    ]
    return {"rows": rows, "share": 0.32}


@_block.register
def _(block: blocks.Listing) -> Json:
    ticked = None
    if block.ticked is not None:
        ticked = [*block.ticked, *(False for _ in block.points)][: len(block.points)]
    return {
        "points": [_words(point, 38.0) for point in block.points],
        "ticked": ticked,
        "numbered": block.numbered,
    }


@_block.register
def _(block: blocks.Table) -> Json:
    columns = max([len(block.titles), *map(len, block.rows)]) or 1
    many = columns > _MANY_COLUMNS
    size, inset = (_SMALL_CELL_SIZE, 2.0) if many else (_CELL_SIZE, 4.0)
    ems = widths.shares(block, columns, widths.TEXT_WIDTH / size)
    room = [max(1.0, each - 2 * inset / size) for each in ems]
    titles = [
        _shortened(title, max(20, min(_LONGEST_TITLE, int(8 * width))))
        for title, width in zip(block.titles, room, strict=False)
    ]
    return {
        "titles": _cells((*titles,), room),
        "rows": [{"cells": _cells(row, room), "tall": _tall(row, room)} for row in block.rows],
        "numbers": [number in block.numbers for number in range(columns)],
        "widths": [round(each, 4) for each in ems],
        "size": size,
        "inset": inset,
        "more": _words(block.more) if block.more else None,
    }


def _cells(row: tuple[blocks.Words, ...], room: list[float]) -> list[Any]:
    return [_cell(cell, width) for cell, width in zip((*row, *[""] * len(room)), room, strict=False)]


def _cell(cell: blocks.Words, room: float) -> Any:
    """Return the runs of a cell; a code alone is cut into lines here, ten times fewer things to set."""
    if not isinstance(cell, blocks.Code):
        return _words(cell, room)
    columns = max(1, int(room / widths.CODE_EM))
    lines = [""]
    for piece in _pieces(shown(cell.text), columns):
        if len(lines[-1]) + len(piece) > columns:
            lines.append("")
        lines[-1] += piece
    return {"lines": "\n".join(lines)}


def _tall(row: tuple[blocks.Words, ...], room: list[float]) -> bool:
    return any(_length(cell) > _TALL_LINES * width for cell, width in zip(row, room, strict=False))


@_block.register
def _(block: blocks.Picture) -> Json:
    return {
        "svg": block.svg,
        "alt": shown(block.alt or block.caption) or "–",
        "caption": _words(block.caption) if block.caption else None,
        "width": min(1.0, max(0.05, block.width), _fitting(block.svg)),
    }


def _fitting(svg: str) -> float:
    """Return the share of the text's width at which a drawing is no taller than a page."""
    size = re.search(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"', svg)
    if not size or not float(size[2]):
        return 1.0
    return _TALLEST_PICTURE / widths.TEXT_WIDTH * float(size[1]) / float(size[2])


@_block.register
def _(block: blocks.Preformatted) -> Json:
    lines = [shown(line.expandtabs(8)) for line in block.text.splitlines()]
    width = int(_COLUMNS * _PRE_SIZE / _LARGE_PRE_SIZE) if block.large else _COLUMNS
    cut = [part for line in lines for part in _lines(line, width)]
    return {"text": "\n".join(cut), "size": _LARGE_PRE_SIZE if block.large else _PRE_SIZE}


def _lines(line: str, width: int) -> list[str]:
    """Return a line as the page holds it: broken at blanks, within a word only where it must."""
    parts: list[str] = []
    while len(line) > width:
        at = (line.rfind(" ", width // 3, width + 1) + 1) or width
        parts.append(line[:at].rstrip())
        line = line[at:]
    return [*parts, line]


@_block.register
def _(block: blocks.Signatures) -> Json:
    return {
        "places": [
            {
                "title": _words(title, 18.0),
                "lines": [_words(label, 14.0) for label in lines],
                "long": _length((title, *(f"{label}\n" for label in lines))) > _LONG,
            }
            for title, lines in block.places
        ]
    }
