"""Whether bytes are text, in which encoding, and which kind: plain, HTML or XML."""

import re
from typing import Final

_NOT_CONTROL: Final = bytes(sorted({9, 10, 12, 13, 26, 27} | set(range(32, 256)) - {127}))
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
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
    if not data:
        return None
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding if decodes(data, encoding) else None
    if controls(data) == 0:
        return "utf-8" if decodes(data, "utf-8") else _eight_bit(data)
    return _unmarked_wide(data)


def controls(data: bytes) -> int:
    """Count the bytes no text holds: the control characters but tab, line and page ends, escape."""
    return len(data.translate(None, _NOT_CONTROL))


def decodes(data: bytes, encoding: str) -> bool:
    """Tell whether bytes decode, up to a sequence cut by their end."""
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


def _eight_bit(data: bytes) -> str | None:
    # A random content without a single control character is at most a few dozen bytes long.
    high = len(data.translate(None, bytes(range(128))))
    return "latin" if high * 4 <= len(data) or (len(data) >= 64 and high * 20 <= len(data) * 19) else None


def _unmarked_wide(data: bytes) -> str | None:
    """Recognise UTF-16 without its mark, as Windows programs write: every other byte nearly always zero."""
    sample = data[: len(data) & ~1][:65536]
    if len(sample) < 16:
        return None
    for zeros, letters, encoding in (
        (sample[1::2], sample[::2], "utf-16-le"),
        (sample[::2], sample[1::2], "utf-16-be"),
    ):
        if zeros.count(0) * 10 >= len(zeros) * 9 and controls(letters) == 0:
            return encoding
    return None
