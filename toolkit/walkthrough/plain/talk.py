"""Saying and hearing: sentences one way, lines the other, and what goes on meanwhile told between them."""

import threading
from collections.abc import Callable, Iterable, Iterator

from toolkit.errors import Refusal
from toolkit.texts import Speech, refusals
from toolkit.walkthrough import path, wording
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.path import State
from toolkit.walkthrough.plain import telling, words
from toolkit.walkthrough.plain.reading import Lines, terminal
from toolkit.walkthrough.plain.unseen import unseen
from toolkit.walkthrough.plain.voice import Voice
from toolkit.walkthrough.visit import Visit
from toolkit.walkthrough.work import Work

_BEAT = 0.25  # seconds between two looks at the works


class Talk:
    """One conversation over lines; Ctrl-C is heard wherever a line is waited for."""

    def __init__(
        self, conversation: Conversation, lines: Lines, voice: Voice, interrupted: threading.Event
    ) -> None:
        self.conversation = conversation
        self.voice = voice
        self._lines, self._interrupted = lines, interrupted
        self._told: dict[str, Work] = {}  # works whose end was told
        self._trouble = ""  # what was told last to be in the way
        self.shown: list[str] = []  # what stands on the screen, for its words to be explained

    @property
    def speech(self) -> Speech:
        return self.conversation.speech

    def say(self, code: str, **facts: object) -> None:
        """Say a sentence of the walkthrough."""
        self.tell(self.speech.say(f"walk.{code}", **facts))

    def tell(self, sentence: str) -> None:
        self.shown.append(sentence)
        self.voice.say(sentence)

    def tell_all(self, sentences: Iterable[str]) -> None:
        for sentence in sentences:
            self.tell(sentence)

    def refuse(self, refusal: Refusal) -> None:
        """Say what is in the way, and what to try."""
        # Here nobody types a command: the sentences of `trousse answers` would speak of its options.
        code = "walk_choice" if refusal.code == "answer_choice" else refusal.code
        self.tell_all(filter(None, refusals.words(self.speech, f"errors.{code}", refusal.facts)))

    def line(self, until: Callable[[], bool] | None = None) -> str | None:
        """Return the next line, what goes on told meanwhile; None once `until` holds."""
        self._prompt()
        while True:
            text = self._lines.next(_BEAT)
            if self._interrupted.is_set():
                raise KeyboardInterrupt
            if self.voice.gone:
                raise EOFError
            if self._news():
                self._prompt()
            if text is not None:
                if terminal(self._lines.stream) is None:
                    # Nothing echoed the answer, nor the end of its line.
                    self.voice.say()
                return text
            if until is not None and until():
                self.voice.say()
                return None

    def more(self, code: str) -> str:
        """Ask for one more line under the question, "" for nothing."""
        self.say(code)
        return (self.line() or "").strip()

    def sure(self) -> bool:
        """Ask for the whole word that confirms what cannot be undone; say so where it was not given."""
        if words.sure(self.more("plain_confirm")):
            return True
        self.say("plain_not_confirmed")
        return False

    def hidden(self) -> str:
        """Return a line that is not shown while it is typed."""
        if self._lines.pending:
            # What waits for a line already would show it.
            self.more("plain_secret_first")
        with unseen(self._lines.stream) as kept:
            self.say("plain_secret_hidden" if kept else "plain_secret_shown")
            text = self.line() or ""
        if kept:
            self.voice.say()
        return text

    def _prompt(self) -> None:
        self.voice.prompt(self.speech.say("walk.plain_prompt"))

    def _news(self) -> bool:
        """Look after the works; tell which ended, what can be read now, and what is in the way."""
        before, trouble = self.conversation.visit, None
        try:
            if not self.conversation.tick():
                return False
            trouble = self.conversation.trouble
        except Refusal as refusal:  # the medium of the visit is gone
            trouble = refusal
        ended = [
            work
            for name, work in self.conversation.works.items()
            if work.state == "ended" and self._told.get(name) is not work
        ]
        ready = [] if before is self.conversation.visit else list(self._ready(before))
        new = "" if trouble is None else repr(trouble)
        new, self._trouble = "" if new == self._trouble else new, new
        if not ended and not ready and not new:
            return False
        self.voice.say()
        for work in ended:
            self._told[work.name] = work
            self.tell_all(telling.ended(work, self.speech))
        self.tell_all(ready)
        if new and trouble is not None:
            self.refuse(trouble)
        return True

    def _ready(self, before: Visit) -> Iterator[str]:
        """Yield which steps waited a moment ago, and are over or can be read now."""
        for step in path.steps():
            was, now = path.standing(before, step), path.standing(self.conversation.visit, step)
            if was is State.WAITING and now in path.SETTLED:
                yield from telling.over(self.conversation, step)
            if was is State.WAITING and now is State.OPEN:
                title = wording.part(self.speech, step, "title")
                yield self.speech.say("walk.plain_ready", number=path.number(step), title=title)
