"""Where a visit is written and what it examines are two places, and each is what it is said to be."""

import io
from pathlib import Path

import pytest

from tests.walkthrough.visiting import to
from toolkit.custody import opening, visit_journal
from toolkit.errors import CaseRefusal, UsageRefusal
from toolkit.texts import Speech
from toolkit.walkthrough import plain
from toolkit.walkthrough.conversation import Conversation


@pytest.mark.parametrize("around", [".", ".."])
def test_a_visit_is_not_written_on_what_it_examines(talk: Conversation, around: str) -> None:
    place = to(talk, "source", "disk")
    assert talk.visit.folder is not None
    with pytest.raises(UsageRefusal) as refused:
        talk.answer(place, str(talk.visit.folder / around))
    assert refused.value.code == "walk_source_visit"
    assert talk.place == place


@pytest.mark.parametrize("held", ["dossier/case.json", "case.json", "dossier/wiping"])
def test_an_examination_without_its_journal_is_not_taken_for_that_of_another_disk(
    tmp_path: Path, held: str
) -> None:
    folder = tmp_path / "visite"
    (folder / held).parent.mkdir(parents=True)
    (folder / held).write_text("{}")
    if held.endswith("wiping"):
        (folder / held).rename(folder / "dossier" / opening.WIPING)
    with pytest.raises(CaseRefusal) as refused:
        Conversation(Speech("fr"), folder)
    assert refused.value.code == "visit_holds_case"
    assert not visit_journal.stands(folder)


@pytest.mark.parametrize("name", ["a" * 256, "fichier/visite"])
def test_a_place_where_no_visit_can_be_begun_is_said_to_be_one(tmp_path: Path, name: str) -> None:
    (tmp_path / "fichier").write_text("x")
    with pytest.raises(CaseRefusal) as refused:
        Conversation(Speech("fr"), tmp_path / name)
    assert refused.value.code == "visit_place"


def test_a_journal_that_was_cut_short_is_said_to_be(tmp_path: Path) -> None:
    first = Conversation(Speech("fr"), tmp_path / "visite")
    place = first.place
    assert place is not None
    first.answer(place, "12/10/2026 8h10")
    assert not first.torn
    first.close()
    journal = tmp_path / "visite" / visit_journal.NAME
    journal.write_bytes(journal.read_bytes()[:-40])
    again = Conversation(Speech("fr"), tmp_path / "visite")
    said = io.StringIO()
    plain.run(again, io.StringIO("quitter\n"), said)
    assert "n'était pas entière" in said.getvalue()
    assert "avait été répondu est là" not in said.getvalue()
    again.close()
    whole = Conversation(Speech("fr"), tmp_path / "visite")
    assert not whole.torn
    whole.close()
