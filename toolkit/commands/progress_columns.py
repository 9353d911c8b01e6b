"""A progress bar, and its columns that hold words of a language: bytes done, and how many a second."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from toolkit.texts.forms import amount

if TYPE_CHECKING:
    from toolkit.texts import Speech


class Done(ProgressColumn):
    """Bytes done of how many, as the language writes them."""

    def __init__(self, speech: "Speech") -> None:
        super().__init__()
        self._speech = speech

    def render(self, task: Task) -> Text:
        """Return "1,2 Go / 3,4 Go", the first alone where the whole is not known."""
        done = amount(self._speech, int(task.completed))
        whole = "" if task.total is None else f" / {amount(self._speech, int(task.total))}"
        return Text(done + whole, style="progress.download")


class Rate(ProgressColumn):
    """Bytes a second, as the language writes them."""

    def __init__(self, speech: "Speech") -> None:
        super().__init__()
        self._speech = speech

    def render(self, task: Task) -> Text:
        """Return "12,3 Mo/s", a dash before anything is known."""
        speed = task.finished_speed or task.speed
        shown = "–" if speed is None else f"{amount(self._speech, int(speed))}/s"
        return Text(shown, style="progress.data.speed")


def bars(console: Console, speech: "Speech", *, shown: bool) -> Progress:
    """Return where bars stand on a terminal; not `shown`: nowhere."""
    words = TextColumn("{task.description}")
    columns = (words, BarColumn(), Done(speech), Rate(speech), TimeRemainingColumn())
    return Progress(*columns, console=console, disable=not shown)


class Bar:
    """One progress bar; `heard` takes the bytes just read."""

    def __init__(self, shown: Progress, title: str, total: int | None) -> None:
        self._bars = shown
        self._task = shown.add_task(title, total=total)
        self._total = total

    def heard(self, count: int) -> None:
        self._bars.advance(self._task, count)

    def more(self, count: int) -> None:
        """Learn that there are so many bytes more to read than was said, or fewer."""
        if self._total is not None and count:
            self._total = max(0, self._total + count)
            self._bars.update(self._task, total=self._total)

    def beside(self, found: Mapping[str, int]) -> None:
        """Show nothing: a bar has no place for counts."""
