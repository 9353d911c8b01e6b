"""A disk that was picked is looked at first: its state is read, and its key asked for, before anything."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.media import bitlocker_builder as bitlocker
from tests.triage import stopped
from tests.walkthrough.visiting import until
from toolkit.custody import visit_journal
from toolkit.errors import UsageRefusal
from toolkit.texts import Speech
from toolkit.walkthrough import pages, path
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.pages.line import BAD
from toolkit.walkthrough.picks import Offered
from toolkit.walkthrough.step import Kind


@pytest.fixture(scope="module")
def disks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("disques")
    plain = stopped.volume({**stopped.files(), "Users/anne/lettre.txt": b"Bonjour.\r\n" * 50})
    (place / "ferme.img").write_bytes(stopped.disk(stopped.locked(plain)))
    (place / "endormi.img").write_bytes(stopped.disk(stopped.volume(stopped.files(stopped.ASLEEP, fast=0))))
    (place / "dossier").mkdir()
    return place


@pytest.fixture
def talk(tmp_path: Path, disks: Path) -> Iterator[Conversation]:
    offered = tuple(str(disks / name) for name in ("ferme.img", "endormi.img", "dossier"))
    found = Conversation(Speech("fr"), tmp_path / "visite", Offered(offered))
    yield found
    found.close()


def at_source(talk: Conversation) -> path.Place:
    """Answer all that comes before the disk is picked."""
    told = {"t0": "12/10/2026 8h10", "mission.order": "oui", "sys.power": "1"}
    while (place := talk.place) is not None and place.step.CODE != "source":
        first = place.card.default or (place.card.choices[0] if place.card.choices else None)
        talk.answer(place, told.get(place.card.name) if place.card.kind is Kind.ASK else first)
    assert talk.place is not None
    return talk.place


def here(talk: Conversation) -> path.Place:
    assert talk.place is not None
    return talk.place


def read(talk: Conversation) -> list[pages.Line]:
    said = tuple(talk.works["windows"].lines)
    return pages.shown(here(talk).card, talk.visit, talk.speech, said)


def picked(talk: Conversation, disk: Path) -> None:
    talk.answer(at_source(talk), str(disk))
    assert (here(talk).name, here(talk).card.waits) == ("source/windows", True)
    until(talk, lambda: not talk.visit.running)


def test_a_locked_disk_is_told_and_its_key_asked_for_before_it_fails(talk: Conversation, disks: Path) -> None:
    talk.answer(at_source(talk), str(disks / "ferme.img"))
    # While it is looked at, nothing behind it can be taken.
    assert not path.may_open(talk.visit, path.step("examine"))
    with pytest.raises(UsageRefusal):
        talk.answer(here(talk), "done")
    until(talk, lambda: not talk.visit.running)
    assert here(talk).name == "source/windows"
    found = read(talk)
    assert any("VERROUILLÉ" in line.text and line.style == BAD for line in found)
    assert any("3FD763F9" in line.text for line in found)
    assert not any("--recovery-key" in line.text for line in found)
    talk.answer(here(talk), "done")
    assert (here(talk).name, here(talk).card.kind) == ("examine/key", Kind.SECRET)
    talk.answer(here(talk), bitlocker.RECOVERY_KEY)
    talk.answer(here(talk), "start")
    until(talk, lambda: not talk.visit.running)
    assert talk.visit.ended("examine", 0), talk.works["examine"].lines
    assert talk.visit.folder is not None
    assert bitlocker.RECOVERY_KEY[:6].encode() not in (talk.visit.folder / visit_journal.NAME).read_bytes()


def test_a_sleeping_windows_asks_for_no_key(talk: Conversation, disks: Path) -> None:
    picked(talk, disks / "endormi.img")
    assert any("SANS DOUTE EN VEILLE PROLONGÉE" in line.text for line in read(talk))
    talk.answer(here(talk), "done")
    assert here(talk).name == "examine/start"


def test_a_folder_is_examined_without_a_look(talk: Conversation, disks: Path) -> None:
    talk.answer(at_source(talk), str(disks / "dossier"))
    assert here(talk).name == "examine/start"
    assert talk.visit.works == {}


def test_another_disk_is_another_look(talk: Conversation, disks: Path) -> None:
    picked(talk, disks / "ferme.img")
    talk.answer(here(talk), "done")
    talk.go(path.step("source"))
    talk.answer(path.places(talk.visit, path.step("source"))[0], str(disks / "endormi.img"))
    assert path.places(talk.visit, path.step("source"))[0].card.blocked == "blocked_source_looking"
    until(talk, lambda: not talk.visit.running)
    assert here(talk).name == "source/windows_2"
    talk.answer(here(talk), "done")
    assert here(talk).name == "examine/start"


def test_a_look_cut_short_is_offered_again(talk: Conversation, tmp_path: Path, disks: Path) -> None:
    at_source(talk)
    talk.close()
    journal = visit_journal.VisitJournal(tmp_path / "visite")
    disk = {"card": "source/disk", "value": str(disks / "ferme.img"), "facts": {"kind": "image"}}
    journal.add("card.answered", disk)
    journal.add("work.started", {"work": "windows"})
    journal.close()
    again = Conversation(Speech("fr"), tmp_path / "visite")
    try:
        assert (here(again).name, here(again).card.kind) == ("source/look", Kind.RUN)
        again.answer(here(again), "start")
        until(again, lambda: not again.visit.running)
        assert here(again).card.kind is Kind.PAGE
    finally:
        again.close()


def test_taken_up_later_it_says_that_the_details_are_gone(talk: Conversation, disks: Path) -> None:
    picked(talk, disks / "ferme.img")
    found = pages.shown(here(talk).card, talk.visit, talk.speech, ())
    assert any("était verrouillé par BitLocker" in line.text for line in found)


def test_a_disk_that_is_gone_holds_nobody_up(talk: Conversation, disks: Path, tmp_path: Path) -> None:
    gone = tmp_path / "parti.img"
    gone.write_bytes(b"x")
    picked(talk, gone)
    assert here(talk).name == "source/windows"
    talk.answer(here(talk), "done")
    assert here(talk).name == "examine/start"
