"""What a visit promises of evidence and of people: what is said stays off command lines, and where it is."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.walkthrough.visiting import to, until
from toolkit.custody import wiping
from toolkit.custody.case import Case
from toolkit.errors import UsageRefusal
from toolkit.report import answers
from toolkit.texts import Speech
from toolkit.walkthrough import path, unsaid, works
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.path import Place
from toolkit.walkthrough.visit import Given, Ran, Said, Seen, Visit

NAME = "Mme DURAND Jeanne ; née = 14/05/1984 100 %"
AT, LATER = "2026-10-12T09:10:00+02:00", "2026-10-12T09:40:00+02:00"


def card(visit: Visit, step: str, name: str) -> Place:
    return next(one for one in path.places(visit, path.step(step)) if one.name == name)


@pytest.fixture
def visited(tmp_path: Path) -> Iterator[Visit]:
    """A visit on a folder with a case, nothing examined."""
    place = Conversation(Speech("fr"), tmp_path / "visite")
    assert place.visit.case
    Case.create(place.visit.case, source={"label": "d", "kind": "folder", "size": 0}, language="fr").close()
    place.answer(path.places(place.visit, path.step("discovery"))[0], "12/10/2026 8h10")
    place.note(path.step("discovery"), NAME)
    yield place.visit
    place.close()


def test_nothing_said_stands_on_a_command_line(visited: Visit) -> None:
    lines = works.commands("documents", visited, Speech("fr"))
    words = [word for line in lines for word in line]
    assert not any("DURAND" in word or "2026-10" in word for word in words)
    assert lines[0][:1] == ("answers",)
    assert "--visit" in lines[0]


def test_what_is_left_to_say_is_what_the_journal_tells(visited: Visit) -> None:
    assert visited.folder
    assert visited.case
    left = dict(unsaid.left(unsaid.of_folder(visited.folder), Case.read(visited.case), Speech("fr")))
    assert left["t0"] == "2026-10-12T08:10:00+02:00"
    assert "Mme DURAND Jeanne, née = 14/05/1984 100 %" in str(left["ev.visit"])


def test_an_answer_changed_or_unsaid_reaches_the_case(talk: Conversation) -> None:
    talk.answer(to(talk, "examine", "start"), "start")
    until(talk, lambda: not talk.visit.running)
    for said in (NAME, None, None):  # the last says nothing that the case does not hold
        talk.answer(card(talk.visit, "photo", "ev.photos"), said)
        talk.start("documents")
        until(talk, lambda: not talk.visit.running)
        assert talk.visit.works["documents"].status == 0, talk.works["documents"].lines
        assert talk.visit.case
        assert answers.told(Case.read(talk.visit.case))["ev.photos"].value == said


def test_the_disk_of_a_case_is_no_longer_changed(talk: Conversation) -> None:
    talk.answer(to(talk, "examine", "start"), "start")
    fixed = card(talk.visit, "source", "source/disk")
    assert (fixed.card.blocked, path.settled(talk.visit, fixed)) == ("blocked_source_fixed", True)
    until(talk, lambda: not talk.visit.running)
    with pytest.raises(UsageRefusal, match="walk_not_yet"):
        talk.answer(fixed, "/dev/other")


def test_the_examined_disk_and_our_own_folder_are_no_backup(tmp_path: Path) -> None:
    source = tmp_path / "disque"
    (source / "dedans").mkdir(parents=True)
    visit = Visit(folder=tmp_path / "cle" / "visite", given={"source/disk": Given(str(source), AT, None)})
    for medium, code in (
        (source / "dedans" / "..", "walk_medium_source"),
        (tmp_path / "cle", "walk_medium_visit"),
    ):
        given = {**visit.given, "backup/medium_1": Given(str(medium), AT, None)}
        with pytest.raises(UsageRefusal, match=code):
            works.commands("backup_1", replace(visit, given=given), Speech("fr"))


def test_a_medium_keeps_its_verdict_and_no_check_passes_the_gate() -> None:
    given = {"backup/medium_1": Given("/media/a", AT, None)}
    shut = Visit(given=given)
    assert card(shut, "backup", "backup/check_1").card.blocked == "blocked_gate"
    number = {**given, "legal.pv": Given("2026/1", AT, None)}
    checked = Visit(given=number, works={"backup_1": Ran(1, AT, 1)})
    medium = card(checked, "backup", "backup/medium_1")
    assert (medium.card.blocked, path.settled(checked, medium)) == ("blocked_checked", True)
    failed = Visit(given=number, works={"backup_1": Ran(1, AT, 3)})
    assert not card(failed, "backup", "backup/medium_1").card.blocked


def test_a_new_passphrase_has_a_page_of_its_own_and_one_that_was_read_is_forgotten() -> None:
    read = {"handover/passphrase": Given("done", LATER, None)}
    once = Visit(seen=Seen(case=True), works={"handover": Ran(1, AT, 0)})
    assert card(once, "handover", "handover/passphrase").card.work == "handover"
    assert not card(replace(once, given=read), "handover", "handover/passphrase").card.work
    again = replace(once, given=read, works={"handover": Ran(2, LATER, 0)})
    page = card(again, "handover", "handover/passphrase_2")
    assert page.card.work == "handover"
    assert not path.settled(again, page)


def test_an_unfinished_examination_is_told_before_the_archive() -> None:
    seal = card(Visit(seen=Seen(case=True)), "handover", "handover/seal").card
    assert seal.advice == ("handover_unfinished",)
    whole = Visit(seen=Seen(case=True, marks=frozenset({"capture.closed"})))
    assert card(whole, "handover", "handover/seal").card.advice == ()


def test_what_was_said_after_the_archive_is_told_before_it_is_erased() -> None:
    sealed = Visit(seen=Seen(case=True), works={"handover": Ran(1, AT, 0)})
    assert card(sealed, "wipe", "wipe/kept").card.advice == ()
    late = replace(sealed, notes={"disk": (Said("plus tard", LATER, None),)})
    assert card(late, "wipe", "wipe/kept").card.advice == ("wipe_said_since",)


def test_a_wiping_that_was_cut_short_goes_on_and_one_that_is_over_asks_no_more(tmp_path: Path) -> None:
    case = tmp_path / "dossier"
    case.mkdir()
    (case / "WIPING").write_bytes(b"{}")
    given = {"wipe/kept": Given("/media/b", AT, None)}
    visit = Visit(folder=tmp_path, given=given, works={"wipe": Ran(1, AT, 1)})
    assert wiping.stands(case)
    assert not card(visit, "wipe", "wipe/kept").card.blocked
    assert not path.settled(visit, card(visit, "wipe", "wipe/erase"))
    (case / "WIPING").unlink()
    assert path.settled(visit, card(visit, "wipe", "wipe/erase"))


def test_an_annex_is_asked_for_before_anything_is_erased(tmp_path: Path) -> None:
    given = {"wipe/kept": Given("/media/b/DOSSIER.zip", AT, None)}
    seen = Seen(case=True, marks=frozenset({"seal.closed", "annex.closed"}))
    visit = Visit(folder=tmp_path, given=given, seen=seen)
    assert card(visit, "wipe", "wipe/erase").card.blocked == ""
    assert not path.settled(visit, card(visit, "wipe", "wipe/annex"))  # asked before
    unknown = replace(visit, given={**given, "wipe/annex": Given(None, AT, None)})
    assert card(unknown, "wipe", "wipe/erase").card.blocked == "blocked_annex"
    for said, blocked in (("no", "blocked_annex"), (None, "blocked_annex"), ("yes", "")):
        lost = replace(unknown, given={**unknown.given, "wipe/lost": Given(said, AT, None)})
        assert card(lost, "wipe", "wipe/erase").card.blocked == blocked
    known = replace(visit, given={**given, "wipe/annex": Given("/media/b/ANNEXE.zip", AT, None)})
    assert card(known, "wipe", "wipe/erase").card.blocked == ""
    (line,) = works.commands("wipe", known, Speech("fr"))
    kept = [line[at + 1] for at, word in enumerate(line) if word == "--kept"]
    assert kept == ["/media/b/DOSSIER.zip", "/media/b/ANNEXE.zip"]


@pytest.mark.parametrize("looked", [0, 1, None])
def test_a_key_is_asked_for_where_something_is_locked_and_nowhere_else(looked: int | None) -> None:
    disk = Given("/dev/sdb", AT, None, MappingProxyType({"kind": "device"}))
    works_ran = {"examine": Ran(1, AT, 3)} | ({} if looked is None else {"windows": Ran(1, AT, looked)})
    visit = Visit(given={"source/disk": disk, "mission.order": Given("yes", AT, None)}, works=works_ran)
    names = [place.name for place in path.places(visit, path.step("examine"))]
    # A disk that was not looked at may be locked; an image that is cut short is not.
    assert ("examine/key" in names) == (looked != 0)
    assert "examine/start" in names
