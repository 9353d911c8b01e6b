"""The page loads nothing, runs nothing, and a text changes nothing in it but itself."""

import re
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings

from tests.paper.specimen import documents, specimen
from toolkit.paper import html
from toolkit.paper.blocks import (
    Code,
    Document,
    Facts,
    Heading,
    Listing,
    NewPage,
    Notice,
    Paragraph,
    Picture,
    Preformatted,
    Signatures,
    Strong,
    Table,
    Tone,
    levels,
)

VOID = {"meta", "br", "hr", "col", "path", "rect", "circle"}
LOADING = {"src", "srcset", "data", "action", "background", "poster", "ping", "srcdoc", "xlink:href"}
HOSTILE = "</title></style><script>alert(1)</script><img src=x onerror=y>\"'&amp;{0}{x}%s]]><!--"


class Page(HTMLParser):
    """What a page is made of, and whether each element it opens is closed where it must be."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.balanced = True
        self.feed(content.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.balanced &= bool(self.open) and self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.text += data


def shape(content: bytes) -> list[str]:
    return [tag for tag, _ in Page(content).tags]


def every(text: str) -> Document:
    return Document(
        text, "fr", subtitle=text, footer=text, contents=True, keywords=(text,),
        blocks=(
            Heading(text), Paragraph((text, Strong(text), Code(text))), Notice(text, Tone.BAD),
            Facts(((text, text), (text, None))), Listing((text,)), Listing((text,), ticked=(True,)),
            Table((text,), ((text,),), widths=(1,), more=text), Picture("<svg></svg>", text, text),
            Preformatted(text), Signatures(((text, (text,)),)), NewPage(),
        ),
    )  # fmt: skip


def test_a_hostile_text_in_every_field_changes_nothing_but_itself() -> None:
    page = Page(html.render(every(HOSTILE)))
    assert shape(html.render(every(HOSTILE))) == shape(html.render(every("rien")))
    assert page.balanced
    assert page.text.count(HOSTILE) >= 18


def test_it_loads_nothing_and_runs_nothing() -> None:
    content = html.render(specimen())
    page = Page(content)
    policy = [
        each["content"] for tag, each in page.tags if each.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]
    attributes = {name for _, each in page.tags for name in each}
    assert not attributes & LOADING
    assert not [name for name in attributes if name.startswith("on")]
    assert not {"script", "link", "iframe", "object", "base", "form"} & {tag for tag, _ in page.tags}
    assert all((each["href"] or "").startswith("#") for tag, each in page.tags if tag == "a")
    assert "url(" not in re.sub(r'"url\(#\w+\)"', "", content.decode())
    assert b"@import" not in content


def test_it_speaks_its_language_and_names_what_is_drawn() -> None:
    page = Page(html.render(specimen()))
    assert page.tags[0] == ("html", {"lang": "fr"})
    assert all(each.get("scope") == "col" for tag, each in page.tags if tag == "th")
    drawings = [each for _, each in page.tags if each.get("role") == "img"]
    assert all(each["aria-label"] for each in drawings)
    assert len([tag for tag, _ in page.tags if tag == "svg"]) == 2
    for word in ("À savoir", "Favorable", "Réserve", "Alerte", "Sommaire"):
        assert word in page.text


@pytest.mark.parametrize(
    ("asked", "given"), [((1, 3, 3, 1, 2), [1, 2, 3, 1, 2]), ((3, 9, -2), [1, 2, 1]), ((), [])]
)
def test_no_heading_skips_a_level(asked: tuple[int, ...], given: list[int]) -> None:
    document = Document("Titre", "fr", tuple(Heading("a", level) for level in asked))
    assert list(levels(document).values()) == given
    tags = [tag for tag in shape(html.render(document)) if re.fullmatch(r"h\d", tag)]
    assert tags == ["h1", *(f"h{level + 1}" for level in given)]


def test_entries_of_the_contents_lead_to_headings() -> None:
    page = Page(html.render(specimen()))
    places = {each["id"] for tag, each in page.tags if tag in {"h2", "h3", "h4"}}
    links = [(each["href"] or "").removeprefix("#") for tag, each in page.tags if tag == "a"]
    assert links
    assert set(links) <= places


def test_what_hides_or_reorders_is_escaped_and_right_to_left_letters_stay_apart() -> None:
    content = html.render(Document("a", "fr", (Paragraph(("שלום", " b\u202ecod.exe\x1b")),))).decode()
    assert "<bdi>שלום</bdi>" in content
    assert r"b\u202ecod.exe\x1b" in content


def test_lines_and_spaces_of_a_note_are_kept() -> None:
    text = "\n\n  haut\n\tbas\x00"
    assert (
        "<pre>\n\n\n  haut\n        bas\\x00</pre>"
        in html.render(Document("a", "fr", (Preformatted(text),))).decode()
    )


def test_rows_shorter_than_the_titles_are_filled() -> None:
    content = html.render(Document("a", "en", (Table(("a", "b"), (("x",), ("x", "y", "z"), ())),)))
    assert [shape(content).count(tag) for tag in ("th", "td")] == [3, 9]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_any_text_in_any_field_makes_a_whole_page(document: Document) -> None:
    content = html.render(document)
    page = Page(content)
    assert page.balanced
    assert page.open == []
    assert not {"script", "img", "iframe"} & {tag for tag, _ in page.tags}
    hidden = [char for char in content.decode() if unicodedata.category(char) in {"Cc", "Cf", "Cs"}]
    assert set(hidden) <= {"\n"}
