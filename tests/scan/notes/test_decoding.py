"""Text is told from binary, and decoded, without trusting names or marks."""

import base64
import random
import re
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.scan.notes.decoding import TEXT_LIMIT, text_of
from toolkit.scan.notes.disguise import bare
from toolkit.scan.notes.markup import hypertext, rich_text
from toolkit.scan.notes.portable import portable_text

FRENCH = "Vos données ont été chiffrées : écrivez-nous à l'adresse donnée, même très tôt. Ça coûte peu.\n" * 3
RUSSIAN = "Все ваши файлы зашифрованы, напишите нам на почту, чтобы вернуть данные.\n" * 3  # noqa: RUF001 - Russian


def noise_of(seed: int, size: int = 5000) -> bytes:
    return random.Random(seed).randbytes(size)  # noqa: S311 - the same bytes at every run


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "cp850", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_french_is_decoded_exactly(encoding: str) -> None:
    assert text_of(FRENCH.encode(encoding)) == FRENCH


@pytest.mark.parametrize(
    "encoding", ["utf-8", "cp1251", "cp866", "koi8-r", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_russian_is_decoded_exactly(encoding: str) -> None:
    assert text_of(RUSSIAN.encode(encoding)) == RUSSIAN


def test_binary_is_no_text() -> None:
    noise = noise_of(5, 20_000)
    for data in (
        noise,
        zlib.compress(noise),
        b"MZ" + noise,
        b"PK\x03\x04" + noise,
        bytes(4096),
        b"\x89PNG\r\n" + noise,
    ):
        assert text_of(data) is None


def test_a_text_is_kept_up_to_its_binary_tail() -> None:
    text = text_of(FRENCH.encode() * 4 + noise_of(6))
    assert text is not None
    assert text.startswith(FRENCH)
    short = text_of(FRENCH[:90].encode() + noise_of(7))
    assert short is not None
    assert short.startswith("Vos données")


def test_a_text_is_cut_at_the_limit() -> None:
    text = text_of(b"word " * 1_000_000 + b"last") or ""
    assert len(text) < 1.3 * TEXT_LIMIT
    assert text.endswith("last")


def test_a_page_gives_its_text_its_links_and_never_its_style() -> None:
    page = (
        "<!-- hidden --><title>T</title><style>p{x}</style><p>Vos <b>fich</b>iers&nbsp;&eacute;t&eacute;</p>"
        "<a href='mailto:a@b.example'>ici</a><SCRIPT>var x = 'secret';</SCRIPT>" + "fin " * 60
    )
    text = hypertext(page)
    assert "Vos fichiers\xa0été" in text
    assert "a@b.example" in text
    assert not {"hidden", "p{x}", "secret"} & set(text.replace("<", " ").split())


def test_a_page_written_by_its_script_gives_the_strings() -> None:
    assert "your files have been encrypted" in hypertext(
        "<html><script>document.write('your files have been <b>encrypted</b>')</script></html>"
    )


@pytest.mark.parametrize(
    "page", ["<script>" * 9000, "<" * 60_000, "<!--" * 9000, "<p " * 20_000, "</script>" * 7000]
)
def test_an_unclosed_page_ends(page: str) -> None:
    assert isinstance(hypertext(page), str)


def test_rich_text_loses_its_control_words() -> None:
    text = rich_text(
        "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}{\\*\\generator W;}"
        "\\f0 Vos donn\\'e9es\\par \\u233?t\\u233 e \\{a\\}}"
    )
    assert "Vos données\n" in text
    assert "Arial" not in text
    assert "generator" not in text
    assert "{a}" in text


def test_a_compressed_pdf_stream_gives_its_strings() -> None:
    stream = zlib.compress(b"BT (Your files) Tj [(are enc) -20 (rypt\\145d)] TJ T* (now \\(all\\)) ' ET")
    text = portable_text(b"%PDF-1.7\n<< /Filter /FlateDecode >>\nstream\r\n" + stream + b"\r\nendstream")
    assert text.replace("\n", "") == "Your filesare encryptednow (all)"


def test_a_bomb_in_a_pdf_is_cut() -> None:
    bomb = zlib.compress(b"BT (" + b"a b " * 20_000_000 + b") Tj ET", 9)
    assert len(portable_text(b"%PDF-1.7\nstream\n" + bomb + b"\nendstream" * 100)) <= 64 * 1024


def test_a_table_of_small_numbers_is_no_wide_text() -> None:
    """Programs and fonts are full of them; a text of four bytes a character has the same zeros."""
    table = b"".join((number * 37 % 4000).to_bytes(4, "little") for number in range(2000))
    assert text_of(table) is None
    for encoding in ("utf-32-le", "utf-32-be"):
        assert text_of(RUSSIAN.encode(encoding)) == RUSSIAN


def test_a_letter_of_thousands_of_digits_is_no_letter() -> None:
    page = b"<html><body>before &#" + b"1" * 5000 + b"; &#0000000065;fter</body></html>"
    text = text_of(page) or ""
    assert "before" in text
    assert "After" in text


def test_a_page_stream_in_ascii85_is_read() -> None:
    stream = base64.a85encode(zlib.compress(b"BT (Your files) Tj ET")) + b"~>"
    page = b"%PDF-1.4 <</Filter [/ASCII85Decode /FlateDecode]>> stream\n" + stream + b"endstream"
    assert "Your files" in (text_of(page) or "")


def test_strings_that_nothing_closes_are_read_in_one_pass() -> None:
    hostile = zlib.compress(b"BT (open\\" + rb"\(a" * 150_000)
    page = b"%PDF-1.4 <</Filter /FlateDecode>> stream\n" + hostile + b"endstream"
    assert "open" in (text_of(page) or "")


@settings(max_examples=300, deadline=None)
@given(st.text("aeoprbXж\u0430\u0435\u043e\u0440\u0421\u0425\u200b\u00ad é-1\n", max_size=60))
def test_only_words_of_two_alphabets_are_written_anew(text: str) -> None:
    def rewritten(word: re.Match[str]) -> str:
        mixed = re.search("[A-Za-z]", word[0]) and re.search("[\u0400-\u052f]", word[0])
        return bare(word[0]) if mixed else word[0]

    seen = text.replace("\u200b", "").replace("\u00ad", "")
    assert bare(text) == re.sub("[A-Za-z\u0400-\u052f]+", rewritten, seen)
