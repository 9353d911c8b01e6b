"""The first console asks: one line of question, one line of answer, in either language, on any keyboard."""

import sys
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

from toolkit.commands.screen import Screen
from toolkit.texts import Speech

_LONGEST = 4096  # bytes of a line
_ENDS = 3  # ends of input in a row after which nobody is there; a terminal goes on after Ctrl-D
# The row of digits of a French keyboard without Shift, and with Shift before it was said to be French.
_DIGITS = str.maketrans("&é\"'(-è_çà!@#$%^*", "12345678901234568")
_LANGUAGES = {"e": "en", "english": "en", "f": "fr", "français": "fr", "francais": "fr"}


class Gone(Exception):  # noqa: N818 - nobody is there any more, which is no error
    """The terminal was taken away."""


class Talk:
    """Questions on one terminal; `screen` holds the language, which "E" and "F" change at any question."""

    def __init__(self, screen: Screen, heard: BinaryIO | None = None) -> None:
        self.screen = screen
        self._heard = heard or sys.stdin.buffer
        self._ends = 0

    def say(self, code: str, *, style: str = "", **facts: Any) -> None:
        self.screen.say(f"console.{code}", style=style, **facts)

    def word(self, code: str, **facts: Any) -> str:
        return self.screen.speech.say(f"console.{code}", **facts)

    def ask(self, code: str, **facts: Any) -> str:
        """Ask until a line comes, "" for Enter alone; a fact that is called is said in the language of now.

        Raises Gone.
        """
        while True:
            self.screen.out.print()
            now = {name: fact() if callable(fact) else fact for name, fact in facts.items()}
            self.say(code, style="bold", **now)
            typed = self._line()
            if typed is not None and not self._turned(typed):
                return typed

    def choose(self, code: str, choices: Callable[[], Sequence[str]], **facts: Any) -> int:
        """Offer sentences by number from 1, made anew where the language changes; Enter is the first.

        Raises Gone.
        """
        while True:
            self.screen.out.print()
            self.say(code, style="bold", **facts)
            offered = choices()
            for number, choice in enumerate(offered, 1):
                self.say("choice", number=str(number), choice=choice)
            typed = self._line()
            if typed is None or self._turned(typed):
                continue
            number = self.number(typed)
            if 0 < number <= len(offered):
                return number
            self.say("not_a_choice", last=str(len(offered)))

    def pick(self, code: str, ways: Sequence[str], **facts: Any) -> str:
        """Offer the sentences of some codes, and return the code of the one that was chosen; raises Gone."""
        return ways[self.choose(code, lambda: list(map(self.word, ways)), **facts) - 1]

    @staticmethod
    def number(typed: str) -> int:
        """Return the number somebody typed, also without Shift on a French keyboard: 1 for nothing, or 0."""
        if not typed:
            return 1
        plain = typed if typed.isascii() and typed.isdigit() else typed.translate(_DIGITS)
        return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 4 else 0

    def _turned(self, typed: str) -> bool:
        language = _LANGUAGES.get(typed.casefold())
        if language is not None:
            self.screen.speech = Speech(language)
        return language is not None

    def _line(self) -> str | None:
        """Return what was typed on one line, without what no key types; None for Ctrl-D."""
        self.screen.out.file.write("> ")
        self.screen.out.file.flush()
        try:
            line = self._heard.readline(_LONGEST)
        except OSError as error:  # the terminal hung up
            raise Gone from error
        self._ends = self._ends + 1 if not line else 0
        if self._ends >= _ENDS:
            raise Gone
        if not line:
            self.screen.out.print()
            return None
        text = line.decode("utf-8", "replace").replace("\ufffd", "")
        return "".join(char for char in text if char.isprintable()).strip()
