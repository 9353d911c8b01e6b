"""What each word of plain mode does; True where the place is to be said anew."""

from collections.abc import Callable, Mapping

from toolkit.errors import DONE, Refusal, UsageRefusal
from toolkit.texts import Speech
from toolkit.walkthrough import glossary, path, wording
from toolkit.walkthrough.path import Place
from toolkit.walkthrough.plain import telling, words
from toolkit.walkthrough.plain.talk import Talk
from toolkit.walkthrough.work import Work


class Left(Exception):  # noqa: N818 - somebody left, which is no error
    """The visit was left in words."""


def _terms(talk: Talk, _: Place | None, __: int) -> bool:
    found = glossary.found(talk.speech, list(talk.shown))
    if not found:
        talk.say("plain_no_terms")
    for term, meaning in found:
        talk.voice.say(talk.speech.say("walk.plain_term", term=term, meaning=meaning))
    return False


def _again(_: Talk, __: Place | None, ___: int) -> bool:
    return True


def _back(talk: Talk, place: Place | None, _: int) -> bool:
    before = talk.conversation.place
    talk.conversation.back(place)
    now = talk.conversation.place
    if before is not None and now is not None and now.name == before.name:
        talk.say("plain_first")
        return False
    return True


def _forward(talk: Talk, _: Place | None, __: int) -> bool:
    talk.conversation.forward()
    return True


def _told(talk: Talk, code: str) -> str:
    """Ask for a line that is kept as it is; one of the words that lead is none of these."""
    text = talk.more(code)
    return "" if words.meant(text) else words.unquoted(text)


def _note(talk: Talk, place: Place | None, _: int) -> bool:
    step = path.steps()[-1] if place is None else place.step
    text = _told(talk, "plain_note_ask")
    if not text:
        talk.say("plain_nothing_kept")
        return False
    try:
        talk.conversation.note(step, text)
    except Refusal as refusal:
        talk.refuse(refusal)
        return False
    talk.say("plain_note_kept")
    return False


def _skip(talk: Talk, place: Place | None, _: int) -> bool:
    if place is None:
        talk.say("plain_skip_none")
        return False
    try:
        if place.step.FIRM:
            raise UsageRefusal("walk_firm")
        reason = _told(talk, "plain_skip_ask")
        if not reason:
            talk.say("plain_nothing_kept")
            return False
        talk.conversation.skip(place.step, reason)
    except Refusal as refusal:
        talk.refuse(refusal)
        return False
    talk.tell_all(telling.over(talk.conversation, place.step))
    return True


def _steps(talk: Talk, _: Place | None, __: int) -> bool:
    for line in telling.steps(talk.conversation):
        talk.voice.say(line)
    talk.say("plain_go_how")
    return False


def _go(talk: Talk, place: Place | None, number: int) -> bool:
    steps = path.steps()
    if not 0 < number <= len(steps):
        talk.say("plain_go_none", count=len(steps))
        return _steps(talk, place, number)
    try:
        if talk.conversation.go(steps[number - 1]):
            return True
    except Refusal as refusal:
        talk.refuse(refusal)
        return False
    talk.say("plain_too_early")
    return False


def _status(talk: Talk, place: Place | None, _: int) -> bool:
    visit = talk.conversation.visit
    talk.tell_all(telling.clocks(visit, talk.speech, talk.conversation.clock()))
    running = list(telling.running(talk.conversation))
    for work in running:
        talk.tell_all(telling.course(work, talk.speech))
    if not running:
        talk.say("plain_nothing_runs")
    if place is not None:
        talk.tell(telling.heading(place.step, talk.speech))
    if visit.folder is not None and visit.folder.exists():
        talk.say("plain_folder", folder=str(visit.folder))
    return False


def _pause(talk: Talk, _: Place | None, __: int) -> bool:
    return _each(talk, "running", lambda work: work.pause())


def _resume(talk: Talk, _: Place | None, __: int) -> bool:
    return _each(talk, "paused", lambda work: work.resume())


def _each(talk: Talk, state: str, does: Callable[[Work], None]) -> bool:
    found = [work for work in telling.running(talk.conversation) if work.state == state]
    if not found:
        talk.say(f"plain_none_{state}")
    for work in found:
        does(work)
        name = wording.work(talk.speech, work.name)
        talk.say("plain_work_paused" if work.state == "paused" else "plain_work_running", work=name)
    return False


def _stop(talk: Talk, _: Place | None, __: int) -> bool:
    if not any(telling.running(talk.conversation)):
        talk.say("plain_nothing_runs")
        return False
    talk.say("plain_stop_ask")
    if talk.sure():
        left = list(telling.running(talk.conversation))
        if not left:  # it ended meanwhile
            talk.say("plain_nothing_runs")
        for work in left:
            work.stop()
            talk.say("plain_work_stopping", work=wording.work(talk.speech, work.name))
    return False


def _french(talk: Talk, _: Place | None, __: int) -> bool:
    talk.conversation.speech = Speech("fr")
    return True


def _english(talk: Talk, _: Place | None, __: int) -> bool:
    talk.conversation.speech = Speech("en")
    return True


def _help(talk: Talk, _: Place | None, __: int) -> bool:
    talk.say("plain_how")
    for code, said in words.WORDS.items():
        typed = said[0] if talk.speech.language == "fr" or code == "terms" else said[-1]
        meaning = talk.speech.say(f"walk.plain_word_{code}")
        talk.voice.say(talk.speech.say("walk.plain_term", term=typed, meaning=meaning))
    talk.say("plain_quotes")
    return False


def _quit(talk: Talk, _: Place | None, __: int) -> bool:
    if any(telling.running(talk.conversation)):
        talk.say("plain_stop_ask")
        if not talk.sure():
            return False
    return left(talk)


def left(_: Talk) -> bool:
    """Leave the visit."""
    raise Left


def done(word: str, talk: Talk, place: Place | None, number: int) -> bool:
    """Do what a word says; True where the place is to be said anew."""
    if word in _WRITES and talk.conversation.visit.ended("wipe", DONE):
        talk.say("plain_wiped")
        return False
    return _DOES[word](talk, place, number)


# The journal is wiped with the rest: what these would write goes nowhere.
_WRITES = frozenset({"note", "skip", "go", "back"})
_DOES: Mapping[str, Callable[[Talk, Place | None, int], bool]] = {
    "terms": _terms,
    "again": _again,
    "back": _back,
    "forward": _forward,
    "note": _note,
    "skip": _skip,
    "steps": _steps,
    "go": _go,
    "status": _status,
    "pause": _pause,
    "resume": _resume,
    "stop": _stop,
    "fr": _french,
    "en": _english,
    "help": _help,
    "quit": _quit,
}
