"""When a screen stands: drawn whole, in one piece. What was typed before it stood is never taken for it."""

from typing import TypeVar

from textual import events
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

Answer = TypeVar("Answer")

_TURN = 0.01  # seconds between two looks at whether all is laid out
_LONGEST = 1.0  # seconds; then it is drawn as it is
_PAUSE = 0.25  # seconds without a key that end a text begun too early: its end alone would be a false answer

Typed = events.Key | events.Paste


class Standing(Screen[Answer]):
    """A screen that is drawn once its parts are laid out, and takes keys from that moment on."""

    def __init__(self) -> None:
        super().__init__()
        self._stood: float | None = None
        self._looking_again = False  # a look at whether all is laid out is under way
        self._laid_out = False
        self._latest = 0.0

    class Stood(Message):
        """A screen stands from now on."""

    @property
    def stands(self) -> bool:
        """Tell whether it is drawn as it is."""
        return self._stood is not None

    def takes(self, message: Message) -> bool:
        """Tell whether something was typed while this stood as it stands now."""
        return self._stood is not None and message.time >= self._stood

    def rise(self) -> None:
        """Stand anew: nothing typed before it is drawn counts."""
        self._stood, self._laid_out = None, False
        self._latest = _now() + _LONGEST
        if not self._looking_again:
            self._looking_again = True
            self.set_timer(_TURN, self._look)

    def lay_out(self) -> None:
        """Do what is done once the parts have their sizes, before anything is drawn."""

    def end(self, result: Answer | None = None) -> None:
        """Close it with its answer: once, and not while something else stands over it."""
        if self.app.screen is not self:
            return
        self.dismiss(result)
        if isinstance(self.app.screen, Standing):
            self.app.screen.rise()

    def on_screen_resume(self) -> None:
        self.rise()

    def _look(self) -> None:
        self._looking_again = False
        if self.app.screen is not self:
            return  # covered: it rises again when it is seen
        late = _now() > self._latest
        ready = late or not self._unfinished()
        if ready and (self._laid_out or late):
            self._stand()
            return
        if ready:
            self.lay_out()
            self._laid_out = True
        self._looking_again = True
        self.set_timer(_TURN, self._look)

    def _unfinished(self) -> bool:
        """Tell whether something is still to be laid out."""
        return self._layout_required or any(
            each.message_queue_size > 0
            or each._layout_required  # noqa: SLF001 - textual has no name for it that others may use
            or each._repaint_required  # noqa: SLF001 - as above
            for each in self.walk_children(Widget)
        )

    def _stand(self) -> None:
        self._compositor.update_widgets(self._dirty_widgets)
        self._stood = _now()  # before it is written: whoever sees it has pressed nothing too early
        self._compositor_refresh()
        self.post_message(self.Stood())

    def _compositor_refresh(self) -> None:
        # Half a card is never shown: one that shows its question takes its answer.
        if self.stands or self.app.screen is not self:
            super()._compositor_refresh()


class Ahead:
    """What is typed faster than the screen: kept until it stands, then taken or let go."""

    def __init__(self) -> None:
        self._held: list[Typed] = []
        self._dropped = float("-inf")  # when the last key was let go
        self.lost = False  # words were let go that nobody was told of

    def passes(self, top: Screen[object] | None, event: Typed) -> bool:
        """Tell whether the screen on top takes this now; it is kept where that is not known yet."""
        if self._held or not (isinstance(top, Standing) and top.stands):
            self._held.append(event)
            return False
        return self._taken(top, event)

    def ready(self, top: Screen[object]) -> list[Typed]:
        """Return what was kept and is for the screen on top, that stands."""
        if not (isinstance(top, Standing) and top.stands):
            return []
        held, self._held = self._held, []
        return [event for event in held if self._taken(top, event)]

    def answers(self, top: Screen[object], event: Typed) -> bool:
        """Tell whether a key still is for the screen on top."""
        if isinstance(top, Standing) and top.takes(event):
            return True
        self._drop(event)
        return False

    def _drop(self, event: Typed) -> None:
        """Let a key go, and what is typed in one go with it."""
        self._dropped = max(self._dropped, event.time)
        self.lost = self.lost or isinstance(event, events.Paste) or event.is_printable

    def _taken(self, top: Standing[object], event: Typed) -> bool:
        if event.time - self._dropped >= _PAUSE:
            return self.answers(top, event)
        self._drop(event)
        return False


def late(part: Widget, message: Message) -> bool:
    """Tell whether what was typed was not for the screen of this part as it stands now."""
    top = part.app.screen
    return top not in part.ancestors_with_self or not (isinstance(top, Standing) and top.takes(message))


def _now() -> float:
    return Message().time  # the clock that says when keys were pressed
