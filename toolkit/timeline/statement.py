"""One thing the timeline says: a code, when, how sure it is, and what it rests on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from toolkit.records import Facts

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Sure(StrEnum):
    # From the surest to the least sure.
    ESTABLISHED = "established"  # two independent kinds of evidence agree, or the change journal itself
    LIKELY = "likely"  # one kind of evidence
    POSSIBLE = "possible"  # inferred


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact of the story; its sentence is texts/*/timeline.toml, its evidence names record and volume."""

    code: str
    at_ns: int | None = None
    until_ns: int | None = None
    sure: Sure = Sure.LIKELY
    facts: Facts = field(default_factory=dict)
    evidence: tuple[Facts, ...] = ()


def known(**facts: Any) -> dict[str, Any]:
    """Return the facts that are known, in the order given."""
    return {key: value for key, value in facts.items() if value is not None and value not in ("", [], ())}


def kept(row: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """Return some facts of a row, those that are known."""
    return known(**{key: row.get(key) for key in keys})


def weigh(kinds: Iterable[str], alone: Sure = Sure.LIKELY) -> Sure:
    """Return how sure something is that these kinds of evidence tell; `alone` is for one kind."""
    return Sure.ESTABLISHED if len(set(kinds)) > 1 else alone


def least(*sures: Sure) -> Sure:
    """Return the weakest of these: what rests on several things is as sure as the weakest of them."""
    return max(sures, key=list(Sure).index)
