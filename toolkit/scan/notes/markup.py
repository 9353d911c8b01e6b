"""Taking the markup off HTML, HTA and RTF: never rendered, never run, always in one pass."""

import html
import re

_PAGE_SIGN = re.compile(r"<(?:html|!doctype html|body|hta:|head|script|div|p>|br|pre|center|table)")
_DROPPED = ("script", "style")
_BLOCKS_WORDS = """
p div br li ul ol tr td th h1 h2 h3 h4 h5 h6 table title pre hr center body head html
"""
_BLOCKS = frozenset(_BLOCKS_WORDS.split())
_TAG = re.compile(r"<(?:!--|/?\s{0,3}([a-zA-Z][a-zA-Z0-9]{0,15}))?")
_LINK = re.compile(r"""href\s{0,3}=\s{0,3}["']?(?:mailto:)?([^"'\s>]{4,300})""", re.IGNORECASE)
_QUOTED = re.compile(r"\"([^\"\n]{12,2000})\"|'([^'\n]{12,2000})'")
# Less text than this outside scripts: the page is written by its script, whose strings are then the text.
_BARE = 200

# Strings of a script added to each other, and letters written by number.
_JOINED = re.compile(r"([\"'])[ \t\r\n]{0,40}[+&][ \t\r\n_]{0,40}\1")
_NUMBERED = re.compile(r"\\x([0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4})")
_WRITES = ("document.write", "innerhtml", "innertext")
# The interpreter refuses to read thousands of digits, and no character has more than seven.
_ZEROS = re.compile(r"&#0+(?=[0-9])")
_NUMBERS = re.compile(r"&#[0-9]{8,};?")
_CODE_PAGE = re.compile(r"\\ansicpg(125[0-8]|437|850|866)(?!\d)")

_RTF = re.compile(
    r"\\u(-?\d{1,6})(?: |\?|\\'[0-9a-fA-F]{2})?|"
    r"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,9})? ?|\\(.)|([{}])|([^\\{}]+)",
    re.DOTALL,
)
_RTF_HIDDEN = frozenset(
    {"fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "themedata", "generator"}
)


def is_hypertext(text: str) -> bool:
    if "<" not in text[:2000]:
        return False
    head = text[:2000].lstrip("\ufeff \t\r\n").lower()
    signs = len(set(_PAGE_SIGN.findall(head)))
    return signs > 1 or (signs == 1 and head.startswith("<"))


def is_rich_text(text: str) -> bool:
    return text.lstrip()[:5] == "{\\rtf"


def hypertext(text: str) -> str:
    """Return what a reader of the page would see and where its links go; scripts only if nothing else."""
    body, hidden, links = _split(text)
    seen = _unescaped("".join(body))
    written = [script for script in hidden if any(way in script.lower() for way in _WRITES)]
    if len(seen.strip()) < _BARE or written:
        spoken = written or hidden
        strings = (one or two for script in spoken for one, two in _QUOTED.findall(_joined(script)))
        seen += "\n" + _without_tags(_unescaped("\n".join(strings)))
    return seen + "\n" + _unescaped("\n".join(dict.fromkeys(links)))


def _unescaped(text: str) -> str:
    return html.unescape(_NUMBERS.sub("\N{REPLACEMENT CHARACTER}", _ZEROS.sub("&#", text)))


def _lowered(text: str) -> str:
    """Return a text in small letters, each at its place: some letters become two."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(char.lower()[:1] for char in text)


def _joined(script: str) -> str:
    return _NUMBERED.sub(lambda match: _letter(match[1] or match[2]), _JOINED.sub("", script))


def _letter(digits: str) -> str:
    number = int(digits, 16)
    return (chr(number) if number >= 32 else " ") if not 0xD800 <= number < 0xE000 else ""


def _split(text: str) -> tuple[list[str], list[str], list[str]]:
    """Cut a page into its text, its scripts and its links; an unclosed tag or script ends the page.

    Behind a comment that nothing closes the page goes on: what it holds was meant for a reader.
    """
    body: list[str] = []
    hidden: list[str] = []
    links: list[str] = []
    low = _lowered(text)
    closed = text.rfind("-->")
    place = 0
    while tag := _TAG.search(low, place):
        start, name = tag.start(), tag[1]
        body.append(text[place:start])
        if not name and low.startswith("<!--", start):
            place = text.find("-->", start) + 3 if closed >= start else start + 4
            continue
        end = text.find(">", start)
        if end < 0:
            return body, hidden, links
        place = end + 1
        if name:
            if name in _DROPPED:
                place = _after_tag(text, low, start, place, name, hidden)
            elif name in _BLOCKS:
                body.append("\n")
            last = min(end, start + 1000)
            if low.find("href", start, last) >= 0:
                links.extend(_LINK.findall(text[start:last]))
    body.append(text[place:])
    return body, hidden, links


def _after_tag(text: str, low: str, start: int, place: int, name: str, hidden: list[str]) -> int:
    """Return where text goes on after a tag: behind the end of a script or style sheet."""
    if low.startswith("</", start):
        return place
    end = low.find(f"</{name}", place)
    if name == "script":
        hidden.append(text[place : end if end >= 0 else len(text)])
    return end if end >= 0 else len(text)


def _without_tags(text: str) -> str:
    body, _, _ = _split(text)
    return "".join(body)


def rich_text(text: str) -> str:
    """Return the text of an RTF document: control words, tables of fonts and pictures are dropped."""
    out: list[str] = []
    page = _CODE_PAGE.search(text[:400])
    encoding = f"cp{page[1]}" if page else "cp1252"
    depth = 0
    hidden_from: int | None = None
    for number, byte, word, _, symbol, brace, plain in _RTF.findall(text):
        if brace:
            depth += 1 if brace == "{" else -1
            if hidden_from is not None and depth < hidden_from:
                hidden_from = None
        elif hidden_from is not None:
            continue
        elif word in _RTF_HIDDEN or symbol == "*":
            hidden_from = depth
        else:
            out.append(
                plain.replace("\n", "").replace("\r", "")
                if plain
                else _rtf_char(number, byte, word, symbol, encoding)
            )
    return "".join(out)


def _rtf_char(number: str, byte: str, word: str, symbol: str, encoding: str) -> str:
    if number:
        return chr(int(number) & 0xFFFF) if not 0xD800 <= int(number) & 0xFFFF < 0xE000 else ""
    if byte:
        return bytes([int(byte, 16)]).decode(encoding, "replace")
    if word in ("par", "line", "row", "cell", "tab", "page"):
        return "\n"
    return {"~": " ", "\\": "\\", "{": "{", "}": "}", "\n": "\n"}.get(symbol, "")
