"""What is known of ransom notes: families and cue phrases, read from the signature set."""

import json
import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.errors import SignatureRefusal
from toolkit.scan.notes.names import is_telling, pattern_of, scheme_of
from toolkit.scan.notes.phrases import Phrases, compiled, fold

FAMILIES = "families.jsonl"
NOTES = "notes.toml"
Terms = dict[str, tuple[float, tuple[int, ...]]]
Texts = tuple[tuple[str, float], ...]
ADDRESSED = "addressed"  # the one cue that counts by its absence


@dataclass(frozen=True, slots=True)
class Family:
    """One line of families.jsonl; the canonical name is what records hold."""

    name: str
    display: str
    aliases: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()
    note_names: tuple[str, ...] = ()
    encryption: str = ""
    sources: tuple[Mapping[str, str], ...] = ()  # {"source", "licence", "date"}
    first_seen: str = ""  # as its source writes it
    references: tuple[str, ...] = ()  # pages the source cites
    kin: tuple[str, ...] = ()  # families it grew out of, or that grew out of it
    decryptor: Mapping[str, str] = field(default_factory=dict)  # {"state", "checked", "source", "page"…}


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything `identify` compares a text with; nothing changes it once loaded."""

    families: Mapping[str, Family]
    anchors: tuple[str, ...]
    phrases: Phrases
    weights: Mapping[str, int]
    scores: Mapping[str, int]
    needs: tuple[frozenset[str], ...]
    hostile: frozenset[str]
    pressing: frozenset[str]
    honest: frozenset[str]
    reached: frozenset[str]
    mail_providers: tuple[str, ...]
    name_words: frozenset[str]
    by_extension: Mapping[str, tuple[str, ...]]
    by_note_name: Mapping[str, tuple[str, ...]]
    note_patterns: tuple[tuple[re.Pattern[str], str, bool], ...]  # pattern, family, whether it tells
    schemes: Mapping[str, tuple[str, ...]]  # how names are made, to families, one for each name
    templates: Mapping[str, tuple[str, ...]]  # mark to the families it was seen in
    runs: Mapping[str, tuple[str, ...]]  # the same, of shorter runs of words
    noted: int  # families whose words are known
    terms: Terms  # mark of one or two words: its rarity, the notes
    texts: Texts  # the notes: family, and the sum of the rarities of its terms
    channels: Mapping[str, tuple[str, ...]]  # mark of an address seen in notes, to families
    sites: Mapping[str, tuple[str, ...]]  # mark of an onion host a source lists, to families
    spoken: Mapping[str, tuple[str, ...]]  # a name as one folded word, to families
    worded: Mapping[str, tuple[str, ...]]  # the same for names that are everyday words
    telling: frozenset[str]  # note names that hold a word not every family uses


def load(files: Mapping[str, bytes]) -> Knowledge:
    """Read families.jsonl and notes.toml among the files of a set, by name.

    Raises SignatureRefusal "signatures_damaged" when one cannot be understood, with `file`, `why` "changed"
    (what ships is well formed) and `detail`.
    """
    rows = _families(files)
    try:
        cues = tomllib.loads(files[NOTES].decode("utf-8"))
        return _built(rows, cues)
    except (ValueError, KeyError, TypeError, AttributeError) as why:
        raise _damaged(NOTES, why) from why


def _damaged(file: str, why: Exception) -> SignatureRefusal:
    return SignatureRefusal("signatures_damaged", file=file, why="changed", detail=str(why))


def _families(files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    try:
        rows = [json.loads(line.decode("utf-8")) for line in files[FAMILIES].splitlines()]
        for row in rows:
            _check(row)
    except (ValueError, KeyError, TypeError) as why:
        raise _damaged(FAMILIES, why) from why
    return rows


def _check(row: dict[str, Any]) -> None:
    for key in ("name", "display", "encryption", "templates", "channels"):
        if not isinstance(row[key], str):
            raise TypeError(key)
    for key in ("aliases", "extensions", "note_names", "spoken"):
        if not isinstance(row[key], list) or not all(isinstance(value, str) for value in row[key]):
            raise TypeError(key)


def _built(rows: list[dict[str, Any]], cues: dict[str, Any]) -> Knowledge:
    weights = {str(code): int(weight) for code, weight in cues["weights"].items()}
    unweighed = set(cues["cues"]) - set(weights) - {ADDRESSED}
    if unweighed:
        raise ValueError(f"no weight for {sorted(unweighed)}")
    terms, texts = weighed([(row["name"], text) for row in rows for text in row.get("texts", ())])
    return Knowledge(
        families={row["name"]: _family(row) for row in rows},
        anchors=tuple(fold(anchor) for anchor in cues["anchors"]),
        phrases=compiled(cues["cues"], cues["words"]),
        weights=weights,
        scores={str(name): int(score) for name, score in cues["scores"].items()},
        needs=tuple(frozenset(cues["needs"][kind]) for kind in ("harm", "demand")),
        pressing=frozenset(cues["needs"]["pressing"]),
        honest=frozenset(cues["needs"]["honest"]),
        hostile=frozenset(cues["needs"]["hostile"]),
        reached=frozenset(cues["needs"]["suspect"]),
        mail_providers=tuple(cues["mail_providers"]["names"]),
        name_words=frozenset(cues["note_names"]["words"]),
        by_extension=_index(rows, "extensions"),
        by_note_name=_index(rows, "note_names"),
        note_patterns=_patterns(rows),
        schemes=_schemes(rows),
        templates=_marks(rows, "templates"),
        runs=_marks(rows, "runs"),
        noted=sum(bool(row.get("runs")) for row in rows),
        terms=terms,
        texts=texts,
        channels=_marks(rows, "channels"),
        sites=_marks(rows, "sites"),
        spoken=_index(rows, "spoken"),
        worded=_index(rows, "worded"),
        telling=frozenset(name.casefold() for row in rows for name in row["note_names"] if is_telling(name)),
    )


def _family(row: dict[str, Any]) -> Family:
    return Family(
        name=row["name"],
        display=row["display"],
        aliases=tuple(row["aliases"]),
        extensions=tuple(row["extensions"]),
        note_names=tuple(row["note_names"]),
        encryption=row["encryption"],
        sources=tuple(row["sources"]),
        first_seen=str(row.get("first_seen", "")),
        references=tuple(row.get("references", ())),
        kin=tuple(row.get("kin", ())),
        decryptor=dict(row.get("decryptor", {})),
    )


def _index(rows: list[dict[str, Any]], key: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        for value in row.get(key, ()):
            claims = found.setdefault(value.casefold(), [])
            if row["name"] not in claims:
                claims.append(row["name"])
    return {value: tuple(names) for value, names in found.items()}


def _marks(rows: list[dict[str, Any]], key: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        alone = (row["name"],)
        for mark in row.get(key, "").split():
            found[mark] = found[mark] + alone if mark in found else alone
    return found


def _schemes(rows: list[dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        for name in {name.casefold(): name for name in row["note_names"]}.values():
            if scheme := scheme_of(name):
                found.setdefault(scheme, []).append(row["name"])
    return {scheme: tuple(names) for scheme, names in found.items()}


def weighed(notes: Iterable[tuple[str, str]]) -> tuple[Terms, Texts]:
    """Return the terms of notes, given as family and marks, with their rarity, and the size of each note."""
    found: dict[str, list[int]] = {}
    families: list[str] = []
    for place, (family, marks) in enumerate(notes):
        families.append(family)
        for mark in marks.split():
            found.setdefault(mark, []).append(place)
    most = len(set(families))
    terms: Terms = {}
    sizes = [0.0] * len(families)
    for mark, places in found.items():
        rarity = math.log((most + 1) / len({families[place] for place in places}))
        terms[mark] = (rarity, tuple(places))
        for place in places:
            sizes[place] += rarity
    return terms, tuple(zip(families, sizes, strict=True))


def _patterns(rows: list[dict[str, Any]]) -> tuple[tuple[re.Pattern[str], str, bool], ...]:
    found = []
    for row in rows:
        for name in row["note_names"]:
            pattern = pattern_of(name)
            if pattern != re.escape(name.lower()):
                found.append((re.compile(pattern), row["name"], is_telling(name)))
    return tuple(found)
