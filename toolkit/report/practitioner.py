"""What the practitioner's page rests on: the light of a case, the code that decides it, dates and counts.

Green is never given by ignorance: only where nothing
was found, all was read, the rules are known, and the inventory of Windows went to its end without a trace.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.custody.case import Case
from toolkit.custody.unfinished import unfinished
from toolkit.records import Outcome
from toolkit.report import clock, machines
from toolkit.report.opened import Opened, name_of
from toolkit.scan.survey import HARMLESS, REMARKS
from toolkit.scan.survey.headline import CLEAR, headline

Line = Mapping[str, Any]
RED, ORANGE, GREEN = "red", "orange", "green"
_SECOND = 1_000_000_000
# What tells of an attack when these are not done; copying exhibits finds nothing.
NEEDED = frozenset({"triage", "scan", "context", "timeline"})
# Flags of the inventory that no healthy machine owes to its age or its maker.
_SIGNS = frozenset({
    "attack_tool_ran", "recovery_removal", "log_clearing", "protection_disabling", "log_cleared",
    "hidden_at_logon", "realtime_off",
})  # fmt: skip
# The kinds of data without which a practice does not work, first.
_FIRST = ("database", "records", "imaging", "agenda")
_NO_DATA = frozenset({"machine", "other"})
_NAME = 60  # characters


@dataclass(frozen=True, slots=True)
class Machine:
    """What the page of one machine is made from; records that were never made are None or empty."""

    name: str
    survey: Line | None
    coverage: Line | None
    inventory: Sequence[Line]
    began_ns: int | None  # by an exact clock, where the offset of the machine's is known
    ended_ns: int | None
    unfinished: tuple[str, ...]

    @property
    def signs(self) -> list[str]:
        """The artefacts that hold a trace of an attack's tools or settings."""
        return [
            str(line["name"])
            for line in self.inventory
            if any(_SIGNS.intersection(row.get("flags") or ()) for row in line["rows"])
        ]

    @property
    def failed(self) -> list[str]:
        """The artefacts that could not be read."""
        return [str(line["name"]) for line in self.inventory if line["outcome"] == Outcome.FAILED]

    @property
    def windows(self) -> bool:
        """Whether anything of a Windows was found: a folder or a disk of files tells nothing of a machine."""
        return any(line["outcome"] == Outcome.FOUND for line in self.inventory)

    @property
    def state(self) -> str:
        """The one code that decides: the gravest thing, then the first that forbids green."""
        if not self.survey or not self.coverage:
            return "unscanned"
        first = headline(self.survey, self.coverage)
        if first != CLEAR:
            return first
        signatures = self.coverage.get("signatures") or {}
        in_the_way = (
            (not signatures.get("hash") or not signatures.get("rules"), "rules_missing"),
            (bool(self.signs), "signs"),
            (not NEEDED.isdisjoint(self.unfinished), "unfinished"),
            (bool(self.failed), "inventory_failed"),
            (not self.windows, "no_windows"),
        )
        return next((code for holds, code in in_the_way if holds), CLEAR)

    @property
    def light(self) -> str:
        return {"attacked": RED, CLEAR: GREEN}.get(self.state, ORANGE)

    def facts(self) -> dict[str, Any]:
        """Return the page as one record: codes, counts and times."""
        survey, coverage = self.survey or {}, self.coverage or {}
        return {
            "machine": self.name,
            "light": self.light,
            "state": self.state,
            "began_ns": self.began_ns,
            "ended_ns": self.ended_ns,
            "encrypted": count(survey, "encrypted"),
            "files": whole(survey),
            "kinds": [{"kind": kind, "encrypted": hit, "files": of} for kind, hit, of in kinds(survey)],
            "notes": int(survey.get("note_files", 0)),
            "complete": bool(coverage.get("complete")),
            "not_seen": [{"why": why, "count": count} for why, count in missing(coverage)],
            "signs": self.signs,
            "failed": self.failed,
            "unfinished": list(self.unfinished),
        }


def of_case(case: Case) -> list[Machine]:
    """Return what is told of a case: one machine, or each of a practice's."""
    if case.facts.source.get("kind") == machines.KIND:
        return [_of_opened(one) for one, _ in machines.held(case)]
    inventory = tuple(case.recorded("triage"))
    survey, coverage = case.read_json("survey"), case.read_json("coverage")
    offset = round((case.facts.clock.get("offset_seconds") or 0) * _SECOND)
    began, ended = _span({line["code"]: line["at_ns"] for line in case.recorded("timeline")}, survey)
    return [
        Machine(
            (name_of(inventory) or str(case.facts.source.get("label") or case.facts.ref))[:_NAME],
            survey, coverage, inventory,
            None if began is None else began - offset, None if ended is None else ended - offset,
            unfinished(case.marks),
        )
    ]  # fmt: skip


def _of_opened(one: Opened) -> Machine:
    return Machine(
        one.label[:_NAME], one.survey, one.coverage, one.triage, *clock.span(one), one.unfinished
    )  # fmt: skip


def _span(at: Mapping[str, int | None], survey: Line | None) -> tuple[int | None, int | None]:
    """Return when encryption began and ended, as the timeline says, else by dates of files alone."""
    burst = (survey or {}).get("burst") or {}
    burst = burst if not at and (survey or {}).get("state") == "attacked" else {}
    return at.get("began") or at.get("began_before") or burst.get("first"), at.get("ended") or burst.get(
        "last"
    )


def missing(coverage: Line) -> Iterator[tuple[str, int]]:
    """Yield why something was not seen and how often; what hides nothing is left out."""
    counts: dict[str, int] = {}
    for volume in coverage.get("volumes") or ():
        for why, count in (*volume["why"].items(), *volume["partly"].items()):
            if why not in REMARKS:
                counts[why] = counts.get(why, 0) + int(count)
    counts |= {str(one): 1 for one in coverage.get("warnings") or () if one not in HARMLESS}
    yield from sorted(counts.items(), key=lambda item: -item[1])


def kinds(survey: Line) -> Iterator[tuple[str, int, int]]:
    """Yield each kind of data that lost files, with how many it lost and had: what a practice needs first."""
    rows = [row for row in (survey.get("extent") or {}).get("kinds", ()) if row["kind"] not in _NO_DATA]
    struck = [
        (str(row["kind"]), int(row["encrypted"]["files"]), _sum(row))
        for row in rows
        if row["encrypted"]["files"]
    ]
    yield from sorted(struck, key=lambda one: (_rank(one[0]), -one[1]))


def _rank(kind: str) -> int:
    return _FIRST.index(kind) if kind in _FIRST else len(_FIRST)


def _sum(row: Line) -> int:
    return sum(int(held["files"]) for held in row.values() if isinstance(held, Mapping))


def _states(survey: Line) -> Line:
    """Return the files by verdict, the attacker's notes left out where that is known."""
    extent = survey.get("extent")
    found: Line = extent["whole"] if extent else survey.get("damage") or {}
    return found


def count(survey: Line, state: str) -> int:
    return int(_states(survey).get(state, {}).get("files", 0))


def whole(survey: Line) -> int:
    return _sum(_states(survey))
