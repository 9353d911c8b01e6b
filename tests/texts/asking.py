"""Every way the toolkit asks for a sentence, read from its own source: codes, patterns of codes, tables."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from toolkit import texts
from toolkit.commands.listed import COMMANDS, GROUPS
from toolkit.texts import AREAS

ROOT = Path(texts.__file__).parent.parent
Parts = tuple[str | None, ...]  # pieces of a code, None where something is filled in

# Codes asked for through a name that a reader of the source cannot follow.
WIDE: tuple[Parts, ...] = (
    ("coverage.", None),  # texts.reasons.why
    ("scan.", None),
    ("triage.", None),
    ("errors.", None, "_hint_", None),  # Screen.refuse: what to do may depend on the cause
    ("drafts.", None, "_what"),  # report.drafts.head
    ("drafts.", None, "_whom"),
    ("practitioner.what_", None, "_maybe"),  # report.practitioner_words
    ("walk.is_", None),  # walkthrough.wording: a card and a part of it, an answer and its hint
    ("walk.", None, "_", None),
    ("walk.", None, "_", None, "_hint"),
    ("chronology.hours_other",),  # report.story: of zone_other, zone_assumed
    ("chronology.hours_assumed",),
)
_START = re.compile(rf"(?:{'|'.join(AREAS)})\.")
_SEPARATOR = re.compile(r"[.: -]")
_QUOTED = re.compile(r"""["']([\w. :-]+)["']""")
_TOLD = 4  # letters that a made-up word must hold of its own


class Source:
    """What stands in the source: words, patterns of codes, and patterns of the words that fill them."""

    def __init__(self) -> None:
        self.whole: set[str] = set()
        self.words: set[str] = set()
        self.made: set[Parts] = set()
        for path in ROOT.rglob("*.py"):
            self.words.add(path.stem)  # a unit is often called as its file is
            self._code(ast.parse(path.read_text(encoding="utf-8")))
        for path in ROOT.rglob("templates/*.*"):
            held = path.read_text(encoding="utf-8")
            self.whole.update(_QUOTED.findall(held))
            self.words.update(re.findall(r"\w+", held))
        self._tables()
        self.words |= self.whole
        self.words |= {_SEPARATOR.sub("_", word) for word in self.words}
        begun = {(one, None) for one in self.whole if re.fullmatch(rf"{_START.pattern}[\w.]*", one)}
        self.patterns = {*WIDE, *begun, *(one for one in self.made if one[0] and _START.match(one[0]))}
        made = {tuple(part and _SEPARATOR.sub("_", part) for part in one) for one in self.made}
        self._made_words = [one for one in made if _tells(one)]

    def _code(self, tree: ast.Module) -> None:
        documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            match node:
                case ast.JoinedStr(values):
                    self.made.add(tuple(_parts(values)))
                case ast.Constant(str() as value) if id(node) not in documentation:
                    self.whole.add(value)
                    self.words.update(value.split())
                case ast.keyword(str() as name) | ast.arg(name) | ast.FunctionDef(name) | ast.alias(name):
                    self.words.add(name)
                case ast.AnnAssign(ast.Name(name)):
                    self.words.add(name)

    def _tables(self) -> None:
        """Take the words of what is looked for, of the questions of a complaint and of the commands."""
        shipped = [*(ROOT.parent / "signatures").rglob("*.*"), *ROOT.rglob("*.toml")]
        for path in shipped:
            if path.suffix in {".toml", ".yar"} and "texts" not in path.parts:
                self.words.update(re.findall(r"[\w.-]+", path.read_text(encoding="utf-8")))
        self.words.update(COMMANDS, *GROUPS.values())
        self.words.update(kind.name for kind in (click.STRING, click.INT, click.FLOAT, click.Path()))
        self.words.update(f"{group} {name}" for group, names in GROUPS.items() for name in names)

    def asks(self, code: str) -> bool:
        """Tell whether anything can ask for a sentence: by its code, or by a pattern and words that exist."""
        return code in self.whole or any(self._fits(code, parts) for parts in self.patterns)

    def _fits(self, text: str, parts: Parts, *, depth: int = 2) -> bool:
        if not parts:
            return not text
        first, rest = parts[0], parts[1:]
        if first is not None:
            return text.startswith(first) and self._fits(text[len(first) :], rest, depth=depth)
        ends = range(1, len(text) + 1) if rest else (len(text),)
        return any(
            text[:end] and self._fits(text[end:], rest, depth=depth) and self._known(text[:end], depth=depth)
            for end in ends
        )

    def _known(self, word: str, *, depth: int) -> bool:
        if word in self.words or word.isdigit():
            return True
        return depth > 0 and any(self._fits(word, parts, depth=depth - 1) for parts in self._made_words)


def _parts(values: Iterable[ast.expr]) -> Iterator[str | None]:
    for value in values:
        yield value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None


def _tells(parts: Parts) -> bool:
    own = "".join(part or "" for part in parts)
    return len(own) >= _TOLD and re.fullmatch(r"\w+", own) is not None
