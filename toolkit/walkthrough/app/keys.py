"""The keys: each a function key and a Ctrl letter, for consoles where function keys do not arrive."""

from collections.abc import Iterator

from textual.binding import Binding, BindingType
from textual.content import Content

from toolkit.texts import Speech
from toolkit.walkthrough import wording
from toolkit.walkthrough.app.view import View

# The top row of a French keyboard, without Shift.
_AZERTY = "&é\"'(-è_ç"
_DIGITS = "123456789"


# What each key does on the screen that leads.
LEADING: list[BindingType] = [
    Binding("enter", "enter", show=False),
    Binding("escape,ctrl+b", "back", show=False),
    Binding("f1,ctrl+g,question_mark", "words", show=False),
    Binding("f2,ctrl+n", "note", show=False),
    Binding("f3,ctrl+p", "skip", show=False),
    Binding("f4,ctrl+t", "steps", show=False),
    Binding("f5,ctrl+r", "pause", show=False),
    Binding("f6,ctrl+o", "stop", show=False),
    Binding("f8,ctrl+y", "language", show=False),
    Binding("f9,ctrl+l", "forward", show=False),
    Binding("f10,ctrl+q", "app.leave", show=False, priority=True),
    Binding("ctrl+c", "app.interrupt", show=False, priority=True),
    Binding("pageup", "page(-1)", show=False),
    Binding("pagedown", "page(1)", show=False),
    Binding("tab,shift+tab", "other", show=False),
]


def number(character: str | None) -> int | None:
    """Return which row a typed character stands for, from 0: a digit, or its key on a French keyboard."""
    for row in (_DIGITS, _AZERTY):
        if character and len(character) == 1 and character in row:
            return row.index(character)
    return None


def line(speech: Speech, view: View, *, first: bool, firm: bool, away: bool) -> Content:
    """Return the keys that work here, in words; their names stand out."""
    pieces: list[Content] = []
    for code in _codes(view, first=first, firm=firm, away=away):
        name, _, does = wording.say(speech, code).partition(" ")
        pieces.append(
            Content.assemble((name, "bold"), "\N{NO-BREAK SPACE}" + does.replace(" ", "\N{NO-BREAK SPACE}"))
        )
    return Content("  ").join(pieces)


def _codes(view: View, *, first: bool, firm: bool, away: bool) -> Iterator[str]:
    if not view.name:
        yield from ("key_enter_leave", "key_back", "key_steps")
        return
    if view.rows or view.read or view.field:
        yield "key_enter"
    if not first:
        yield "key_back"
    yield from ("key_words", "key_note")
    if not firm:
        yield "key_skip"
    yield "key_steps"
    if firm:
        yield "key_language"
    if away:
        yield "key_forward"
    yield "key_leave"
