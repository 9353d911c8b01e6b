"""What plain mode tells beside the questions: the clocks, the works, how each step stands."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from toolkit.errors import INTERRUPTED
from toolkit.legal import deadlines, dictionary
from toolkit.texts import Speech
from toolkit.texts.forms import amount, share, span, spoken
from toolkit.walkthrough import path, wording
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.path import State
from toolkit.walkthrough.step import Step
from toolkit.walkthrough.visit import Visit
from toolkit.walkthrough.work import Work

_MINUTE = timedelta(minutes=1)
_LAST = 4  # sentences of a work that failed


def clocks(visit: Visit, speech: Speech, now: datetime) -> Iterator[str]:
    """Yield how each clock stands, or why none runs."""
    if not visit.clocks():
        asked = visit.told(dictionary.FIRST)
        yield speech.say("walk.plain_clocks_unknown" if asked else "walk.plain_clocks_before")
    for clock in visit.clocks():
        facts = {
            "name": speech.say(f"deadlines.{clock.code}"),
            "number": visit.value(deadlines.DONE[clock.code]),
            "span": span(speech, abs(clock.left(now))),
            "end": spoken(speech, int(clock.end.timestamp()) * 1_000_000_000),
        }
        yield speech.say(f"walk.plain_clock_{visit.stands(clock, now)}", **facts)


def running(conversation: Conversation) -> Iterator[Work]:
    """Yield the works that have not ended."""
    yield from (one for one in conversation.works.values() if one.state != "ended")


def course(work: Work, speech: Speech) -> Iterator[str]:
    """Yield how far a work is, and what it has found."""
    name, progress = wording.work(speech, work.name), work.progress
    if work.state in {"paused", "stopping"}:
        yield speech.say(f"walk.plain_work_{work.state}", work=name)
    elif progress is None:
        yield speech.say("walk.plain_work_running", work=name)
    if progress is None:
        return
    facts = {"work": name, "done": amount(speech, progress.done)}
    if progress.total:
        facts |= {"total": amount(speech, progress.total), "share": share(progress.done, progress.total)}
        yield speech.say("walk.plain_progress", **facts)
    else:
        yield speech.say("walk.plain_progress_open", **facts)
    if progress.left_seconds is not None and work.state == "running":
        yield speech.say("walk.plain_time_left", span=span(speech, _up(progress.left_seconds)))
    if progress.found:
        yield speech.say("walk.plain_found", **progress.found)


def _up(seconds: float) -> timedelta:
    """Return a time left in minutes begun: never less than one."""
    return min(timedelta(days=99), _MINUTE * (1 + int(seconds // 60)))


def ended(work: Work, speech: Speech) -> Iterator[str]:
    """Yield how a work ended, with its last sentences where it failed."""
    name = wording.work(speech, work.name)
    if work.status in path.fine(work.name):
        yield speech.say("walk.plain_ended_fine", work=name)
    elif work.status == INTERRUPTED:
        yield speech.say("walk.plain_ended_stopped", work=name)
    else:
        yield speech.say("walk.plain_ended_failed", work=name)
        told = [text for stream, text in work.lines if stream == "err" and text.strip()][-_LAST:]
        yield from (speech.say("walk.plain_ended_said"), *told) if told else ()


def heading(step: Step, speech: Speech) -> str:
    """Return which step this is, in which phase."""
    number, total = path.number(step), len(path.steps())
    phase, title = wording.say(speech, f"phase_{step.PHASE}"), wording.part(speech, step, "title")
    return speech.say("walk.plain_step", number=number, total=total, phase=phase, title=title)


def about(step: Step, speech: Speech, *, booted: bool) -> Iterator[str]:
    """Yield why a step is taken, what to do, and what the tool does: that sentence names the tool itself."""
    for part in ("why", "do"):
        yield speech.say(f"walk.plain_{part}", text=wording.part(speech, step, part, booted=booted))
    yield wording.part(speech, step, "tool", booted=booted)


def steps(conversation: Conversation) -> Iterator[str]:
    """Yield every step with its number and how it stands."""
    speech = conversation.speech
    for step, state in conversation.states():
        title, how = wording.part(speech, step, "title"), wording.say(speech, f"state_{state}")
        yield speech.say("walk.plain_listed", number=path.number(step), title=title, state=how)


def over(conversation: Conversation, step: Step) -> Iterator[str]:
    """Yield that a step has just been settled, and what it changed."""
    speech, state = conversation.speech, path.state(conversation.visit, step)
    facts = {"title": wording.part(speech, step, "title"), "state": wording.say(speech, f"state_{state}")}
    place = conversation.place
    if state is State.BLOCKED and (place is None or place.step is not step):
        yield speech.say("walk.plain_left_open", **facts)
        for code in path.missing(conversation.visit, step):
            yield from wording.told(speech, code)
    if state not in path.SETTLED:
        return
    yield speech.say("walk.plain_over", **facts)
    if state is not State.SKIPPED:
        changed = wording.part(speech, step, "changed", booted=conversation.visit.started.booted)
        yield speech.say("walk.plain_changed", text=changed)
