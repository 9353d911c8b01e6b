"""The PDF holds what the blocks say, inside the page, the same anywhere, and no text becomes source."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.paper.specimen import BLOCKS, HASH, documents, specimen
from toolkit.paper import pdf, svg
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
    Table,
)
from toolkit.paper.printable import shown

ROOT = Path(__file__).parent.parent.parent


def extracted(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def joined(text: str) -> str:
    return "".join(text.split())


def strays(content: bytes) -> list[tuple[int, tuple[float, ...]]]:
    """Return the boxes of text that stand beyond the margins of their page (less a hair)."""
    found = []
    for number, page in enumerate(pypdfium2.PdfDocument(content)):
        width, height = page.get_size()
        text = page.get_textpage()
        for index in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(index)
            if left < 50 or right > width - 50 or bottom < 20 or top > height - 50:
                found.append((number, (left, bottom, right, top)))
    return found


def overlaps(content: bytes) -> list[tuple[str, str]]:
    """Return the pairs of texts of one page of which one is printed over the other."""
    found = []
    for page in pypdfium2.PdfDocument(content):
        text = page.get_textpage()
        boxes = [text.get_rect(index) for index in range(text.count_rects())]
        found += [
            (text.get_text_bounded(*a), text.get_text_bounded(*b))
            for number, a in enumerate(boxes)
            for b in boxes[number + 1 :]
            if min(a[2], b[2]) - max(a[0], b[0]) > 0.7 and min(a[3], b[3]) - max(a[1], b[1]) > 1.5
        ]
    return found


def one(*blocks: object, title: str = "Essai") -> bytes:
    return pdf.render(Document(title, "fr", blocks))  # type: ignore[arg-type]


def test_every_block_is_there_and_inside_the_page() -> None:
    content = pdf.render(specimen())
    text = joined(extracted(content))
    for said in (
        "Dossierd’essai",
        "Alerte",
        "Réserve",
        "Favorable",
        "Àsavoir",
        HASH,
        "page1/",
        "Remispar",
        "☒",
        "☐",
    ):
        assert said in text
    assert strays(content) == []
    assert overlaps(content) == []


def test_it_is_tagged_dated_titled_and_holds_its_fonts() -> None:
    reader = PdfReader(io.BytesIO(pdf.render(specimen())))
    catalogue = reader.trailer["/Root"]
    assert catalogue["/Lang"] == "fr"
    assert catalogue["/MarkInfo"]["/Marked"]
    metadata = catalogue["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "2026-11-22T20:05:00" in metadata
    assert reader.metadata is not None
    assert reader.metadata.title == "Dossier d’essai"
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    descriptors = [one["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for one in fonts]
    assert descriptors
    assert all({"/FontFile2", "/FontFile3"} & set(each) for each in descriptors)


@pytest.mark.parametrize(
    "text",
    [
        '#import "@preview/x:1.0.0": *',
        '#read("/etc/passwd")',
        "$ x $ *bold* _it_ `raw` <label> @ref // comment /* */ \\ ~ -- --- ... 'q' \"q\"",
        '"]; #panic("x") ["',
        "= Titre",
        "#sys.inputs",
    ],
)
def test_source_of_typst_in_a_text_prints_as_it_is(text: str) -> None:
    content = one(
        Heading(text), Paragraph(text), Notice(text), Paragraph(Code(text)), Facts(((text, text),)),
        Table((text,), ((text,),)), Listing((text,)), Preformatted(text), Signatures(((text, (text,)),)),
        title=text,
    )  # fmt: skip
    assert joined(extracted(content)).count(joined(text)) >= 10


def test_a_hash_is_copied_without_anything_between_its_characters() -> None:
    content = one(Paragraph(Code(HASH)), Facts((("a", Code(HASH)),)), Table(("a",) * 4, ((Code(HASH),) * 4,)))
    text = extracted(content)
    assert joined(text).count(HASH) >= 2
    assert "\u200b" not in text
    assert "\u00ad" not in text


def test_the_same_document_gives_the_same_bytes_on_another_machine(tmp_path: Path) -> None:
    code = (
        "import hashlib; from tests.paper.specimen import specimen; from toolkit.paper import pdf;"
        "print(hashlib.sha256(pdf.render(specimen())).hexdigest())"
    )
    # Another zone, home, folder, and language; folders of packages and fonts that are not there.
    elsewhere = {
        **os.environ, "TZ": "Asia/Tokyo", "HOME": str(tmp_path), "LC_ALL": "C", "PYTHONPATH": str(ROOT),
        "SOURCE_DATE_EPOCH": "1", "TYPST_FONT_PATHS": str(tmp_path), "TYPST_PACKAGE_PATH": str(tmp_path),
    }  # fmt: skip
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], cwd=where, env=env, check=True, capture_output=True
        ).stdout
        for where, env in ((tmp_path, elsewhere), (ROOT, {**os.environ, "PYTHONPATH": str(ROOT)}))
    ]
    assert runs[0] == runs[1]


@pytest.mark.parametrize(
    "blocks",
    [
        (Paragraph(Code("/abcé" * 800)), Paragraph("x" * 4000), Notice("W" * 4000)),
        (Table(("a", "b"), ((Code("/é" * 2000), "W" * 4000),)),),
        (Table(("a" * 600, "b" * 600), (("x", "y"),) * 3),),
        (Table(tuple(f"Colonne{n}" for n in range(24)), (("WWWWWWWWW", Code("abcdef")) * 12,) * 60),),
        (Facts((("W" * 900, "W" * 900), ("a", None), ("b", Code("0" * 900)))),),
        (Preformatted("\n".join(("#" * 300, "\t\t\tx" * 40, "═" * 300, "")) * 60),),
        (Preformatted("═" * 300, large=True), Preformatted("  ".join(["9f86"] * 8), large=True)),
        (Heading("W" * 500), Heading("m" * 500, 3), Listing(("W" * 500,), ticked=(True,))),
        (Table(tuple("W" * 600 for _ in range(20)), (("x",) * 20,) * 90),),
        (Table(("a", "b"), (("x\n" * 200, "y"), ("中" * 700, "z"))),),
        (Paragraph("a\n" * 40), Notice("court\n" * 100), Notice("中" * 900)),
        tuple(Heading("Titre", 1 + number % 3) for number in range(120)),
        (Signatures((("a", ("Nom",) * 60),)), Signatures((("中" * 400, ("Nom",)),))),
        (Picture(svg.bars([(f"/{number}", (number,)) for number in range(90)], ("Chiffrés",)), "a", "b"),),
        (Signatures((("W" * 200, ("W" * 200,)),) * 5),),
        (Table(("a", "b", "c"), (("W" * 60,) * 3,), widths=(1, 1, 8)),),
    ],
)
def test_long_things_stay_in_their_place_and_inside_the_page(blocks: tuple[object, ...]) -> None:
    content = one(*blocks)
    assert strays(content) == []
    assert overlaps(content) == []


def test_a_title_of_five_hundred_letters_and_no_block_at_all() -> None:
    assert strays(one(title="W" * 500)) == []
    assert strays(one(title="Un titre très long " * 27)) == []
    assert len(PdfReader(io.BytesIO(one(title=""))).pages) == 1


def test_titles_of_a_long_table_stand_on_each_page_and_no_row_is_lost() -> None:
    rows = tuple((f"ligne-{number}.", Code(HASH)) for number in range(400))
    reader = PdfReader(io.BytesIO(one(Table(("Le nom", "Empreinte"), rows))))
    pages = [page.extract_text() for page in reader.pages]
    assert len(pages) > 5
    assert all("Le nom" in page for page in pages)
    assert all(f"ligne-{number}." in "".join(pages) for number in range(400))


def test_a_row_longer_than_a_page_goes_on_over_the_next() -> None:
    words = " ".join(f"mot{number}" for number in range(3000))
    content = one(Table(("a", "b"), ((words, "x"),)), Table(("a", "b"), (("x", Code("z" * 9000)),)))
    text = extracted(content)
    assert "mot2999" in text
    assert joined(text).count("z") >= 9000
    assert strays(content) == []


def test_empty_lines_and_indents_of_a_note_are_kept() -> None:
    page = pypdfium2.PdfDocument(one(Preformatted("haut\n\n\n    bas")))[0].get_textpage()
    boxes = [page.get_rect(index) for index in range(page.count_rects())]
    high, low = boxes[-3], boxes[-2]
    assert high[1] - low[1] > 2.5 * (high[3] - high[1])
    assert low[0] > high[0] + 10


def test_a_new_page_starts_one_and_forged_dates_do_no_harm() -> None:
    reader = PdfReader(io.BytesIO(one(Paragraph("un"), NewPage(), Paragraph("deux"), NewPage())))
    assert "deux" in reader.pages[1].extract_text()
    for moment in (-1, 2**63, -(2**80), 2**100):
        assert pdf.render(Document("a", "en", (), dated_ns=moment)).startswith(b"%PDF-")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_any_text_in_any_field_is_printed(document: Document) -> None:
    assert pdf.render(document).startswith(b"%PDF-")


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=60))
def test_what_is_shown_is_what_is_extracted(text: str) -> None:
    assert joined(shown(text)) in joined(extracted(one(Paragraph(Code(text)))))


def test_every_kind_of_block_is_drawn() -> None:
    assert {type(block) for block in specimen().blocks} == set(BLOCKS)


def test_lines_kept_as_they_are_break_at_blanks() -> None:
    words = [f"mot{number:03d}" for number in range(60)]
    content = one(Preformatted(" ".join(words)))
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split()
    assert [word for word in words if word not in text] == []
