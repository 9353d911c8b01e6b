"""Mails, records and databases are told by their bytes, whatever they are called; nothing takes long."""

import io
import sqlite3
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.capture.contents import content_sort

MAIL = b"From: a@b.fr\r\nTo: c@d.fr\r\nSubject: Mme Dupont\r\nMIME-Version: 1.0\r\n\r\nbonjour\r\n"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (MAIL, "mail"),
        (b"Received: from mx (mx [1.2.3.4])\n\tby b\nMessage-ID: <1@b>\n\nx", "mail"),
        (b"From a@b.fr Mon Jan  1 10:00:00 2024\nX-A: 1\n\nx", "mail"),
        ("De : Claire\r\nEnvoyé : lundi\r\nÀ : Dr Roux\r\nObjet : suite\r\n\r\n".encode(), "mail"),
        ("De : Claire\r\nEnvoyé : lundi\r\nObjet : suite\r\n\r\n".encode("utf-16"), "mail"),
        (COMPOUND + b"\0" * 600 + "__substg1.0_0037001F".encode("utf-16-le"), "mail"),
        (b"!BDN" + b"\0" * 600, "mail"),
        (b"BEGIN:VCARD\r\nFN:Marie Dupont\r\n", "agenda"),
        (b"\xef\xbb\xbfBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "agenda"),
        (b"MSH|^~\\&|LABO|X|||20240101||ORU^R01|1|P|2.3\rPID|1||123||DUPONT^MARIE\r", "patient"),
        (b"\x0bMSH|^~\\&|LABO|X\rOBX|1\r\x1c\r", "patient"),
        (b"H|~^\\&|1||LABO|x\rP|1|2\r", "patient"),
        (b'<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3">', "patient"),
        (b'{"resourceType": "Patient", "name": "x"}', "patient"),
        (b"Compte rendu\nMme Dupont, nee le 12/05/1984\n", "patient"),
        ("Nom;Prénom;Date de naissance\nDupont;Marie;x\n".encode("cp1252"), "patient"),
        (b"Facture 12 pour 2 84 05 75 123 456 78\n", "patient"),
        (b"Facture 12 pour 284052A123456\n", "patient"),
        (b"\0" * 128 + b"DICM" + b"\x02\0\0\0UL\x04\0\0\0\0\0", "x_ray"),
        (b"\x08\x00\x05\x00CS\x0a\x00ISO_IR 100", "x_ray"),
        (b"\0\x01\0\0Standard Jet DB\0" + b"\0" * 99, "database"),
        (b"\0\x01\0\0Standard ACE DB\0" + b"\0" * 99, "database"),
        (b"\0\0\0\0\xef\xcd\xab\x89" + b"\0" * 99, "database"),
        (b"PGDMP\x01\x0e\x00" + b"\0" * 40, "database"),
        (b"-- MySQL dump 10.13\n--\n", "database"),
        (b"SET x;\nINSERT INTO patients VALUES (1);\n", "database"),
    ],
)
def test_contents_that_are_kept_back(content: bytes, kind: str) -> None:
    found = content_sort(content)
    assert found is not None
    assert found[0] == kind


def test_a_real_database(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.pdf") as base:
        base.execute("create table p (n text)")
    base.close()
    assert content_sort((tmp_path / "a.pdf").read_bytes()) == ("database", "SQLite")


def document(name: str, text: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        archive.writestr("[Content_Types].xml", b"<x/>")
        archive.writestr(name, text)
    return held.getvalue()


BORN = "<w:t>Mme X, né</w:t><w:t>e le</w:t> <w:t>12/05/1984</w:t>".encode()


@pytest.mark.parametrize("name", ["word/document.xml", "content.xml", "xl/sharedStrings.xml"])
def test_the_text_of_a_document_is_looked_at(name: str) -> None:
    assert content_sort(document(name, BORN)) == ("patient", "née le …")
    assert content_sort(document(name, b"<w:t>Facture 12</w:t>")) is None


def test_a_document_that_is_damaged_or_a_bomb_is_passed() -> None:
    whole = document("word/document.xml", BORN)
    assert all(content_sort(whole[:end]) is None for end in range(4, len(whole) - 22, 7))
    assert content_sort(document("word/document.xml", b"<" * 40_000_000)) is None
    assert content_sort(document("word/document.xml", BORN, zipfile.ZIP_LZMA)) is None


@given(st.binary(max_size=200), st.integers(0, 400))
def test_a_document_with_other_bytes_in_it_is_answered(written: bytes, at: int) -> None:
    whole = bytearray(document("content.xml", BORN))
    whole[at : at + len(written)] = written
    found = content_sort(bytes(whole))
    assert found is None or len(found) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"", b"%PDF-1.4\n1 0 obj\n", b"Facture 2024-113\nTotal : 120,00 EUR\n",
        b"To: whom it may concern\n\nfree text\n",
        COMPOUND + b"\0" * 600, b"PK\x03\x04" + b"\0" * 60, bytes(range(256)) * 8,
        b"Facture 20240101123456 du 12/05/2024\n",
    ],
)  # fmt: skip
def test_other_contents_are_nothing_known(content: bytes) -> None:
    assert content_sort(content) is None


@given(st.binary(max_size=2000))
def test_any_bytes_are_answered(content: bytes) -> None:
    found = content_sort(content)
    assert found is None or len(found) == 2


@pytest.mark.parametrize(
    "piece", [b"\n", b"From a@", b" ", b"1", b"PID|1", b"n\xe9 le ", b"INSERT IN", b"x: \n", b"MSH|^~\\&"]
)
def test_no_repetition_holds_us_up(piece: bytes) -> None:
    """A search that goes back and forth would never end."""
    assert content_sort(piece * (1024 * 1024 // len(piece))) is None
