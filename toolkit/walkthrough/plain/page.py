"""A page of the case, said line by line."""

from collections.abc import Callable, Iterable

from toolkit.custody.case import Case
from toolkit.errors import Refusal
from toolkit.walkthrough import pages, path
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.pages.line import Look
from toolkit.walkthrough.path import Place
from toolkit.walkthrough.step import Kind


def lines(
    conversation: Conversation, place: Place, failure: Callable[[Refusal], Iterable[str]]
) -> Iterable[str]:
    """Return what a page says; what is in the way of reading it where it cannot be read."""
    visit = conversation.visit
    work = _work(conversation, place)
    ran = conversation.works.get(work)
    said = tuple(ran.lines) if ran else ()
    try:
        case = Case.read(visit.case) if visit.seen.case and visit.case is not None else None
        look = Look(visit, conversation.speech, case, work, said)
        return [line.text for line in pages.of(place.card.page, look)]
    except Refusal as refusal:
        return failure(refusal)
    except Exception:  # noqa: BLE001 - a page that fails must not take the visit away with it
        return [conversation.speech.say("walk.plain_page_failed")]


def _work(conversation: Conversation, place: Place) -> str:
    """Return the work that was started last before this card in its step, "" for none."""
    found = ""
    for each in path.places(conversation.visit, place.step):
        if each.name == place.name:
            break
        if each.card.kind is Kind.RUN:
            found = each.card.work
    return found
