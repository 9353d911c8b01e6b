"""The visit line by line: what is said is read, and each answer typed once it is asked for."""

import io
import time

from evaluation.walk.answers import LAST, LONGEST, Walked, chosen, unknown, written
from toolkit.texts import visible
from toolkit.walkthrough import path, plain, wording
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.path import Place
from toolkit.walkthrough.step import Kind

_ASKED = ("plain_question", "plain_instruction", "plain_reading")
_SURE = {"fr": "OUI", "en": "YES"}
_UNKNOWN = {"fr": "nsp", "en": "dont know"}
_ENTER = {"fr": "Entrée seule", "en": "Enter alone"}


def take(talk: Conversation, walked: Walked) -> None:
    """Take one visit up to the sealed archive."""
    said = io.StringIO()
    plain.run(talk, _Typist(talk, walked, said), said)


class _Typist(io.StringIO):
    """Somebody who reads what was said, and types a line when one is waited for."""

    def __init__(self, talk: Conversation, walked: Walked, said: io.StringIO) -> None:
        super().__init__()
        self._talk, self._walked, self._said = talk, walked, said
        self._read = 0  # characters of what was said that were answered already
        self._at = ""

    def readline(self, size: int | None = -1, /) -> str:
        """Return the next line, once it is known; nothing once the archive was shown."""
        del size
        end = time.monotonic() + LONGEST
        while time.monotonic() < end:
            if self._talk.visit.told(LAST):
                return ""
            line = self._next(self._said.getvalue()[self._read :])
            if line is not None:
                self._walked.lines += 1
                self._walked.keys += len(line) + 1
                return line + "\n"
            time.sleep(0.1)
        raise TimeoutError(self._at)

    def _next(self, new: str) -> str | None:
        """Return the answer to what was said last, None while there is nothing to answer."""
        if not new.endswith(self._words("plain_prompt") + " "):
            return None
        if self._words("plain_confirm") in new:
            self._read += len(new)
            return _SURE[self._walked.language]
        place, since = self._asked(new)
        if place is None or any(self._words(code) in since for code in ("plain_waits", "plain_blocked")):
            return None
        if place.name == self._at:
            raise ValueError(new)  # a refusal: a fault of this script, and told
        self._read, self._at = self._read + len(new), place.name
        self._looked(place, new)
        return self._line(place)

    def _words(self, code: str) -> str:
        return visible(self._talk.speech.say(f"walk.{code}"))

    def _asked(self, new: str) -> tuple[Place | None, str]:
        """Return the place whose question was said last, and what was said since."""
        speech, visit, at = self._talk.speech, self._talk.visit, -1
        found = None
        for place in [each for step in path.steps() for each in path.places(visit, step)]:
            question = wording.question(speech, place)
            for code in _ASKED:
                last = new.rfind(visible(speech.say(f"walk.{code}", text=question)) + "\n")
                at, found = (last, place) if last > at else (at, found)
        return found, new[max(at, 0) :]

    def _looked(self, place: Place, new: str) -> None:
        walked = self._walked
        walked.screens += 1
        walked.questions += place.card.kind is not Kind.PAGE
        if _ENTER[walked.language] not in new:
            walked.wordless.append(place.name)

    def _line(self, place: Place) -> str:
        card, walked = place.card, self._walked
        if card.kind in {Kind.PAGE, Kind.RUN}:
            return ""
        if card.kind is Kind.PICK:
            return "1"
        if unknown(place, knows=walked.knows):
            return _UNKNOWN[walked.language]
        offered: list[str | None] = [code for code, _ in wording.choices(self._talk.speech, place)]
        if offered:
            return str(chosen(place, offered))
        text = written(place)
        walked.typed += len(text)
        return text
