"""What a document is made of; every text is plain: the renderers escape it, nothing in it is markup.

Whoever composes a document knows facts and sentences; whoever renders it knows neither cases nor evidence.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Tone(StrEnum):
    """What a notice says by its frame; the words say it too, for whoever prints in black and white."""

    PLAIN = "plain"
    GOOD = "good"
    DOUBT = "doubt"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Code:
    """A hash, path, address or command: set in a fixed width, broken anywhere, never hyphenated."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """A few words that matter."""

    text: str


Inline = str | Code | Strong
# One cell, one value, one paragraph: a text, or several parts set one after the other.
Words = Inline | tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A title inside a document; `level` 1 to 3, below the title of the document itself."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    words: Words
    soft: bool = False  # smaller and grey: what explains


@dataclass(frozen=True, slots=True)
class Notice:
    """A framed sentence or two that must be seen."""

    words: Words
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and their values, one under the other; a value left None is a line to fill in by hand."""

    rows: tuple[tuple[str, Words | None], ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """Points; `ticked` shows a box before each, empty (False) or crossed (True), one per point."""

    points: tuple[Words, ...]
    ticked: tuple[bool, ...] | None = None
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under titles that are repeated on each page; `numbers` are the columns set to the right.

    `widths` are shares of the page, one per column, or nothing to let the content decide. `more` is said
    under a table that was cut.
    """

    titles: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]
    numbers: frozenset[int] = frozenset()
    widths: tuple[float, ...] | None = None
    more: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as SVG of ours (see `svg`), with what it shows in words for whoever cannot see it."""

    svg: str
    alt: str
    caption: str = ""
    width: float = 1.0  # share of the text's width


@dataclass(frozen=True, slots=True)
class Preformatted:
    """Lines kept as they are, in a fixed width: the text of a ransom note, a command to type."""

    text: str
    large: bool = False  # to be copied by hand: a fingerprint in groups


@dataclass(frozen=True, slots=True)
class Signatures:
    """Places to sign by hand, side by side, each with its title and lines to fill in."""

    places: tuple[tuple[str, tuple[str, ...]], ...]  # (title, labels of the lines)


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows starts a page when it is printed."""


Block = Heading | Paragraph | Notice | Facts | Listing | Table | Picture | Preformatted | Signatures | NewPage


@dataclass(frozen=True, slots=True)
class Document:
    """One document: its title, the line under it, what stands at the foot of each page, and its blocks."""

    title: str
    language: str  # "fr" or "en"
    blocks: tuple[Block, ...]
    subtitle: str = ""
    footer: str = ""  # the page number is added by the PDF
    contents: bool = False  # a table of contents after the title
    # Nanoseconds since 1970 UTC, written into the PDF so that the same facts give the same bytes.
    dated_ns: int = 0
    keywords: tuple[str, ...] = field(default=())


def levels(document: Document) -> dict[int, int]:
    """Return the level (1 to 3) of each heading, by the place of its block; none skips a level below another.

    Whoever reads with their ears goes from heading to heading, and PDF/UA refuses a gap.
    """
    found: dict[int, int] = {}
    last = 0
    for place, block in enumerate(document.blocks):
        if isinstance(block, Heading):
            last = found[place] = min(3, max(1, block.level), last + 1)
    return found
