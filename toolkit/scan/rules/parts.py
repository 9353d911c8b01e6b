"""The rules of one YARA file, cut out of its text: names, marks, strings and conditions.

Only what stands around a rule is understood here; libyara alone says whether it is right. The grammar is that
of the YARA 4.5 documentation, "Writing YARA rules".
"""

import hashlib
import re
from dataclasses import dataclass
from typing import NamedTuple

_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)
    |(?P<text>"(?:[^"\\\n]|\\.)*")
    |(?P<pattern>/(?:[^/\\\n]|\\.)+/[a-z]*)
    |(?P<number>0x[0-9A-Fa-f]+|0o[0-7]+|\d+(?:\.\d+)?(?:KB|MB)?)
    |(?P<word>[$\#@]?[A-Za-z_]\w*|![A-Za-z_]\w*|[$\#@])
    |(?P<sign>==|!=|<=|>=|<<|>>|\.\.|.)""",
    re.VERBOSE | re.DOTALL,
)
# Only after "=" does a brace open bytes; their comments may hold braces.
_BYTES = re.compile(r"\{(?:[^}/]|//[^\n]*|/\*.*?\*/)*+\}", re.DOTALL)
# Alone, each opens a text, a pattern or a comment without an end; division is written with a backslash.
_UNENDED = frozenset({'"', "/"})
_MOST_TOKENS = 4_000_000
_MARKS = frozenset({"private", "global"})


class Token(NamedTuple):
    kind: str  # text, pattern, bytes, number, word or sign
    text: str
    start: int  # characters from the start of the file
    end: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule and where it stands in the text of its file."""

    name: str
    marks: frozenset[str]  # "private", "global"
    start: int
    end: int
    strings: dict[str, tuple[Token, ...]]  # by "$name": its value, then its modifiers
    condition: tuple[Token, ...]
    digest: str  # SHA-256 of strings and condition, spaces, comments and meta aside


@dataclass(frozen=True, slots=True)
class Parts:
    """What one file holds."""

    text: str
    imports: tuple[str, ...]
    includes: tuple[tuple[str, int, int], ...]  # the path as written, and where the directive stands
    rules: tuple[Rule, ...]


def parts(text: str) -> Parts:
    """Cut a file of rules into its parts; ValueError where it is not written as the grammar says."""
    tokens = tokens_of(text)
    imports: list[str] = []
    includes: list[tuple[str, int, int]] = []
    rules: list[Rule] = []
    place = 0
    while place < len(tokens):
        word = tokens[place].text
        if word in {"import", "include"}:
            named = _at(tokens, place + 1, "text")
            if word == "import":
                imports.append(named.text[1:-1])
            else:
                includes.append((named.text[1:-1], tokens[place].start, named.end))
            place += 2
        else:
            rule, place = _rule(tokens, place)
            rules.append(rule)
    return Parts(text, tuple(dict.fromkeys(imports)), tuple(includes), tuple(rules))


def tokens_of(text: str) -> list[Token]:
    found: list[Token] = []
    place = 0
    while place < len(text):
        opens = text[place] == "{" and found and found[-1].text == "="
        match = (_BYTES if opens else _TOKEN).match(text, place)
        if match is None or len(found) > _MOST_TOKENS:
            raise ValueError(f"character {place}")
        kind = match.lastgroup or "bytes"
        if kind == "sign" and match.group() in _UNENDED:
            raise ValueError(f"character {place}")
        if kind != "space":
            found.append(Token(kind, match.group(), place, match.end()))
        place = match.end()
    return found


def _at(tokens: list[Token], place: int, kind: str = "", text: str = "") -> Token:
    if place >= len(tokens) or (kind and tokens[place].kind != kind) or (text and tokens[place].text != text):
        raise ValueError(f"token {place}")
    return tokens[place]


def _rule(tokens: list[Token], place: int) -> tuple[Rule, int]:
    start, marks = tokens[place].start, set()
    while tokens[place].text in _MARKS:
        marks.add(tokens[place].text)
        place += 1
        _at(tokens, place)
    _at(tokens, place, "word", "rule")
    name = _at(tokens, place + 1, "word").text
    place += 2
    while _at(tokens, place).text != "{":  # tags
        place += 1
    strings, place = _strings(tokens, place + 1)
    _at(tokens, place, "word", "condition")
    _at(tokens, place + 1, "sign", ":")
    first = place + 2
    place = first
    while not (_at(tokens, place).kind == "sign" and tokens[place].text == "}"):
        place += 1
    condition = tuple(tokens[first:place])
    digest = _digest(strings, condition)
    return Rule(name, frozenset(marks), start, tokens[place].end, strings, condition, digest), place + 1


def _strings(tokens: list[Token], place: int) -> tuple[dict[str, tuple[Token, ...]], int]:
    """Pass over meta and strings; return the strings and where the condition begins."""
    strings: dict[str, tuple[Token, ...]] = {}
    name, inside = "", False
    value: list[Token] = []
    while not _is_section(tokens, place, "condition"):
        token = _at(tokens, place)
        if _is_section(tokens, place, "strings"):
            inside, place = True, place + 1
        elif inside and token.text.startswith("$") and token.kind == "word":
            name, value = token.text if token.text != "$" else f"$ {place}", []
            _at(tokens, place + 1, "sign", "=")
            place += 1
        elif inside and name:
            value.append(token)
            strings[name] = tuple(value)
        place += 1
    return strings, place


def _is_section(tokens: list[Token], place: int, name: str) -> bool:
    return (
        _at(tokens, place).text == name
        and tokens[place].kind == "word"
        and place + 1 < len(tokens)
        and tokens[place + 1].text == ":"
    )


def _digest(strings: dict[str, tuple[Token, ...]], condition: tuple[Token, ...]) -> str:
    running = hashlib.sha256()
    for name, value in strings.items():
        running.update(f"{name}={' '.join(token.text for token in value)}\0".encode("utf-8", "replace"))
    running.update(" ".join(token.text for token in condition).encode("utf-8", "replace"))
    return running.hexdigest()
