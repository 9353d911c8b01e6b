"""Whatever is pressed, in whatever order: the journal tells the visit, and the order that matters holds."""

import shutil
import tempfile
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from toolkit.custody import visit_journal
from toolkit.errors import Refusal
from toolkit.legal import dictionary
from toolkit.texts import Speech
from toolkit.walkthrough import path
from toolkit.walkthrough import visit as visits
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.path import Place
from toolkit.walkthrough.step import Kind
from toolkit.walkthrough.visit import Seen

_SEEN = Seen(
    case=True, marks=frozenset({"triage.closed", "scan.closed", "timeline.closed", "capture.closed"})
)
_PICKED = st.integers(0, 10_000)
_TYPED = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.sampled_from(
        ["", "hier 8h10", "12/10/2026 8h10", "25/10/2026 2h30", "oui", "1", "x" * 9000, "\ud800"]
    ),
)


_LIKE = {"siret": "732 829 320 00074", "contact": "02 98 00 00 00", "number": "12", "reference": "2026/1234"}


class Clock:
    """A clock that goes wherever it is told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 10, 14, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Pressing(RuleBasedStateMachine):
    """Somebody who presses every key. Works are left alone but for the shortest; a case is taken as read."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp()) / "visite"
        self.clock = Clock()
        self.talk = Conversation(Speech("fr"), self.folder, clock=self.clock)

    def teardown(self) -> None:
        self.talk.close()
        shutil.rmtree(self.folder.parent)

    @initialize(far=st.integers(0, 26))
    def arrive(self, far: int) -> None:
        """Begin somewhere on the way: what only a long walk reaches is reached often."""
        while (place := self.talk.place) is not None and path.steps().index(place.step) < far:
            if place.card.kind is Kind.RUN or place.card.blocked or place.card.waits:
                if place.step.FIRM:
                    return
                self.talk.skip(place.step, "plus tard")
                continue
            self.talk.answer(place, _fitting(place, 0))
            self._as_read()

    def _as_read(self) -> None:
        self.talk.visit = replace(self.talk.visit, seen=_SEEN)

    @rule(at=_PICKED)
    def fit(self, at: int) -> None:
        """Answer what fits where one stands."""
        place = self.talk.place
        if place is not None and place.card.kind is not Kind.RUN:
            self._say(place, _fitting(place, at))

    @rule(typed=_TYPED)
    def type(self, typed: str | None) -> None:
        place = self.talk.place
        if place is not None and place.card.kind is not Kind.RUN:
            self._say(place, typed)

    @rule(step=_PICKED, card=_PICKED, at=_PICKED)
    def answer_elsewhere(self, step: int, card: int, at: int) -> None:
        """Answer a card that is not shown, as a screen that lags behind may."""
        chosen = path.steps()[step % len(path.steps())]
        places = path.places(self.talk.visit, chosen)
        place = places[card % len(places)]
        if place.card.kind is not Kind.RUN:
            self._say(place, _fitting(place, at))

    def _say(self, place: Place, text: str | None) -> None:
        before, open_before = self.talk.visit, path.may_go_on(self.talk.visit, place.step)
        try:
            self.talk.answer(place, text)
        except Refusal:
            assert self.talk.visit == before
            return
        assert open_before
        self._as_read()

    @rule()
    def back(self) -> None:
        self.talk.back(self.talk.place)

    @rule()
    def forward(self) -> None:
        self.talk.forward()
        assert self.talk.place == path.current(self.talk.visit)

    @rule()
    def keep(self) -> None:
        place = self.talk.place
        if place is not None:
            behind = path.after(self.talk.visit, place)
            self.talk.keep(place)
            assert self.talk.place == (behind or path.current(self.talk.visit))

    @rule(step=_PICKED)
    def go(self, step: int) -> None:
        chosen = path.steps()[step % len(path.steps())]
        allowed = path.may_open(self.talk.visit, chosen)
        assert self.talk.go(chosen) == allowed
        if allowed:
            assert self.talk.place is not None
            assert self.talk.place.step is chosen

    @rule(step=_PICKED, why=st.text(max_size=20))
    def skip(self, step: int, why: str) -> None:
        chosen = path.steps()[step % len(path.steps())]
        allowed = path.may_go_on(self.talk.visit, chosen) and not chosen.FIRM
        with suppress(Refusal):
            self.talk.skip(chosen, why)
            assert allowed

    @rule(step=_PICKED, text=st.text(max_size=50))
    def note(self, step: int, text: str) -> None:
        with suppress(Refusal):
            self.talk.note(path.steps()[step % len(path.steps())], text)

    @rule(minutes=st.integers(-100_000, 100_000))
    def set_the_clock(self, minutes: int) -> None:
        self.clock.now += timedelta(minutes=minutes)

    @rule()
    def wait(self) -> None:
        self.talk.tick()
        self._as_read()

    @rule()
    def take_up_again(self) -> None:
        self.talk.close()
        self.talk = Conversation(Speech("en"), self.folder, clock=self.clock)
        self._as_read()

    @invariant()
    def the_journal_tells_the_visit(self) -> None:
        told = visits.folded(visit_journal.read(self.folder), self.folder)
        assert replace(told, seen=self.talk.visit.seen, running=self.talk.visit.running) == self.talk.visit

    @invariant()
    def the_order_holds(self) -> None:
        place, visit = self.talk.place, self.talk.visit
        if place is None:
            return
        assert path.may_open(visit, place.step)
        before = path.steps()[: path.steps().index(place.step)]
        late = {path.standing(visit, one) for one in before if not one.FREE}
        assert place.step.FREE or path.State.OPEN not in late
        _ = [path.standing(visit, one) for one in path.steps()]

    @invariant()
    def an_answer_without_a_question_counts_no_more(self) -> None:
        asked = {one.name for step in path.steps() for one in path.places(self.talk.visit, step)}
        assert visits.answers(self.talk.visit).keys() <= asked

    @invariant()
    def nothing_is_restored_behind_a_closed_gate(self) -> None:
        place, visit = self.talk.place, self.talk.visit
        opened = visit.value("legal.pv") or visit.value("restore.waiver")
        if place is not None and not opened and place.step.CODE in {"backup", "restart"}:
            assert place.card.blocked


def _fitting(place: Place, at: int) -> str | None:
    """Return an answer that fits a card."""
    card = place.card
    if card.kind is Kind.ASK:
        asked = dictionary.question(card.name)
        if asked.kind == "time":
            return ("12/10/2026 8h10", "01/01/1999 8h", "25/10/2026 3h30", None)[at % 4]
        several = asked.choices or (_LIKE.get(asked.kind, "Le Goff"),)
        return (*several, None)[at % (len(several) + 1)]
    if card.choices:
        return (*card.choices, None)[at % (len(card.choices) + 1)]
    return ("/nulle/part", None)[at % 2]


TestPressing = Pressing.TestCase
TestPressing.settings = settings(
    max_examples=12,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
