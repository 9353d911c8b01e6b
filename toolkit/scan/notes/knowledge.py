"""What is known of ransom notes: cue phrases, and families, read from the signature set."""

import dataclasses
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from toolkit.errors import SignatureRefusal
from toolkit.scan.notes.claims import Claims, Family, Row, check, claimed
from toolkit.scan.notes.phrases import Phrases, compiled, fold

__all__ = ["ADDRESSED", "FAMILIES", "NOTES", "Claims", "Family", "Knowledge", "but", "load"]

FAMILIES = "families.jsonl"
NOTES = "notes.toml"
ADDRESSED = "addressed"  # the one cue that counts by its absence


@dataclass(frozen=True)
class Knowledge:
    """Everything `identify` compares a text with; nothing changes it once loaded.

    Most media hold no note, and no file but a note asks whose it is: what families claim is made of their
    lines when first asked for, in the process that asks.
    """

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
    rows: tuple[Row, ...]  # the lines of families.jsonl, checked

    @cached_property
    def claims(self) -> Claims:
        """What families claim, made on the first question."""
        return claimed(self.rows)

    @property
    def families(self) -> Mapping[str, Family]:
        """The families by the name that records hold."""
        return self.claims.families


def but(known: Knowledge, **claims: Any) -> Knowledge:
    """Return the same knowledge with other claims, as measures and tests need it; fields of Claims."""
    other = dataclasses.replace(known)
    vars(other)["claims"] = dataclasses.replace(known.claims, **claims)
    return other


def load(files: Mapping[str, bytes]) -> Knowledge:
    """Read families.jsonl and notes.toml among the files of a set, by name.

    Raises SignatureRefusal "signatures_damaged" when one cannot be understood, with `file`, `why` "changed"
    (what ships is well formed) and `detail`.
    """
    rows = _rows(files)
    try:
        cues = tomllib.loads(files[NOTES].decode("utf-8"))
        return _built(rows, cues)
    except (ValueError, KeyError, TypeError, AttributeError) as why:
        raise _damaged(NOTES, why) from why


def _damaged(file: str, why: Exception) -> SignatureRefusal:
    return SignatureRefusal("signatures_damaged", file=file, why="changed", detail=str(why))


def _rows(files: Mapping[str, bytes]) -> tuple[Row, ...]:
    try:
        rows = tuple(json.loads(line) for line in files[FAMILIES].decode("utf-8").split("\n") if line)
        for row in rows:
            check(row)
    except (ValueError, KeyError, TypeError) as why:
        raise _damaged(FAMILIES, why) from why
    return rows


def _built(rows: tuple[Row, ...], cues: dict[str, Any]) -> Knowledge:
    weights = {str(code): int(weight) for code, weight in cues["weights"].items()}
    unweighed = set(cues["cues"]) - set(weights) - {ADDRESSED}
    if unweighed:
        raise ValueError(f"no weight for {sorted(unweighed)}")
    return Knowledge(
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
        rows=rows,
    )
