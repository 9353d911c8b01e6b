"""Whether bytes are text, in which encoding, and which kind: plain, HTML or XML."""

import codecs
import re
from typing import Final

_NOT_CONTROL: Final = bytes(sorted({9, 10, 12, 13, 26, 27} | set(range(32, 256)) - {127}))
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_MARKED: Final = frozenset(mark[0] for mark, _ in _MARKS)
_PIECE: Final = 256 * 1024  # bytes decoded at a time
_START: Final = 256  # bytes in which what is no text mostly shows it
_told: tuple[bytes, str | None] = (b"", None)
_HTML = re.compile(
    rb"\s*+(?>(?><!--.{0,2000}?-->)\s*+)*+<(?:!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_XML = re.compile(rb"\s*<\?xml\s", re.IGNORECASE)


def text_type(head: bytes) -> str | None:
    """Return "html", "xml", "text/utf-8", "text/utf-16", "text/latin" (any 8-bit set), or None: not text."""
    encoding = encoding_of(head)
    if encoding is None:
        return None
    plain = head[:4096].removeprefix(b"\xef\xbb\xbf")
    if encoding.startswith("utf-16"):
        plain = plain.decode(encoding, "replace").lstrip("\ufeff").encode("ascii", "replace")
    if _HTML.match(plain):
        return "html"
    if _XML.match(plain):
        return "html" if b"<html" in plain[:1024].lower() else "xml"
    return {"utf-8": "text/utf-8", "latin": "text/latin"}.get(encoding, "text/utf-16")


def encoding_of(data: bytes) -> str | None:
    """Return "utf-8", "utf-16-le", "utf-16-be", "latin" or None; a sequence cut at the end is forgiven."""
    global _told  # noqa: PLW0603 - several examiners ask of the same bytes, one after the other
    told = _told
    if told[0] is not data:
        _told = told = (data, _encoding(data))
    return told[1]


def _encoding(data: bytes) -> str | None:
    if not data:
        return None
    for mark, encoding in _MARKS if data[0] in _MARKED else ():
        if data.startswith(mark):
            return encoding if decodes(data, encoding) else None
    if controls(data[:_START]) == 0 and controls(data) == 0:
        return "utf-8" if decodes(data, "utf-8") else _eight_bit(data)
    return _unmarked_wide(data)


def controls(data: bytes) -> int:
    """Count the bytes no text holds: the control characters but tab, line and page ends, escape."""
    return len(data.translate(None, _NOT_CONTROL))


def decodes(data: bytes, encoding: str) -> bool:
    """Tell whether bytes decode, up to a sequence cut by their end."""
    if encoding == "utf-8":
        if data.isascii():
            return True
        at = _decoded(data)
        if at is None:
            return False
        data = data[at:]
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as fault:
        if len(data) - fault.start > 3 or "end" not in fault.reason:
            return False
        text = data[: fault.start].decode(encoding)
    if not encoding.startswith("utf-16"):
        return True
    # Any even number of random bytes nearly decodes as UTF-16; text does not use unassigned control codes.
    return sum(map(text.count, "\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11\ufffe\uffff")) * 200 <= len(
        text
    )


def _decoded(data: bytes) -> int | None:
    """Return where the last piece of a long UTF-8 text begins, None where one before it does not decode.

    The characters of a text take up to four times its bytes, too much to hold of one of many megabytes.
    """
    at = 0
    while len(data) - at > _PIECE:
        try:
            at += codecs.utf_8_decode(data[at : at + _PIECE], "strict", False)[1]
        except UnicodeDecodeError:
            return None
    return at


def _eight_bit(data: bytes) -> str | None:
    # A random content without a single control character is at most a few dozen bytes long.
    high = len(data.translate(None, bytes(range(128))))
    return "latin" if high * 4 <= len(data) or (len(data) >= 64 and high * 20 <= len(data) * 19) else None


def _unmarked_wide(data: bytes) -> str | None:
    """Recognise UTF-16 without its mark, as Windows programs write: every other byte nearly always zero."""
    sample = data[: len(data) & ~1][:65536]
    if len(sample) < 16:
        return None
    for first, encoding in ((0, "utf-16-le"), (1, "utf-16-be")):
        if controls(sample[first : first + _START : 2]):
            continue
        zeros, letters = sample[1 - first :: 2], sample[first::2]
        if zeros.count(0) * 10 >= len(zeros) * 9 and controls(letters) == 0:
            return encoding
    return None
