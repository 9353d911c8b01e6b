"""Every page says what stands, in both languages, in lines a screen holds; never yes by ignorance."""

import io
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.report.dossier.builder import attacked
from tests.spaces import typed
from toolkit import procedure
from toolkit.custody.case import Case
from toolkit.records import Answer, Artefact, Check, Connect, Outcome, Rely, Verdict
from toolkit.texts import LANGUAGES, Speech
from toolkit.walkthrough import pages, seeing
from toolkit.walkthrough import visit as visits
from toolkit.walkthrough.pages.line import BAD, GOOD, WARN, Line, Look
from toolkit.walkthrough.step import page
from toolkit.walkthrough.visit import Given, Ran, Visit

LATER = "2099-11-23T09:00:00+00:00"
T0 = "2099-11-22T08:10:00+01:00"
ROWS, WIDTH = 18, 78
Said = list[tuple[str, str]]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a visit whose case went through every stage."""
    folder: Path = tmp_path_factory.mktemp("visite")
    disk = tmp_path_factory.mktemp("disque") / "disque.img"
    disk.write_bytes(bytes(4096))
    attacked(folder / "dossier")
    with Case.resume(folder / "dossier") as case:
        case.write_json("source", {"place": str(disk)})
        procedure.record_backup(case, "/mnt/sauvegarde", stale())
    return folder


def stale() -> Verdict:
    old = ({"code": "old_data", "days": 40, "limit": 7, "volume": "", "path": "agenda.ics"},)
    answers = {one: Check(one, Answer.YES) for one in ("clean", "not_encrypted", "complete", "restorable")}
    coverage = {"files_seen": 3, "volumes": []}
    newest = {"modified_ns": 1_770_000_000_000_000_000}
    recent = Check("recent", Answer.NO, old)
    return Verdict(Connect.CLEAN, Rely.STALE, {**answers, "recent": recent}, newest, coverage, old)


@pytest.fixture
def folder(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(kept, tmp_path / "visite"))


def visit(
    folder: Path | None, given: Mapping[str, str | None] | None = None, works: Mapping[str, int] | None = None
) -> Visit:
    lines: list[dict[str, Any]] = [
        {"act": visits.ANSWERED, "facts": {"card": card, "value": value}}
        for card, value in (given or {}).items()
    ]
    for work, status in (works or {}).items():
        ended = {"work": work, "status": status, "stopped": False}
        lines += [{"act": visits.STARTED, "facts": {"work": work}}, {"act": visits.ENDED, "facts": ended}]
    found = visits.folded([{**one, "local": LATER, "who": "A"} for one in lines], folder)
    return seen(found)


def seen(found: Visit) -> Visit:
    return replace(found, seen=seeing.Look().at(found, now=True)) if found.case else found


def shown(
    name: str, found: Visit, language: str = "fr", said: Said | None = None, work: str = ""
) -> list[Line]:
    return pages.shown(page(name, work=work), found, Speech(language), said or [])


def text(lines: list[Line]) -> str:
    return typed("\n".join(one.text for one in lines))


def rows(lines: list[Line]) -> int:
    return sum(len(textwrap.wrap(one.text, WIDTH)) or 1 for one in lines)


def run(language: str, *arguments: object) -> Said:
    command = [sys.executable, "-m", "toolkit", "--lang", language, *map(str, arguments)]
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", check=False, stdin=subprocess.DEVNULL
    )
    told = [("out", line) for line in done.stdout.splitlines()]
    return told + [("err", line) for line in done.stderr.splitlines()]


GIVEN = {"t0": T0, "legal.pv": "2099/123", "sys.disk.fate": "kept", "backup/medium_1": "/mnt/sauvegarde"}
WORKS = {"backup_1": 0, "handover": 0, "transfer": 0, "wipe": 0}
OF = {"backup": "backup_1", "passphrase": "handover", "archive": "handover", "receipt": "transfer"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", pages.PAGES)
def test_every_page_fits_a_small_screen(folder: Path, name: str, language: str) -> None:
    found = shown(name, visit(folder, GIVEN, WORKS), language, work=OF.get(name, name))
    assert found
    assert rows(found) <= ROWS
    assert all(one.text == one.text.rstrip() for one in found)


@pytest.mark.parametrize("name", pages.PAGES)
def test_every_page_stands_before_there_is_anything(name: str) -> None:
    found = shown(name, visit(None), work=OF.get(name, name))
    assert found
    assert GOOD not in {one.style for one in found}


@pytest.mark.parametrize("name", ["archive", "backup", "isolation", "passphrase", "receipt", "wiped"])
def test_a_work_that_failed_is_never_told_as_done(folder: Path, name: str) -> None:
    work = OF.get(name, "wipe" if name == "wiped" else name)
    found = shown(
        name, visit(folder, GIVEN, {work: 3}), said=[("err", "Le support a été débranché.")], work=work
    )
    assert GOOD not in {one.style for one in found}
    assert "Le support a été débranché." in text(found)


def test_the_page_of_the_damage_is_what_the_command_says(folder: Path) -> None:
    said = [line for _, line in run("fr", "brief", "--case", folder / "dossier")]
    assert text(shown("damage", visit(folder))).splitlines() == [typed(one) for one in said]


def test_the_inventory_tells_found_absent_and_unreadable_apart(folder: Path) -> None:
    found = text(shown("inventory", visit(folder)))
    assert "Machine : POSTE-1, Windows 10 22H2" in found
    assert "support$" in found
    assert "Accès à distance : AnyDesk" in found
    assert "Illisible : L'antivirus de Windows" in found
    assert "Cherché, pas sur ce disque : " in found


def test_the_notes_are_told_without_a_link(folder: Path) -> None:
    found = text(shown("notes", visit(folder)))
    assert "rescue[@]attack[.]example" in found
    assert "rescue@attack" not in found
    assert "menace de publier" in found
    assert "72 heures" in found


def test_what_the_evidence_names_moves_nothing(tmp_path: Path) -> None:
    bad = "x\x1b[31m\u202e" + "B" * 400
    source = {"label": "d", "kind": "folder", "size": 1}
    with Case.create(tmp_path / "dossier", source=source, language="fr") as case:
        rows_of_it = ({"kind": "account", "name": bad, "disabled": False, "flags": [bad]},)
        list(case.record("triage", [Artefact("users", Outcome.FOUND, rows_of_it)]))
    found = shown("inventory", visit(tmp_path))
    assert "\x1b" not in text(found)
    assert "\u202e" not in text(found)
    assert rows(found) <= ROWS


def test_samples_say_what_leaves_and_what_was_left(folder: Path) -> None:
    with Case.resume(folder / "dossier") as case:
        case.keep("A0002", io.BytesIO(b"log"), ".evtx")
        lines = [{"number": "A0002", "reason": "event_log"}, {"number": "P0003", "failed": "vanished"}]
        list(case.record("capture_2", lines))
    found = text(shown("samples", visit(folder)))
    assert "Pièces copiées, numérotées et datées : 2." in found
    assert "Dont 1 pour l'annexe confidentielle" in found
    assert "P0003" in found


@pytest.mark.parametrize(
    ("status", "first", "style"),
    [(0, "isolated_yes", GOOD), (1, "isolated_no", BAD), (1, "isolated_unknown", BAD)],
)
def test_isolation_is_what_the_command_answered(status: int, first: str, style: str) -> None:
    said = [("out", Speech("fr").say(f"isolation.{first}"))]
    (line,) = shown("isolation", visit(None, {}, {"isolation": status}), said=said, work="isolation")
    assert line.style == style


def test_isolation_is_no_green_when_the_program_itself_is_in_doubt_or_it_is_forgotten() -> None:
    yes = ("out", Speech("fr").say("isolation.isolated_yes"))
    doubted = shown(
        "isolation", visit(None, {}, {"isolation": 0}), said=[("err", "Altérée."), yes], work="isolation"
    )
    forgotten = shown("isolation", visit(None, {}, {"isolation": 0}), work="isolation")
    assert {one.style for one in [*doubted, *forgotten]} <= {WARN, "plain"}


def test_the_verdict_is_that_of_the_medium_just_checked(folder: Path) -> None:
    found = shown("backup", visit(folder, GIVEN, {"backup_1": 1}), work="backup_1")
    assert "FEU ORANGE" in text(found)
    assert "trop ancienne" in text(found)
    other = visit(folder, {"backup/medium_2": "/mnt/autre"}, {"backup_2": 1})
    assert "n'est plus en mémoire" in text(shown("backup", other, work="backup_2"))


def test_a_verdict_without_a_case_is_read_from_what_was_said(tmp_path: Path) -> None:
    medium = tmp_path / "sauvegarde"
    medium.mkdir()
    (medium / "courrier.txt").write_text("Bonjour.\n" * 40, encoding="utf-8")
    said = run("fr", "backup", "check", medium)
    found = shown(
        "backup", visit(None, {"backup/medium_1": str(medium)}, {"backup_1": 1}), said=said, work="backup_1"
    )
    assert "Que faire :" in text(found)
    assert "gardé nulle part" in text(found)


def test_a_serial_number_is_told_of_a_disk_that_has_one_only() -> None:
    for facts, told in (({"kind": "device", "serial": "S3Z9\x1b[31m"}, 1), ({"kind": "image"}, 0)):
        picked = replace(visit(None), given={"source/disk": Given("/dev/sdb", T0, None, facts)})
        found = shown("windows", replace(picked, works={"windows": Ran(1, T0, 0)}))
        assert sum("n° de série S3Z9\\x1b[31m" in one.text.replace("\xa0", " ") for one in found) == told


def test_the_gate_says_what_is_missing() -> None:
    closed = shown("gate", visit(None, {"t0": T0, "legal.pv": None}))
    assert closed[0].style == BAD
    assert "mercredi 25 novembre 2099 à 8 h 10" in text(closed)
    waived = shown(
        "gate", visit(None, {"legal.pv": None, "restore.waiver": "Dr A, je restaure sans plainte"})
    )
    assert "PASSAGE FORCÉ" in text(waived)
    opened = shown("gate", visit(None, GIVEN))
    assert opened[0].style == GOOD
    assert "Qui le garde : manque." in text(opened)
    past = shown("gate", visit(None, {"t0": "2020-01-01T08:00:00+01:00"}))
    assert "passé depuis" in text(past)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_passphrase_is_known_by_its_words_and_only_where_it_opens_the_annex(
    folder: Path, language: str
) -> None:
    case, ended = folder / "dossier", {"handover": 0}
    said = run(language, "annex", "make", "--case", case, "--out", folder, "--show-passphrase")
    phrase = next(
        line.strip() for _, line in said if line.strip().count("-") == 7 and " " not in line.strip()
    )
    found = shown("passphrase", visit(folder, {}, ended), language, said, "handover")
    assert any(one.text.strip() == phrase for one in found)
    assert all(f"{number}. {word}" in text(found) for number, word in enumerate(phrase.split("-"), 1))
    # What stopped before the annex was made opens nothing.
    at = next(number for number, (_, line) in enumerate(said) if line.strip() == phrase)
    cut = shown("passphrase", visit(folder, {}, {"handover": 4}), language, said[: at + 1], "handover")
    assert phrase not in text(cut)
    gone = shown("passphrase", visit(folder, {}, ended), language, [], "handover")
    assert phrase not in text(gone)
    assert len(gone) == 2


def test_archive_and_receipt_are_those_of_the_last_closing(folder: Path) -> None:
    case = folder / "dossier"
    run("fr", "seal", "--case", case, "--out", folder)
    run("fr", "custody", "transfer", "--case", case, "--to", "Adj. Durand", "--archive", folder)
    manifest = Case.read(case).marks["seal.closed"]["manifest"]
    found = shown("archive", visit(folder, {}, WORKS), work="handover")
    assert manifest in text(found).replace(" ", "").replace("\n", "")
    (archive,) = folder.glob("DOSSIER_*.zip")
    assert archive.name in text(found)
    assert "Adj. Durand" in text(shown("receipt", visit(folder, {}, WORKS), work="transfer"))
    assert "_remise_1.pdf" in text(shown("receipt", visit(folder, {}, WORKS), work="transfer"))
    assert archive.name in text(shown("wipe", visit(folder)))
    archive.unlink()
    assert "n'est plus dans" in text(shown("archive", visit(folder, {}, WORKS), work="handover"))


def test_a_case_that_is_gone_is_said_and_breaks_nothing(folder: Path) -> None:
    found = visit(folder, {}, WORKS)
    shutil.rmtree(folder / "dossier")
    lines = shown("damage", found)
    assert [one.style for one in lines] == [WARN, WARN]
    assert shown("wiped", found, work="wipe")[0].style == GOOD


def test_lists_that_are_cut_say_how_many_more() -> None:
    look = Look(visit(None), Speech("fr"))
    from toolkit.walkthrough.pages.line import names, some

    assert typed(list(some(look, [Line("a")] * 5, 3))[-1].text) == "… et 2 autres"
    assert names(look, "abcdef", 4) == "a, b, c, d, et 2 autres"
