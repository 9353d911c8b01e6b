"""What was corrected leaves nothing of what was answered because of it: not on screens, not in the case."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from toolkit import procedure
from toolkit.custody import visit_journal
from toolkit.custody.case import Case
from toolkit.custody.visit_journal import VisitJournal
from toolkit.errors import UsageRefusal
from toolkit.report import answers
from toolkit.texts import Speech
from toolkit.walkthrough import log_of_visit, path, taken_back, unsaid
from toolkit.walkthrough import visit as visits
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.path import State
from toolkit.walkthrough.visit import Visit

Say = Callable[[str, str | None], None]
T0 = "12/10/2026 8h10"
REST = {
    "ev.operator": "Le Goff",
    "victim.name": "Cabinet du Port",
    "mission.order": "yes",
    "isolation/where": "elsewhere",
    "sys.power": "off",
}


@pytest.fixture
def sitting(tmp_path: Path) -> Iterator[Conversation]:
    """A visit that stands behind the original disk, nothing examined."""
    talk = Conversation(Speech("fr"), tmp_path / "visite")
    while (place := talk.place) is not None and place.step.CODE != "complaint":
        if place.step.CODE in {"source", "disk"}:
            talk.skip(place.step, "plus tard")
        elif place.card.choices:
            talk.answer(place, REST.get(place.name, place.card.choices[0]))
        else:
            talk.answer(place, T0 if place.name == "t0" else REST.get(place.name))
    assert talk.visit.case
    Case.create(talk.visit.case, source={"label": "d", "kind": "folder", "size": 0}, language="fr").close()
    yield talk
    talk.close()


@pytest.fixture
def say(sitting: Conversation) -> Say:
    def said(name: str, value: str | None) -> None:
        found = (one for step in path.steps() for one in path.places(sitting.visit, step))
        sitting.answer(next(one for one in found if one.name == name), value)

    return said


def stand(visit: Visit) -> dict[str, str]:
    return {clock.code: visit.stands(clock, clock.start) for clock in visit.clocks()}


def asked(visit: Visit, name: str) -> bool:
    return any(one.name == name for step in path.steps() for one in path.places(visit, step))


def hand_over(talk: Conversation) -> dict[str, str | None]:
    """Record in the case what the visit says, and return what the case holds then."""
    assert talk.visit.folder
    assert talk.visit.case
    case = Case.resume(talk.visit.case)
    record(case, *unsaid.left(unsaid.of_folder(talk.visit.folder), case, Speech("fr")))
    told = {key: one.value for key, one in answers.told(case).items()}
    case.close()
    return told


def record(case: Case, *pairs: tuple[str, str | None]) -> None:
    for _ in procedure.record_answers(case, pairs):
        pass


@pytest.mark.parametrize("corrected", ["not_done", "not_applicable", None])
def test_a_complaint_that_was_not_filed_after_all_has_no_number(
    sitting: Conversation, say: Say, corrected: str | None
) -> None:
    say("complaint/filed", "done")
    say("legal.pv", "PV 2026/77, Quimper")
    assert stand(sitting.visit)["complaint"] == "done"
    assert hand_over(sitting)["legal.pv"] == "PV 2026/77, Quimper"
    say("complaint/filed", corrected)
    assert not sitting.visit.told("legal.pv")
    assert stand(sitting.visit)["complaint"] != "done"
    assert path.places(sitting.visit, path.step("backup"))[0].card.blocked == "blocked_gate"
    assert not asked(sitting.visit, "legal.pv")
    assert hand_over(sitting)["legal.pv"] is None
    assert "PV 2026/77, Quimper" in str(list(log_of_visit.lines(sitting.visit, Speech("fr"))))
    say("complaint/filed", "done")
    assert not sitting.visit.told("legal.pv")  # it is asked for again
    say("legal.pv", "PV 2026/78")
    assert hand_over(sitting)["legal.pv"] == "PV 2026/78"
    assert "PV 2026/77" not in str(list(log_of_visit.lines(sitting.visit, Speech("fr"))))


@pytest.mark.parametrize(("card", "key"), [("cnil/sent", "legal.cnil"), ("health/reported", "legal.sante")])
def test_what_was_not_sent_after_all_has_no_number(
    sitting: Conversation, say: Say, card: str, key: str
) -> None:
    say(card, "done")
    with pytest.raises(UsageRefusal, match="reference_shape"):
        say(key, "pas encore")
    assert not sitting.visit.told(key)
    say(key, "N-2026-1")
    say(card, "not_done")
    assert not sitting.visit.told(key)
    assert "done" not in stand(sitting.visit).values()


def test_the_correction_and_what_it_takes_back_are_one_line_of_the_journal(
    sitting: Conversation, say: Say
) -> None:
    say("complaint/filed", "done")
    say("legal.pv", "PV 2026/77")
    say("complaint/filed", "not_done")
    assert sitting.visit.folder
    *_, last = visit_journal.read(sitting.visit.folder)
    assert (last["facts"]["card"], last["facts"]["withdraws"]) == ("complaint/filed", ["legal.pv"])
    sitting.close()
    assert not unsaid.of_folder(sitting.visit.folder).told("legal.pv")


def test_what_hangs_on_a_choice_goes_with_it(sitting: Conversation, say: Say) -> None:
    say("sys.disk.fate", "kept")
    say("sys.disk.holder", "Le titulaire")
    assert hand_over(sitting)["sys.disk.holder"] == "Le titulaire"
    say("sys.disk.fate", "nothing")
    assert hand_over(sitting)["sys.disk.holder"] is None
    say("mission.by", "Dr Dupont")
    say("mission.order", "no")
    assert not sitting.visit.told("mission.by")


def folded(folder: Path, *said: tuple[str, str | None]) -> Visit:
    journal = VisitJournal(folder)
    for name, value in said:
        journal.add(visits.ANSWERED, {"card": name, "value": value, "facts": {}})
    journal.close()
    return unsaid.of_folder(folder)


@pytest.mark.parametrize(("corrected", "to"), [("complaint/filed", None), ("gate/filed", "no")])
def test_the_two_questions_about_the_complaint_do_not_contradict_each_other(
    tmp_path: Path, corrected: str, to: str | None
) -> None:
    told = folded(tmp_path, ("complaint/filed", "not_done"), ("gate/filed", "yes"), ("legal.pv", "2026/1"))
    assert told.value("legal.pv") == "2026/1"  # filed meanwhile, as the gate was told
    found = (one for step in path.steps() for one in path.places(told, step) if one.name == corrected)
    line = taken_back.answered(told, next(found), to, {})
    assert "legal.pv" in line["withdraws"]
    now = visits.after(told, {"act": visits.ANSWERED, "facts": line, "local": T0, "who": None})
    assert not now.told("legal.pv")
    assert now.value("gate/filed") != "yes"


def test_a_journal_that_holds_such_an_answer_is_read_without_it(tmp_path: Path) -> None:
    told = folded(tmp_path / "a", ("complaint/filed", "done"), ("legal.pv", "1"), ("complaint/filed", None))
    assert not told.told("legal.pv")
    words = folded(tmp_path / "b", ("cnil/sent", "done"), ("legal.cnil", "pas encore"))
    assert not words.told("legal.cnil")
    case = Case.create(tmp_path / "c", source={"label": "d", "kind": "folder", "size": 0}, language="fr")
    record(case, ("legal.cnil", "pas encore"))
    assert dict(unsaid.left(words, case, Speech("fr")))["legal.cnil"] is None
    record(case, ("legal.cnil", "N-1"))  # answered in the case itself since
    assert "legal.cnil" not in dict(unsaid.left(words, case, Speech("fr")))
    case.close()


def test_a_waiver_by_name_stands_beside_a_number_that_came_later(tmp_path: Path) -> None:
    told = folded(
        tmp_path,
        ("gate/gate", "done"),
        ("gate/filed", "no"),
        ("restore.waiver", "Dr Dupont"),
        ("gate/filed", "yes"),
        ("legal.pv", "2026/1"),
    )
    assert (told.value("restore.waiver"), told.value("legal.pv")) == ("Dr Dupont", "2026/1")
    assert path.state(told, path.step("gate")) is State.DONE
