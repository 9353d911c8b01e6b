"""Sections one by one: each fact in its place, unknown never told as no."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.report.dossier.builder import STORY, attacked, texts
from tests.spaces import typed
from toolkit.custody.log import Act
from toolkit.paper.blocks import Block
from toolkit.report import clock
from toolkit.report.answers import Answer
from toolkit.report.dossier import (
    access,
    changes,
    checking,
    complaint,
    exhibits,
    extent,
    facts_in_order,
    first_page,
    machines,
    method,
    unseen,
)
from toolkit.report.dossier.matter import Matter
from toolkit.report.opened import Opened
from toolkit.report.practice import Conflict, Practice
from toolkit.texts import LANGUAGES, Speech
from toolkit.texts.forms import stamp

HASH = "cd" * 32


@pytest.fixture
def practice(tmp_path: Path) -> Practice:
    return attacked(tmp_path / "case", clock_offset=-12.5)


def shown(section: Any, practice: Practice, language: str = "fr", **machine: Any) -> str:
    changed = tuple(replace(one, **machine) for one in practice.machines)
    blocks: list[Block] = list(section.blocks(Matter(replace(practice, machines=changed), Speech(language))))
    return typed("\n".join(texts(tuple(blocks))))


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
    began = clock.exact(practice.machines[0], STORY[0].at_ns)
    assert typed(Matter(practice, Speech("fr")).moment(began)) in text
    assert "established" in shown(facts_in_order, practice, "en")


def test_only_acts_that_have_words_are_told(practice: Practice) -> None:
    acts = (act("case.opened", 1), act("scan.opened", 2), act("scan.closed", 3), act("never.heard_of", 4))
    text = shown(facts_in_order, practice, acts=acts)
    assert "Action : Affaire ouverte (A. Martin)" in text
    assert "Lecture des fichiers terminée" not in text
    done = shown(changes, practice, acts=acts)
    assert "Lecture des fichiers terminée (A. Martin)\njournal des opérations, ligne 3" in done
    assert "Lecture des fichiers commencée" not in done
    assert "never" not in done


def test_a_fact_stands_at_its_hour_of_paris_with_that_of_utc_beside(practice: Practice) -> None:
    text = shown(facts_in_order, practice)
    told = re.search(r"(\S+) (\S+)\n (\S+) UTC\nLe chiffrement a commencé à (\S+), par", text)
    assert told is not None
    assert told[2] == told[4] != told[3]


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
        assert typed(say(code)) in text, code
    assert say("capture.pair_offered") in text
    assert say("coverage.vanished") in text
    assert text.count(HASH) == 2


def test_absent_artefacts_are_one_line_and_failed_ones_another(practice: Practice) -> None:
    text = shown(unseen, practice)
    assert "ce que ce support ne contient pas (2) :" in text
    assert "ce qui n'a pas pu être lu (1) :" in text


def test_a_look_that_failed_is_not_told_as_nothing_found(practice: Practice) -> None:
    text = shown(access, practice)
    assert "N'a pas pu être lu : " in text
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


def test_the_states_a_backup_keeps_are_told_with_the_last_clean_one(practice: Practice) -> None:
    line = practice.machines[0].backups[0]
    state = {
        "at_ns": 1_790_805_600_000_000_000,
        "newest_ns": 1_790_805_600_000_000_000,
        "path": "Sauvegarde/P-0123456789",
    }
    points = ({**state, "worth": "encrypted"}, {**state, "worth": "clean"})
    text = shown(extent, practice, backups=({**line, "points": points, "last_clean": points[1]},))
    assert "Dernier état sain de ce qui a été lu : Sauvegarde/P-0123456789" in text
    assert "des fichiers y sont chiffrés" in text
    assert "rien contre elle dans ce qui a été lu" in text
    without = shown(extent, practice, backups=({**line, "points": points[:1], "last_clean": None},))
    assert "Le seul état que ce support garde n'est pas jugé sain : des fichiers y sont chiffrés." in without


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


SESSION = {"account": "claire", "address": "203.0.113.77", "flags": ["remote_desktop_from_outside"]}
QUIET = {"outcome": "found", "rows": (), "unread": ()}


def below(text: str, title: str, until: str) -> str:
    """Return what stands under one heading of a section."""
    return text.split(f"\n{title}\n", 1)[1].split(f"\n{until}\n", 1)[0]


def test_a_session_from_outside_is_told_under_remote_access(practice: Practice) -> None:
    lines = (
        {**QUIET, "name": "remote_access"}, {**QUIET, "name": "firewall"}, {**QUIET, "name": "users"},
        {**QUIET, "name": "sign_ins", "rows": (SESSION,)},
    )  # fmt: skip
    text = shown(access, practice, triage=lines)
    remote = below(text, "Accès à distance", "Comptes et connexions")
    assert "203.0.113.77" in remote
    accounts = below(text, "Comptes et connexions", "Antivirus et exceptions")
    assert "203.0.113.77" not in accounts
    assert "sont plus haut, sous « Accès à distance »" in accounts
    assert "Lu, sans rien d'inhabituel" in accounts
    assert "Rien ne ressort" not in text


def test_a_section_without_a_row_says_whether_it_was_looked_at(practice: Practice) -> None:
    lines = (
        {"name": "remote_access", "outcome": "absent", "rows": (), "unread": [{"why": "hive_absent"}]},
        {"name": "firewall", "outcome": "failed", "rows": (), "unread": ()},
        {**QUIET, "name": "users", "unread": [{"why": "registry_log_replayed"}]},
    )
    text = shown(access, practice, triage=lines)
    remote = below(text, "Accès à distance", "Comptes et connexions")
    assert "Pas sur ce support : " in remote
    assert "N'a pas pu être lu : " in remote
    assert "Ce qui a manqué à la lecture : ce fichier du registre n'est pas là" in remote
    assert "sans rien d'inhabituel" not in remote
    accounts = below(text, "Comptes et connexions", "Antivirus et exceptions")
    assert "Lu, sans rien d'inhabituel : " in accounts
    assert "N'a pas été cherché : " in accounts
    assert "a manqué" not in accounts
    assert "N'a pas été cherché" in below(text, "Antivirus et exceptions", "Journaux de Windows")


def test_times_of_the_inventory_are_corrected_too(practice: Practice) -> None:
    row = {**SESSION, "last_ns": STORY[0].at_ns}
    text = shown(access, practice, triage=({**QUIET, "name": "sign_ins", "rows": (row,)},))
    exact = clock.exact(practice.machines[0], STORY[0].at_ns)
    assert stamp(exact)[:19] in text
    assert stamp(STORY[0].at_ns)[:19] not in text


def test_programs_and_twins_that_were_not_sought_are_not_told_as_none(practice: Practice) -> None:
    done = shown(exhibits, practice, acts=(act("capture.closed"),))
    assert "Aucun programme que les règles rattachent" in done
    assert "jusqu'au bout" not in done
    assert shown(exhibits, practice, acts=()).count("N'a pas été cherché jusqu'au bout") == 2


def test_the_picture_over_time_counts_what_its_title_says(practice: Practice) -> None:
    line = {**practice.machines[0].timeline[-1]}
    assert "demandes de rançon au fil du temps" in shown(extent, practice)
    told = {**line, "facts": {**line["facts"], "encrypted": 6}}
    text = shown(extent, practice, timeline=(told,))
    assert "Fichiers chiffrés au fil du temps" in text
    assert "Total : 6" in text
    assert "L'examen compte 40 fichiers chiffrés" in text


def test_a_reading_that_was_broken_off_is_not_told_as_nothing_seen(practice: Practice) -> None:
    unread = {"survey": None, "coverage": None, "timeline": ()}
    cut = shown(first_page, practice, **unread, acts=(act("scan.opened"),))
    assert cut.count("la lecture des fichiers a été interrompue".removeprefix("la ")) == 2
    never = shown(first_page, practice, **unread, acts=())
    assert "Les fichiers n'ont pas encore été lus" in never
    for text in (cut, never):
        assert "Rien n'a été constaté" not in text


def test_the_first_page_says_by_which_clock_and_one_second_once(practice: Practice) -> None:
    assert "corrigé de l'écart d'horloge" in shown(first_page, practice)
    facts = replace(practice.machines[0].facts, clock={"offset_seconds": None, "reference": None})
    assert "horloge de la machine, non corrigée" in shown(first_page, practice, facts=facts)
    both = replace(practice, machines=(*practice.machines, replace(practice.machines[0], facts=facts)))
    assert "corrigé pour les machines dont l'écart d'horloge est connu" in shown(first_page, both)
    (began, *_) = practice.machines[0].timeline
    text = shown(first_page, practice, timeline=(began, {**began, "code": "ended"}))
    since = text.split("Depuis quand\n", 1)[1].split("\n", 1)[0]
    assert since.startswith("Le lundi ")
    assert since.count("septembre") == 1


def test_a_deadline_is_past_by_the_log_never_by_the_clock_of_who_prints(practice: Practice) -> None:
    asked = replace(practice, answers=told(t0="2026-10-01T10:00:00+02:00"))
    facts = replace(practice.machines[0].facts, opened=1_790_850_000_000_000_000)
    running = shown(first_page, asked, facts=facts, acts=())
    assert running.count("au plus tard le") == 2
    past = shown(first_page, asked, facts=facts, acts=(act("report.written"),))
    assert past.count("passé depuis le dimanche 4 octobre 2026 à 10 h 00") == 2
    assert "Calculés le " in past
    assert "au plus tard le" not in past


@pytest.mark.parametrize("code", ["known_before", "known_after"])
def test_a_doubtful_moment_of_knowledge_is_told_where_it_counts(practice: Practice, code: str) -> None:
    conflict = Conflict(code, {"known_ns": 1, "first_ns": 2, "opened_ns": 3})
    doubted = replace(practice, conflicts=(conflict,))
    assert "le moment indiqué" in shown(first_page, doubted)
    assert "le moment indiqué" not in shown(first_page, practice)
    for section in (facts_in_order, machines):
        assert "L'un des deux est à revoir" in shown(section, doubted)
        assert "L'un des deux est à revoir" not in shown(section, practice)


def test_handovers_of_the_case_of_several_machines_are_told(practice: Practice) -> None:
    acts = (act("custody.transferred", 3, to="Brigade de Lyon"),)
    assert "Brigade de Lyon" in shown(checking, replace(practice, acts=acts))
    assert "Brigade de Lyon" not in shown(checking, practice)


def test_a_practice_with_a_very_long_name_leaves_the_first_page_its_place(practice: Practice) -> None:
    facts = replace(practice.facts, practice="Cabinet " * 500)
    document = complaint(replace(practice, facts=facts), Speech("fr"))
    assert len(document.subtitle) < 400


def test_how_a_machine_was_started_is_told_with_every_fault(practice: Practice) -> None:
    facts = {"root_hash": HASH, "read_only": ["sda"], "faults": [], "still": True, "clock_difference": 120}
    text = shown(method, practice, acts=(act("boot.checked", **facts),))
    assert HASH in text
    assert "vérifié avant chaque ouverture : sda" in text
    assert "Seule la clé a été écrite" in text
    # Its case was opened with an offset, by which every time is corrected.
    assert "en secondes d'avance : 120" in text
    assert "pas appliqué aux heures" not in text
    bare = replace(practice.machines[0].facts, clock={"offset_seconds": None, "reference": None})
    unknown = replace(practice, machines=(replace(practice.machines[0], facts=bare),))
    assert "Il n'est pas appliqué aux heures" in shown(method, unknown, acts=(act("boot.checked", **facts),))
    worse = {**facts, "root_hash": None, "still": False, "faults": ["writable sdc"]}
    text = shown(method, practice, acts=(act("boot.checked", **facts), act("boot.checked", **worse)))
    assert "sdc peut être écrit." in text
    assert "Seule la clé a été écrite" not in text
    assert "n'est pas établie" in text
    assert "Comment la machine a été démarrée" not in shown(method, practice)
