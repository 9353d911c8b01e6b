"""What is said is in the journal before it shows; works are commands; a visit goes on where it was left."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.walkthrough.visiting import PATIENCE, to, typical, until
from toolkit.custody import visit_journal
from toolkit.custody.visit_journal import VisitJournal
from toolkit.errors import CaseRefusal, UsageRefusal
from toolkit.texts import Speech
from toolkit.walkthrough import path
from toolkit.walkthrough import visit as visits
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.picks import Offered
from toolkit.walkthrough.step import Kind


def journal(talk: Conversation) -> list[tuple[str, str | None]]:
    assert talk.visit.folder
    lines = visit_journal.read(talk.visit.folder)
    return [(line["facts"].get("card", line["act"]), line["facts"].get("value")) for line in lines]


def answered(talk: Conversation, said: str | None) -> str:
    """Answer where one stands, and return which card that was."""
    place = talk.place
    assert place is not None
    talk.answer(place, said)
    return place.name


def test_an_answer_is_in_the_journal_before_the_next_screen(talk: Conversation) -> None:
    answered(talk, "12/10/2026 8h10")
    assert ("t0", "2026-10-12T08:10:00+02:00") in journal(talk)
    assert talk.visit.t0 is not None
    assert answered(talk, None) == "t0.who"
    assert ("t0.who", None) in journal(talk)


def test_what_does_not_fit_is_refused_and_nothing_is_recorded(talk: Conversation) -> None:
    first = talk.place
    assert first is not None
    before = journal(talk)
    for wrong in ("", "hier", "31/02/2026 8h", "8h10" * 5000, "\x1b[2J12/10/2026"):
        with pytest.raises(UsageRefusal):
            talk.answer(first, wrong)
    assert journal(talk) == before
    assert talk.place == first


def test_before_there_is_a_folder_nothing_is_lost(tmp_path: Path) -> None:
    talk = Conversation(Speech("fr"))
    for said in ("12/10/2026 8h10", "Anne, à l'accueil"):
        answered(talk, said)
    place = talk.place
    assert place is not None
    assert place.card.pick == "places"
    talk.answer(place, str(tmp_path / "visite"))
    assert [name for name, _ in journal(talk)][-2:] == ["t0", "t0.who"]
    talk.close()


def test_back_shows_the_card_before_and_answering_it_goes_on(talk: Conversation) -> None:
    to(talk, "isolation")
    here = talk.place
    talk.back(here)
    place = talk.place
    assert place is not None
    assert place.name == "victim.name"
    talk.answer(place, "Cabinet du Port")
    assert talk.place == here
    assert talk.visit.value("victim.name") == "Cabinet du Port"
    for _ in range(50):
        talk.back(talk.place)
    place = talk.place
    assert place is not None
    assert place.name == "t0"


def test_a_card_left_as_it_was_goes_to_the_next_of_its_step(talk: Conversation) -> None:
    here = to(talk, "caution")
    talk.go(path.step("power"))
    met = []
    while (place := talk.place) is not None and place.step.CODE == "power":
        met.append(place.card.name)
        talk.keep(place)
    assert met == [one.card.name for one in path.places(talk.visit, path.step("power"))]
    assert len(met) == 3
    assert talk.place == here


def test_a_step_is_skipped_with_a_reason_only_and_can_be_taken_up(talk: Conversation) -> None:
    place = to(talk, "photo")
    with pytest.raises(UsageRefusal):
        talk.skip(place.step, "  \x00 ")
    talk.skip(place.step, "téléphone déchargé")
    now = talk.place
    assert now is not None
    assert now.step.CODE == "caution"
    assert talk.go(place.step)
    assert talk.place is not None
    assert talk.place.step.CODE == "photo"
    with pytest.raises(UsageRefusal):
        talk.skip(path.step("gate"), "pressé")
    assert not talk.go(path.step("wipe"))


def test_a_visit_goes_on_where_it_was_left(talk: Conversation, tmp_path: Path) -> None:
    place = to(talk, "power", "follow")
    until(talk, lambda: not talk.visit.running)
    talk.note(place.step, "écran bleu au démarrage")
    talk.close()
    again = Conversation(Speech("en"), tmp_path / "visite")
    assert again.place is not None
    assert again.place.name == "isolation/isolation"  # came ready meanwhile
    again.answer(again.place, "done")
    assert again.place is not None
    assert again.place.name == "isolation/team"
    assert [note.text for note in again.visit.notes["power"]] == ["écran bleu au démarrage"]
    assert again.visit.who == "David Le Goff"
    again.close()


def test_two_programs_on_one_visit_are_told(talk: Conversation, tmp_path: Path) -> None:
    with pytest.raises(CaseRefusal) as refused:
        Conversation(Speech("fr"), tmp_path / "visite")
    assert refused.value.code == "visit_locked"


def test_the_examination_runs_while_the_next_steps_are_taken(talk: Conversation, disk: Path) -> None:
    before = {one: one.read_bytes() for one in disk.rglob("*") if one.is_file()}
    start = to(talk, "examine", "start")
    talk.answer(start, "start")
    place = talk.place
    assert place is not None
    assert place.step.CODE == "complaint"
    disk_step = path.step("disk")
    if talk.visit.running:
        with pytest.raises(UsageRefusal, match="walk_not_yet"):
            talk.answer(path.places(talk.visit, disk_step)[0], "2")
    until(talk, lambda: not talk.visit.running)
    talk.answer(to(talk, "disk"), "2")
    assert talk.visit.works["examine"].status == 0
    assert talk.visit.seen.survey["state"] == "attacked"
    assert talk.visit.told("inventory/inventory")
    assert {one: one.read_bytes() for one in disk.rglob("*") if one.is_file()} == before
    # What was said on the way reaches the case by its own command, the log of the visit with it.
    place = to(talk, "complaint", "documents")
    talk.answer(place, "start")
    until(talk, lambda: not talk.visit.running)
    assert talk.visit.works["documents"].status == 0, talk.works["documents"].lines
    assert talk.visit.case
    files = list((talk.visit.case / "records").glob("answers_*"))
    lines = [json.loads(line) for one in files for line in one.read_bytes().splitlines()]
    told = {line["key"]: line["value"] for line in lines}
    assert told["t0"] == "2026-10-12T08:10:00+02:00"
    assert told["sys.disk.fate"] == "kept"
    assert "David Le Goff" in told["ev.visit"]


def test_a_page_that_became_ready_keeps_nobody_from_skipping_what_is_shown(talk: Conversation) -> None:
    talk.answer(to(talk, "examine", "start"), "start")
    shown = talk.place
    assert shown is not None
    until(talk, lambda: not path.may_open(talk.visit, shown.step))
    assert talk.place is not None
    assert talk.place.card.kind is Kind.PAGE
    talk.skip(shown.step, "le prestataire l'a emporté")
    assert talk.visit.skipped[shown.step.CODE].text == "le prestataire l'a emporté"


def test_a_stopped_examination_is_taken_up(talk: Conversation) -> None:
    talk.answer(to(talk, "examine", "start"), "start")
    talk.works["examine"].stop()
    until(talk, lambda: not talk.visit.running)
    if talk.visit.works["examine"].status == 0:
        return  # it had ended before it heard
    assert talk.visit.works["examine"].stopped
    talk.answer(to(talk, "examine", "start"), "start")
    until(talk, lambda: not talk.visit.running)
    assert talk.visit.works["examine"].status == 0
    assert talk.visit.works["examine"].number == 2


_VICTIM = """
import os, signal, sys, time
from pathlib import Path
from toolkit.texts import Speech
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.picks import Offered
talk = Conversation(Speech("fr"), Path(sys.argv[1]), Offered((sys.argv[2],)))
for name, value in (("mission.order", "yes"), ("source/disk", sys.argv[2])):
    talk._record("card.answered", {"card": name, "value": value, "facts": {}})
talk.start("examine")
while not (talk.visit.case / "case.json").exists():
    talk.tick(); time.sleep(0.01)
print("begun", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="asks POSIX signals")
def test_killed_while_a_work_runs_it_goes_on_at_the_same_place(tmp_path: Path, disk: Path) -> None:
    folder = tmp_path / "visite"
    script = [sys.executable, "-c", _VICTIM, str(folder), str(disk)]
    done = subprocess.run(script, check=False, cwd=Path.cwd(), stdout=subprocess.PIPE)
    assert done.returncode == -signal.SIGKILL
    talk = Conversation(Speech("fr"), folder, Offered((str(disk),)))
    assert talk.visit.works["examine"].status is None
    assert "examine" not in talk.visit.running
    # The child hears that nobody leads it any more, and lets go of the case.
    end = time.monotonic() + PATIENCE
    while True:
        talk.start("examine")
        until(talk, lambda: not talk.visit.running)
        if talk.visit.works["examine"].status == 0 or time.monotonic() > end:
            break
    assert talk.visit.works["examine"].status == 0
    talk.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a folder whose files are open")
def test_a_work_that_ends_while_the_medium_is_away_is_written_down_once_it_is_back(
    talk: Conversation,
) -> None:
    folder = talk.visit.folder
    assert folder is not None
    talk.answer(to(talk, "isolation", "look"), "start")
    folder.rename(folder.with_name("away"))
    until(talk, lambda: not talk.visit.running)
    assert talk.trouble is not None
    assert talk.trouble.code == "visit_gone"
    assert talk.visit.ended("isolation")
    folder.with_name("away").rename(folder)
    until(talk, lambda: talk.trouble is None)
    assert visits.folded(visit_journal.read(folder)).works == talk.visit.works


def test_where_no_folder_can_be_made_what_was_said_goes_to_another(tmp_path: Path) -> None:
    talk = Conversation(Speech("fr"))
    for said in ("12/10/2026 8h10", "Anne"):
        answered(talk, said)
    place = talk.place
    assert place is not None
    (tmp_path / "fichier").write_text("x")
    with pytest.raises(CaseRefusal):
        talk.answer(place, str(tmp_path / "fichier" / "visite"))
    assert talk.place == place
    talk.answer(place, str(tmp_path / "visite"))
    assert [name for name, _ in journal(talk)][-2:] == ["t0", "t0.who"]
    with pytest.raises(UsageRefusal):
        talk.answer(place, str(tmp_path / "autre"))
    with pytest.raises(UsageRefusal):
        talk.take_up(tmp_path / "autre")
    talk.close()


def test_what_another_version_wrote_is_passed_over_or_asked_again(tmp_path: Path) -> None:
    written = VisitJournal(tmp_path)
    for act, facts in (
        ("visit.opened", {"language": "fr"}),
        ("card.answered", {"card": "t0", "value": "hier", "facts": {}}),
        ("card.answered", {"card": "t0.who", "value": "Anne", "facts": {}}),
        ("card.answered", {"card": "sys.power", "value": "burning", "facts": {}}),
        ("card.answered", {"card": "isolation/network", "value": "half", "facts": {}}),
        ("card.answered", {"card": ["t0"], "value": 5}),
        ("card.answered", {"value": None}),
        ("step.skipped", {"step": "gate", "reason": "pressé"}),
        ("step.noted", {"step": 3, "note": None}),
        ("work.ended", {"work": "moon"}),
        ("moon.rose", {"at": [1, 2]}),
    ):
        written.add(act, facts)
    written.close()
    talk = Conversation(Speech("fr"), tmp_path)
    assert set(talk.visit.given) == {"t0.who"}
    assert not talk.visit.skipped
    assert talk.place is not None
    assert talk.place.name == "t0"
    talk.close()


def test_a_question_that_shares_its_name_with_an_instruction_is_gone_back_to(talk: Conversation) -> None:
    to(talk, "isolation")
    assert talk.go(path.step("others"))
    names = []
    while talk.place is not None and talk.place.step.CODE == "others":
        names.append(talk.place.name)
        talk.answer(talk.place, typical(talk, talk.place))
        if len(names) < 3:
            assert talk.go(path.step("others"))
    assert names == ["others/insurer", "insurer", "others/vendor"]
    talk.go(path.step("others"))
    talk.forward()
    talk.back(path.at(talk.visit, path.step("others"), "others/vendor"))
    assert talk.place is not None
    assert talk.place.name == "insurer"


def test_what_a_changed_answer_closed_is_not_shown_again(talk: Conversation) -> None:
    here = to(talk, "caution")
    talk.back(here)
    talk.back(talk.place)
    assert talk.visit.value("victim.name") is None
    late = path.places(talk.visit, path.step("backup"))[0]
    with pytest.raises(UsageRefusal):
        talk.answer(late, "/media/backup")
    with pytest.raises(UsageRefusal):
        talk.skip(path.step("scan"), "plus tard")
