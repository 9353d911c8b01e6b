"""The text that can be read in the bytes of a file, whatever else they hold: a program, a half encryption."""

import html
import re

from toolkit.custody.reached import unescaped

_LEAST = 12  # bytes of text on end: in random ones, a thousandth of them
_WORD = 6  # letters of a word that stands alone between other bytes
_SAID = 24  # signs on end that chance does not write
_PLAIN = rb"\t\n\r\x20-\x7e"
_RUNS = (
    (re.compile(rb"(?:[%s]|[\xc3-\xc5][\x80-\xbf]|\xe2\x80[\x80-\xbf]){%d,}" % (_PLAIN, _LEAST)), "utf-8"),
    (re.compile(rb"[%s\x80\x8a\x8c\x92\x9a\x9c\x9f\xa0\xc0-\xff]{%d,}" % (_PLAIN, _LEAST)), "cp1252"),
    (re.compile(rb"[%s\x80-\xa5\xb5-\xb7\xd2-\xd8\xde\xe0-\xe5\xe9-\xed]{%d,}" % (_PLAIN, _LEAST)), "cp850"),
    (re.compile(rb"(?:[%s\xa0\xc0-\xff]\x00|[\x52\x53\x78]\x01){%d,}" % (_PLAIN, _LEAST // 2)), "utf-16-le"),
    (re.compile(rb"(?:\x00[%s\xa0\xc0-\xff]|\x01[\x52\x53\x78]){%d,}" % (_PLAIN, _LEAST // 2)), "utf-16-be"),
)
_LETTERS = (
    (re.compile(rb"[A-Za-z\xc0-\xff]{%d,}" % _WORD), "cp1252"),
    (re.compile(rb"(?:[A-Za-z\xc0-\xff]\x00){%d,}" % _WORD), "utf-16-le"),
)
_SENTENCE = re.compile(rb"[%s]{%d,}|(?:[%s]\x00){%d,}" % (_PLAIN, _SAID, _PLAIN, _SAID))
_KEY = re.compile(rb"[\s=\0]*[A-Za-z0-9+/=_\0-]+[\s\0]*")
_TAG = re.compile(r"<[^<>]{0,4000}>")
_NUMBERED = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))")


def readings(content: bytes) -> list[str]:
    """Return the runs of text in bytes, once for each way of writing letters that gives another text.

    UTF-8, Windows-1252, code page 850 and UTF-16 in either order are tried; runs stand on lines of their own.
    """
    found = (
        "\n".join(run[0].decode(encoding, "replace") for run in pattern.finditer(content))
        for pattern, encoding in _RUNS
    )
    return list(dict.fromkeys(one for one in found if one))


def words(content: bytes) -> str:
    """Return the words of letters alone, one on each line: names stand so in the fields of a record."""
    return "\n".join(
        run[0].decode(encoding) for pattern, encoding in _LETTERS for run in pattern.finditer(content)
    )


def says(content: bytes) -> bool:
    """Tell bytes in which somebody may have written something: text on end that is no key."""
    return any(_KEY.fullmatch(run[0]) is None for run in _SENTENCE.finditer(content))


def decoded(text: str) -> list[str]:
    """Return what a text also says to whoever undoes entities, percent signs, numbered letters and tags."""
    if not any(sign in text for sign in "&%\\<"):
        return []
    plain = _NUMBERED.sub(lambda met: chr(int(met[1] or met[2], 16)), unescaped(html.unescape(text)))
    plain = plain.encode("utf-8", "replace").decode("utf-8")  # half letters that numbers may make
    return list(dict.fromkeys((plain, _TAG.sub("\n", plain), _TAG.sub("", plain))))
