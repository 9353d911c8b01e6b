"""The line of the work under way: how far it is, what it found, and what can be read or needs somebody."""

from collections.abc import Iterator

from toolkit.texts import Speech
from toolkit.texts.forms import amount, share
from toolkit.walkthrough import path, wording
from toolkit.walkthrough.app import passed
from toolkit.walkthrough.conditions import BESIDE
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.path import Place
from toolkit.walkthrough.step import Kind
from toolkit.walkthrough.visit import Visit
from toolkit.walkthrough.work import Progress, Work

_BETWEEN = " · "
_STATES = {
    "waiting": "bar_begins",
    "running": "",
    "paused": "bar_paused",
    "stopping": "bar_stopping",
    "ended": "bar_ended",
}
_FOUND = (("notes", "bar_notes"), ("encrypted", "bar_encrypted"), ("matches", "bar_matches"))


def line(conversation: Conversation, shown: Place | None) -> str:
    """Return what runs, what is ready to be read, and what failed; "" where there is nothing to say."""
    speech = conversation.speech
    said = list(_running(conversation))
    ready = to_read(conversation.visit, shown)
    if ready is not None:
        facts = {"number": path.number(ready.step), "title": wording.part(speech, ready.step, "title")}
        ready_said = [wording.say(speech, "bar_ready", facts)]
    else:
        ready_said = [] if said else [*_failed(conversation, shown), *_blocked(conversation, shown)]
    return "\n".join(_BETWEEN.join(line) for line in (said, ready_said) if line)


def running(conversation: Conversation) -> Work | None:
    """Return the work under way, the one that holds the case first; None where nothing runs."""
    names = sorted(conversation.visit.running, key=lambda name: (name in BESIDE, name))
    return next((conversation.works[name] for name in names if name in conversation.works), None)


def to_read(visit: Visit, shown: Place | None) -> Place | None:
    """Return what somebody went on from, and that can be read or answered now."""
    before = path.steps().index(shown.step) if shown is not None else 0
    for place in path.ahead(visit):
        if path.steps().index(place.step) >= before:
            return None
        if place.card.kind is Kind.PAGE or place.card.late:
            return place
    return None


def _running(conversation: Conversation) -> Iterator[str]:
    work, speech = running(conversation), conversation.speech
    if work is None:
        return
    yield wording.work(speech, work.name)
    state = _STATES[work.state]
    if state:
        yield wording.say(speech, state)
    progress = work.progress
    if progress is not None:
        yield from _progress(speech, progress, going=work.state == "running")
    if work.state in {"running", "paused"}:
        yield wording.say(speech, "key_pause" if work.state == "running" else "key_resume")
        yield wording.say(speech, "key_stop")
    for name in conversation.visit.running - {work.name}:
        yield wording.work(speech, name)


def _progress(speech: Speech, progress: Progress, *, going: bool) -> Iterator[str]:
    if progress.total:
        yield share(min(progress.done, progress.total), progress.total)
    else:
        yield amount(speech, progress.done)
    if going and progress.rate:
        yield f"{amount(speech, int(progress.rate))}/s"
    if going and progress.left_seconds is not None:
        yield _left(speech, progress.left_seconds)
    for name, code in _FOUND:
        if progress.found.get(name):
            yield wording.say(speech, code, {"count": speech.number(progress.found[name])})


def _left(speech: Speech, seconds: float) -> str:
    minutes = int(seconds) // 60
    if not minutes:
        return wording.say(speech, "bar_left_less")
    if minutes < 60:
        return wording.say(speech, "bar_left_minutes", {"minutes": minutes})
    return wording.say(speech, "bar_left_hours", {"hours": minutes // 60, "minutes": minutes % 60})


def _failed(conversation: Conversation, shown: Place | None) -> Iterator[str]:
    """Yield the works that did not go to their end, with the step where they are taken up again."""
    speech, visit = conversation.speech, conversation.visit
    for name, ran in visit.works.items():
        if name in visit.running or ran.status in path.fine(name):
            continue
        place = _where(visit, name)
        if place is not None and (shown is None or place.name != shown.name):
            facts = {"name": wording.work(speech, name), "number": path.number(place.step)}
            yield wording.say(speech, "bar_unfinished", facts)


def _blocked(conversation: Conversation, shown: Place | None) -> Iterator[str]:
    """Yield the first step behind for which something is missing."""
    step = passed.blocked(conversation.visit, shown)
    if step is not None:
        title = wording.part(conversation.speech, step, "title")
        facts = {"number": path.number(step), "title": title}
        yield wording.say(conversation.speech, "bar_blocked", facts)


def _where(visit: Visit, work: str) -> Place | None:
    places = (place for step in path.steps() for place in path.places(visit, step))
    return next((place for place in places if place.card.work == work and place.card.kind is Kind.RUN), None)
