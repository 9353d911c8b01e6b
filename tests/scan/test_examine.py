"""An examiner that fails leaves the answers of the others."""

import hashlib
import io

import pytest

from toolkit.records import DamageVerdict
from toolkit.scan import examine, notes
from toolkit.scan.content import Content
from toolkit.scan.inside import room
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


def test_an_encrypted_document_that_ends_as_a_zip_is_no_archive_of_a_kind_we_do_not_open() -> None:
    known = load()
    end = b"PK\5\6" + bytes(4) + b"\1\0\1\0" + bytes(10)
    cipher = hashlib.shake_256(b"").digest(40_000)
    found = examine.findings("a/courrier.docx", Content.of(cipher + end), known)
    assert (found.damage.verdict, found.type, found.errors) == (DamageVerdict.ENCRYPTED, None, ())
    kept = examine.findings("a/courrier.rar", Content.of(b"Rar!\x1a\7\1\0" + cipher), known)
    assert kept.errors == (room.UNREAD,)
