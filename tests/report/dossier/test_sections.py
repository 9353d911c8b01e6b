"""Sections one by one: each fact in its place, unknown never told as no."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.report.dossier.builder import STORY, attacked, texts
from toolkit.custody.log import Act
from toolkit.paper.blocks import Block
from toolkit.report.answers import Answer
from toolkit.report.dossier import (
    access,
    changes,
    checking,
    exhibits,
    extent,
    facts_in_order,
    machines,
    method,
    unseen,
)
from toolkit.report.dossier.matter import Matter
from toolkit.report.opened import Opened
from toolkit.report.practice import Practice
from toolkit.texts import LANGUAGES, Speech

HASH = "cd" * 32


@pytest.fixture
def practice(tmp_path: Path) -> Practice:
    return attacked(tmp_path / "case", clock_offset=-12.5)


def shown(section: Any, practice: Practice, language: str = "fr", **machine: Any) -> str:
    changed = tuple(replace(one, **machine) for one in practice.machines)
    blocks: list[Block] = list(section.blocks(Matter(replace(practice, machines=changed), Speech(language))))
    return "\n".join(texts(tuple(blocks))).replace("\N{NO-BREAK SPACE}", " ")


def act(name: str, number: int = 99, **facts: Any) -> Act:
    return Act(
        number, "2026-10-12T08:00:00.000000+00:00", "2026-10-12T10:00", "A. Martin", name, facts, "", ""
    )


def told(**answers: str | None) -> dict[str, Answer]:
    return {key.replace("__", "."): Answer(key, value, 1, None) for key, value in answers.items()}


def test_times_are_corrected_and_the_offset_is_told(practice: Practice) -> None:
    text = shown(facts_in_order, practice)
    assert "\N{MINUS SIGN}12,5 s (machine moins téléphone)" in text
    assert "n'a pas été mesuré" not in text
    began = facts_in_order.corrected(practice.machines[0], STORY[0].at_ns)
    assert Matter(practice, Speech("fr")).moment(began).replace("\N{NO-BREAK SPACE}", " ") in text
    assert "established" in shown(facts_in_order, practice, "en")


def test_only_acts_that_have_words_are_told(practice: Practice) -> None:
    acts = (act("case.opened", 1), act("scan.opened", 2), act("scan.closed", 3), act("never.heard_of", 4))
    text = shown(facts_in_order, practice, acts=acts)
    assert "Action : Affaire ouverte (A. Martin)" in text
    assert "Lecture des fichiers terminée" in text
    assert "Lecture des fichiers commencée" not in text
    assert "never" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_programs_pairs_and_the_annex_stand_with_the_exhibits(practice: Practice, language: str) -> None:
    kept = dict(practice.machines[0].capture[0])
    wrapped = {**kept, "number": "P0002", "reason": "program", "facts": {"content_sha256": HASH}}
    log = {**kept, "number": "A0001", "reason": "event_log"}
    failed = {"number": "P0003", "origin": "P-1234567890", "failed": "vanished"}
    pair = {"encrypted": {"path": "x.akira"}, "intact": {"path": "x.dll"}, "why": "beside", "copied": False}
    text = shown(
        exhibits,
        practice,
        language,
        capture=(kept, wrapped, log, failed),
        pairs={"count": 1, "pairs": [pair]},
        programs={"count": 1, "programs": [{"path": "Users/Public/x.exe", "size": 5, "sha256": HASH}]},
    )
    say = Speech(language).say
    for code in ("dossier.annex", "dossier.inside", "dossier.programs", "dossier.pairs", "dossier.left_out"):
        assert say(code).replace("\N{NO-BREAK SPACE}", " ") in text, code
    assert say("capture.pair_offered") in text
    assert say("coverage.vanished") in text
    assert text.count(HASH) == 2


def test_absent_artefacts_are_one_line_and_failed_ones_another(practice: Practice) -> None:
    text = shown(unseen, practice)
    assert "ce que ce support ne contient pas (2) :" in text
    assert "ce qui n'a pas pu être lu (1) :" in text


def test_a_look_that_failed_is_not_told_as_nothing_found(practice: Practice) -> None:
    text = shown(access, practice)
    assert "Ceci n'a pas pu être lu : " in text
    assert "AnyDesk" in text
    assert "support$" in text


def test_a_case_kept_on_the_examined_disk_is_told_and_nothing_else_promised(practice: Practice) -> None:
    assert "L'outil n'écrit jamais sur le support examiné" in shown(changes, practice)
    text = shown(changes, practice, acts=(act("case.on_suspect_disk"),))
    assert "L'outil n'écrit jamais" not in text
    assert "est écrit sur le disque examiné" in text


def test_each_disk_has_its_fate(practice: Practice) -> None:
    answers = told(sys__disk__fate="nothing", sys__disk__reason="disque réutilisé")
    answers |= {"sys.disk.fate#2": Answer("sys.disk.fate#2", "image", 1, None)}
    text = shown(machines, replace(practice, answers=answers))
    assert "rien n'est conservé" in text
    assert "disque réutilisé" in text
    assert "Devenir du disque (disque n° 2)" in text
    assert "Image : outil, empreinte, support (disque n° 2)" in text


def test_the_serial_number_of_a_disk_is_told_where_it_was_read(practice: Practice) -> None:
    assert "à lire sur l'étiquette" in shown(machines, practice)
    disk = {"model": "WDC WD10", "serial": "WCC6Y123", "size": 1_000_204_886_016}
    text = shown(machines, practice, medium={"source": {"disk": disk}})
    assert "WDC WD10, n° de série WCC6Y123, 1,0 To" in text


def test_a_backup_keeps_its_two_verdicts_and_why(practice: Practice) -> None:
    text = shown(extent, practice)
    assert "Rebrancher : aucun signe d'infection" in text
    assert "Compter dessus : non, elle est trop ancienne." in text
    assert "Aucune sauvegarde n'a été vérifiée" not in text
    assert "Aucune sauvegarde n'a été vérifiée" in shown(extent, practice, backups=())


def test_the_tool_is_named_with_the_hashes_that_are_known(practice: Practice) -> None:
    text = shown(method, practice)
    assert "empreinte du programme : non relevée" in text
    assert "ab" * 32 in text
    assert HASH in shown(method, practice, acts=(act("stick.checked", manifest=HASH),))
    for principle in ("RFC 3227", "ISO/IEC 27037", "ACPO", "aucune certification n'est revendiquée"):
        assert principle in text


def test_transfers_stand_at_the_end(practice: Practice) -> None:
    handed = act("custody.transferred", to="Brigade de Lyon")
    assert "2026-10-12T10:00" in shown(checking, practice, acts=(handed,))
    assert "2026-10-12T10:00" not in shown(checking, practice)


def test_records_of_an_older_tool_still_give_their_sections(practice: Practice) -> None:
    machine: Opened = practice.machines[0]
    survey = {
        key: value for key, value in (machine.survey or {}).items() if key not in {"extent", "suspects"}
    }
    bare = tuple({**line, "facts": {}} for line in machine.capture)
    old = replace(practice, machines=(replace(machine, survey=survey, capture=bare),))
    for section in (extent, exhibits, unseen, machines):
        assert len(shown(section, old)) > 100
