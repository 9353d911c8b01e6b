"""An examiner that fails leaves the answers of the others."""

import io

import pytest

from toolkit.scan import examine, notes
from toolkit.scan.content import Content
from toolkit.scan.known import load


def test_a_crash_of_one_examiner_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(notes, "identify", crash)
    document = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
    content = Content(io.BytesIO(document), len(document))
    content.digest()
    found = examine.findings("a/b.pdf", content, load())
    assert found.errors == (examine.CRASHED,)
    assert found.note is None
    assert found.type == "pdf"
    assert found.damage.reasons != ("not_examined",)
