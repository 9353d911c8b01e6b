"""Somebody who leads a visit without a screen: answers that go on, and the waiting for works."""

import time
from collections.abc import Callable

from toolkit.walkthrough import path
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.step import Kind

PATIENCE = 120.0  # seconds a small work may take on a machine under load


def until(talk: Conversation, reached: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < end, [work.lines for work in talk.works.values()]
        talk.tick()
        time.sleep(0.02)


def typical(talk: Conversation, place: path.Place) -> str | None:
    """Return what a technician who does everything would say."""
    told = {"t0": "12/10/2026 8h10", "ev.operator": "David Le Goff", "mission.order": "oui", "sys.power": "1"}
    card = place.card
    if card.kind is Kind.ASK:
        return told.get(card.name)
    if card.kind is Kind.PICK:
        return talk.options(place)[0].value
    return card.choices[0] if card.choices else None


def to(talk: Conversation, step: str, card: str | None = None) -> path.Place:
    """Answer until one stands at a step, or at a card of it."""
    for _ in range(200):
        place = talk.place
        assert place is not None
        if step == place.step.CODE and card in {None, place.card.name}:
            return place
        if place.card.waits:
            until(talk, lambda: talk.place is None or not talk.place.card.waits)
            continue
        talk.answer(place, typical(talk, place))
    raise AssertionError(step)
