"""The state of a visit, folded from the lines of its journal: nothing here reads or writes anything."""

import operator
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from toolkit.legal import deadlines, dictionary
from toolkit.legal.deadlines import Clock
from toolkit.walkthrough.started import Started

OPENED, RESUMED, LEFT = "visit.opened", "visit.resumed", "visit.left"
ANSWERED, SKIPPED, TAKEN_UP, NOTED = "card.answered", "step.skipped", "step.taken_up", "step.noted"
STARTED, ENDED = "work.started", "work.ended"
CASE = "dossier"  # the folder of the case inside that of the visit


@dataclass(frozen=True, slots=True)
class Given:
    """What was said of one card; `value` None is « je ne sais pas »."""

    value: str | None
    at: str  # ISO 8601 with its offset
    by: str | None
    facts: Mapping[str, Any] = field(default_factory=dict)  # what tells a picked disk from another


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An answer that no longer counts: another one was corrected, and its question applies no more."""

    value: str | None
    at: str
    by: str | None
    after: str  # the card that was corrected; "" where it was found when the visit was taken up


@dataclass(frozen=True, slots=True)
class Said:
    """A free note, or why a step was skipped."""

    text: str
    at: str
    by: str | None


@dataclass(frozen=True, slots=True)
class Ran:
    """The last run of a work; `status` None while it runs, or if it was cut short with the program."""

    number: int  # how often it was started
    at: str
    status: int | None = None
    stopped: bool = False  # somebody stopped it


@dataclass(frozen=True, slots=True)
class Seen:
    """What is read of the case again and again: the journal does not hold it."""

    case: bool = False  # a case stands
    marks: frozenset[str] = frozenset()  # acts of its log
    survey: Mapping[str, Any] = field(default_factory=dict)
    coverage: Mapping[str, Any] = field(default_factory=dict)
    backups: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """Everything said and done so far."""

    folder: Path | None = None
    opened: str | None = None
    given: Mapping[str, Given] = field(default_factory=dict)  # by "step/card", or by key of the dictionary
    withdrawn: Mapping[str, Withdrawn] = field(default_factory=dict)  # by the same names
    skipped: Mapping[str, Said] = field(default_factory=dict)  # by step
    notes: Mapping[str, tuple[Said, ...]] = field(default_factory=dict)  # by step
    works: Mapping[str, Ran] = field(default_factory=dict)
    running: frozenset[str] = frozenset()  # works under way in this program, paused ones too
    seen: Seen = field(default_factory=Seen)
    started: Started = field(default_factory=Started)  # the machine that leads it, now

    @property
    def case(self) -> Path | None:
        return None if self.folder is None else self.folder / CASE

    def value(self, name: str) -> str | None:
        """Return what was answered, None for « je ne sais pas » and for what was not asked yet."""
        found = self.given.get(name)
        return None if found is None else found.value

    def told(self, name: str) -> bool:
        return name in self.given

    def ended(self, work: str, *statuses: int) -> bool:
        """Tell whether the last run of a work ended, with one of these exit statuses if any are given."""
        ran = self.works.get(work)
        if ran is None or work in self.running or ran.status is None:
            return False
        return not statuses or ran.status in statuses

    @property
    def t0(self) -> datetime | None:
        return deadlines.of_answer(self.value(dictionary.FIRST))

    def clocks(self) -> tuple[Clock, ...]:
        """Return both 72-hour clocks, none while the moment of discovery is not known."""
        return deadlines.clocks(self.t0) if self.t0 else ()

    def stands(self, clock: Clock, now: datetime) -> str:
        """Return how a clock stands: "done" once an authority gave its number, else "past" or "left"."""
        if self.value(deadlines.DONE[clock.code]):
            return "done"
        return "past" if clock.past(now) else "left"

    @property
    def who(self) -> str | None:
        """Whoever holds the keyboard."""
        return self.value("ev.operator")


def answers(visit: Visit) -> dict[str, Given]:
    """Return what was said to questions of the dictionary, by key."""
    return {key: given for key, given in visit.given.items() if key in dictionary.questions()}


def folded(lines: Iterable[Mapping[str, Any]], folder: Path | None = None) -> Visit:
    """Return the visit that these lines tell; one that another version wrote otherwise is passed over."""
    visit, notes = Visit(folder=folder), dict[str, list[Said]]()
    for line in lines:
        with suppress(KeyError, TypeError, ValueError, AttributeError):
            datetime.fromisoformat(line["local"])
            if line["act"] == NOTED:  # together at the end: each would copy those before
                step, said = _note(line["facts"], line["local"], line["who"])
                notes.setdefault(step, []).append(said)
            else:
                visit = after(visit, line)
    return replace(visit, notes={step: tuple(said) for step, said in notes.items()})


def after(visit: Visit, line: Mapping[str, Any]) -> Visit:
    """Return the visit once this line was added: {"act", "local", "who", "facts"}."""
    fold = _FOLDS.get(line["act"])
    return visit if fold is None else fold(visit, line["facts"], line["local"], line["who"])


def _opened(visit: Visit, _: Mapping[str, Any], at: str, __: str | None) -> Visit:
    return replace(visit, opened=visit.opened or at)


def _answered(visit: Visit, facts: Mapping[str, Any], at: str, who: str | None) -> Visit:
    value = None if facts["value"] is None else _text(facts["value"])
    name = _text(facts["card"])
    given = Given(value, at, who, MappingProxyType(facts.get("facts") or {}))
    told = without(visit, map(_text, facts.get("withdraws") or ()), at, who, name)
    gone = {key: one for key, one in told.withdrawn.items() if key != name}
    return replace(told, given={**told.given, name: given}, withdrawn=gone)


def without(visit: Visit, names: Iterable[str], at: str, who: str | None, after: str) -> Visit:
    """Return the visit once these answers no longer count."""
    gone = {name: visit.given[name] for name in names if name in visit.given}
    kept = {name: one for name, one in visit.given.items() if name not in gone}
    taken = {name: Withdrawn(one.value, at, who, after) for name, one in gone.items()}
    return replace(visit, given=kept, withdrawn={**visit.withdrawn, **taken})


def _skipped(visit: Visit, facts: Mapping[str, Any], at: str, who: str | None) -> Visit:
    said = Said(_text(facts["reason"]), at, who)
    return replace(visit, skipped={**visit.skipped, _text(facts["step"]): said})


def _taken_up(visit: Visit, facts: Mapping[str, Any], _: str, __: str | None) -> Visit:
    return replace(visit, skipped={step: one for step, one in visit.skipped.items() if step != facts["step"]})


def _noted(visit: Visit, facts: Mapping[str, Any], at: str, who: str | None) -> Visit:
    step, said = _note(facts, at, who)
    return replace(visit, notes={**visit.notes, step: (*visit.notes.get(step, ()), said)})


def _note(facts: Mapping[str, Any], at: str, who: str | None) -> tuple[str, Said]:
    return _text(facts["step"]), Said(_text(facts["note"]), at, who)


def _started(visit: Visit, facts: Mapping[str, Any], at: str, _: str | None) -> Visit:
    before = visit.works.get(facts["work"])
    ran = Ran(before.number + 1 if before else 1, at)
    return replace(visit, works={**visit.works, _text(facts["work"]): ran})


def _ended(visit: Visit, facts: Mapping[str, Any], at: str, _: str | None) -> Visit:
    before = visit.works.get(facts["work"], Ran(1, at))
    status = None if facts["status"] is None else operator.index(facts["status"])
    ran = replace(before, at=at, status=status, stopped=bool(facts["stopped"]))
    return replace(visit, works={**visit.works, _text(facts["work"]): ran})


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


_FOLDS: Mapping[str, Callable[[Visit, Mapping[str, Any], str, str | None], Visit]] = {
    OPENED: _opened,
    ANSWERED: _answered,
    SKIPPED: _skipped,
    TAKEN_UP: _taken_up,
    NOTED: _noted,
    STARTED: _started,
    ENDED: _ended,
}
