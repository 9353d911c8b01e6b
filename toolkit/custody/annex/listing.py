"""0000.txt, the first file to read in an annex: what each other is, and its hash as sha256sum writes it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.custody.annex.content import Packed
from toolkit.texts import Speech

NAME = "0000.txt"
ORDER = ("fr", "en")
LIMIT = 4 * 1024 * 1024  # bytes; ten thousand files take two
_PARAGRAPHS = ("title", "what", "care", "check", "sizes")
MEMBER = re.compile(r"\d{4}\.[a-z0-9]{3,8}")
_SUM = re.compile(r"([0-9a-f]{64})  (\d{4}\.[a-z0-9]{3,8})")
_TOLD = re.compile(r"(\d{4}\.[a-z0-9]{3,8})  ([A-Za-z0-9][A-Za-z0-9_-]{0,60}(?:\.[a-z0-9]{1,8}){0,2})  .*")


@dataclass(frozen=True, slots=True)
class Line:
    """What 0000.txt says of one file."""

    name: str
    told: str
    sha256: str


def text(packed: Iterable[Packed], ref: str) -> bytes:
    """Return the file, French then English, UTF-8 with its mark; lines end as sha256sum wants them."""
    held = list(packed)
    lines: list[str] = []
    for language in ORDER:
        speech = Speech(language)
        lines += [line for code in _PARAGRAPHS for line in (speech.say(f"annex.{code}", ref=ref), "")]
        lines += [f"{each.name}  {each.told}  {_kind(speech, each)}" for each in held] + [""]
    lines += [f"{each.sha256}  {each.name}" for each in held]
    return "\n".join([*lines, ""]).encode("utf-8-sig")


def _kind(speech: Speech, packed: Packed) -> str:
    return speech.say(f"annex.kind_{packed.kind}")


def parse(content: bytes) -> tuple[Line, ...]:
    """Return what a listing says; raises ValueError where it says nothing, or two things of one number."""
    sums: dict[str, str] = {}
    told: dict[str, str] = {}
    for line in content.decode("utf-8-sig").split("\n"):
        if found := _SUM.fullmatch(line):
            # One number, one name taken out: two would fall together.
            if found[2][:4] in {NAME[:4], *(name[:4] for name in sums)}:
                raise ValueError("one number twice", found[2])
            sums[found[2]] = found[1]
        elif found := _TOLD.fullmatch(line):
            told.setdefault(found[1], found[2])
    if not sums:
        raise ValueError("no file at all")
    return tuple(Line(name, told.get(name, name), sha256) for name, sha256 in sums.items())
