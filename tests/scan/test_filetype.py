"""Types by content and by name."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.scan import extensions, filetype
from toolkit.scan.extensions import EXTENSIONS

HEADS = {
    "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "png": b"\x89PNG\r\n\x1a\n",
    "pdf": b"%PDF-1.7\n",
    "zip": b"PK\x03\x04\x14\0\0\0\0\0",
    "jar": b"PK\x03\x04" + bytes(26) + b"META-INF/MANIFEST.MF",
    "docx": b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml word/document.xml",
    "xlsx": b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml xl/workbook.xml",
    "odt": b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.textPK",
    "ole2": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "dicom": bytes(128) + b"DICM",
    "sqlite": b"SQLite format 3\0",
    "pe": b"MZ".ljust(60, b"\0") + b"\x40\0\0\0PE\0\0",
    "elf": b"\x7fELF\2\1\1",
    "gzip": b"\x1f\x8b\x08\0" + bytes(20),
    "7z": b"7z\xbc\xaf\x27\x1c",
    "xz": b"\xfd7zXZ\0",
    "bzip2": b"BZh91AY&SY",
    "rar": b"Rar!\x1a\x07\x01\0",
    "html": b"  <!DOCTYPE html><html>",
    "xml": b"\xef\xbb\xbf<?xml version='1.0'?><a/>",
    "rtf": b"{\\rtf1\\ansi",
    "text/utf-8": "Séance du matin\n".encode(),
    "text/utf-16": "Séance du matin\n".encode("utf-16"),
    "text/latin": ("Séance du matin, après-midi libre\n" * 3).encode("cp1252"),
    "mp4": b"\0\0\0\x18ftypisom",
    "heif": b"\0\0\0\x18ftypheic",
    "wav": b"RIFF\x24\0\0\0WAVE",
    "webp": b"RIFF\x24\0\0\0WEBP",
    "mp3": (b"\xff\xfb\x90\0" + b"\1" * 413) * 2,
    "gif": b"GIF89a",
    "bmp": b"BM" + bytes(8) + b"\x36\0\0\0\x28\0\0\0" + bytes(16),
    "tiff": b"II*\0\x08\0\0\0",
    "evtx": b"ElfFile\0",
    "regf": b"regf" + bytes(16) + b"\1\0\0\0" + bytes(30),
    "lnk": b"\x4c\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46",
    "firebird": b"\1\0\x39\x30" + bytes(12) + b"\0\x10\x0b\x80" + bytes(20),
    "pst": b"!BDN\0\0\0\0",
    "access": b"\0\1\0\0Standard Jet DB\0",
}


@pytest.mark.parametrize("kind", HEADS)
def test_contents_are_recognised(kind: str) -> None:
    assert filetype.recognise("fichier", HEADS[kind]) == kind


@pytest.mark.parametrize(
    "data",
    [b"", b"\0" * 900, b"BM" + bytes(range(200)), b"\xff\xfb\x90\0" + b"\1" * 900, b"MZ" + b"\xff" * 99],
)
def test_weak_signatures_need_a_second_field(data: bytes) -> None:
    assert filetype.recognise("fichier", data) is None


def test_the_kind_of_office_document_may_stand_at_the_end() -> None:
    head = b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml"
    assert filetype.recognise("a", head, b"word/document.xml") == "docx"
    assert filetype.recognise("a", head) == "zip"


def test_a_zip_that_packs_nothing_is_not_what_it_holds() -> None:
    inner = packed({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<b/>"})
    text = b"mimetypeapplication/vnd.oasis.opendocument.text"
    assert kind_of(inner) == "docx"
    assert kind_of(packed({"META-INF/MANIFEST.MF": b"", "a.class": b""})) == "jar"
    assert kind_of(packed({"Courriers/lettre.docx": inner, "x.txt": b"x"})) == "zip"
    assert kind_of(packed({"lettre.docx": inner, "x.txt": b"x"})[:-30]) == "zip"
    assert kind_of(packed({"a.jar": packed({"META-INF/MANIFEST.MF": b""})})) == "zip"
    assert kind_of(packed({"a": text})) == "zip"
    assert kind_of(packed({"word/a.txt": b"", "dossier/[Content_Types].xml": b""})) == "zip"


def test_a_document_whose_end_is_lost_is_told_by_its_first_file() -> None:
    inner = packed({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<b/>" * 900})
    assert kind_of(inner[:-200]) == "docx"


def packed(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def kind_of(content: bytes) -> str | None:
    return filetype.recognise("", content[:65536], content[-65536:])


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("photo.JPG", "jpeg"),
        ("x.jpg.akira", "jpeg"),
        ("x.tar.gz", "gzip"),
        ("x.lockbit", None),
        ("README", "text/utf-8"),
        ("lettre.docx.bak", "docx"),
        ("lettre.docx.gpg", None),
        ("lettre.docx:Zone.Identifier", None),
        ("libc.so.6", "elf"),
        ("a.pdf.id[1A2B-33].[x@mail.com].eight", "pdf"),
        (".bashrc", None),
        ("", None),
    ],
)
def test_names_promise_types(name: str, kind: str | None) -> None:
    assert filetype.expected(name) == kind


@pytest.mark.parametrize(
    ("name", "behind"),
    [
        ("x.jpg.akira", "akira"),
        ("x.docx.id[9A].[x@mail.com].eight", "id[9a].[x@mail.com].eight"),
        ("x.jpg", None),
        ("x.jpg.bak", None),
        ("x.docx.gpg", None),
        ("x.zip.001", None),
        ("page.html.fr", None),
        ("libc.so.6", None),
        ("x.lockbit", None),
    ],
)
def test_extensions_put_behind_others(name: str, behind: str | None) -> None:
    assert extensions.added(name) == behind


def test_extensions_no_one_chose() -> None:
    assert extensions.jumbled("CDtU3Eq.HLJkNskOq")
    assert not extensions.jumbled("Rapport.Docx")
    assert not extensions.jumbled("notes.lockbit")
    assert not extensions.jumbled("HLJkNskOq")
    assert all(name == name.lower() for name in EXTENSIONS)


@given(name=st.text(max_size=60), head=st.binary(max_size=500), tail=st.binary(max_size=50))
def test_any_bytes_and_names_get_an_answer(name: str, head: bytes, tail: bytes) -> None:
    assert filetype.recognise(name, head, tail) is None or head
    assert filetype.expected(name) in {None, *EXTENSIONS.values()}
