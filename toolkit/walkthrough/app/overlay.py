"""What stands over a card for a moment: a question of its own, a sentence, the words of the screen."""

from collections.abc import Iterable
from typing import ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen

from toolkit.texts import Speech
from toolkit.walkthrough import wording
from toolkit.walkthrough.app import look
from toolkit.walkthrough.app.answering import Choices, Field
from toolkit.walkthrough.app.keys import number
from toolkit.walkthrough.app.prose import Prose
from toolkit.walkthrough.app.standing import Standing, late

Answer = TypeVar("Answer")


class Overlay(Standing[Answer], ModalScreen[Answer]):
    """A box with a heading, a body and the keys that work in it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", show=False),
        Binding("f10,ctrl+q", "app.leave", show=False, priority=True),
        Binding("ctrl+c", "app.interrupt", show=False, priority=True),
    ]

    def __init__(self, heading: str, foot: str) -> None:
        super().__init__()
        self._heading, self._foot = heading, foot

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Prose(self._heading, id="heading")
            yield from self.inside()
            yield Prose(self._foot, id="foot")

    def inside(self) -> ComposeResult:
        """Yield what stands between the heading and the keys."""
        yield from ()

    def action_close(self) -> None:
        self.end(None)


class Told(Overlay[None]):
    """Something to read, closed by Enter."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,f1,ctrl+g", "close", show=False)]

    def __init__(self, heading: str, text: Content, foot: str) -> None:
        super().__init__(heading, foot)
        self._text = text

    def inside(self) -> ComposeResult:
        with VerticalScroll(id="scrolled"):
            yield Prose(self._text)

    def on_mount(self) -> None:
        self.query_one("#scrolled").focus()


class Sure(Overlay[bool]):
    """A second key, never the one that asked."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,n,N", "close", show=False)]

    def __init__(self, speech: Speech, question: str) -> None:
        super().__init__(wording.say(speech, "ui_sure"), wording.say(speech, "ui_sure_keys"))
        self._question = question

    def inside(self) -> ComposeResult:
        yield Prose(self._question)

    def on_key(self, event: events.Key) -> None:
        """Take « oui » and "yes" in either language."""
        if event.character and event.character in "oOyY" and not late(self, event):
            event.stop()
            self.end(True)

    def action_close(self) -> None:
        self.end(False)


class Asked(Overlay[str]):
    """A line to type: a note, a reason, a path."""

    def __init__(self, heading: str, hint: str, foot: str) -> None:
        super().__init__(heading, foot)
        self._hint = hint

    def inside(self) -> ComposeResult:
        yield Prose(self._hint)
        yield Field(id="asked")

    def on_mount(self) -> None:
        self.query_one(Field).focus()

    def action_entered(self) -> None:
        self.end(self.query_one(Field).value)

    def action_below(self) -> None:
        """Nothing stands below the field."""

    def action_other(self) -> None:
        """There is no list beside it."""

    def action_words(self) -> None:
        """No words are explained here."""

    def action_page(self, _: int) -> None:
        """Nothing scrolls here."""


class Chosen(Overlay[int]):
    """A few lines, and one of a short list to take."""

    def __init__(self, heading: str, lines: Iterable[str], rows: list[str], foot: str) -> None:
        super().__init__(heading, foot)
        self._lines, self._rows = list(lines), rows

    def inside(self) -> ComposeResult:
        yield Prose("\n".join(self._lines))
        yield Choices(id="rows")

    def on_mount(self) -> None:
        choices = self.query_one(Choices)
        choices.offer(self._rows, 0)
        choices.focus()

    def on_key(self, event: events.Key) -> None:
        at = number(event.character)
        if at is not None and not late(self, event):
            self.query_one(Choices).take(at)

    def on_option_list_option_selected(self, event: Choices.OptionSelected) -> None:
        event.stop()
        if not late(self, event):
            self.end(event.option_index)

    def action_page(self, _: int) -> None:
        """Nothing scrolls here."""


class Small(Standing[None], ModalScreen[None]):
    """The window is too small: nothing is asked until it is large enough again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f10,ctrl+q,ctrl+c", "nothing", show=False, priority=True),
    ]

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech

    def compose(self) -> ComposeResult:
        yield Prose(id="small")

    def on_resize(self, event: events.Resize) -> None:
        size = {"width": event.size.width, "height": event.size.height}
        wanted = {"wide": look.WIDTH, "high": look.HEIGHT}
        self.query_one("#small", Prose).say(wording.say(self._speech, "ui_small", {**size, **wanted}))

    def action_nothing(self) -> None:
        """Wait for the window."""
