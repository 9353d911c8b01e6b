"""A QR code read back from the page that prints it says what was put in."""

import pypdfium2
import pytest
import zxingcpp

from tests.paper.specimen import HASH
from toolkit.paper import pdf, qr
from toolkit.paper.blocks import Document, Paragraph, Picture


@pytest.mark.parametrize("text", [HASH, "TROUSSE 2026-0412 " + HASH, "Élise, 3 € <&>", "x" * 900])
def test_the_code_on_the_printed_page_is_read_back(text: str) -> None:
    content = pdf.render(
        Document("Bordereau", "fr", (Paragraph("a"), Picture(qr.svg(text), "Code QR", width=0.4)))
    )
    page = pypdfium2.PdfDocument(content)[0].render(scale=3, grayscale=True)
    found = zxingcpp.read_barcodes(page.to_numpy())
    assert [each.text for each in found] == [text]


def test_the_quiet_zone_and_the_level_are_kept() -> None:
    drawing = qr.svg(HASH)
    # 41 modules of version 6 and four on each side.
    assert 'viewBox="0 0 49 49"' in drawing
    assert 'fill="#fff"' in drawing
    assert "<?xml" not in drawing


def test_a_text_too_long_for_a_code_is_refused() -> None:
    with pytest.raises(ValueError, match="data"):
        qr.svg("é" * 3000)
