"""Every character said to be printable has a glyph in every face, and the others print as escapes."""

import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from toolkit.paper import pdf
from toolkit.paper.blocks import (
    Code,
    Document,
    Facts,
    Heading,
    Notice,
    Paragraph,
    Preformatted,
    Strong,
    Table,
)
from toolkit.paper.printable import PRINTABLE, shown

EVERY = [chr(number) for first, last in PRINTABLE for number in range(first, last + 1)]


def test_every_printable_character_has_a_glyph_in_every_face() -> None:
    lines = ["".join(EVERY[start : start + 40]) for start in range(0, len(EVERY), 40)]
    whole = " ".join(lines)
    blocks = (
        Heading(whole, 1), Heading(whole, 2), Heading(whole, 3),
        Paragraph((whole, Strong(whole), Code(whole))), Paragraph(whole, soft=True), Notice(whole),
        Table((whole,), ((Code(whole),), (whole,))), Facts(((whole, whole),)), Preformatted("\n".join(lines)),
    )  # fmt: skip
    # typst refuses a PDF/UA document of which one character has no glyph.
    assert pdf.render(Document(whole, "fr", blocks, subtitle=whole, footer=whole[:100])).startswith(b"%PDF-")


def test_nothing_printable_is_escaped_or_changed() -> None:
    # Some signs are another sign to Unicode: the ohm is the Greek omega.
    composed = [char for char in EVERY if unicodedata.normalize("NFC", char) == char]
    assert shown("".join(composed)) == "".join(composed)
    assert len(composed) > 1500


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Élise, n\N{DEGREE SIGN} 3 \N{EN DASH} 1\N{NO-BREAK SPACE}240 €", "Élise, n° 3 – 1\u00a0240 €"),
        ("e\N{COMBINING ACUTE ACCENT}", "é"),
        ("中文", r"\u4e2d\u6587"),
        ("שלום", r"\u05e9\u05dc\u05d5\u05dd"),
        ("a\N{RIGHT-TO-LEFT OVERRIDE}fdp.exe", r"a\u202efdp.exe"),
        ("x\N{COMBINING LONG STROKE OVERLAY}", r"x\u0336"),
        ("\N{ZERO WIDTH SPACE}\x00\x1b[31m\ud800", r"\u200b\x00\x1b[31m\ud800"),
        ("\U0001f512", r"\U0001f512"),
    ],
)
def test_what_cannot_be_printed_stands_as_its_escape(text: str, printed: str) -> None:
    assert shown(text) == printed


@given(st.text())
def test_what_is_shown_is_printable_and_stays_as_it_is(text: str) -> None:
    printed = shown(text)
    assert set(printed) <= set(EVERY)
    assert shown(printed) == printed


def test_the_pdf_says_what_is_shown() -> None:
    content = pdf.render(Document("中 dossier", "fr", (Paragraph("fichier 文.docx"),)))
    reader = PdfReader(io.BytesIO(content))
    assert r"fichier \u6587.docx" in reader.pages[0].extract_text()
    assert reader.metadata is not None
    assert reader.metadata.title == r"\u4e2d dossier"
