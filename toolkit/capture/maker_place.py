"""Where what is not a note leaves: in the open archive, or in the annex alone where it may tell of a person.

Samples, intact twins and scripts are read through first. What compilers wrote is searched for the disk's own
people and for numbers alone: makers sign their programs with names and addresses.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from toolkit.capture import legible, packed, pairs, programs, samples
from toolkit.capture.choice import Chosen
from toolkit.custody import identifiers, quoted
from toolkit.custody.captures import ANNEX
from toolkit.custody.case import Case
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.custody.tokens import tokens_of
from toolkit.errors import Unreadable
from toolkit.media.source import Source

_LOOKED_AT = (*samples.REASONS, pairs.SAMPLE, pairs.TWIN)
_READ = samples.SAMPLE_BYTES  # bytes of a script too: a longer one is not read through
_OVER = 512  # bytes of a program read twice, longer than a name and its number
_WORDS = frozenset({"threat", "deadline", "amount", "victim_id"})  # contacts that are no address
# What people and their programs write into, as opposed to what comes with a program.
_TEXTS = frozenset({
    "bat", "cfg", "cmd", "conf", "csv", "htm", "html", "inf", "ini", "json", "log", "md", "properties", "reg",
    "rtf", "txt", "url", "xml", "yaml", "yml",
})  # fmt: skip
_COMPILED = frozenset({
    "cat", "cpl", "dll", "drv", "exe", "fon", "msi", "mui", "nls", "ocx", "otf", "sys", "tlb", "ttf",
})  # fmt: skip
_SCRIPTS = frozenset({
    "bat", "cmd", "hta", "js", "jse", "lnk", "ps1", "psm1", "py", "sh", "vbe", "vbs", "wsf",
})  # fmt: skip


def placed(case: Case, source: Source, one: Chosen) -> Chosen:
    """Return a file as it is to be copied; what tells of a person or cannot be read through is for the annex.

    Its facts then hold `quotes`.
    """
    if one.prefix == ANNEX or one.reason not in (*_LOOKED_AT, programs.REASON):
        return one
    entry = source.find(one.line["path"], one.line["volume"])
    if entry is None:
        return one
    try:
        with source.open(entry) as stream:
            content = stream.read((programs.PROGRAM_BYTES if one.reason == programs.REASON else _READ) + 1)
    except Unreadable:
        return one
    if one.reason == programs.REASON and not _script(one.line["path"], content):
        tells = any(_numbered(part, tokens_of(case)) for part in _stretches(content))
    elif one.reason == programs.REASON:
        tells = len(content) > _READ or told(content, tokens_of(case), _given(case))
    else:
        tells = len(content) > _READ or _tells(one, content, tokens_of(case), _given(case))
    return replace(one, prefix=ANNEX, facts={**one.facts, "quotes": True}) if tells else one


def told(content: bytes, pseudonyms: Pseudonyms, spared: Iterable[str]) -> bool:
    """Tell bytes in which something can be read of a person; `spared` are the attacker's addresses."""
    texts = legible.written(content)
    texts += [other for text in texts for other in legible.decoded(text)]
    given = frozenset(spared)
    return any(
        quoted.quotes(text, pseudonyms, given | identifiers.by_chance(text), note=False) for text in texts
    ) or quoted.bears(legible.words(content), pseudonyms.people)


def _numbered(content: bytes, pseudonyms: Pseudonyms) -> bool:
    """Tell what a compiler wrote that holds a number or a date of birth of somebody, or a known name."""
    texts = [*legible.readings(content), legible.words(content)]
    return any(quoted.numbered(text) or quoted.bears(text, pseudonyms.people) for text in texts)


def _tells(one: Chosen, content: bytes, pseudonyms: Pseudonyms, spared: frozenset[str]) -> bool:
    path = one.line["path"]
    kinds = set(path.rpartition("/")[2].casefold().split(".")[1:3])
    if kinds & _COMPILED:
        return _numbered(content, pseudonyms)
    if packed.holds(content, whole=one.reason == pairs.TWIN):
        return True
    windows = samples.public(path) == 0
    if kinds & _TEXTS and not windows and (one.reason == pairs.TWIN or legible.says(content)):
        return True
    return told(content, pseudonyms, spared)


def _stretches(content: bytes) -> Iterator[bytes]:
    """Yield a long program part by part, each beginning in the one before, so that nothing is cut."""
    for at in range(0, max(1, len(content)), _READ):
        yield content[max(0, at - _OVER) : at + _READ]


def _script(path: str, content: bytes) -> bool:
    """Tell a program that is read, not run by a processor: by its name, or as it begins like none."""
    return path.rpartition(".")[2].casefold() in _SCRIPTS or not content.startswith(b"MZ")


def _given(case: Case) -> frozenset[str]:
    survey: dict[str, Any] = case.read_json("survey") or {}
    return frozenset(
        str(value).casefold()
        for kind, values in (survey.get("contacts") or {}).items()
        if kind not in _WORDS
        for value in values
    )
