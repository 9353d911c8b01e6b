"""What one card shows, worked out before anything is drawn: the same state gives the same view."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.texts import Speech
from toolkit.walkthrough import path, wording
from toolkit.walkthrough.app import said
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.pages.line import BAD, DIM, PLAIN, STRONG, WARN, Line, keyed
from toolkit.walkthrough.path import Place
from toolkit.walkthrough.picks import Option
from toolkit.walkthrough.step import Kind
from toolkit.walkthrough.visit import Given, Visit

# What a row of the list does: it answers, or asks for a path, or looks again at what is plugged in.
ANSWER, TYPED, AGAIN = "answer", "typed", "again"
_LAST_WORDS = 4  # sentences of a work that failed


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of the list below a question."""

    words: str
    does: str = ANSWER
    answer: str | None = None  # None is « je ne sais pas »


@dataclass(frozen=True, slots=True)
class View:
    """One screen."""

    name: str  # of the place; "" at the end
    title: str
    why: str = ""
    do: str = ""
    tool: str = ""
    lines: tuple[Line, ...] = ()  # advice, what is in the way, how a work stands
    question: str = ""
    hint: str = ""
    rows: tuple[Row, ...] = ()
    at: int | None = None  # the row taken by a bare Enter
    field: str = ""  # "", "text" or "secret"
    typed: str = ""  # what stands in the field at first
    page: str = ""
    explains: bool = True  # why and with what: said once a step, and before a work
    read: bool = False  # Enter says that it was read


def of(conversation: Conversation, place: Place | None, options: Sequence[Option] | None) -> View:
    """Return the view of a place; `options` None while they are being looked for."""
    speech, visit = conversation.speech, conversation.visit
    if place is None:
        return _end(speech)
    booted = visit.started.booted
    parts = {name: wording.part(speech, place.step, name, booted=booted) for name in ("why", "do", "tool")}
    title = {
        "number": path.number(place.step),
        "total": len(path.steps()),
        "phase": wording.say(speech, f"phase_{place.step.PHASE}"),
        "title": wording.part(speech, place.step, "title"),
    }
    card = place.card
    stopped = bool(card.blocked or card.waits)
    rows = () if stopped else tuple(_rows(conversation, place, options))
    given = visit.given.get(place.name)
    field = "" if stopped else _field(place)
    question = wording.question(speech, place)
    return View(
        place.name,
        wording.say(speech, "ui_title", title),
        **parts,
        lines=tuple(_lines(conversation, place, options)),
        question=wording.say(speech, "ui_next", {"what": question}) if stopped else question,
        hint="" if stopped else wording.hint(speech, place),
        rows=rows,
        at=None if field else _at(place, rows, given),
        field=field,
        typed=_typed(speech, place, given) if field else "",
        page=card.page if not stopped else "",
        explains=card.kind is Kind.RUN or place.name == path.places(visit, place.step)[0].name,
        read=card.kind is Kind.PAGE and not stopped,
    )


def _end(speech: Speech) -> View:
    told = (wording.say(speech, code) for code in ("ui_end_done", "ui_end_keep", "ui_end_changes"))
    lines = tuple(Line(one) for one in told)
    return View(
        "", wording.say(speech, "ui_title_end"), lines=lines, hint=wording.say(speech, "ui_end_enter")
    )


def _field(place: Place) -> str:
    if place.card.kind is Kind.SECRET:
        return "secret"
    free = place.card.kind is Kind.ASK and not wording.choices(Speech("en"), place)
    return "text" if free or place.card.kind is Kind.TEXT else ""


def _typed(speech: Speech, place: Place, given: Given | None) -> str:
    """Return what stands in the field at first: what was answered before, else what the tool measured."""
    return said.plain_value(place, given.value) if given else wording.proposed(speech, place)


def _rows(conversation: Conversation, place: Place, options: Sequence[Option] | None) -> Iterator[Row]:
    speech, card = conversation.speech, place.card
    given = conversation.visit.given.get(place.name)
    if card.kind is Kind.PAGE:
        return
    if card.kind is Kind.RUN:
        yield Row(_start(conversation, place), answer="start")
        return
    if card.kind is Kind.PICK:
        for one in options or ():
            yield Row(
                _marked(speech, wording.option(speech, one.code, one.facts), given, one.value),
                ANSWER,
                one.value,
            )
        yield Row(wording.say(speech, "ui_other_path"), TYPED)
        yield Row(wording.say(speech, "ui_look_again"), AGAIN)
    elif not _field(place):
        for code, words in wording.choices(speech, place):
            yield Row(_marked(speech, words, given, code), answer=code)
    unknown = wording.say(speech, "ui_unknown_below" if _field(place) else "is_unknown")
    yield Row(_marked(speech, unknown, given, None))


def _marked(speech: Speech, words: str, given: Given | None, value: str | None) -> str:
    if given is None or given.value != value:
        return words
    return wording.say(speech, "ui_previous", {"answer": words})


def _at(place: Place, rows: Sequence[Row], given: Given | None) -> int | None:
    """Return the row that a bare Enter takes: the answer given before, else the safe one, else none."""
    if given is None and place.card.default is None:
        return None
    wanted = given.value if given is not None else place.card.default
    found = (at for at, row in enumerate(rows) if row.does == ANSWER and row.answer == wanted)
    return next(found, None)


def _start(conversation: Conversation, place: Place) -> str:
    ran = conversation.visit.works.get(place.card.work)
    if ran is None:
        return wording.say(conversation.speech, "is_start")
    over = ran.status in path.fine(place.card.work) and place.card.work not in conversation.visit.running
    return wording.say(conversation.speech, "ui_again" if over else "ui_resume")


def _lines(conversation: Conversation, place: Place, options: Sequence[Option] | None) -> Iterator[Line]:
    speech, visit, card = conversation.speech, conversation.visit, place.card
    for code in card.advice:
        for number, sentence in enumerate(wording.told(speech, code)):
            yield Line(sentence, PLAIN if number else STRONG)
    if card.blocked:
        for number, sentence in enumerate(wording.told(speech, card.blocked)):
            yield Line(sentence, PLAIN if number else WARN)
        yield Line(wording.say(speech, "ui_blocked"), DIM)
        return
    if card.waits:
        yield Line(wording.say(speech, "ui_waits" if visit.running else "ui_waits_start"), WARN)
        return
    if card.kind is Kind.RUN:
        yield from _work(conversation, place)
    if card.kind is Kind.PICK and not options:
        yield Line(wording.say(speech, "ui_looking" if options is None else "ui_nothing_to_pick"), DIM)
    given = visit.given.get(place.name)
    if given is not None and _field(place):
        answer = said.value(speech, place, given.value)
        yield Line(wording.say(speech, "ui_previous_typed", {"answer": answer}), DIM)


def _work(conversation: Conversation, place: Place) -> Iterator[Line]:
    """Yield how the work of a card stands, and the last words of one that failed."""
    speech, name = conversation.speech, place.card.work
    ran = conversation.visit.works.get(name)
    yield Line(wording.work(speech, name), STRONG)
    if ran is None:
        return
    if name in conversation.visit.running:
        yield Line(wording.say(speech, "ui_work_running"))
    elif ran.status in path.fine(name):
        yield Line(wording.say(speech, "ui_work_ended"))
    elif ran.status is None:
        yield Line(wording.say(speech, "ui_work_cut"), WARN)
    elif ran.stopped:
        yield Line(wording.say(speech, "ui_work_stopped"), WARN)
    else:
        yield Line(wording.say(speech, "ui_work_failed"), BAD)
        work = conversation.works.get(name)
        for _, sentence in (work.lines if work else ())[-_LAST_WORDS:]:
            yield from (Line(one) for one in (keyed(sentence),) if one)


def words(view: View, page: Sequence[Line]) -> list[str]:
    """Return every sentence of a screen, for whoever looks up its words."""
    shown = [view.title, view.why, view.do, view.tool, view.question, view.hint]
    return [*shown, *(row.words for row in view.rows), *(line.text for line in (*view.lines, *page))]


def follows(conversation: Conversation, place: Place) -> Place | None:
    """Return where to go after an answer: to the end of the step somebody stands in, then along the path."""
    return path.follows(conversation.visit, place.step) or conversation.place


def again(visit: Visit, place: Place) -> Place | None:
    """Return a place as it stands now, None where it no longer matters."""
    return next((one for one in path.places(visit, place.step) if one.name == place.name), None)
