"""The application itself: what it looks after between two keys, how it is begun and left."""

import errno
import os
import shutil
import signal
import sys
import textwrap
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.css.query import NoMatches
from textual.screen import Screen

from toolkit.custody import visit_journal
from toolkit.errors import DONE, INTERRUPTED, Refusal
from toolkit.walkthrough import picks, unsaid, wording
from toolkit.walkthrough.app import bar, look, refused
from toolkit.walkthrough.app.answering import Field
from toolkit.walkthrough.app.leading import Leading
from toolkit.walkthrough.app.overlay import Chosen, Small, Sure
from toolkit.walkthrough.app.standing import Ahead, Standing, Typed
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.pages.line import GOOD, WARN, Line

_TICK = 0.25  # seconds
_FAILED = 1
_LEAVING = {"f10", "ctrl+q", "ctrl+c"}
# The sentences on going on later, where the menu of our console does that.
_MENU = {
    "ui_sure_leave": "ui_sure_leave_menu",
    "ui_sure_leave_running": "ui_sure_leave_running_menu",
    "ui_crashed_hint": "ui_crashed_hint_menu",
    "ui_left": "ui_left_menu",
}


class Walkthrough(App[int], inherit_bindings=False):
    """One visit on the whole screen; ends with an exit status."""

    CSS = look.CSS
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f10,ctrl+q", "leave", show=False),
        Binding("ctrl+c", "interrupt", show=False),
    ]

    def __init__(self, conversation: Conversation, begun: Sequence[Path] = ()) -> None:
        super().__init__(ansi_color=True)
        self.conversation = conversation
        self.failed = ""  # the kind of error that ended it
        self._begun = list(begun)  # visits that may be taken up
        self._later: list[list[str]] = []  # refusals nobody could read yet
        self._asking = False
        self._ahead = Ahead()

    def on_mount(self) -> None:
        self.theme = "ansi-dark"
        self.set_class(self.no_color, "mono")
        self.leading = Leading(self.conversation)
        self.leading.notice = (self._how_taken_up(),) if self.conversation.torn else ()
        self.push_screen(self.leading)
        if self._begun:
            self._offer(self._begun[0])
        self.set_interval(_TICK, self.look_after)

    def look_after(self) -> None:
        """See to the works and the clocks; nothing here waits."""
        if _hung_up():
            self.exit(INTERRUPTED)
            return
        speech = self.conversation.speech
        try:
            changed = self.conversation.tick()
        except Refusal as refusal:
            changed = True
            self._later.append(list(refused.told(speech, refusal)))
        except OSError as error:
            changed = True
            self._later.append(list(refused.system(speech, error)))
        with suppress(NoMatches):  # a last tick while the screens are taken down
            if changed:
                self.leading.renew()
            else:
                self.leading.tell()
        if self._ahead.lost and self.screen is self.leading and self.leading.stands:
            self._ahead.lost = False
            self.leading.tell_of_keys()
        if self._later and not isinstance(self.screen, Small):
            self.leading.refuse(self._later.pop(0))

    async def on_event(self, event: events.Event) -> None:
        """Let keys pass to the screen that stood when they were pressed; those that leave pass always."""
        if isinstance(event, Typed) and not event.is_forwarded and not _leaves(event):
            top = self.screen if self.screen_stack else None
            if not self._ahead.passes(top, event):
                return
        await super().on_event(event)

    async def on_standing_stood(self, event: Standing.Stood) -> None:
        """Go on with what was typed since the screen was drawn, in its order."""
        event.stop()
        for typed in self._ahead.ready(self.screen):
            await super().on_event(typed)

    async def _on_key(self, event: events.Key) -> None:
        # Keys come back here for what is bound to them: the screen may be another by now.
        if not (_leaves(event) or self._ahead.answers(self.screen, event)):
            event.prevent_default()

    def on_resize(self, event: events.Resize) -> None:
        """Cover everything while the window is too small to show it whole."""
        small = event.size.width < look.WIDTH or event.size.height < look.HEIGHT
        top = self.screen
        if small and not isinstance(top, Small):
            self.push_screen(Small(self.conversation.speech))
        elif isinstance(top, Small) and not small:
            top.end()

    def action_leave(self) -> None:
        """Leave; asked first where something runs, or is typed and not recorded."""
        self._leave(DONE, always=False)

    def action_interrupt(self) -> None:
        """Leave as Ctrl-C does, asked first; a second Ctrl-C leaves, where nothing runs."""
        if self._asking and bar.running(self.conversation) is None:
            self.exit(INTERRUPTED)
        else:
            self._leave(INTERRUPTED, always=True)

    def _leave(self, status: int, *, always: bool) -> None:
        speech, work = self.conversation.speech, bar.running(self.conversation)
        if self._asking:
            return
        name = {"name": wording.work(speech, work.name)} if work is not None else {}
        code = "ui_sure_leave_running" if work is not None else "ui_sure_leave"
        code = _MENU[code] if self.conversation.visit.started.console else code
        if work is None and self._typed():
            code = "ui_sure_leave_typed"
        elif work is None and not always:
            self.exit(status)
            return
        self._asking = True
        self.push_screen(Sure(speech, wording.say(speech, code, name)), lambda sure: self._sure(sure, status))

    def _sure(self, sure: bool | None, status: int) -> None:
        self._asking = False
        if sure:
            self.exit(status)

    def _typed(self) -> bool:
        """Tell whether something is typed that would be lost."""
        made = self.leading.view
        return bool(made.field) and self.leading.query_one("#field", Field).value != made.typed

    def _offer(self, folder: Path) -> None:
        """Ask whether the newest visit is to be taken up."""
        speech = self.conversation.speech
        lines = [_of_visit(self.conversation, folder)]
        others = len(self._begun) - 1
        if others:
            lines.append(wording.say(speech, "ui_begun_more", {"count": others}))
        rows = [wording.say(speech, "ui_begun_take_up"), wording.say(speech, "ui_begun_new")]
        heading, foot = wording.say(speech, "ui_begun"), wording.say(speech, "ui_begun_keys")
        self.push_screen(Chosen(heading, lines, rows, foot), lambda row: self._taken_up(row, folder))

    def _taken_up(self, row: int | None, folder: Path) -> None:
        if row == 0 and self.leading.attempt(lambda: self.conversation.take_up(folder)):
            self.leading.notice = (self._how_taken_up(),)
            self.leading.show(self.conversation.place)

    def _how_taken_up(self) -> Line:
        torn = self.conversation.torn
        said = wording.say(self.conversation.speech, "ui_torn" if torn else "ui_taken_up")
        return Line(said, WARN if torn else GOOD)

    def _fatal_error(self) -> None:
        # The toolkit's own would print what every variable holds, names of patients among it.
        self._close_messages_no_wait()

    def _handle_exception(self, error: Exception) -> None:
        self.failed = type(error).__name__
        super()._handle_exception(error)

    def get_default_screen(self) -> Screen[None]:
        """Return the screen behind all others, never seen."""
        return Screen()


def run(conversation: Conversation) -> int:
    """Lead a visit on the whole screen, close it, and return the exit status."""
    begun = [] if conversation.visit.folder else _visits()
    app = Walkthrough(conversation, begun)
    status: int | None = INTERRUPTED
    before = {one: signal.getsignal(one) for one in _ENDS}
    try:
        for one in _ENDS:
            signal.signal(one, _interrupted)
        with suppress(KeyboardInterrupt):
            status = app.run(mouse=False)
        failed = app.failed
    except Exception as error:  # noqa: BLE001 - nobody can do anything with a traceback here
        failed = type(error).__name__
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
    return _left(conversation, _FAILED if failed else INTERRUPTED if status is None else status, failed)


def _visits() -> list[Path]:
    try:
        return picks.visits()
    except (Refusal, OSError):
        return []


# The window was closed, or the system shuts down.
_ENDS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name))


def _hung_up() -> bool:
    """Tell whether the terminal is gone; where no signal says so, its end would be read for ever."""
    try:
        os.get_terminal_size(0)
    except OSError as error:
        return error.errno == errno.EIO
    except ValueError:
        return True
    return False


def _leaves(event: Typed) -> bool:
    return isinstance(event, events.Key) and event.key in _LEAVING


def _interrupted(*_: object) -> None:
    signal.raise_signal(signal.SIGINT)


def _left(conversation: Conversation, status: int, failed: str) -> int:
    """Stop what runs, and say on the terminal how the visit goes on."""
    speech, folder = conversation.speech, conversation.visit.folder
    console = conversation.visit.started.console
    if failed:
        hint = wording.say(speech, _MENU["ui_crashed_hint"] if console else "ui_crashed_hint")
        _tell(wording.say(speech, "ui_crashed", {"error": failed}), hint)
    if conversation.visit.running:
        _tell(wording.say(speech, "ui_closing"))
    conversation.close()
    if folder is None:
        _tell(wording.say(speech, "ui_left_none"))
    elif visit_journal.stands(folder):
        left = _MENU["ui_left"] if console else "ui_left"
        _tell(wording.say(speech, left, {"folder": str(folder)}))
    return status


def _tell(*sentences: str) -> None:
    width = shutil.get_terminal_size().columns
    # A path in a command to copy stays whole.
    whole = (textwrap.fill(one, width, break_long_words=False, break_on_hyphens=False) for one in sentences)
    with suppress(OSError, ValueError):  # the terminal may be gone
        sys.stdout.write("".join(f"{one}\n" for one in whole))
        sys.stdout.flush()


def _of_visit(conversation: Conversation, folder: Path) -> str:
    """Return what a visit is, from its journal: its day, for whom."""
    speech = conversation.speech
    try:
        told = unsaid.of_folder(folder)
        day = f"{datetime.fromisoformat(told.opened or ''):%d/%m/%Y}"
    except (Refusal, OSError, ValueError):
        return wording.say(speech, "ui_begun_damaged", {"folder": str(folder)})
    practice = told.value("victim.name") or speech.say("drives.unknown")
    return wording.say(speech, "ui_begun_what", {"day": day, "practice": practice, "folder": str(folder)})
