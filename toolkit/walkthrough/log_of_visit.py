"""The journal of the visit as answers of the case: what was done on site, by whom, when, and what was noted.

It leaves as any answer does: masked in the open archive, whole in the annex.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from toolkit.legal import dictionary
from toolkit.report import answers
from toolkit.texts import Speech
from toolkit.texts.forms import spoken
from toolkit.walkthrough import path, wording
from toolkit.walkthrough.path import Place
from toolkit.walkthrough.step import Kind
from toolkit.walkthrough.visit import Given, Visit

KEY = "ev.visit"
_MOST = 9  # answers it is spread over
_BETWEEN = " ; "


def entries(visit: Visit, speech: Speech) -> dict[str, str | None]:
    """Return the lines of the visit under « ev.visit », then « ev.visit#2 » and so on where one is full."""
    pages: list[list[str]] = [[]]
    for line in lines(visit, speech):
        if _length([*pages[-1], line]) > dictionary.LONG:
            pages.append([])
        pages[-1].append(line)
    kept = pages[:_MOST]
    if beyond := sum(map(len, pages[_MOST:])):
        _end(kept[-1], beyond, speech)
    texts = (_BETWEEN.join(page) for page in kept if page)
    return {KEY if number == 1 else f"{KEY}#{number}": text for number, text in enumerate(texts, 1)}


def _end(page: list[str], beyond: int, speech: Speech) -> None:
    """Say on the last page how many lines found no room."""
    while _length([*page, told := speech.say("walk.log_beyond", count=beyond)]) > dictionary.LONG:
        page.pop()
        beyond += 1
    page.append(told)


def _length(page: list[str]) -> int:
    return len(_BETWEEN.join(page))


def lines(visit: Visit, speech: Speech) -> Iterator[str]:
    """Yield one line for each instruction, answer taken back, step skipped and note, as they were said."""
    for at, by, title, what in sorted(_said(visit, speech), key=lambda one: datetime.fromisoformat(one[0])):
        told = spoken(speech, int(datetime.fromisoformat(at).timestamp()) * 1_000_000_000)
        who = by or speech.say("custody.nobody")
        line = speech.say("walk.log_line", when=told, who=who, title=title, what=what)
        # A semicolon stands between two lines, never inside one; one line alone is no longer than an answer.
        yield re.sub(r"\s*;", ",", line)[: dictionary.LONG].rstrip()


def _said(visit: Visit, speech: Speech) -> Iterator[tuple[str, str | None, str, str]]:
    """Yield when, by whom, of which step and what."""
    for step in path.steps():
        title = wording.part(speech, step, "title")
        for place in path.places(visit, step):
            given = visit.given.get(place.name)
            if place.card.kind is Kind.ACT and given is not None:
                yield given.at, given.by, title, _done(speech, place, given)
            yield from _taken_back(visit, speech, place.name, title)
        skipped = visit.skipped.get(step.CODE)
        if skipped:
            told = speech.say("walk.log_skipped", reason=skipped.text)
            yield skipped.at, skipped.by, title, told
        for note in visit.notes.get(step.CODE, ()):
            yield note.at, note.by, title, speech.say("walk.log_noted", note=note.text)


def _taken_back(
    visit: Visit, speech: Speech, corrected: str, title: str
) -> Iterator[tuple[str, str | None, str, str]]:
    """Yield each answer that counts no more since this card was answered otherwise."""
    for name, one in visit.withdrawn.items():
        if one.after == corrected and one.value is not None and name in dictionary.questions():
            what, value = speech.say(f"dictionary.{name}"), answers.shown(speech, name, one.value)
            yield one.at, one.by, title, speech.say("walk.log_withdrawn", what=what, answer=value)


def _done(speech: Speech, place: Place, given: Given) -> str:
    answer = speech.say(f"walk.log_{given.value or 'unknown'}")
    return speech.say("walk.log_act", what=wording.question(speech, place).rstrip("."), answer=answer)
