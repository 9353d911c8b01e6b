"""A page of the case, said line by line."""

import re
from collections.abc import Iterator

from toolkit.walkthrough import pages
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.path import Place

_COLUMNS = re.compile(r" {3,}")  # what stands side by side on a screen


def lines(conversation: Conversation, place: Place) -> list[str]:
    """Return what a page says, or what is in the way of reading it."""
    work = conversation.works.get(place.card.work)
    said = tuple(work.lines) if work else ()
    try:
        shown = pages.shown(place.card, conversation.visit, conversation.speech, said)
        return [each for line in shown for each in _one_by_one(line.text)]
    except Exception:  # noqa: BLE001 - a page that fails must not take the visit away with it
        return [conversation.speech.say("walk.plain_page_failed")]


def _one_by_one(text: str) -> Iterator[str]:
    """Yield what stands side by side one after the other: a screen reader goes down, not across."""
    kept = text.lstrip(" ")
    margin = text[: len(text) - len(kept)]
    yield from (margin + piece for piece in _COLUMNS.split(kept))
