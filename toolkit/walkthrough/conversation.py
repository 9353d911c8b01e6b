"""The visit as both screens lead it: where one stands, what is said, what runs; recorded before it shows."""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Any

from toolkit.custody import durable, visit_journal
from toolkit.custody.log import Clock, system_clock
from toolkit.custody.visit_journal import VisitJournal
from toolkit.errors import INTERRUPTED, Refusal, UsageRefusal
from toolkit.report import typed
from toolkit.texts import Speech
from toolkit.walkthrough import fitting, path, picks, seeing, started, taken_back, works
from toolkit.walkthrough import visit as visits
from toolkit.walkthrough.conditions import BESIDE, busy, looked_at
from toolkit.walkthrough.path import Place, State
from toolkit.walkthrough.picks import Offered, Option
from toolkit.walkthrough.step import Kind, Step
from toolkit.walkthrough.visit import Visit
from toolkit.walkthrough.work import Work

_EVERY = 2.0  # seconds between two looks at the journal
_LAST = "wipe"  # the work that removes the journal itself


class Conversation:
    """One visit, from the door to the hand-over. Raises CaseRefusal as VisitJournal does."""

    def __init__(
        self,
        speech: Speech,
        folder: Path | None = None,
        offered: Offered | None = None,
        *,
        clock: Clock = system_clock,
        machine: started.Started | None = None,
    ) -> None:
        self.speech, self.offered, self.clock = speech, offered or Offered(), clock
        self.visit = Visit(started=machine or started.here())
        self.works: dict[str, Work] = {}  # by name, each as it was last started in this program
        self._journal: VisitJournal | None = None
        self._late: list[tuple[str, Mapping[str, Any]]] = []  # ends of works that could not be written yet
        self._unkept: Refusal | None = None  # what is in the way of the journal
        self._checked = 0.0  # when it was last looked at
        self._kept: list[tuple[str, Mapping[str, Any]]] = []  # said before there was a folder
        self._secret: str | None = None
        self._looking = seeing.Look()
        self._went: list[tuple[str, str]] = []  # step and place somebody went to; the last counts
        if folder is not None:
            self._open(folder)

    @property
    def torn(self) -> bool:
        """Whether a line of the journal was not whole when it was taken up: what it told is missing."""
        return self._journal is not None and self._journal.cut > 0

    @property
    def place(self) -> Place | None:
        """Where one stands; None at the end."""
        for code, name in reversed(self._went):
            place = path.at(self.visit, path.step(code), name)
            # What was answered meanwhile may have closed what somebody had gone back to.
            if place is not None and path.may_open(self.visit, place.step):
                return place
        return path.current(self.visit)

    def options(self, place: Place) -> list[Option]:
        """Return what may be picked."""
        return list(picks.PICKS[place.card.pick](self.visit, self.offered))

    def answer(self, place: Place, text: str | None) -> typed.Taken | None:
        """Record what was said of a card, None being « je ne sais pas », and go on.

        A work starts. Raises UsageRefusal where it does not fit, and CaseRefusal where it cannot be written.
        """
        now = path.at(self.visit, place.step, place.name)
        if now is None or now.card.blocked or now.card.waits or not path.may_go_on(self.visit, now.step):
            raise UsageRefusal("walk_not_yet")
        place, card, taken = now, now.card, None
        if card.kind is Kind.RUN:
            self.start(card.work)
        elif card.kind is Kind.ASK:
            taken = typed.taken(card.name, text, self.clock().astimezone(UTC), self.speech)
            self._said(place, taken.value)
        elif card.kind is Kind.PICK:
            self._picked(place, text)
            if card.work and looked_at(self.visit):
                self.start(card.work)
        elif card.kind is Kind.SECRET:
            self._secret = text or None
            self._said(place, "given" if text else None)
        else:
            self._said(place, fitting.chosen(card, text))
        self._let_pass(place)
        self._went = [went for went in self._went if went != (place.step.CODE, place.name)]
        return taken

    def _let_pass(self, place: Place) -> None:
        """Keep no secret that was read, and stop what is no longer agreed to."""
        card = place.card
        if card.forgets and card.work in self.works:
            self.works[card.work].forget()
        if card.allows in self.visit.running and self.visit.value(place.name) != "yes":
            self.works[card.allows].stop()

    def take_up(self, folder: Path) -> None:
        """Take up the visit of a folder, or begin one there; raises CaseRefusal as VisitJournal does."""
        self._unplaced()
        self._open(folder)

    def back(self, place: Place | None) -> None:
        """Go to the card before this one, in the path as it stands now; nothing happens at the first."""
        before = path.before(self.visit, place)
        if before is not None:
            self._went.append((before.step.CODE, before.name))

    def keep(self, place: Place) -> None:
        """Leave a card as it was answered: for the next of its step, else for where the path stands."""
        behind = path.after(self.visit, place)
        self._went = [(behind.step.CODE, behind.name)] if behind else []

    def forward(self) -> None:
        """Go back to where the path stands."""
        self._went.clear()

    def go(self, step: Step) -> bool:
        """Stand at the first card of a step, taking up one that was skipped; False where it is too early."""
        if not path.may_open(self.visit, step):
            return False
        if step.CODE in self.visit.skipped:
            self._record(visits.TAKEN_UP, {"step": step.CODE})
        found = path.places(self.visit, step)
        left = [place for place in found if not path.settled(self.visit, place)]
        first = (left or found)[0]
        self._went = [(first.step.CODE, first.name)]
        return True

    def skip(self, step: Step, reason: str) -> None:
        """Skip a step, for a reason; raises UsageRefusal where there is none, or it cannot be skipped."""
        if step.FIRM:
            raise UsageRefusal("walk_firm")
        if not path.may_go_on(self.visit, step):
            raise UsageRefusal("walk_not_yet")
        said = fitting.line(reason)
        if not said:
            raise UsageRefusal("walk_reason")
        self._record(visits.SKIPPED, {"step": step.CODE, "reason": said})
        self._went.clear()

    def note(self, step: Step, text: str) -> None:
        """Keep a free note with a step; raises UsageRefusal for an empty one."""
        said = fitting.line(text)
        if not said:
            raise UsageRefusal("walk_note")
        self._record(visits.NOTED, {"step": step.CODE, "note": said})

    def start(self, name: str) -> Work:
        """Start a work, or take it up again; raises UsageRefusal where another one holds the case."""
        if name in self.visit.running or (name not in BESIDE and busy(self.visit)):
            raise UsageRefusal("walk_running")
        with durable.writing(self.visit.folder or Path()):
            lines = works.commands(name, self.visit, self.speech)
        self._record(visits.STARTED, {"work": name})
        if name == _LAST:
            self._let_go()
        work = Work(name, lines, language=self.speech.language, secret=self._secret, fine=path.fine(name))
        self.works[name] = work
        self.visit = replace(self.visit, running=self.visit.running | {name})
        work.start()
        return work

    def tick(self) -> bool:
        """Look after the works, the journal and the case; True when something changed. Never waits."""
        changed = self._look_after_journal()
        for name, work in self.works.items():
            changed = work.poll() or changed
            if work.state == "ended" and name in self.visit.running:
                self._ended(name, work)
                changed = True
        return self._look() or changed

    def _ended(self, name: str, work: Work) -> None:
        self.visit = replace(self.visit, running=self.visit.running - {name})
        if name == _LAST and work.status not in path.fine(name):
            self._hold_again()
        stopped = work.status == INTERRUPTED
        end = visits.ENDED, {"work": name, "status": work.status, "stopped": stopped}
        self._late.append(end)
        self._look_after_journal(now=True)
        if self._late:  # it has ended all the same
            self.visit = visits.after(self.visit, self._unwritten(*end))
        self._look(now=True)

    def _hold_again(self) -> None:
        """Take hold of the journal of a visit that was not erased after all."""
        folder = self.visit.folder
        if folder is not None and visit_journal.stands(folder):
            with suppress(Refusal):  # what is said from now on is not kept, but led
                self._journal = VisitJournal(folder, clock=self.clock)
                self._late, self._kept = [*self._kept, *self._late], []

    def _look_after_journal(self, *, now: bool = False) -> bool:
        """Write down what could not be written; now and then make sure that the journal still stands."""
        if self._journal is None or not (now or time.monotonic() - self._checked >= _EVERY):
            return False
        self._checked, before = time.monotonic(), self._unkept
        try:
            self._journal.check()
            self._catch_up()
            self._unkept = None
        except Refusal as refusal:
            self._unkept = refusal
        return repr(before) != repr(self._unkept)

    def _catch_up(self) -> None:
        if self._journal is None or not self._late:
            return
        while self._late:
            self._journal.add(*self._late[0], self.visit.who)
            self._late.pop(0)
        self.visit = self._told(self._journal)

    def _told(self, journal: VisitJournal) -> Visit:
        """Return the visit as its journal tells it, with what the journal does not hold."""
        return fitting.again(visits.folded(journal.acts(), journal.folder), self.visit, secret=self._secret)

    def _look(self, *, now: bool = False) -> bool:
        seen = self._looking.at(self.visit, now=now)
        if seen == self.visit.seen:
            return False  # the same visit: what was worked out from it still holds
        self.visit = replace(self.visit, seen=seen)
        return True

    @property
    def trouble(self) -> Refusal | None:
        """What is in the way of writing the journal, or of reading the case; None while all is well."""
        return self._unkept or self._looking.trouble

    def close(self) -> None:
        """Stop what runs, say that the visit was left, and let go of its journal."""
        for name, work in self.works.items():
            work.close()
            if name in self.visit.running:
                with suppress(Refusal):
                    self._ended(name, work)
        if self._journal is not None:
            with suppress(Refusal, OSError):  # the medium may be gone: what was said before is on it
                self._record(visits.LEFT, {})
            self._let_go()

    def states(self) -> list[tuple[Step, State]]:
        """Return every step and how it stands."""
        return [(step, path.standing(self.visit, step)) for step in path.steps()]

    def _picked(self, place: Place, text: str | None) -> None:
        options = {one.value: one for one in self.options(place)}
        if text is None:
            return self._said(place, None)
        value = options[text].value if text in options else fitting.line(text)
        if not value:
            raise UsageRefusal("walk_choice")
        if place.card.pick == "places":
            self._unplaced()
            folder = Path(value)
            inside = picks.new_folder(folder, self.clock()) if text in options else folder
            return self._open(inside)
        if place.card.pick == "sources":
            picks.refuse_around(self.visit.folder, value)
        kind = {"kind": picks.kind(value)} if place.card.work else {}
        return self._said(place, value, {**(options[text].same if text in options else {}), **kind})

    def _said(self, place: Place, value: str | None, facts: Mapping[str, Any] | None = None) -> None:
        self._record(visits.ANSWERED, taken_back.answered(self.visit, place, value, facts or {}))

    def _record(self, act: str, facts: Mapping[str, Any]) -> None:
        if self._journal is None:
            self._kept.append((act, facts))
            line = self._unwritten(act, facts)
        else:
            self._catch_up()
            line = self._journal.add(act, facts, self.visit.who)
            self._unkept = None
        self.visit = visits.after(self.visit, line)

    def _unwritten(self, act: str, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        now = self.clock().isoformat(timespec="microseconds")
        return {"act": act, "facts": facts, "local": now, "who": self.visit.who}

    def _unplaced(self) -> None:
        """Refuse another folder for a visit that has one."""
        if self._journal is not None or self.visit.folder is not None:
            raise UsageRefusal("walk_folder")

    def _open(self, folder: Path) -> None:
        """Begin or take up the visit of a folder, and write down what was said before there was one."""
        picks.refuse_program(folder)
        picks.refuse_case(folder)
        journal, was = VisitJournal(folder, clock=self.clock), self.visit
        try:
            self._journal, self.visit = journal, self._told(journal)
            begun = visits.OPENED if self.visit.opened is None else visits.RESUMED
            self._record(begun, {"language": self.speech.language})
            for act, facts in self._kept:
                self._record(act, facts)
        except BaseException:
            # Another place may be picked: what was said is still there to be written.
            journal.close()
            self._journal, self.visit = None, was
            raise
        self._kept = []
        self._look(now=True)

    def _let_go(self) -> None:
        if self._journal is not None:
            self._journal.close()
            self._journal = None
