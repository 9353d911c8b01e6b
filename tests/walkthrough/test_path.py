"""The order of the steps holds whatever is answered; what waits for a work holds up nothing else."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.legal import dictionary
from toolkit.walkthrough import path, visit
from toolkit.walkthrough.path import PASSED, State
from toolkit.walkthrough.started import Started
from toolkit.walkthrough.step import PHASES, Card, Kind
from toolkit.walkthrough.visit import Ran, Seen, Visit

AT = "2026-10-12T09:00:00+02:00"
STAGES = ("triage.closed", "scan.closed", "timeline.closed", "capture.closed")
ORDER = (
    *("discovery", "folder", "isolation", "power", "photo", "caution", "consent", "source", "examine"),
    *("inventory", "scan", "damage", "notes", "samples", "disk", "complaint"),
    *("cnil", "patients", "register", "health", "others"),
    *("gate", "backup", "restart", "handover", "wipe"),
)


def line(act: str, **facts: Any) -> dict[str, Any]:
    return {"act": act, "local": "2026-10-12T08:10:00+02:00", "who": "Le Goff", "facts": facts}


def said(before: Visit, name: str, value: str | None) -> Visit:
    return visit.after(before, line(visit.ANSWERED, card=name, value=value))


def value_for(card: Card) -> str | None:
    """Return an answer that leads on: the first choice, the code of one, or some text."""
    if card.kind is Kind.ASK:
        question = dictionary.question(card.name)
        if question.key == "t0":
            return "2026-10-12T08:10:00+02:00"
        return question.choices[0] if question.choices else "12"
    return card.choices[0] if card.choices else "text"


def taken(before: Visit, place: path.Place, value: str | None = None) -> Visit:
    """Return the visit after a card was answered, or its work ran to its end."""
    card = place.card
    if card.kind is not Kind.RUN:
        return said(before, place.name, value)
    ran = replace(before, works={**before.works, card.work: Ran(1, "2026-10-12T09:00:00+02:00", 0)})
    stages = STAGES if card.work == "examine" else ()
    return replace(ran, seen=Seen(case=True, marks=before.seen.marks | set(stages)))


def walked(most: int = 300) -> list[path.Place]:
    """Return the places of a visit in which all is answered and every work ends well."""
    now, seen = Visit(), []
    while (place := path.current(now)) is not None and len(seen) < most:
        seen.append(place)
        now = taken(now, place, value_for(place.card))
    return seen


def test_the_steps_stand_in_the_order_that_matters() -> None:
    assert tuple(step.CODE for step in path.steps()) == ORDER
    assert {step.PHASE for step in path.steps()} == set(PHASES)


def test_a_visit_in_which_all_goes_well_meets_every_step_once_and_in_order() -> None:
    met = [place.step.CODE for place in walked()]
    assert tuple(dict.fromkeys(met)) == ORDER


def test_the_moment_of_discovery_comes_first_and_starts_both_clocks() -> None:
    first = path.current(Visit())
    assert first is not None
    assert first.name == "t0"
    assert Visit().clocks() == ()
    known = said(Visit(), "t0", "2026-10-12T08:10:00+02:00")
    assert [clock.code for clock in known.clocks()] == ["complaint", "cnil"]
    assert said(Visit(), "t0", None).clocks() == ()


@given(st.lists(st.sampled_from([None, "first", "last", "skip"]), max_size=120))
@settings(max_examples=60, deadline=None)
def test_nothing_is_asked_out_of_order(moves: list[str | None]) -> None:
    now = Visit()
    for move in moves:
        place = path.current(now)
        if place is None or place.card.blocked or place.card.waits:
            break
        before = path.steps()[: path.steps().index(place.step)]
        assert all(path.state(now, one) in PASSED for one in before if not one.FREE)
        if move == "skip" and not place.step.FIRM:
            now = visit.after(now, line(visit.SKIPPED, step=place.step.CODE, reason="pas le temps"))
        else:
            value = value_for(place.card)
            last = place.card.choices[-1] if place.card.choices else value
            now = taken(now, place, {"first": value, "last": last}.get(move or ""))


def test_notifications_may_be_taken_as_soon_as_the_discovery_was_asked() -> None:
    cnil = path.step("cnil")
    assert not path.may_open(Visit(), cnil)
    known = said(said(Visit(), "t0", None), "t0.who", None)
    assert path.may_open(known, cnil)
    assert not path.may_open(known, path.step("complaint"))
    assert path.standing(known, path.step("complaint")) is State.LATER


def test_a_page_that_becomes_ready_takes_no_question_away() -> None:
    running = replace(before_examination(), running=frozenset({"examine"}), seen=Seen(case=True))
    disk = path.step("disk")
    assert path.may_open(running, disk)
    partly = replace(running, seen=Seen(case=True, marks=frozenset({"triage.closed"})))
    assert not path.may_open(partly, disk)
    assert path.may_go_on(partly, disk)
    read = said(partly, "inventory/inventory", "done")
    assert not path.may_go_on(read, disk)  # its questions come first now


def before_examination() -> Visit:
    now = Visit()
    while (place := path.current(now)) is not None and place.step.CODE != "examine":
        now = taken(now, place, value_for(place.card))
    return now


def test_while_the_examination_runs_the_next_steps_go_ahead() -> None:
    ready = before_examination()
    running = replace(ready, running=frozenset({"examine"}), seen=Seen(case=True))
    assert path.state(running, path.step("examine")) is State.WAITING
    assert path.state(running, path.step("scan")) is State.WAITING
    place = path.current(running)
    assert place is not None
    assert place.step.CODE == "complaint"  # nobody is told to take the disk out meanwhile
    # As soon as a stage is recorded, what it found is shown first.
    partly = replace(running, seen=Seen(case=True, marks=frozenset({"triage.closed"})))
    place = path.current(partly)
    assert place is not None
    assert place.step.CODE == "inventory"


@pytest.mark.parametrize("work", ["examine", "backup_1"])
def test_no_disk_is_set_aside_while_one_is_read(work: str) -> None:
    ready, disk = before_examination(), path.step("disk")
    given = {name: one for name, one in ready.given.items() if not name.startswith("sys.disk")}
    ready = replace(ready, given=given, works={**ready.works, "examine": Ran(1, AT, 0)})
    ready = replace(ready, seen=Seen(case=True, marks=frozenset(STAGES)))
    running = replace(ready, running=frozenset({work}))
    assert path.state(running, disk) is State.WAITING
    assert {one.card.advice for one in path.places(running, disk)} == {("disk_reading",)}
    assert path.state(ready, disk) is State.OPEN
    assert {one.card.advice for one in path.places(ready, disk)} == {()}
    filed = said(running, "legal.pv", "2026/1234")
    restart = path.places(filed, path.step("restart"))
    assert any(one.card.waits for one in restart)


def test_a_disk_that_may_be_set_aside_at_last_takes_nothing_away_from_whoever_went_on() -> None:
    now = replace(before_examination(), running=frozenset({"examine"}), seen=Seen(case=True))
    there = path.current(now)
    assert there is not None
    pages = ("inventory/inventory", "scan/scan", "damage/damage", "notes/notes", "samples/samples")
    read = (*pages, "sys.server", "sys.software", "attack.leak", "ev.logs")
    ended = replace(now, running=frozenset(), works={**now.works, "examine": Ran(1, AT, 0)})
    ended = replace(ended, seen=Seen(case=True, marks=frozenset(STAGES)))
    for name in read:
        ended = said(ended, name, "done")
    first = path.current(ended)
    assert first is not None
    assert first.step.CODE == "disk"
    assert not path.may_open(ended, there.step)
    assert path.may_go_on(ended, there.step)


def test_a_machine_started_from_our_stick_is_not_searched_for_its_network() -> None:
    for booted in (False, True):
        now = said(Visit(started=Started(booted=booted)), "isolation/where", "here")
        names = [one.card.name for one in path.places(now, path.step("isolation"))]
        assert ("where" in names, "look" in names) == (not booted, not booted)
        told = said(now, "sys.power", "on_network")
        follow = next(one.card for one in path.places(told, path.step("power")) if one.card.name == "follow")
        assert follow.advice == (("power_booted",) if booted else ("power_on_network",))


@pytest.mark.parametrize("value", ["no", None])
def test_nothing_is_copied_without_an_agreement(value: str | None) -> None:
    now = said(before_examination(), "mission.order", value)
    assert path.state(now, path.step("examine")) is State.BLOCKED
    place = path.places(now, path.step("examine"))[-1]
    assert place.card.blocked == "blocked_consent"


def test_the_gate_opens_for_a_number_or_a_waiver_only() -> None:
    gate, backup = path.step("gate"), path.step("backup")
    now = said(Visit(), "gate/gate", "done")
    assert path.state(now, gate) is State.OPEN
    for answer, key, value in (("yes", "legal.pv", "2026/1234"), ("no", "restore.waiver", "Dr Dupont")):
        refused = said(said(now, "gate/filed", answer), key, None)
        assert path.state(refused, gate) is State.BLOCKED
        assert path.places(refused, gate)[-1].card.blocked == ""  # it can still be answered
        assert path.places(refused, path.step("restart"))[0].card.blocked == "blocked_gate"
        assert path.places(refused, backup)[0].card.blocked == "blocked_gate"
        opened = said(refused, key, value)
        assert path.state(opened, gate) is State.DONE
        assert path.places(opened, backup)[0].card.blocked == ""
    assert path.state(said(now, "legal.pv", "2026/1234"), gate) is State.DONE
    assert gate.FIRM


def test_a_disk_nobody_knows_leaves_its_step_open_and_holds_nothing_up() -> None:
    ready, source = before_examination(), path.step("source")
    unknown = said(ready, "source/disk", None)
    assert path.state(unknown, source) is State.BLOCKED
    assert path.places(unknown, source)[0].card.advice == ("source_open",)
    assert path.state(unknown, path.step("examine")) is State.BLOCKED
    place = path.current(unknown)
    assert place is not None
    assert place.step.CODE == "disk"
    assert path.state(said(unknown, "source/disk", "/dev/sdb"), source) is not State.BLOCKED


@pytest.mark.parametrize("more", ["yes", "no"])
def test_a_backup_nobody_checked_is_not_done_and_opens_nothing(more: str) -> None:
    number, backup, restart = said(Visit(), "legal.pv", "2026/1"), path.step("backup"), path.step("restart")

    def restored(now: Visit) -> str:
        return next(one.card for one in path.places(now, restart) if one.card.name == "restored").blocked

    unknown = said(number, "backup/medium_1", None)
    assert path.state(unknown, backup) is State.BLOCKED
    assert [one.card.advice for one in path.places(unknown, backup)] == [("backup_open",)]
    assert restored(unknown) == restored(number) == "blocked_unchecked"
    assert restored(said(unknown, "restart/restored", "done")) == "blocked_unchecked"
    # Without one the rest of that step is done all the same.
    assert [one.card.name for one in path.places(unknown, restart)] == ["reinstalled", "tried", "restored"]
    checked = replace(said(number, "backup/medium_1", "/media/a"), works={"backup_1": Ran(1, AT, 1)})
    read = said(said(checked, "backup/verdict_1", "done"), "backup/more_1", more)
    assert restored(read) == ""
    last = said(read, "backup/medium_2", None)
    assert path.state(last, backup) is (State.BLOCKED if more == "yes" else State.DONE)
    failed = replace(checked, works={"backup_1": Ran(1, AT, 3)})
    assert restored(failed) == "blocked_unchecked"


def test_an_archive_handed_to_nobody_leaves_its_step_open() -> None:
    handover = path.step("handover")
    now = Visit(seen=Seen(case=True), works={"handover": Ran(1, AT, 0)})
    for name, value in (("passphrase", "done"), ("archive", "done"), ("to", None), ("organisation", None)):
        now = said(now, f"handover/{name}", value)
    assert path.state(now, handover) is State.BLOCKED


def test_a_visit_that_was_erased_is_over_whatever_was_left_open() -> None:
    now = said(said(Visit(), "t0", None), "t0.who", None)
    for step in path.steps():
        if step.CODE not in {"discovery", "folder", "gate", "backup"}:
            now = visit.after(now, line(visit.SKIPPED, step=step.CODE, reason="plus tard"))
    for name in ("ev.operator", "victim.name", "gate/gate", "restore.waiver", "gate/filed"):
        now = said(now, name, "no" if name == "gate/filed" else "Dr Dupont")
    now = said(replace(now, folder=Path("/cle/visite")), "backup/medium_1", None)
    place = path.current(now)
    assert place is not None
    assert place.step.CODE == "backup"
    assert path.current(replace(now, works={"wipe": Ran(1, AT, 0)})) is None


def test_no_agreement_is_not_a_step_that_was_taken() -> None:
    consent = path.step("consent")
    assert path.state(said(Visit(), "mission.order", "no"), consent) is State.NOT_DONE
    assert path.state(said(Visit(), "mission.order", None), consent) is State.BLOCKED
    unknown = said(said(Visit(), "t0", None), "t0.who", None)
    assert path.state(unknown, path.step("discovery")) is State.UNKNOWN


def test_an_interrupted_work_is_offered_again() -> None:
    ready = before_examination()
    for ran in (Ran(1, "2026-10-12T09:00:00+02:00"), Ran(1, "2026-10-12T09:00:00+02:00", 130, stopped=True)):
        now = replace(ready, works={**ready.works, "examine": ran})
        place = path.current(now)
        assert place is not None
        assert (place.step.CODE, place.card.kind) == ("examine", Kind.RUN)


def test_the_worst_of_what_was_said_is_how_a_step_stands() -> None:
    caution = path.step("caution")
    now = Visit()
    for name, value in (("keep", "done"), ("no_pay", "not_applicable"), ("passwords", "done")):
        now = said(now, f"caution/{name}", value)
    assert path.state(now, caution) is State.DONE
    assert path.state(said(now, "caution/keep", "not_done"), caution) is State.NOT_DONE
    assert path.state(said(now, "caution/keep", None), caution) is State.UNKNOWN
