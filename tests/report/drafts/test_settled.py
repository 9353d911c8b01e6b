"""What a draft says is still to be settled: what was done is told as done, doubts are no facts."""

from dataclasses import replace
from typing import Any

import pytest

from tests.spaces import typed
from toolkit.custody.log import Act
from toolkit.paper.blocks import Listing
from toolkit.report.drafts import DRAFTS, cnil, fields, found, insurer, patients, register
from toolkit.report.practice import Conflict
from toolkit.texts import Speech

from .builder import T0, bare, case_facts, lines, machine, practice, survey, text, words

FRENCH = Speech("fr")
LATE = (Act(1, "2026-11-22T08:00:00+00:00", "", None, "case.opened", {}, "", ""),)
DONE = {"t0": T0, "legal.pv": "2026/1234", "legal.cnil": "N-1"}


def nature(case: Any) -> str:
    return typed(" ".join(found.found(case, FRENCH, "attack.nature")))


@pytest.mark.parametrize(("stem", "module"), DRAFTS)
def test_no_draft_asks_for_what_was_done(stem: str, module: Any) -> None:
    said = text(module.compose(practice(machine(acts=LATE), answers=DONE), FRENCH))
    assert "Délai passé" not in said, stem
    assert "sans attendre et" not in said
    assert ("Fait : notification N-1" in said) is (module is cnil)
    assert ("est déposée : 2026/1234" in said) is (module is insurer)


def test_a_deadline_says_when_it_was_reckoned() -> None:
    due = words(lines(cnil.compose(practice(machine(acts=LATE), answers={"t0": T0}), FRENCH))["Avant quand"])
    assert "passé depuis le mardi 27 octobre 2026 à 17 h 00" in due
    assert "Calculé le dimanche 22 novembre 2026 à 9 h 00." in due


def test_unknowns_and_boxes_are_still_to_be_settled() -> None:
    keys = [key for _, each in cnil.SECTIONS for key in each]
    asked = dict.fromkeys(keys)
    shown = lines(cnil.compose(practice(bare(), answers=asked), FRENCH))[FRENCH.say("drafts.head_state")]
    # Known are reference, name, that nothing was read and what was done; three boxes are not ticked.
    assert f"reste à trancher : {len(keys) - 4 + 3}" in words(shown)
    assert "cases non cochées : 3" in words(shown)


def test_the_reason_of_a_delay_is_to_be_looked_at_while_it_matters() -> None:
    reason = {"pd.late_reason": "sans objet"}
    late = text(cnil.compose(practice(machine(acts=LATE), answers={"t0": T0, **reason}), FRENCH))
    assert "Motif écrit plus bas : « sans objet »" in late
    done = text(cnil.compose(practice(machine(acts=LATE), answers=DONE | reason), FRENCH))
    assert "Motif écrit" not in done


@pytest.mark.parametrize("answers", [{"attack.leak": "yes"}, {"attack.nature": "ransomware_theft"}, {}])
def test_data_told_as_taken_leaves_a_box_to_settle(answers: dict[str, str | None]) -> None:
    quiet = survey(notes=[], contacts={})
    case = practice(machine(survey=quiet), answers=answers)
    boxes = next(block for block in cnil.compose(case, FRENCH).blocks if isinstance(block, Listing))
    assert ("à trancher" in words(boxes.points[2])) is bool(answers)
    assert boxes.ticked == (True, False, False)


def test_a_doubt_ticks_nothing_and_is_not_told_to_patients() -> None:
    doubtful = practice(machine(survey=survey(state="doubtful")))
    boxes = next(block for block in cnil.compose(doubtful, FRENCH).blocks if isinstance(block, Listing))
    assert boxes.ticked == (False, False, False)
    letter = text(patients.compose(doubtful, FRENCH))
    assert "illisibles" not in letter
    assert "des dossiers de patients" not in letter
    assert "Chiffrement du" not in nature(doubtful)


def test_a_program_alone_is_no_encryption_and_a_broken_reading_is_no_reading() -> None:
    alone = survey(damage={}, extent=None, notes=[], note_texts=0, note_files=0, contacts={})
    assert "un programme d'attaque a été reconnu" in nature(practice(machine(survey=alone)))
    assert "rançongiciel" not in nature(practice(machine(survey=alone)))
    begun = (replace(LATE[0], act="scan.opened"),)
    assert "a été interrompue" in nature(practice(replace(bare(), acts=begun)))
    assert "n'ont pas été lus" in nature(practice(bare()))


def test_a_task_of_anybody_is_no_measure_of_the_practice() -> None:
    jobs = (
        {"name": "Task Scheduler", "job": "Sauvegarde Conti", "basis": "task", "last_success_ns": 1},
        {"name": "Duplicati", "last_success_ns": 1},
        {"name": "File History"},
    )
    triage = (
        {"name": "backup_jobs", "rows": jobs},
        {"name": "defender", "rows": [{"what": "defender"}, {"what": "exclusion"}]},
    )
    for module in (cnil, register):
        said = text(module.compose(practice(machine(triage=triage)), FRENCH))
        assert "Task Scheduler" not in said
        assert "avec une réussite notée : Duplicati" in said
        assert "sans trace d'une réussite : File History" in said
        assert "Exclusions" not in said


def test_a_waiver_is_not_asked_for_once_there_is_a_complaint() -> None:
    label = fields.label(FRENCH, "restore.waiver")
    assert label in lines(insurer.compose(practice(), FRENCH))
    assert label not in lines(insurer.compose(practice(answers=DONE), FRENCH))
    both = practice(answers=DONE | {"restore.waiver": "je restaure"})
    told = replace(both, conflicts=(Conflict("waived_and_filed", {"filed": "2026/1234"}),))
    assert label in lines(insurer.compose(told, FRENCH))
    assert "L'une des deux est à corriger" in text(insurer.compose(told, FRENCH))


def test_one_name_and_a_folder_is_no_machine() -> None:
    unknown = practice(answers={"victim.name": None})
    label = fields.label(FRENCH, "victim.name")
    assert words(lines(cnil.compose(unknown, FRENCH))[label]) == "Cabinet dentaire des Tilleuls"
    source = {"label": "dossier", "kind": "folder"}
    folder = machine(triage=(), label="dossier", facts=case_facts(source=source))
    assert nature(practice(folder)).startswith("Dossier examiné : rançongiciel")


def test_answers_in_another_language_are_to_be_translated() -> None:
    said = text(patients.compose(practice(), Speech("en")))
    assert Speech("en").say("drafts.todo_translate") in said
    assert FRENCH.say("drafts.todo_translate") not in text(patients.compose(practice(), FRENCH))
