"""From the bytes of a file to its text, whatever the encoding, or None when it is no text."""

import re

from toolkit.scan.notes.disguise import bare
from toolkit.scan.notes.markup import hypertext, is_hypertext, is_rich_text, rich_text
from toolkit.scan.notes.portable import portable_text

TEXT_LIMIT = 64 * 1024  # characters of text looked at from the start…
_END = 16 * 1024  # …and at the end of a longer one, so that filler hides nothing
_READ_LIMIT = 512 * 1024  # bytes decoded: pictures inside HTML push the text far
_BLOCK = 256
# Share of control bytes above which a block is no text: random bytes hold 11 %, notes nearly none.
_CONTROL_SHARE = 0.05
_NUL_SHARE = 0.3
_WIDE = 0.8  # share of the characters of UTF-16 whose upper byte is that of a few alphabets
_LEGIBLE = 0.9  # share of characters that can be shown
_PRINTABLE = bytes(byte for byte in range(256) if byte >= 32 and byte != 127) + b"\t\n\r\f\x1b\x1a\x00"
_CLEAN = _PRINTABLE.replace(b"\0", b"")
_ASCII = bytes(range(128))
_BINARY = (
    b"\x7fELF", b"PK\x03\x04", b"PK\x05\x06", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"\x1f\x8b", b"BZh",
    b"7z\xbc\xaf", b"\xfd7zXZ", b"Rar!", b"\xd0\xcf\x11\xe0", b"SQLite format 3", b"OggS", b"ID3", b"RIFF",
    b"\xca\xfe\xba\xbe", b"regf", b"ElfFile", b"MSCF", b"\x28\xb5\x2f\xfd", b"MDMP", b"PAGEDU64",
    b"L\x00\x00\x00\x01\x14\x02", b"\xde\x12\x04\x95", b"\x95\x04\x12\xde", b"OTTO\x00", b"wOFF", b"wOF2",
)  # fmt: skip
_NOT_BLANK = re.compile(rb"[^ \t\r\n\0]")
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_WESTERN = "éèêëàâçîïôùûüöäßñóíáúìòœÉÈÀÇÊÔÛÎÂÜÖÄÑ«»’…€“”–—°·•"
_COMMON_CYRILLIC = "оеаинтсрвлкмдпу"


def text_of(data: bytes) -> str | None:
    """Return the first TEXT_LIMIT characters of plain text and the last _END, or None of binary.

    Markup is taken off.

    Text may be ASCII, UTF-8, UTF-16 with or without byte order mark, Windows-1252 or 1251, code page 850 or
    866, or KOI8-R; hold NUL bytes and end in binary; and be HTML, HTA, RTF or simple PDF.
    """
    if data[:5] == b"%PDF-":
        return portable_text(data)[:TEXT_LIMIT] or None
    if data.startswith(_BINARY):
        return None
    # Blanks before the first word hide nothing from a reader; the count stays even for UTF-16 and UTF-32.
    first = _NOT_BLANK.search(data)
    blank = first.start() & ~3 if first else 0
    text = _decoded(_ends(data[blank:] if blank else data))
    if text is None:
        return None
    if is_rich_text(text):
        text = rich_text(text)
    elif is_hypertext(text):
        text = hypertext(text)
    if len(text) > TEXT_LIMIT + _END:
        text = f"{text[:TEXT_LIMIT]}\n{text[-_END:]}"
    return text if text.isascii() else bare(text)


def _ends(data: bytes) -> bytes:
    """Return the first bytes and the last of a long file; cut where characters of 2 and 4 bytes begin."""
    if len(data) <= _READ_LIMIT:
        return data
    last = (len(data) - 4 * _END) & ~3
    return data[: max(_READ_LIMIT - 4 * _END, 0)] + data[max(last, _READ_LIMIT - 4 * _END) :]


def _decoded(data: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace").replace("\0", "")
    wide = _wide(data[:1024])
    if wide:
        return (
            data[: len(data) & ~3 if wide[4] == "3" else len(data) & ~1]
            .decode(wide, "replace")
            .replace("\0", "")
        )
    # Most files are clean to their end or binary from their start: one look tells.
    if not data[:_BLOCK].translate(None, _CLEAN) and not data.translate(None, _CLEAN):
        return _narrow(data) if data else None
    end = _text_end(data)
    return _narrow(data[:end].replace(b"\0", b"")) if end else None


def _wide(head: bytes) -> str | None:
    """Recognise UTF-16 without a mark: one byte of each pair is nearly always 0, or 4 for Cyrillic."""
    pairs, zeros = len(head) // 2, head.count(0)
    # Fewer would satisfy none of the tests below.
    if pairs < 8 or zeros + head.count(4) < _WIDE * pairs:
        return None
    quarter = 0.95 * (len(head) // 4)
    for encoding, zero in (("utf-32-le", (2, 3)), ("utf-32-be", (0, 1))):
        if all(head[place::4].count(0) >= quarter for place in zero) and zeros < 0.9 * len(head):
            # Tables of small numbers, of which fonts and programs are full, have the same zeros.
            return encoding if _legible(head.decode(encoding, "ignore"), len(head) // 4) else None
    for high, low, encoding in ((head[1::2], head[::2], "utf-16-le"), (head[::2], head[1::2], "utf-16-be")):
        plain = high.count(0) + high.count(4)
        if plain >= _WIDE * pairs and low.count(0) <= 0.05 * pairs and _controls(low) <= 0.1 * pairs:
            return encoding
    return None


def _legible(text: str, most: int) -> bool:
    """Whether what could be decoded of so many characters can be shown."""
    return sum(map(str.isprintable, text)) + sum(map(text.count, "\t\r\n\0")) >= _LEGIBLE * most


def _controls(block: bytes) -> int:
    return len(block.translate(None, _PRINTABLE))


def _text_end(data: bytes) -> int:
    """Return where text stops: before the first block that is not text, 0 when the first is not."""
    for start in range(0, len(data), _BLOCK):
        block = data[start : start + _BLOCK]
        if _controls(block) > _CONTROL_SHARE * len(block) or block.count(0) > _NUL_SHARE * len(block):
            return start or _short_end(block)
    return len(data)


def _short_end(block: bytes) -> int:
    """Look for a very short text before a binary tail, in a first block that fails as a whole."""
    for size in (256, 128, 64):
        head = block[:size]
        if len(block) > size and not _controls(head) and head.count(0) < 4:
            return size
    return 0


def _narrow(data: bytes) -> str:
    """Decode text of one byte per character, or UTF-8."""
    if data.isascii():
        return data.decode("ascii")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    else:
        if "\N{REPLACEMENT CHARACTER}" not in text:
            return text
    high = len(data) - len(data.decode("ascii", "ignore"))
    # A few broken sequences (a cut, a pasted byte) do not make a UTF-8 text something else, nor does
    # binary at its end: the first half may speak for the whole when it holds any such sequence.
    half = text[: len(text) // 2]
    for part, bytes_high in ((text, high), (half, len(half) - len(half.encode("ascii", "ignore")))):
        if bytes_high and part.count("\N{REPLACEMENT CHARACTER}") <= min(
            bytes_high - 1, 1 + bytes_high // 50
        ):
            return text
    sample = data[: 16 * 1024]
    if high > 0.35 * len(data):
        scores = {name: _score(sample, name, _COMMON_CYRILLIC, 2) for name in ("cp1251", "cp866", "koi8-r")}
        cyrillic = max(scores, key=lambda name: scores[name])
        if scores[cyrillic] > 0:
            return data.decode(cyrillic, "replace")
    western = max(("cp1252", "cp850"), key=lambda name: _score(sample, name, _WESTERN, 1))
    return data.decode(western, "replace")


def _score(data: bytes, encoding: str, likely: str, worth: int) -> int:
    """Count the likely characters among those beyond ASCII, each at its worth, less the others."""
    high = data.translate(None, _ASCII)
    others = len(high.translate(None, likely.encode(encoding, "ignore")))
    return worth * (len(high) - others) - others
