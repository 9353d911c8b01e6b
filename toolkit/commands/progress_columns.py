"""The columns of a progress bar that hold words of a language: bytes done, and how many a second."""

from typing import TYPE_CHECKING

from rich.progress import ProgressColumn, Task
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
