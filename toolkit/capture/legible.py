"""The text that can be read in the bytes of a file, whatever else they hold: a program, a half encryption."""

import html
import re
from collections.abc import Iterable, Iterator

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
# People write letters, digits and blanks; of random bytes that may be letters, a third are.
_WHOLE, _SHARE, _MOST = (
    40,
    0.6,
    0.8,
)  # signs of a run judged as a whole; shares of usual signs in it, in a part
_USUAL = re.compile(r"[A-Za-z0-9\s]", re.ASCII)
_SIGN = r"[A-Za-z0-9 \t\r\n.,;:@_'/+-]"
_WRITTEN = re.compile(_SIGN)
_ISLAND = re.compile(rf"{_SIGN}(?:{_SIGN}|.(?={_SIGN}))*")
_ASCII = re.compile(r"[\t\r\n -~]{20,}")
_APART = "\n\0\n"  # a title that ends one part is nobody's in the next
_KEY = re.compile(rb"[\s=\0]*[A-Za-z0-9+/=_\0-]+[\s\0]*")
_TAG = re.compile(r"<[^<>]{0,4000}>")
_NUMBERED = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))")


def readings(content: bytes) -> list[str]:
    """Return the runs of text in bytes, once for each way of writing letters that gives another text.

    UTF-8, Windows-1252, code page 850 and UTF-16 in either order are tried; runs stand on lines of their own.
    """
    return _distinct("\n".join(runs) for runs in _runs(content))


def written(content: bytes) -> list[str]:
    """Return the same without what chance writes: of each run what looks written by somebody."""
    return _distinct(_APART.join(part for run in runs for part in _parts(run)) for runs in _runs(content))


def _runs(content: bytes) -> Iterator[list[str]]:
    for pattern, encoding in _RUNS:
        yield [run[0].decode(encoding, "replace") for run in pattern.finditer(content)]


def _distinct(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(one for one in texts if one))


def _parts(run: str) -> list[str]:
    if len(run) >= _WHOLE and len(_USUAL.findall(run)) >= _SHARE * len(run):
        return [run]
    islands = (met[0] for met in _ISLAND.finditer(run))
    found = [one for one in islands if len(one) >= _LEAST and len(_WRITTEN.findall(one)) >= _MOST * len(one)]
    return [*found, *(met[0] for met in _ASCII.finditer(run))]


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
