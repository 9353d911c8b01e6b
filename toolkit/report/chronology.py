"""Facts and actions in one order: what the machines tell of the attack, and what was done since, as a table.

Times of a machine are corrected by its clock offset where that is known; both are given, and how sure
each statement is. Actions come from the custody log.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from toolkit.custody.log import Act
from toolkit.legal.deadlines import PARIS
from toolkit.report import cells, clock
from toolkit.report.acts import sentence
from toolkit.report.opened import Opened
from toolkit.report.practice import Practice
from toolkit.report.timeline_words import ABSENT, PICTURED, Line, Words
from toolkit.texts import Speech
from toolkit.texts.forms import day_of_month, stamp

NAME = "02_CHRONOLOGIE.csv"
COLUMNS = ("utc", "paris", "as_recorded", "machine", "nature", "what", "sure", "evidence", "who")
_EVIDENCE = 5  # pieces told of one statement; all are in the records
# Acts that say nothing to whoever reads what happened.
_SILENT = (
    ".checkpoint",
    "record.written",
    "report.written",
    "exhibit.kept",
    "stick.checked",
    "notice.shown",
    "boot.checked",
)
# Of the case of several machines: taking it up and its steps say nothing that their end does not.
_STEPS = (".opened", ".resumed", "stick.checked", "boot.checked")
# How a sentence leads to a day, the longer first: each has a form without the day.
_DAY = "\x02"  # stands for the day of the line itself: no text of a record holds it
_SAME_DAY = ("same_day_from", "same_day_to", "same_day_on", "same_day")


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the chronology; `at_ns` is corrected, `recorded_ns` what the machine's clock said."""

    at_ns: int | None
    recorded_ns: int | None
    machine: str
    nature: str  # "fact" or "action"
    what: str
    sure: str = ""
    evidence: tuple[str, ...] = ()
    who: str = ""


def happenings(practice: Practice, speech: Speech) -> list[Happening]:
    """Return facts and actions of all machines, earliest first, what has no date at the end."""
    told = [each for machine in practice.machines for each in _of(machine, speech)]
    own = (act for act in practice.acts if not act.act.endswith(_STEPS))
    told += _actions(own, speech, speech.say("practice.whole"), 0)
    return sorted(told, key=lambda one: (one.at_ns is None, one.at_ns or 0))


def _of(machine: Opened, speech: Speech) -> Iterator[Happening]:
    yield from _facts(machine, speech)
    yield from _actions(machine.acts, speech, machine.label, clock.offset_of_log(machine))


def _facts(machine: Opened, speech: Speech) -> Iterator[Happening]:
    words = Brief(speech, list(machine.timeline))
    # A time told in a sentence is the one of the columns beside it, never another.
    for line, exact in zip(machine.timeline, clock.timeline(machine), strict=True):
        if line["code"] in PICTURED or line["code"] in ABSENT or line["code"].startswith("zone_"):
            continue
        if not (said := words.sentence(exact)):
            continue
        evidence = tuple(words.evidence(one) for one in line["evidence"][:_EVIDENCE])
        yield Happening(
            exact["at_ns"], line["at_ns"], machine.label, "fact", said, words.sure(line), evidence
        )


def _actions(acts: Iterable[Act], speech: Speech, machine: str, ahead: int) -> Iterator[Happening]:
    for act in acts:
        if act.act.endswith(_SILENT):
            continue
        at = clock.nanoseconds(act.at)
        corrected = None if at is None else at - ahead
        yield Happening(
            corrected, at, machine, "action", sentence(speech, act), evidence=(f"n° {act.n}",),
            who=act.who or "",
        )  # fmt: skip


class Brief(Words):
    """Words whose times are those of Paris, without the day that the line itself begins with."""

    _shown_day = ""

    def sentence(self, line: Line) -> str:
        """Return the sentence of a statement: where its line shows the day, the hour is enough."""
        local = paris(line["at_ns"])
        self._shown_day = self._day(local) if local else ""
        said = super().sentence(line)
        for place in _SAME_DAY:
            led = self.speech.say(f"chronology.{place}", day=_DAY)
            said = said.replace(led, self.speech.say(f"chronology.{place}_here"))
        return said

    def when(self, at: object) -> str:
        local = paris(at)
        if local is None:
            return super().when(at)
        day = self._day(local)
        shown = _DAY if day == self._shown_day else day
        return self.speech.say("chronology.moment", day=shown, time=f"{local:%H:%M:%S}")

    def _day(self, local: datetime) -> str:
        month = self.speech.say(f"screen.month_{local.month}")
        date = day_of_month(self.speech, local.day)
        return self.speech.say("chronology.day", date=date, month=month, year=local.year)


def paris(at: object) -> datetime | None:
    """Return a time as Paris shows it, None for what no calendar holds."""
    try:
        return datetime.fromtimestamp(at // 1_000_000_000, UTC).astimezone(PARIS) if type(at) is int else None
    except (OverflowError, ValueError, OSError):
        return None  # forged times reach beyond what a calendar holds


def _local(at: int | None) -> str:
    """Return a time in Paris for a table, with its offset: twice a year an hour comes twice."""
    local = paris(at)
    return "" if local is None else local.isoformat(" ", "seconds")


def chronology(practice: Practice, speech: Speech) -> bytes:
    """Return the whole chronology as a table, every line of it."""
    rows = ((
        stamp(one.at_ns)[:19],
        _local(one.at_ns),
        stamp(one.recorded_ns)[:19],
        one.machine,
        speech.say(f"chronology.nature_{one.nature}"),
        one.what,
        one.sure,
        " | ".join(one.evidence),
        one.who,
    ) for one in happenings(practice, speech))  # fmt: skip
    return cells.table([speech.say(f"chronology.column_{name}") for name in COLUMNS], rows)
