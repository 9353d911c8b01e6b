"""The checkup of a practice on one page: the loudest line, what to mend, to ask, and what is in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.paper.blocks import Block, Document, Heading, Listing, Notice, Paragraph, Strong, Tone
from toolkit.texts import Speech
from toolkit.texts.forms import spoken

_MEND, _UNKNOWN, _GOOD = "mend", "unknown", "good"
# Lines of the lists on one sheet of A4, and characters of a line, both less than what the page holds.
_SHEET, _LINE = 26, 84
_KEPT = 2  # points that each later part keeps, however long the ones before
_LONGEST = 40  # characters of one fact of the evidence
_LOUD = 0  # the urgency of what stands alone, in red

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class About:
    """Whose checkup it is, when it was made, and up to when days are counted (ns UTC)."""

    machine: str
    made_ns: int
    counted_to_ns: int | None = None  # None when that is the day of the checkup


def sentence(speech: Speech, row: Row) -> str:
    """Return what one row says, its dates as people say them."""
    facts = {key: _cut(value) if isinstance(value, str) else value for key, value in row.items()}
    if row.get("by"):
        facts["name"] = speech.say(f"checkup.by_{row['by']}", name=facts["name"])
    return speech.fill(f"checkup.{row['code']}", {**facts, "when": spoken(speech, row.get("at_ns"))})


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def page(rows: Sequence[Row], about: About, speech: Speech) -> Document:
    """Return the page; `rows` come as the checkup ordered them."""
    say = speech.say
    mend = [row for row in rows if row["state"] == _MEND]
    loud = [row for row in rows if row["state"] != _GOOD and row["urgency"] == _LOUD]
    blocks: list[Block] = [
        Notice(Strong(sentence(speech, row)), Tone.BAD if row["state"] == _MEND else Tone.DOUBT)
        for row in loud[:2]
    ]
    told = {id(row) for row in loud[:2]}
    if not mend:
        blocks.append(Notice(say("checkup.all_good"), Tone.PLAIN))
    parts = {
        state: [sentence(speech, row) for row in rows if row["state"] == state and id(row) not in told]
        for state in (_MEND, _UNKNOWN, _GOOD)
    }
    shown = _room(parts)
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


def _room(parts: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return how many points of each part one sheet takes, the first parts first."""
    shown = {state: min(_KEPT, len(points)) for state, points in parts.items()}
    left = _SHEET - sum(_lines(one) for state, points in parts.items() for one in points[: shown[state]])
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
