"""The checkup of a practice on one page: the loudest line, what to mend, to ask, and what is in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from toolkit.paper.blocks import Block, Document, Heading, Listing, Notice, Paragraph, Strong, Tone
from toolkit.texts import Speech
from toolkit.texts.forms import day_of_month, spoken

_MEND, _UNKNOWN, _GOOD = "mend", "unknown", "good"
# Lines of the lists on one sheet of A4, characters of a line, and lines that the frame of an alert takes; all
# on the side of caution.
_SHEET, _LINE, _FRAME = 34, 84, 3
_KEPT = 2  # points that each later part keeps, however long the ones before
_LONGEST = 40  # characters of one fact of the evidence
_LOUD, _ALERTS = 0, 3  # the urgency of what stands alone, in red, and how many do

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class About:
    """Whose checkup it is, when it was made, up to when days are counted (ns UTC), and what it answers."""

    machine: str
    made_ns: int
    counted_to_ns: int | None = None  # None when that is the day of the checkup
    answered: tuple[str, str] = ("unknown", "")  # as checkup.answer returns it


def answer_words(speech: Speech, answered: tuple[str, str]) -> str:
    """Return the answer to the question of the title, in one sentence."""
    word, code = answered
    of_row = f"checkup.answer_{word}_{code}"
    return speech.say(of_row if speech.knows(of_row) else f"checkup.answer_{word}")


def sentence(speech: Speech, row: Row) -> str:
    """Return what one row says, its dates as people say them, and what to do about it."""
    facts = {key: _cut(value) if isinstance(value, str) else value for key, value in row.items()}
    if row.get("by"):
        facts["name"] = speech.say(f"checkup.by_{row['by']}", name=facts["name"])
    if row.get("kinds"):
        facts["kinds"] = ", ".join(speech.say(f"checkup.kind_{one}") for one in row["kinds"])
    if row.get("ends"):
        facts["ends"] = _day(speech, str(row["ends"]))
    told = speech.fill(f"checkup.{row['code']}", {**facts, "when": spoken(speech, row.get("at_ns"))})
    do = f"checkup.{row['code']}_do"
    return f"{told} {speech.say(do)}" if speech.knows(do) and not row.get("not_now") else told


def _day(speech: Speech, written: str) -> str:
    """Return an ISO date as people say it; what is no date stays as it is."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return written
    month = speech.say(f"screen.month_{day.month}")
    return speech.say("checkup.day", date=day_of_month(speech, day.day), month=month, year=str(day.year))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def page(rows: Sequence[Row], about: About, speech: Speech) -> Document:
    """Return the page; `rows` come as the checkup ordered them."""
    say = speech.say
    mend = [row for row in rows if row["state"] == _MEND]
    loud = [row for row in rows if row["state"] != _GOOD and row["urgency"] == _LOUD][:_ALERTS]
    blocks: list[Block] = [Paragraph(Strong(answer_words(speech, about.answered)))]
    blocks += [
        Notice(Strong(sentence(speech, row)), Tone.BAD if row["state"] == _MEND else Tone.DOUBT)
        for row in loud
    ]
    told = {id(row) for row in loud}
    if not mend:
        blocks.append(Notice(say("checkup.all_good"), Tone.PLAIN))
    parts = {
        state: [sentence(speech, row) for row in rows if row["state"] == state and id(row) not in told]
        for state in (_MEND, _UNKNOWN, _GOOD)
    }
    if alerts := sum(row["state"] == _MEND for row in loud):
        parts[_MEND].insert(0, say("checkup.alerts_above", count=alerts))
    shown = _room(parts, _SHEET - sum(_lines(sentence(speech, row)) + _FRAME for row in loud))
    for state, title in ((_MEND, "mend_first"), (_UNKNOWN, "not_known"), (_GOOD, "in_order")):
        blocks += _part(parts[state], shown[state], title, speech)
    blocks.append(Paragraph(_counted(about, speech), soft=True))
    made = spoken(speech, about.made_ns)
    machine = _cut(about.machine) or say("checkup.machine_unknown")
    return Document(
        title=say("checkup.title"),
        language=speech.language,
        blocks=tuple(blocks),
        subtitle=say("checkup.subtitle", machine=machine, made=made),
        footer=say("checkup.footer"),
        dated_ns=about.made_ns,
    )


def _room(parts: Mapping[str, Sequence[str]], sheet: int) -> dict[str, int]:
    """Return how many points of each part so many lines take, the first parts first."""
    shown = {state: min(_KEPT, len(points)) for state, points in parts.items()}
    left = sheet - sum(_lines(one) for state, points in parts.items() for one in points[: shown[state]])
    for state, points in parts.items():
        for one in points[shown[state] :]:
            left -= _lines(one)
            if left < 0:
                break
            shown[state] += 1
    return shown


def _lines(point: str) -> int:
    return 1 + len(point) // _LINE


def _part(points: list[str], room: int, title: str, speech: Speech) -> list[Block]:
    told = points[:room]
    if len(points) > room:
        told.append(speech.say("checkup.more", count=len(points) - room))
    found = Listing(tuple(told), numbered=title == "mend_first")
    return [
        Heading(speech.say(f"checkup.{title}")),
        found if told else Paragraph(speech.say("checkup.none_known")),
    ]


def _counted(about: About, speech: Speech) -> str:
    if about.counted_to_ns is None:
        return speech.say("checkup.counted_now")
    return speech.say("checkup.counted_last_use", when=spoken(speech, about.counted_to_ns))
