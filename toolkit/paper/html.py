"""A document as one HTML page that loads nothing, runs nothing, and prints on A4."""

from collections.abc import Iterable
from functools import singledispatch
from importlib.resources import files

from markupsafe import Markup

from toolkit.paper import blocks
from toolkit.texts import Speech, visible

# The only markup of a page is written here; `format` of Markup escapes every text it is given.
_PAGE = Markup(
    '<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
    '<meta http-equiv="Content-Security-Policy"'
    " content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n"
    '<meta name="referrer" content="no-referrer">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    "{keywords}<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body><main>\n"
    "<header><h1>{heading}</h1>{subtitle}</header>\n{contents}{body}{footer}</main></body>\n</html>\n"
)
_SIGNS = {blocks.Tone.PLAIN: "i", blocks.Tone.GOOD: "✓", blocks.Tone.DOUBT: "?", blocks.Tone.BAD: "!"}
# Tables of so few columns fit a telephone without scrolling.
_FEW = 2
# Tables of no more columns than this are told there row by row, each cell under its title.
_STACKED = 9
_CONTENTS_DEPTH = 2


def render(document: blocks.Document) -> bytes:
    """Return the document as a self-contained UTF-8 page; a text changes nothing in it but itself.

    Characters that hide, move or reorder text stand as escapes; right-to-left letters stay, isolated.
    """
    speech = Speech(document.language, fine=True)
    style = files("toolkit.paper").joinpath("templates", "page.css").read_text(encoding="utf-8")
    keywords = ", ".join(map(visible, document.keywords))
    page = _PAGE.format(
        language=document.language,
        keywords=Markup('<meta name="keywords" content="{}">\n').format(keywords) if keywords else "",
        title=visible(document.title),
        style=Markup(style),  # noqa: S704 - a file of ours
        heading=_words(document.title),
        subtitle=_marked('<p class="soft">{}</p>', document.subtitle),
        contents=_contents(document, speech),
        body=_body(document, speech),
        footer=_marked('<footer class="soft">{}</footer>\n', document.footer),
    )
    return page.encode()


def _marked(pattern: str, text: str) -> Markup:
    return Markup(pattern).format(_words(text)) if text else Markup("")  # noqa: S704 - patterns are ours


def _body(document: blocks.Document, speech: Speech) -> Markup:
    parts, levels = [], blocks.levels(document)
    for place, block in enumerate(document.blocks):
        if isinstance(block, blocks.Heading):
            level = levels[place] + 1
            parts.append(Markup('<h{0} id="s{1}">{2}</h{0}>').format(level, place, _words(block.text)))
        else:
            parts.append(_block(block, speech))
    return _joined(part + "\n" for part in parts)


def _contents(document: blocks.Document, speech: Speech) -> Markup:
    levels = blocks.levels(document)
    lines = [
        Markup('<li class="l{}"><a href="#s{}">{}</a></li>').format(levels[place], place, _words(block.text))
        for place, block in enumerate(document.blocks)
        if isinstance(block, blocks.Heading) and levels[place] <= _CONTENTS_DEPTH
    ]
    if not document.contents or not lines:
        return Markup("")
    return Markup("<nav><p>{}</p><ol>{}</ol></nav>\n").format(speech.say("paper.contents"), _joined(lines))


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)


def _words(words: blocks.Words) -> Markup:
    if isinstance(words, tuple):
        return _joined(map(_words, words))
    if isinstance(words, blocks.Code):
        return Markup("<code>{}</code>").format(visible(words.text))
    if isinstance(words, blocks.Strong):
        return Markup("<strong>{}</strong>").format(_words(words.text))
    lines = words.expandtabs(4).splitlines() or [""]
    shown = Markup("<br>").join(map(visible, lines))
    # A part written from right to left must not turn over the parts beside it.
    return shown if words.isascii() else Markup("<bdi>{}</bdi>").format(shown)


@singledispatch
def _block(block: blocks.Block, speech: Speech) -> Markup:
    if isinstance(block, blocks.NewPage):
        return Markup("<hr>")
    raise TypeError(block, speech)


@_block.register
def _(block: blocks.Paragraph, speech: Speech) -> Markup:
    del speech
    return Markup("<p{}>{}</p>").format(Markup(' class="soft"') if block.soft else "", _words(block.words))


@_block.register
def _(block: blocks.Notice, speech: Speech) -> Markup:
    return Markup(
        '<div class="notice {}" role="note"><p class="tone"><span aria-hidden="true">{}</span> {}</p>'
        "<p>{}</p></div>"
    ).format(
        block.tone.value, _SIGNS[block.tone], speech.say(f"paper.{block.tone.value}"), _words(block.words)
    )


@_block.register
def _(block: blocks.Facts, speech: Speech) -> Markup:
    rows = (
        Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(
            _words(name), _blank(speech) if value is None else _words(value)
        )
        for name, value in block.rows
    )
    return Markup("<dl>{}</dl>").format(_joined(rows)) if block.rows else Markup("")


def _blank(speech: Speech) -> Markup:
    return Markup('<span class="blank" role="img" aria-label="{}"></span>').format(
        speech.say("paper.to_fill")
    )


@_block.register
def _(block: blocks.Listing, speech: Speech) -> Markup:
    if block.ticked is None:
        points = _joined(Markup("<li>{}</li>").format(_words(point)) for point in block.points)
        return Markup("<{0}>{1}</{0}>").format("ol" if block.numbered else "ul", points)
    ticked = (*block.ticked, *(False for _ in block.points))
    boxes = (
        Markup('<li><span class="box" role="img" aria-label="{}">{}</span>{}</li>').format(
            speech.say("paper.ticked" if crossed else "paper.unticked"),
            "☒" if crossed else "☐",
            _words(point),
        )
        for point, crossed in zip(block.points, ticked, strict=False)
    )
    return Markup('<ul class="boxes">{}</ul>').format(_joined(boxes))


@_block.register
def _(block: blocks.Table, speech: Speech) -> Markup:
    del speech
    columns = max([len(block.titles), *map(len, block.rows)])
    classes = [Markup(' class="n"') if number in block.numbers else Markup("") for number in range(columns)]
    titles = (*block.titles, *[""] * (columns - len(block.titles)))
    stacked = _FEW < columns <= _STACKED
    said_before = [
        Markup(' data-title="{}"').format(visible(title)) if stacked and title else Markup("")
        for title in titles
    ]
    heads = (
        Markup('<th scope="col"{}>{}</th>').format(kind, _words(title))
        for kind, title in zip(classes, titles, strict=True)
    )
    rows = (
        Markup("<tr>{}</tr>\n").format(
            _joined(
                Markup("<td{}{}>{}</td>").format(kind, said, _words(cell))
                for kind, said, cell in zip(
                    classes, said_before, (*row, *[""] * (columns - len(row))), strict=True
                )
            )
        )
        for row in block.rows
    )
    return Markup(
        '<div class="scroll"><table{}>{}<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody></table></div>{}'
    ).format(
        Markup(' class="few"') if columns <= _FEW else Markup(' class="stack"') if stacked else "",
        _widths(block, columns),
        _joined(heads),
        _joined(rows),
        _marked('<p class="soft">{}</p>', block.more),
    )


def _widths(block: blocks.Table, columns: int) -> Markup:
    if not block.widths or len(block.widths) != columns or min(block.widths) <= 0:
        return Markup("")
    whole = sum(block.widths)
    shares = (Markup('<col style="width:{:.2f}%">').format(100 * each / whole) for each in block.widths)
    return Markup("<colgroup>{}</colgroup>").format(_joined(shares))


@_block.register
def _(block: blocks.Picture, speech: Speech) -> Markup:
    label = visible(block.alt or block.caption) or speech.say("paper.picture")
    width = round(100 * min(1.0, max(0.05, block.width)), 2)
    return Markup(
        '<figure style="max-width:max({}%,min(12rem,100%))">'
        '<div class="drawing" role="img" aria-label="{}">{}</div>{}</figure>'
    ).format(
        width,
        label,
        Markup(block.svg.removeprefix('<?xml version="1.0" encoding="utf-8"?>').strip()),  # noqa: S704 - drawn by ours
        _marked("<figcaption>{}</figcaption>", block.caption),
    )


@_block.register
def _(block: blocks.Preformatted, speech: Speech) -> Markup:
    del speech
    lines = (visible(line.expandtabs(8)) for line in block.text.splitlines())
    # HTML drops a newline that directly follows <pre>.
    return Markup("<pre{}>\n{}</pre>").format(
        Markup(' class="large"') if block.large else "", "\n".join(lines)
    )


@_block.register
def _(block: blocks.Signatures, speech: Speech) -> Markup:
    places = (
        Markup('<div class="place"><strong>{}</strong>{}<p class="soft sign">{}</p></div>').format(
            _words(title),
            _joined(
                Markup('<div class="fill"><span class="soft">{}</span>{}</div>').format(
                    _words(label), _blank(speech)
                )
                for label in lines
            ),
            speech.say("paper.signature"),
        )
        for title, lines in block.places
    )
    return Markup('<div class="places">{}</div>').format(_joined(places))
