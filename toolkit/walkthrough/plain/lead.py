"""One place after the other: what is said of it, what is answered, and the waiting where that is all."""

import time
from collections.abc import Sequence
from pathlib import Path

from toolkit.errors import DONE, INTERRUPTED, Refusal
from toolkit.legal import dictionary
from toolkit.walkthrough import path, picks, wording
from toolkit.walkthrough.path import Place
from toolkit.walkthrough.plain import answering, doing, page, telling, words
from toolkit.walkthrough.plain.answering import Choice, Given
from toolkit.walkthrough.plain.talk import Talk
from toolkit.walkthrough.step import Kind

_OFTEN = 30.0  # seconds after which progress is told again while nothing else is left to do
_TENTH = 10  # parts after each of which it is told earlier
_VISITS = 8  # visits offered to be taken up
_ASKS = {Kind.ACT: "plain_instruction", Kind.RUN: "plain_instruction", Kind.PAGE: "plain_reading"}
_ANYWHERE = frozenset({"fr", "en", "help", "quit"})  # words that need no place
_NOTHING = Given("")  # nothing is recorded, and the place is said anew


class Lead:
    """Leads one talk from the first place to the last."""

    def __init__(self, talk: Talk) -> None:
        self.talk, self.conversation = talk, talk.conversation
        self._step = ""  # the step that was introduced last
        self._stay: Place | None = None  # to be said now, whatever became ready meanwhile
        self._offered: Sequence[Choice] = ()

    def greet(self, reason: str) -> None:
        """Say what this is, how it is led, how its language is changed, and which visit it takes up."""
        talk = self.talk
        for code in ("plain_welcome", "plain_language", "plain_how"):
            talk.say(code)
        if reason:
            talk.tell(reason)
        if self.conversation.visit.folder is None:
            self._offer()
        folder = self.conversation.visit.folder
        if folder is not None:
            settled = sum(state in path.SETTLED for _, state in self.conversation.states())
            facts = {"folder": str(folder), "settled": settled, "total": len(path.steps())}
            given = bool(self.conversation.visit.given)
            talk.say("plain_taken_up" if given else "plain_begun", **facts)
            if given or self.conversation.torn:
                talk.say("plain_torn" if self.conversation.torn else "plain_whole")

    def _offer(self) -> None:
        """Offer to take up a visit that was begun on what is plugged in."""
        begun = picks.visits()[:_VISITS]
        while begun:
            self.talk.say("plain_begun_before")
            for number, folder in enumerate(begun, 1):
                self.talk.say("plain_choice", number=number, choice=str(folder))
            self.talk.say(
                "plain_choice", number=len(begun) + 1, choice=self.talk.speech.say("walk.plain_new")
            )
            typed = self.talk.more("plain_enter_newest") or "1"
            word = words.meant(typed)
            if word and word[0] in _ANYWHERE:
                doing.done(word[0], self.talk, None, 0)
            if typed == str(len(begun) + 1):
                return
            number = int(typed) if typed in {str(one) for one in range(1, len(begun) + 1)} else 0
            if number and self._take_up(begun[number - 1]):
                return

    def _take_up(self, folder: Path) -> bool:
        try:
            self.conversation.take_up(folder)
        except Refusal as refusal:
            self.talk.refuse(refusal)
            return False
        return True

    def lead(self) -> None:
        """Go on until somebody leaves; raises Left, EOFError or KeyboardInterrupt."""
        while True:
            place = self._place()
            self._introduce(place)
            while not self._turn(place):
                pass

    def _place(self) -> Place | None:
        """Return where one stands, or what is to be said once more as it is now."""
        stay, self._stay = self._stay, None
        again = path.places(self.conversation.visit, stay.step) if stay else ()
        return next((each for each in again if stay and each.name == stay.name), self.conversation.place)

    def _introduce(self, place: Place | None) -> None:
        """Say where one stands: the step with its clocks where it is another one, then its card."""
        talk, speech = self.talk, self.talk.speech
        talk.shown.clear()
        talk.voice.say()
        for work in telling.running(self.conversation):
            talk.tell_all(telling.course(work, speech))
        if place is None:
            wiped = self.conversation.visit.ended("wipe", DONE)
            end = ("plain_end_wiped", "plain_end_leave") if wiped else ("ui_end_keep", "plain_end_enter")
            for code in ("ui_end_done", *end):
                talk.say(code)
            return
        if self._step != place.step.CODE:
            self._step = place.step.CODE
            talk.tell(telling.heading(place.step, speech))
            talk.tell_all(telling.clocks(self.conversation.visit, speech, self.conversation.clock()))
            booted = self.conversation.visit.started.booted
            talk.tell_all(telling.about(place.step, speech, booted=booted))
        self._card(place)

    def _card(self, place: Place) -> None:
        talk, speech, card = self.talk, self.talk.speech, place.card
        for code in card.advice:
            talk.tell_all(wording.told(speech, code))
        talk.tell(
            speech.say(f"walk.{_ASKS.get(card.kind, 'plain_question')}", text=wording.question(speech, place))
        )
        if hint := wording.hint(speech, place):
            talk.tell(hint)
        if card.blocked or card.waits:
            if card.blocked:
                talk.tell_all(wording.told(speech, card.blocked))
            talk.say("plain_blocked" if card.blocked else "plain_waits")
            return
        if card.kind is Kind.PAGE:
            talk.tell_all(page.lines(self.conversation, place))
        self._offer_choices(place)

    def _offer_choices(self, place: Place) -> None:
        talk, speech = self.talk, self.talk.speech
        ran = self.conversation.visit.works.get(place.card.work) if place.card.kind is Kind.RUN else None
        if ran is not None and not path.settled(self.conversation.visit, place):
            talk.say("plain_run_again" if ran.status in {None, INTERRUPTED} else "plain_run_failed")
        try:
            self._offered = answering.choices(self.conversation, place)
        except OSError:
            self._offered = ()
        before = answering.before(self.conversation, place, self._offered)
        if before is not None:
            talk.say("plain_before", answer=before)
        listed = [words for _, words in self._offered]
        if self._offered and answering.may_be_unknown(place):
            listed.append(wording.say(speech, "is_unknown"))
        for number, choice in enumerate(listed, 1):
            talk.say("plain_choice", number=number, choice=choice)
        if not self._offered and answering.may_be_unknown(place):
            talk.say("plain_unknown_open" if place.card.wanted else "plain_unknown")
        talk.tell(answering.entering(self.conversation, place, self._offered))
        if place.card.forgets:
            talk.say("plain_window")

    def _turn(self, place: Place | None) -> bool:
        """Take one line; return whether the place is to be said anew, or another is."""
        text = self._heard(place)
        if text is None:
            return True
        word = words.meant(text)
        if word:
            if word[0] in {"again", "fr", "en"}:
                self._step, self._stay = "", place
            return doing.done(word[0], self.talk, place, word[1])
        if place is None:
            return doing.left(self.talk) if not text.strip() else False
        if place.card.waits or place.card.blocked:
            return self._told_again(place)
        try:
            return self._answered(place, text)
        except Refusal as refusal:
            self.talk.refuse(refusal)
            if refusal.code == "walk_choice":
                self.talk.tell(answering.entering(self.conversation, place, self._offered))
        except OSError as error:
            self.talk.say("plain_system", why=error.strerror or type(error).__name__)
        return False

    def _heard(self, place: Place | None) -> str | None:
        """Return the next line, None where what the place waited for has come."""
        if place is not None and place.card.waits:
            told = [time.monotonic(), -1.0]
            return self.talk.line(lambda: self._over(place, told))
        if place is not None and place.card.kind is Kind.SECRET and not place.card.blocked:
            return self.talk.hidden()
        return self.talk.line()

    def _over(self, place: Place, told: list[float]) -> bool:
        """Tell progress now and then while nothing is left but to wait; True once the waiting is over."""
        now = self.conversation.place
        if now is None or now.name != place.name or not now.card.waits:
            return True
        tenths = -1.0
        for work in telling.running(self.conversation):
            progress = work.progress
            if progress is not None and progress.total:
                tenths = progress.done * _TENTH // progress.total
        if time.monotonic() - told[0] >= _OFTEN or tenths > told[1] >= 0:
            self.talk.voice.say()
            self._course()
            told[0] = time.monotonic()
        told[1] = tenths
        return False

    def _course(self) -> None:
        for work in telling.running(self.conversation):
            self.talk.tell_all(telling.course(work, self.talk.speech))

    def _told_again(self, place: Place) -> bool:
        """Say once more why nothing can be answered here."""
        if place.card.waits:
            self._course()
            self.talk.say("plain_waits")
        else:
            self.talk.tell_all(wording.told(self.talk.speech, place.card.blocked))
            self.talk.say("plain_blocked")
        return False

    def _answered(self, place: Place, text: str) -> bool:
        """Take a line as the answer of a card; return whether that is over."""
        shown = dictionary.cleaned(dictionary.question(dictionary.FIRST), text)[0]
        if not shown:
            said = self._entered(place)
        elif place.card.told:
            self.talk.say("plain_folder_stays")
            return False
        else:
            long = place.card.kind in {Kind.ASK, Kind.SECRET, Kind.TEXT}
            said = answering.given(place, self._offered, text if long else shown)
        return said is not None and self._recorded(place, said)

    def _entered(self, place: Place) -> Given | None:
        """Do what a bare Enter does here; None where that is no answer."""
        does = answering.enter(self.conversation, place)
        if does == answering.TAKE:
            return Given(answering.safe(self.talk.speech, place))
        if does == answering.NONE:
            return Given(None)
        if does == answering.KEEP:
            self.conversation.keep(place)
        elif does == answering.NOTHING:
            self.talk.say("plain_enter_nothing")
            return None
        return _NOTHING

    def _sure(self, place: Place, value: str) -> bool:
        """Say what is to be confirmed, and ask for it."""
        if place.card.kind in {Kind.PAGE, Kind.RUN}:
            self.talk.tell(wording.question(self.talk.speech, place))
        else:
            self.talk.say("plain_chosen", answer=dict(self._offered).get(value, value))
        return self.talk.sure()

    def _recorded(self, place: Place, said: Given) -> bool:
        if said is _NOTHING:
            return True
        if place.card.twice and said.value is not None and not self._sure(place, said.value):
            return False
        taken = self.conversation.answer(place, said.value)
        if place.card.kind is Kind.RUN:
            self.talk.say("plain_started", work=wording.work(self.talk.speech, place.card.work))
        elif place.card.kind is not Kind.PAGE:
            self.talk.tell(answering.noted(place, self._offered, said, taken, self.talk.speech))
        if taken is not None and taken.cut:
            self.talk.tell(self.talk.speech.say("dictionary.ask_cut", key=place.name, count=taken.cut))
        if taken is not None and taken.odd:
            self.talk.tell(self.talk.speech.say(f"deadlines.odd_{taken.odd}"))
        self.talk.tell_all(telling.over(self.conversation, place.step))
        self._stay = path.follows(self.conversation.visit, place.step)
        return True
