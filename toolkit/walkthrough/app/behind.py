"""What takes time to read, read beside the screen: a page of the case, what is plugged in."""

import threading
from collections.abc import Callable
from contextlib import suppress

from textual.message import Message
from textual.widget import Widget

from toolkit.errors import Refusal
from toolkit.walkthrough import pages, wording
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.pages.line import BAD, Line
from toolkit.walkthrough.path import Place
from toolkit.walkthrough.picks import Option


class Plugged(Message):
    """What may be picked at a place."""

    def __init__(self, name: str, options: list[Option]) -> None:
        super().__init__()
        self.name, self.options = name, options


class Paged(Message):
    """The lines of a page."""

    def __init__(self, name: str, lines: list[Line]) -> None:
        super().__init__()
        self.name, self.lines = name, lines


def look_around(of: Widget, conversation: Conversation, place: Place) -> None:
    """Look for what is plugged in; `Plugged` tells."""

    def read() -> Message:
        try:
            return Plugged(place.name, conversation.options(place))
        except (Refusal, OSError):
            return Plugged(place.name, [])

    _start(of, read)


def turn(of: Widget, conversation: Conversation, place: Place) -> None:
    """Read the page of a card; `Paged` brings its lines."""
    _start(of, lambda: Paged(place.name, _lines(conversation, place)))


def _lines(conversation: Conversation, place: Place) -> list[Line]:
    work = conversation.works.get(place.card.work)
    said = tuple(work.lines) if work else ()
    try:
        return pages.shown(place.card, conversation.visit, conversation.speech, said)
    except Exception:  # noqa: BLE001 - a page that fails must not take the visit away with it
        return [Line(wording.say(conversation.speech, "ui_page_failed"), BAD)]


def _start(of: Widget, read: Callable[[], Message]) -> None:
    # A thread that dies with the program: a disk that does not answer must not keep anybody from leaving.
    def run() -> None:
        message = read()
        with suppress(RuntimeError):  # the screen is gone
            of.post_message(message)

    threading.Thread(target=run, daemon=True).start()
