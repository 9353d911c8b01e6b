"""What each family is known by, and by which family each thing is known: made when a first note asks."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from toolkit.scan.notes.names import is_telling, pattern_of, scheme_of

Terms = dict[str, tuple[float, tuple[int, ...]]]
Texts = tuple[tuple[str, float], ...]
Row = dict[str, Any]


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
class Claims:
    """All of families.jsonl, turned so that a mark of a note leads to the families that have it."""

    families: Mapping[str, Family]
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


def check(row: Row) -> None:
    """Raise KeyError or TypeError for a line of families.jsonl that `claimed` could not take."""
    for key in ("name", "display", "encryption", "templates", "channels"):
        if not isinstance(row[key], str):
            raise TypeError(key)
    for key in ("runs", "sites"):
        if not isinstance(row.get(key, ""), str):
            raise TypeError(key)
    for key in ("aliases", "extensions", "note_names", "spoken"):
        _check_list(row[key], key)
    for key in ("worded", "texts", "references", "kin"):
        _check_list(row.get(key, []), key)
    if not isinstance(row["sources"], list) or not isinstance(row.get("decryptor", {}), dict):
        raise TypeError("sources")


def _check_list(values: object, key: str) -> None:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TypeError(key)


def claimed(rows: Sequence[Row]) -> Claims:
    """Turn the lines of families.jsonl, each checked."""
    terms, texts = weighed([(row["name"], text) for row in rows for text in row.get("texts", ())])
    return Claims(
        families={row["name"]: _family(row) for row in rows},
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


def _family(row: Row) -> Family:
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


def _index(rows: Sequence[Row], key: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        for value in row.get(key, ()):
            claims = found.setdefault(value.casefold(), [])
            if row["name"] not in claims:
                claims.append(row["name"])
    return {value: tuple(names) for value, names in found.items()}


def _marks(rows: Sequence[Row], key: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        alone = (row["name"],)
        for mark in row.get(key, "").split():
            found[mark] = found[mark] + alone if mark in found else alone
    return found


def _schemes(rows: Sequence[Row]) -> dict[str, tuple[str, ...]]:
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


def _patterns(rows: Sequence[Row]) -> tuple[tuple[re.Pattern[str], str, bool], ...]:
    found = []
    for row in rows:
        for name in row["note_names"]:
            pattern = pattern_of(name)
            if pattern != re.escape(name.lower()):
                found.append((re.compile(pattern), row["name"], is_telling(name)))
    return tuple(found)
