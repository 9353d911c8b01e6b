"""The rows of the inventory as the timeline asks for them: events by code, programs that ran and when."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.timeline.statement import kept, known

Row = Mapping[str, Any]
Evidence = dict[str, Any]

_PROGRAM = re.compile(r'\s*"?(.*?\.(?:exe|com|bat|cmd|ps1|scr|pif))(?=["\s,]|\Z)', re.IGNORECASE | re.DOTALL)
_READ = 4096  # characters of a command looked at


@dataclass(frozen=True, slots=True)
class Ran:
    """One start of a program, as one kind of evidence tells it."""

    at_ns: int
    image: str  # a path as written, or only a name
    told: str  # the artefact
    evidence: Evidence
    flags: frozenset[str] = frozenset()
    user: str | None = None
    command: str | None = None
    runs: int | None = None

    @property
    def name(self) -> str:
        return base(self.image)


@dataclass(frozen=True, slots=True)
class Inventory:
    """The rows of each artefact by its name; an artefact that failed or was not taken has none."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    _ran: list[Ran] = field(
        default_factory=list, init=False
    )  # put together once: every part of the story asks for it

    @classmethod
    def of(cls, lines: Iterable[Row]) -> "Inventory":
        """Return the inventory of recorded artefacts (records.plain of Artefact)."""
        found = cls()
        for line in lines:
            found.rows[line["name"]] = [_sound(row) for row in line["rows"]]
            found.outcomes[line["name"]] = str(line["outcome"])
        return found

    def of_unit(self, name: str) -> list[Row]:
        return self.rows.get(name, [])

    def logs(self) -> list[Row]:
        """Return what is told of each event log."""
        return [row for row in self.of_unit("event_logs") if row.get("what") == "log"]

    def events(self, *codes: str) -> Iterator[Row]:
        """Yield events of these codes that have a time, in order of time."""
        found = [
            row for row in self.of_unit("event_logs") if row.get("code") in codes and when(row) is not None
        ]
        yield from sorted(found, key=lambda row: (when(row) or 0, row.get("record") or 0))

    def starts(self) -> list[Ran]:
        """Return every start of a program that has a time."""
        if not self._ran:
            self._ran.extend(self._starts())
        return self._ran

    def _starts(self) -> Iterator[Ran]:
        for row in self.of_unit("prefetch"):
            yield from _prefetched(row)
        for row in self.events("process_created"):
            yield from _created(row)
        for name in ("bam", "userassist"):
            for row in self.of_unit(name):
                if isinstance(row.get("last_run_ns"), int) and row.get("image"):
                    yield _marked(name, row)

    def account_names(self) -> dict[str, str]:
        """Return the names of accounts by SID, and by the folder of their profile."""
        named = [row for row in self.of_unit("users") if row.get("name")]
        by_sid = {str(row["sid"]): str(row["name"]) for row in named if row.get("sid")}
        return {base(str(row["profile"])): str(row["name"]) for row in named if row.get("profile")} | by_sid


def _sound(row: Row) -> Row:
    """Return a row whose flags are a list, as every unit writes them: a saved case may have been changed."""
    return row if isinstance(row.get("flags", []), list) else {**row, "flags": []}


def _prefetched(row: Row) -> Iterator[Ran]:
    earlier = row.get("earlier_ns")
    times = [row.get("last_run_ns"), *(earlier if isinstance(earlier, list) else ())]
    image = str(row.get("image") or row.get("program") or "")
    for at in times:
        if isinstance(at, int) and image:
            evidence = {"artefact": "prefetch", **kept(row, "volume", "path"), "at_ns": at}
            yield Ran(at, image, "prefetch", evidence, _flags(row), runs=row.get("runs"))


def _created(row: Row) -> Iterator[Ran]:
    command = row.get("command")
    image = str(row.get("process") or row.get("image") or program(str(command or "")))
    told = str(command) if command else None
    for at in times(row):
        yield Ran(at, image, "event_logs", event(row, at), _flags(row), _person(row), told)


def _marked(name: str, row: Row) -> Ran:
    evidence = {"artefact": name, **kept(row, "volume", "user"), "at_ns": row["last_run_ns"]}
    return Ran(row["last_run_ns"], str(row["image"]), name, evidence, _flags(row), row.get("user"))


def _person(row: Row) -> str | None:
    return str(row["account"]) if row.get("account") else None


def _flags(row: Row) -> frozenset[str]:
    return frozenset(map(str, row.get("flags") or ()))


def event(row: Row, at: int | None = None) -> Evidence:
    """Return an event as evidence: its log, its number in the log, its time; `at` for one of a group."""
    return known(
        artefact="event_logs", volume=row.get("volume"), log=row.get("log"), record=row.get("record"),
        event_id=row.get("event_id"), at_ns=when(row) if at is None else at,
    )  # fmt: skip


def when(row: Row) -> int | None:
    """Return the time of a row of the event logs, the first of a group."""
    return _instant(row.get("at_ns"))


def times(row: Row) -> list[int]:
    """Return every known time of a row in order: a group keeps its first, its last and some between."""
    between = row.get("times_ns")
    given = [row.get("at_ns"), row.get("last_ns"), *(between if isinstance(between, list | tuple) else ())]
    return sorted({at for one in given if (at := _instant(one)) is not None})


def in_part(row: Row, at: int) -> bool:
    """Tell a group around a time that keeps not all its times: what came just before it may be unknown."""
    found, count = times(row), row.get("count")
    counted = isinstance(count, int) and count > len(found)
    return counted and bool(found) and found[0] <= at < found[-1]


def _instant(at: Any) -> int | None:
    return at if isinstance(at, int) and not isinstance(at, bool) else None


def program(command: str) -> str:
    """Return the program of a command line."""
    found = _PROGRAM.match(command[:_READ])
    return found[1] if found else (command.split() or [""])[0].strip('"')


def base(image: str) -> str:
    """Return the file name of a path written with either separator, folded."""
    return image.replace("\\", "/").rpartition("/")[2].strip('" ').casefold()
