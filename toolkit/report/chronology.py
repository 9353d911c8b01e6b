"""Facts and actions in one order: what the machines tell of the attack, and what was done since, as a table.

Times of a machine are corrected by its clock offset where that is known; both are given, and how sure
each statement is. Actions come from the custody log.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from toolkit.report import cells
from toolkit.report.acts import sentence
from toolkit.report.opened import Opened
from toolkit.report.practice import Practice
from toolkit.report.timeline_words import ABSENT, PICTURED, Words
from toolkit.texts import Speech
from toolkit.texts.forms import moment, stamp

NAME = "02_CHRONOLOGIE.csv"
COLUMNS = ("utc", "paris", "as_recorded", "machine", "nature", "what", "sure", "evidence", "who")
_SECOND = 1_000_000_000
_EVIDENCE = 5  # pieces told of one statement; all are in the records
# Acts that say nothing to whoever reads what happened.
_SILENT = (".checkpoint", "record.written", "report.written", "exhibit.kept", "stick.checked", "notice.shown")


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
    return sorted(told, key=lambda one: (one.at_ns is None, one.at_ns or 0))


def _of(machine: Opened, speech: Speech) -> Iterator[Happening]:
    offset = round((machine.facts.clock.get("offset_seconds") or 0) * _SECOND)
    # The log is kept by the clock of whoever examines: the machine's own only when it ran the program.
    of_log = offset if machine.facts.source.get("kind") == "live" else 0
    yield from _facts(machine, speech, offset)
    yield from _actions(machine, speech, of_log)


def _facts(machine: Opened, speech: Speech, offset: int) -> Iterator[Happening]:
    words = Words(speech, list(machine.timeline))
    for line in machine.timeline:
        if line["code"] in PICTURED or line["code"] in ABSENT or line["code"].startswith("zone_"):
            continue
        if not (said := words.sentence(line)):
            continue
        at = line["at_ns"]
        evidence = tuple(words.evidence(one) for one in line["evidence"][:_EVIDENCE])
        corrected = None if at is None else at - offset
        yield Happening(corrected, at, machine.label, "fact", said, words.sure(line), evidence)


def _actions(machine: Opened, speech: Speech, offset: int) -> Iterator[Happening]:
    for act in machine.acts:
        if act.act.endswith(_SILENT):
            continue
        at = _nanoseconds(act.at)
        corrected = None if at is None else at - offset
        yield Happening(
            corrected, at, machine.label, "action", sentence(speech, act), evidence=(f"n° {act.n}",),
            who=act.who or "",
        )  # fmt: skip


def _nanoseconds(text: str) -> int | None:
    try:
        return int(datetime.fromisoformat(text).timestamp()) * _SECOND
    except (ValueError, OverflowError):
        return None  # the log may be of a damaged or forged archive


def chronology(practice: Practice, speech: Speech) -> bytes:
    """Return the whole chronology as a table, every line of it."""
    rows = ((
        stamp(one.at_ns)[:19],
        "" if one.at_ns is None else moment(speech, one.at_ns),
        stamp(one.recorded_ns)[:19],
        one.machine,
        speech.say(f"chronology.nature_{one.nature}"),
        one.what,
        one.sure,
        " | ".join(one.evidence),
        one.who,
    ) for one in happenings(practice, speech))  # fmt: skip
    return cells.table([speech.say(f"chronology.column_{name}") for name in COLUMNS], rows)
