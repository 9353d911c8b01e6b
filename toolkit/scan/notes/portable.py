"""The text of simple PDF files: strings shown by page streams, plain, Flate-compressed or in ASCII85.

Source of the format: ISO 32000-1, 7.3.4.2 and 7.3.4.3 (strings), 7.4.3 (ASCII85), 7.4.4 (Flate),
9.4.3 (text-showing operators).
Text drawn with glyph numbers of an embedded font is left alone.
"""

import re
import zlib
from base64 import a85decode

_FILE_LIMIT = 4 * 1024 * 1024  # bytes looked at
_STREAMS = 60
_STREAM_LIMIT = 512 * 1024  # bytes out of one stream
_TOTAL_LIMIT = 2 * 1024 * 1024
_TEXT_LIMIT = 64 * 1024
_ASCII85_LIMIT = 128 * 1024  # characters of one stream: they are read one by one
# An unclosed string is taken as it is and nothing is tried twice: the time is that of one pass.
_TOKEN = re.compile(
    rb"\(((?:[^()\\]++|\\.)*+)\)?|(?<!<)<([0-9A-Fa-f\s]{2,4000}+)>|(?<![A-Za-z*'])(T[jJdD*m]|ET|['\"])(?![A-Za-z])",
    re.DOTALL,
)
_ASCII85 = re.compile(rb"/(?:ASCII85Decode|A85)(?![A-Za-z0-9])")
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_NAMED = {b"n": b"\n", b"r": b"\n", b"t": b" ", b"b": b"", b"f": b" ", b"\n": b""}
# More non-letters than this in the strings: glyph numbers, not characters.
_LETTERS = 0.5
_LEGIBLE = bytes(
    code
    for code in range(256)
    if (char := bytes([code]).decode("cp1252", "replace")).isalpha() or char.isspace()
)


def portable_text(data: bytes) -> str:
    """Return the text shown by the first page streams, "" when there is none that is simply written."""
    pieces: list[bytes] = []
    total = size = 0
    for stream in _streams(data[:_FILE_LIMIT]):
        total += len(stream)
        text = _shown(stream)
        pieces.append(text)
        size += len(text)
        if total > _TOTAL_LIMIT or size > _TEXT_LIMIT:
            break
    found = b"\n".join(pieces)[:_TEXT_LIMIT]
    letters = len(found) - len(found.translate(None, _LEGIBLE))
    return found.decode("cp1252", "replace") if letters > _LETTERS * len(found) else ""


def _streams(data: bytes) -> list[bytes]:
    found: list[bytes] = []
    place = 0
    while len(found) < _STREAMS and (start := data.find(b"stream", place)) >= 0:
        body = start + 6
        body += 2 if data[body : body + 2] == b"\r\n" else 1
        end = data.find(b"endstream", body)
        if end < 0:
            break
        place = end + 9
        raw = data[body:end]
        if b"BT" in raw and b"/Filter" not in data[max(0, start - 300) : start]:
            found.append(raw[:_STREAM_LIMIT])
            continue
        try:
            found.append(
                _unpacked(raw, written=_ASCII85.search(data, max(0, start - 300), start) is not None)
            )
        except (zlib.error, ValueError):
            continue
    return [stream for stream in found if b"BT" in stream]


def _unpacked(raw: bytes, *, written: bool) -> bytes:
    """Unpack a stream up to a limit, `written` in ASCII85 or not; zlib.error or ValueError if it is none."""
    if written:
        raw = raw[:_ASCII85_LIMIT].partition(b"~>")[0].strip().removeprefix(b"<~")
        raw = a85decode(raw, ignorechars=b" \t\n\r\v\f\0")
        if b"BT" in raw:
            return raw
    return zlib.decompressobj().decompress(raw, _STREAM_LIMIT)


def _shown(stream: bytes) -> bytes:
    out: list[bytes] = []
    for string, digits, operator in _TOKEN.findall(stream):
        if operator in (b"Td", b"TD", b"T*", b"'", b'"', b"ET", b"Tm"):
            out.append(b"\n")
        elif digits:
            out.append(_from_digits(digits))
        elif not operator:
            out.append(_plain(_ESCAPE.sub(_unescaped, string)))
    return b"".join(out)


def _from_digits(digits: bytes) -> bytes:
    found = b"".join(digits.split())
    return _plain(bytes.fromhex((found + b"0" * (len(found) % 2)).decode("ascii")))


def _plain(string: bytes) -> bytes:
    """Take the upper half off characters of two bytes; glyph numbers beyond 255 are no letters."""
    wide = string.removeprefix(b"\xfe\xff")
    return wide[1::2] if len(wide) > 1 and not any(wide[::2]) else wide


def _unescaped(match: re.Match[bytes]) -> bytes:
    code = match[1]
    if code[:1].isdigit():
        return bytes([int(code, 8) & 0xFF]) if code[:1] in b"01234567" else code
    return _NAMED.get(code, code)
