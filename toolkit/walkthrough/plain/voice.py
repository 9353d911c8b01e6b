"""What plain mode says: one sentence a line, cut between words where a terminal shows it, nothing drawn."""

import shutil
import textwrap
import unicodedata
from contextlib import suppress
from typing import IO

from toolkit.texts import visible
from toolkit.walkthrough.plain.reading import terminal

_LEAST = 20  # columns
_PLAINER = {
    "«": '"', "»": '"', "“": '"', "”": '"', "’": "'", "–": "-", "—": "-", "…": "...", "œ": "oe",
    "Œ": "OE", "×": "x", "\N{NO-BREAK SPACE}": " ", "→": "->", "€": "EUR", "°": "o",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
}  # fmt: skip


class Voice:
    """The one place plain mode writes to; a reader who has gone is no error."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._encoding = getattr(stream, "encoding", None) or "utf-8"
        self.gone = False  # nobody can hear any more

    def say(self, sentence: str = "") -> None:
        """Say a sentence, or leave a line empty."""
        for line in sentence.split("\n"):
            self._write(self._wrapped(visible(line)) + "\n")

    def prompt(self, words: str) -> None:
        """Say what is waited for; the answer stands behind it."""
        self._write(visible(words) + " ")

    def _wrapped(self, line: str) -> str:
        if terminal(self._stream) is None:
            return line
        width = max(_LEAST, shutil.get_terminal_size().columns - 1)
        # A path or an empreinte is copied: it is never cut.
        cut = textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False)
        return "\n".join(cut)

    def _write(self, text: str) -> None:
        # A line of another encoding, a terminal that went away: said as far as it goes.
        with suppress(ValueError):
            try:
                self._stream.write(shown(text, self._encoding))
                self._stream.flush()
            except OSError:
                self.gone = True


def shown(text: str, encoding: str) -> str:
    """Return a text with nothing that `encoding` lacks: without its accents, else as an escape."""
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return "".join(_lesser(char, encoding) for char in text)
    return text


def _lesser(char: str, encoding: str) -> str:
    bare = "".join(one for one in unicodedata.normalize("NFKD", char) if not unicodedata.combining(one))
    for attempt in (char, _PLAINER.get(char, char), bare):
        with suppress(UnicodeEncodeError, LookupError):
            attempt.encode(encoding)
            return attempt
    return char.encode("ascii", "backslashreplace").decode("ascii")
