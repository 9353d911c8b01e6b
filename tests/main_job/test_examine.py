"""Examine finds what the demonstration's attack did, and says what it did not see."""

import csv
import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.main_job.conftest import Run
from toolkit import own_files
from toolkit.triage import ARTEFACTS

EXPECTED: dict[str, Any] = json.loads((own_files.demo() / "EXPECTED.json").read_text(encoding="utf-8"))


def lines(case: Path, stage: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (case / "records" / f"{stage}.jsonl").read_text().splitlines()]


def test_every_encrypted_file_is_found_and_no_other(examined: Path) -> None:
    verdicts = {line["path"]: line["damage"]["verdict"] for line in lines(examined, "scan")}
    found = {path for path, verdict in verdicts.items() if verdict == "encrypted"}
    expected: dict[str, dict[str, Any]] = EXPECTED["encrypted"]
    assert found - expected.keys() == set()
    missed = expected.keys() - found
    # A short text half encrypted under its own name gives nothing to go by: it must be unknown, never intact.
    assert all(expected[path]["size"] < 4096 and not expected[path]["appended"] for path in missed)
    assert {verdicts[path] for path in missed} <= {"unknown"}
    assert len(missed) <= 1


def test_notes_are_found_and_named(examined: Path) -> None:
    notes = [line for line in lines(examined, "scan") if line["note"]]
    assert len(notes) == EXPECTED["notes_count"]
    assert {line["note"]["family"] for line in notes} <= {"akira", None}
    survey = json.loads((examined / "records" / "survey.json").read_text(encoding="utf-8"))
    assert [(row["family"], row["certainty"]) for row in survey["families"]] == [("akira", "probable")]


def test_protected_files_are_not_called_encrypted(examined: Path) -> None:
    verdicts = {line["path"]: line["damage"]["verdict"] for line in lines(examined, "scan")}
    assert {verdicts[path] for path in EXPECTED["protected"]} == {"protected"}


def test_the_attack_is_dated(examined: Path) -> None:
    survey = json.loads((examined / "records" / "survey.json").read_text())
    assert abs(survey["burst"]["first"] - EXPECTED["attack"]["first_ns"]) < 60_000_000_000
    assert abs(survey["burst"]["last"] - EXPECTED["attack"]["last_ns"]) < 60_000_000_000


def test_the_program_is_named_by_its_rule(examined: Path) -> None:
    hits = {
        line["path"] for line in lines(examined, "scan") if "Trousse_Demo_Harmless_Program" in line["rules"]
    }
    assert hits == {EXPECTED["program"]}


def test_artefacts_are_each_found_or_absent(examined: Path) -> None:
    outcomes = {line["name"]: line["outcome"] for line in lines(examined, "triage")}
    # The demonstration's machine has no BitLocker, and its attack leaves nothing in WMI.
    absent = {"bitlocker_state", "wmi_subscriptions"}
    wanted = [unit.__name__.rsplit(".", 1)[-1] for unit in ARTEFACTS]
    assert outcomes == {name: "absent" if name in absent else "found" for name in wanted}


def test_exhibits_hash_as_listed_and_samples_hold_no_patient(examined: Path) -> None:
    exhibits = [line for line in lines(examined, "capture") if "failed" not in line]
    assert {line["reason"] for line in exhibits} >= {"note", "sample_program_file", "twin", "event_log"}
    for line in exhibits:
        copied = (examined / line["stored_as"]).read_bytes()
        assert hashlib.sha256(copied).hexdigest() == line["sha256"]
        assert line["facts"]["as_scanned"]
        assert all(line["times"].values())
        assert all(line["name_times"].values())
        if line["reason"] != "note":
            assert line["path"].split("/")[0] in {
                "Windows",
                "Program Files",
                "Program Files (x86)",
                "ProgramData",
            }


def test_nothing_of_the_planted_patient_leaves_in_the_archive(examined: Path) -> None:
    (archive,) = examined.glob("DOSSIER_*.zip")
    with zipfile.ZipFile(archive) as opened:
        assert opened.testzip() is None
        contents = {name: opened.read(name) for name in opened.namelist()}
    for name, content in contents.items():
        assert name.isascii()
        for secret in EXPECTED["planted"]:
            for form in (secret, secret.replace(" ", "")):
                for encoding in ("utf-8", "utf-16-le", "cp1252"):
                    assert form.encode(encoding) not in content, (secret, name)


def test_the_exhibit_list_is_a_table_with_true_names_of_notes(examined: Path) -> None:
    (archive,) = examined.glob("DOSSIER_*.zip")
    with zipfile.ZipFile(archive) as opened:
        text = opened.read(f"{archive.stem}/data/03_PIECES.csv")
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(text.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert len({len(row) for row in rows}) == 1
    assert any("akira_readme.txt" in cell for row in rows for cell in row)


def test_the_image_is_unchanged_after_every_command(
    trousse: Run, disk: Path, examined: Path, tmp_path: Path
) -> None:
    before = hashlib.sha256(disk.read_bytes()).hexdigest()
    commands: list[tuple[object, ...]] = [
        ("examine", disk, "--case", tmp_path / "whole"),
        ("triage", disk, "--case", tmp_path / "steps"),
        ("scan", disk, "--case", tmp_path / "steps", "--jsonl", tmp_path / "scan.jsonl"),
        ("capture", "--case", tmp_path / "steps"),
        ("report", "--case", tmp_path / "steps"),
        ("seal", "--case", tmp_path / "steps"),
        ("backup", "baseline", disk, "--out", tmp_path / "baseline.jsonl"),
        ("backup", "check", disk, "--against", tmp_path / "steps", "--json"),
        ("identify", disk, "--json"),
        ("verify", disk),
        ("drives",),
    ]
    for command in commands:
        run = trousse(*command)
        assert "Traceback" not in run.stderr, (command, run.stderr)
        assert hashlib.sha256(disk.read_bytes()).hexdigest() == before, command


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_report_is_one_page_that_loads_nothing(
    trousse: Run, disk: Path, tmp_path: Path, lang: str
) -> None:
    trousse("examine", disk, "--case", tmp_path / "case", "--no-seal", lang=lang)
    page = (tmp_path / "case" / "report" / f"rapport_{lang}.html").read_text(encoding="utf-8")
    assert f'<html lang="{lang}">' in page
    # The name of the language of drawings is no address.
    page = page.replace('xmlns="http://www.w3.org/2000/svg"', "")
    ways = ("<script", "src=", 'href="h', 'href="/', "url(h", "url('", "url(/", "@import", "http:", "https:")
    for loading in ways:
        assert loading not in page.casefold(), loading
    assert not {char for char in page if ord(char) < 32} - {"\n"}
    assert "\u202e" not in page
