"""What a person answers with: a numbered list, and a field for a line of text."""

import unicodedata
from collections.abc import Sequence
from copy import copy
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from toolkit.legal.dictionary import LONG
from toolkit.texts import visible
from toolkit.walkthrough.app.standing import late

_ENDING = {"enter": "entered", "down": "below", "tab": "other", "shift+tab": "other"}
_MOST = LONG + 1  # characters of a field: one more than an answer holds, so that a cut is noticed and said


class Choices(OptionList):
    """A list whose entries are numbered, so that a digit takes them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "screen.page(-1)", show=False),
        Binding("pagedown", "screen.page(1)", show=False),
    ]

    class Above(Message):
        """Somebody went up from the first entry."""

    class Unsure(Message):
        """Somebody pressed Enter where nothing is safe to be taken by it."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - textual's own name for it
        super().__init__(id=id, markup=False)

    def offer(self, rows: Sequence[str], at: int | None, *, numbered: bool = True) -> None:
        """Show these entries, the bar standing on one of them, or on none."""
        shown = [f"{number}. {row}" if numbered else row for number, row in enumerate(rows, 1)]
        self.set_options([Option(Content(one)) for one in shown])
        self.highlighted = at

    def take(self, at: int) -> None:
        """Answer with an entry, as Enter does."""
        if 0 <= at < self.option_count:
            self.highlighted = at
            self.action_select()

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """Draw the entry the bar stands on in reverse, which textual leaves out of the styles of parts."""
        style = super().get_visual_style(*component_classes, partial=partial)
        bar = "option-list--option-highlighted" in component_classes
        return style + Style(reverse=True) if bar else style

    def action_select(self) -> None:
        if self.highlighted is None:
            self.post_message(self.Unsure())
        else:
            super().action_select()

    def action_cursor_up(self) -> None:
        if not self.highlighted:
            self.post_message(self.Above())
        else:
            super().action_cursor_up()

    def action_cursor_down(self) -> None:
        # At the end the bar stays: a list that starts again at its top is read wrongly.
        if self.highlighted is None or self.highlighted < self.option_count - 1:
            super().action_cursor_down()


class Field(Input):
    """One line of text. What is pasted is made one line, nothing hidden in it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "screen.page(-1)", show=False),
        Binding("pagedown", "screen.page(1)", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - textual's own name for it
        super().__init__(id=id, max_length=_MOST, select_on_focus=False)

    def hold(self, text: str, *, secret: bool) -> None:
        """Begin with this text, shown or not."""
        self.password = secret
        self.value = visible(text[:_MOST])
        self.cursor_position = len(self.value)

    def on_paste(self, event: events.Paste) -> None:
        """Take what was pasted as one line, as much of it as there is room for."""
        event.prevent_default()
        event.stop()
        if late(self, event):
            return
        room = _MOST - len(self.value) + len(self.selected_text)
        text = line(event.text[: 4 * _MOST])[: max(0, room)]
        if text:
            self.replace(text, *self.selection)

    async def on_key(self, event: events.Key) -> None:
        """Act on the keys that end a text at once: what is typed behind them is not part of it."""
        if late(self, event):
            event.prevent_default()
            return
        # « ? » asks for the words while nothing is typed.
        action = "words" if event.character == "?" and not self.value else _ENDING.get(event.key)
        focused = self.screen.focused
        if focused is not self and focused is not None:
            focused.post_message(copy(event))  # pressed right behind the key that went there
        elif action is None:
            return
        else:
            await self.run_action(f"screen.{action}")
        event.prevent_default()
        event.stop()


def line(text: str) -> str:
    """Return a text on one line, without characters that cannot be seen."""
    shown = (" " if unicodedata.category(char).startswith(("C", "Zl", "Zp")) else char for char in text)
    return " ".join("".join(shown).split())
