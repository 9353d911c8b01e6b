"""Looking for a person in bytes, however they are written: by encoding, by escape, inside what is packed."""

import base64
import gzip
import io
import re
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Iterator

import pypdf

_DEPTH = 4
_INFLATED = 8 * 1024 * 1024
_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_RUN = re.compile(rb"[A-Za-z0-9+/_-]{12,}={0,2}")
_BETWEEN = rb"(?:[\s./_-]|\xc2?\xa0|\xe2\x80\xaf|%20|&nbsp;|&#160;|\\u00a0){0,2}"


def patterns(words: tuple[str, ...], numbers: tuple[str, ...]) -> dict[str, re.Pattern[bytes]]:
    """Return what to look for: each word by its letters without accents, each number with any gaps."""
    return {
        **{word: re.compile(re.escape(word.encode("ascii"))) for word in words},
        **{number: re.compile(_BETWEEN.join(bytes([one]) for one in number.encode())) for number in numbers},
    }


def found(content: bytes, sought: dict[str, re.Pattern[bytes]], where: str = "") -> list[str]:
    """Return where each thing sought stands in a content, and in what it packs."""
    return sorted({
        f"{place}: {name}: …{form[max(0, hit.start() - 60) : hit.end() + 30]!r}…"
        for place, held in _contents(content, where, 0)
        for form in _forms(held)
        for name, pattern in sought.items()
        if (hit := pattern.search(form))
    })  # fmt: skip


def _forms(content: bytes) -> Iterator[bytes]:
    """Yield a content in small letters, without the zeros of UTF-16, without accents of several encodings."""
    yield content.lower()
    if b"\0" in content:
        yield content.replace(b"\0", b"").lower()
    for encoding in ("utf-8", "utf-16-le", "cp850", "cp1252"):
        text = unicodedata.normalize("NFKD", content.decode(encoding, "replace"))
        yield (
            "".join(one for one in text if not unicodedata.combining(one))
            .casefold()
            .encode("utf-8", "replace")
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        unescaped = content.decode("ascii", "replace").encode("utf-8").decode("unicode_escape", "replace")
    text = unicodedata.normalize("NFKD", unescaped)
    yield "".join(one for one in text if not unicodedata.combining(one)).casefold().encode("utf-8", "replace")


def _contents(content: bytes, where: str, depth: int) -> Iterator[tuple[str, bytes]]:
    yield where, content
    if depth >= _DEPTH:
        return
    for name, held in _packed(content):
        yield from _contents(held, f"{where} > {name}", depth + 1)


def _packed(content: bytes) -> Iterator[tuple[str, bytes]]:
    if content.startswith(b"%PDF-"):
        yield from _of_pdf(content)
    elif zipfile.is_zipfile(io.BytesIO(content)):
        yield from _of_zip(content)
    elif content.startswith(b"\x1f\x8b"):
        yield "gzip", gzip.decompress(content)
    elif not content.startswith(b"\x89PNG"):
        for hit in _ZLIB.finditer(content):
            if held := _inflated(content[hit.start() :]):
                yield "deflate", held
    for hit in _RUN.finditer(content):
        text = hit[0].rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
        for start in range(4):
            part = text[start : start + (len(text) - start) // 4 * 4]
            yield "base64", base64.b64decode(part)


def _inflated(content: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(content, _INFLATED)
    except zlib.error:
        return b""


def _of_zip(content: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        yield "comment", archive.comment
        for info in archive.infolist():
            yield (
                f"{info.filename} name",
                info.filename.encode("utf-8", "replace") + info.comment + info.extra,
            )
            if not info.flag_bits & 1:
                yield info.filename, archive.read(info)


def _of_pdf(content: bytes) -> Iterator[tuple[str, bytes]]:
    reader = pypdf.PdfReader(io.BytesIO(content))
    yield "facts", str(reader.metadata).encode() + str(reader.xmp_metadata).encode()
    for number, page in enumerate(reader.pages, start=1):
        yield f"page {number}", page.extract_text().encode("utf-8", "replace")
    for name, held in reader.attachments.items():
        yield f"attached {name}", b"".join(held)
    for number in range(1, len(reader.xref[0]) + len(reader.xref_objStm) + 1 if reader.xref else 1):
        one = reader.get_object(number)
        if isinstance(one, pypdf.generic.StreamObject):
            yield f"object {number}", one.get_data()
        elif one is not None:
            yield f"object {number}", str(one).encode("utf-8", "replace")
