"""What the technician sees: sentences on the terminal, the machine form on request, progress on long steps.

Facts of the evidence are hostile: nothing here is printed with terminal markup, and control and direction
characters are escaped by the texts. Human sentences of commands with a machine form go to standard error.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from toolkit.errors import Refusal
from toolkit.records import Facts, plain
from toolkit.texts import LANGUAGES, Speech, refusals, visible

if TYPE_CHECKING:
    from toolkit.commands.boot_look import Looked
    from toolkit.commands.meter import Meter
    from toolkit.host.read_only_linux import Barrier


class Screen:
    """The two consoles and the language of one run."""

    def __init__(self, speech: Speech) -> None:
        for stream in (sys.stdout, sys.stderr):
            # A console in an old code page must lose an accent rather than the message.
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")
        self.speech = speech
        self.asked: str | None = None  # the language of --lang
        self.stick: Facts = {"stick": "none", "program": "checkout"}  # what the log notes of our own stick
        self.stopped = "screen.interrupted"  # what is said when somebody stops the command
        self.barrier: Barrier | None = None  # before the device that is read, on Linux
        self.boot: Looked | None = None  # on a machine started from our stick
        self.followed = False  # another program leads this one, and nobody looks at this terminal
        self.out, self.err = _console(), _console(stderr=True)

    def follow(self) -> None:
        """Speak from now on to a program that leads this one: UTF-8, no colours, progress in JSON."""
        self.followed = True
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        # Whatever a variable of the machine says of terminals.
        self.out, self.err = _console(terminal=False), _console(stderr=True, terminal=False)

    def written_in(self, opened_in: str) -> str:
        """Return the language to write papers in: that of --lang, else the one the case was opened in."""
        chosen = self.asked or opened_in
        return chosen if chosen in LANGUAGES else self.speech.language

    @property
    def watched(self) -> bool:
        """Whether somebody looks at this terminal while the command runs."""
        return self.err.is_terminal

    @property
    def measured(self) -> bool:
        """Whether it is worth asking for sizes first: somebody watches, or a program that leads this one."""
        return self.watched or self.followed

    def say(self, code: str, *, style: str = "", **facts: Any) -> None:
        """Print one sentence on standard output."""
        self._print(self.out, self.speech.say(code, **facts), style)

    def tell(self, code: str, *, style: str = "", **facts: Any) -> None:
        """Print one sentence on standard error, beside a machine form."""
        self._print(self.err, self.speech.say(code, **facts), style)

    def rule(self, code: str) -> None:
        """Draw a line across the terminal with a title in it."""
        self.out.rule(Text(self.speech.say(code), style="bold"))

    def machine(self, record: object) -> None:
        """Print one record as one line of JSON, every character outside ASCII escaped."""
        sys.stdout.write(json.dumps(plain(record), separators=(", ", ": ")) + "\n")

    def refuse(self, refusal: Refusal) -> int:
        """Say what happened and what to try; return the exit status."""
        sentence, hint = refusals.words(
            self.speech, f"errors.{refusal.code}", refusal.facts, led=self.followed
        )
        self._print(self.err, sentence, "bold red")
        if hint:
            self._print(self.err, hint, "")
        return refusal.status

    def _print(self, console: Console, sentence: str, style: str) -> None:
        # On a terminal, lines end between words; in a file or a pipe a sentence stays one line.
        console.print(Text(sentence, style=style), soft_wrap=not console.is_terminal)

    def table(self, titles: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
        """Print rows under titles given as text codes."""
        from rich.table import Table  # noqa: PLC0415 - start-up time

        table = Table(box=None, padding=(0, 2, 0, 0))
        for title in titles:
            table.add_column(self.speech.say(title), overflow="fold")
        for row in rows:
            table.add_row(*(Text(visible(str(cell))) for cell in row))
        self.out.print(table)

    @contextmanager
    def progress(self, code: str, total: int | None) -> Iterator["Meter"]:
        """Show bytes done, rate and time left while the block runs: on a terminal, or to a leader."""
        if self.followed:
            from toolkit.commands.meter import Reports  # noqa: PLC0415 - start-up time

            reports = Reports(code, total)
            try:
                yield reports
            finally:
                reports.tell()
            return
        from toolkit.commands import progress_columns  # noqa: PLC0415 - start-up time

        with progress_columns.bars(self.err, self.speech, shown=self.watched) as bars:
            yield progress_columns.Bar(bars, self.speech.say(code), total)


def _console(*, stderr: bool = False, terminal: bool | None = None) -> Console:
    return Console(stderr=stderr, force_terminal=terminal, markup=False, highlight=False, emoji=False)
