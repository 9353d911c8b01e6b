"""The screen that leads: title and clocks, one card, the work under way, the keys."""

from collections.abc import Sequence
from datetime import UTC

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content

from toolkit.walkthrough import path, wording
from toolkit.walkthrough.app import bar, behind, clocks, keys, look, refused, stages, view
from toolkit.walkthrough.app.answering import Choices, Field
from toolkit.walkthrough.app.prose import Prose, height
from toolkit.walkthrough.app.standing import Standing
from toolkit.walkthrough.app.view import View
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.pages.line import DIM, WARN, Line
from toolkit.walkthrough.path import Place
from toolkit.walkthrough.picks import Option

_TEXTS = ("why", "do", "tool", "lines", "page")
_ASKED = ("question", "hint")
_EXPLAINS = ("tool", "why", "do")  # left out in this order where there is no room; the last for a page only
_APART = 2  # empty lines that set a page apart
_AIR = 5  # empty lines that set the parts of a card apart, where there is room


class CardScreen(Standing[None]):
    """Draws the place where somebody stands; what its keys do is in `leading`."""

    AUTO_FOCUS = None

    def __init__(self, conversation: Conversation) -> None:
        super().__init__()
        self.conversation = conversation
        self.place: Place | None = conversation.place
        self.view = View("-", "")
        self.notice: tuple[Line, ...] = ()  # about the last answer, until the next
        self._options: list[Option] | None = None
        self._page: tuple[Line, ...] | None = None  # None while it is read
        self._page_of: object = None  # the state of the visit that the page was read in
        self._looking = False  # for what is plugged in
        self._told: tuple[object, ...] | None = None  # what the clocks and the bar were worked out from

    def compose(self) -> ComposeResult:
        yield Prose(id="title")
        yield Prose(id="clocks")
        with Horizontal(id="middle"):
            yield Prose(id="side")
            with VerticalScroll(id="body", can_focus=False):
                with VerticalScroll(id="text"):
                    for name in _TEXTS:
                        yield Prose(id=name)
                with Vertical(id="ask"):
                    for name in _ASKED:
                        yield Prose(id=name)
                    yield Field(id="field")
                    yield Choices(id="choices")
        yield Prose(id="bar")
        yield Prose(id="keys")

    def on_mount(self) -> None:
        self.show(self.place)

    def show(self, place: Place | None) -> None:
        """Stand at a place, and draw it anew."""
        self.place = place
        self._options, self._page, self._page_of, self._looking = None, None, None, False
        self._look_behind()
        self.view = self._made()
        self.redraw()
        self._answers()
        self.rise()

    def renew(self) -> None:
        """Draw what changed since: what somebody types or stands on stays as it is."""
        if self.place is not None:
            now = view.again(self.conversation.visit, self.place)
            moved = now is None or ((now.card.waits or now.card.blocked) and not self._stands(now))
            if moved:
                self.show(self.conversation.place)
                return
            self.place = now
        self._look_behind()
        made = self._made()
        if made != self.view:
            before, self.view = self.view, made
            self.redraw()
            if (before.rows, before.field, before.read) != (made.rows, made.field, made.read):
                self._answers(keep=before.field == made.field)
                if not (before.field and made.field):
                    self.rise()  # a digit or Enter was meant for what stood there before
        self.tell()

    def _stands(self, now: Place) -> bool:
        """Tell whether nothing else is to be done than to wait here."""
        there = self.conversation.place
        return there is not None and there.name == now.name

    def tell(self) -> None:
        """Say how long is left and how the work goes on; drawn only where the words changed."""
        conversation = self.conversation
        width = max(20, self.size.width - 2)
        now = conversation.clock().astimezone(UTC)
        # Worked out four times a second only while something runs.
        wide = self.has_class("wide")
        of = (conversation.visit, self.place, conversation.speech, wide, width, f"{now:%H:%M}")
        if of == self._told and not conversation.visit.running:
            return
        self._told = of
        told = self._say("clocks", clocks.lines(conversation.visit, conversation.speech, now, width))
        told = self._say("bar", bar.line(conversation, self.place)) or told
        if told:
            self.call_after_refresh(self.fit)
        if wide:
            step = self.place.step if self.place is not None else None
            self._say("side", stages.beside(conversation, step))

    def _made(self) -> View:
        return view.of(self.conversation, self.place, self._options)

    def redraw(self) -> None:
        """Say every part of the card anew; the answer being given stays as it is."""
        made, place = self.view, self.place
        for name in ("title", "do", "question"):
            self._say(name, getattr(made, name))
        for name in ("why", "tool"):
            self._say(name, getattr(made, name) if made.explains else "")
        self._say("lines", look.content((*self._warnings(), *made.lines)))
        self._say("page", look.content(self._paged()))
        self._say("hint", self._hint())
        speech, steps = self.conversation.speech, path.steps()
        away = bar.to_read(self.conversation.visit, place) is not None or self._away()
        first = place is not None and place.name == path.places(self.conversation.visit, steps[0])[0].name
        firm = place is not None and place.step.FIRM
        self._say("keys", keys.line(speech, made, first=first, firm=firm, away=away))
        self.tell()
        self.call_after_refresh(self.fit)

    def _away(self) -> bool:
        there = path.current(self.conversation.visit)
        here = self.place
        return here is not None and (there is None or there.name != here.name)

    def _hint(self) -> str:
        speech, made = self.conversation.speech, self.view
        if made.read:
            twice = self.place is not None and self.place.card.twice
            return wording.say(speech, "ui_read_twice" if twice else "ui_read")
        choose = wording.say(speech, "ui_choose")
        told = any(line.text == choose for line in self.notice)
        if made.hint or not made.rows or made.field or made.at is not None or told:
            return made.hint
        return choose

    def _paged(self) -> tuple[Line, ...]:
        if self._page is None and self.view.page:
            return (Line(wording.say(self.conversation.speech, "ui_reading"), DIM),)
        return self._page or ()

    def _warnings(self) -> Sequence[Line]:
        trouble = self.conversation.trouble
        if trouble is None:
            return self.notice
        why = next(refused.told(self.conversation.speech, trouble), trouble.code)
        if not trouble.code.startswith("visit_"):  # else the sentence says all itself
            why = wording.say(self.conversation.speech, "ui_trouble", {"why": why})
        return (*self.notice, Line(why, WARN))

    def _answers(self, *, keep: bool = False) -> None:
        """Put the list and the field in place, and the keyboard where the answer is given."""
        made = self.view
        field, choices = self.query_one(Field), self.query_one(Choices)
        stood = choices.highlighted if keep else None
        choices.set_class(not made.rows, "empty")
        choices.offer(
            [row.words for row in made.rows], made.at if stood is None else stood, numbered=not made.field
        )
        field.set_class(not made.field, "empty")
        if made.field and not keep:
            field.hold(made.typed, secret=made.field == "secret")
        if made.field:
            if not (keep and choices.has_focus):
                field.focus()
        else:
            (choices if made.rows else self.query_one("#text")).focus()

    def _say(self, name: str, text: str | Content) -> bool:
        """Change a part of the screen, where it changes."""
        return self.query_one(f"#{name}", Prose).say(text)

    def lay_out(self) -> None:
        self.fit()

    def fit(self) -> None:
        """Leave out what explains, last first, where the window does not hold it all; F1 still says it."""
        body = self.query_one("#body")
        # One column less than there is: a bar that scrolls takes it, and must not come and go by itself.
        room, width = body.content_size.height, body.content_size.width - 1
        if width <= 0:
            return
        asked = sum(self._height(name, width) for name in (*_ASKED, "field", "choices"))
        tall = {name: self._height(name, width) for name in _TEXTS}
        whole = asked + sum(tall.values())
        apart = _APART if tall["page"] else 0
        for name in _EXPLAINS if tall["page"] else _EXPLAINS[:-1]:
            out = whole + apart > room
            whole -= tall[name] * out
            self.set_class(out, f"no-{name}")
        airy = whole + _AIR <= room
        for name, on in (
            ("full", whole > room),
            ("airy", airy),
            ("apart", bool(apart) and not airy and whole + apart <= room),
        ):
            self.set_class(on, name)

    def _height(self, name: str, width: int) -> int:
        part = self.query_one(f"#{name}")
        if part.has_class("empty"):
            return 0
        return height(part.said, width) if isinstance(part, Prose) else part.outer_size.height

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= look.WIDE and event.size.height >= look.TALL, "wide")
        self.tell()
        self.call_after_refresh(self.fit)

    def _look_behind(self) -> None:
        """Have read beside the screen what takes time."""
        place, visit = self.place, self.conversation.visit
        if place is None or place.card.blocked or place.card.waits:
            return
        if place.card.pick and self._options is None and not self._looking:
            self._looking = True
            behind.look_around(self, self.conversation, place)
        state = (place.name, visit.seen.marks, visit.works, self.conversation.speech.language)
        if place.card.page and self._page_of != state:
            self._page_of = state
            behind.turn(self, self.conversation, place)

    def on_plugged(self, event: behind.Plugged) -> None:
        if self.place is not None and event.name == self.place.name:
            self._options = event.options
            self.renew()

    def on_paged(self, event: behind.Paged) -> None:
        if self.place is not None and event.name == self.place.name:
            self._page = tuple(event.lines)
            self.redraw()

    def look_again(self) -> None:
        """Look once more at what is plugged in."""
        self._options, self._looking = None, False
        self.renew()

    def words(self) -> list[str]:
        """Return every sentence of the screen."""
        return view.words(self.view, self._paged())
