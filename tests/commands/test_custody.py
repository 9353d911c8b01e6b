"""Transfers stand in the chained log, and the log is told in words, broken or not."""

import json
import os
import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.spaces import typed
from toolkit.custody.case import Case


def trousse(*words: str | Path, language: str = "fr") -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "toolkit", "--lang", language, *map(str, words)],
        capture_output=True, check=False,
    )  # fmt: skip
    return done.returncode, typed(done.stdout.decode()), typed(done.stderr.decode())


@pytest.fixture
def case(tmp_path: Path) -> Path:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "a.txt").write_text("bonjour")
    words = ("--examiner", "D. Le Goff-Müller", "--clock-offset", "-12.5")
    assert trousse("examine", tmp_path / "source", "--case", tmp_path / "case", *words)[0] == 0
    return tmp_path / "case"


def last(case: Path) -> dict[str, object]:
    """Return the last transfer; the receipt that is written after it has its own line."""
    every = [json.loads(line) for line in (case / "custody.jsonl").read_bytes().splitlines()]
    found = [act for act in every if act["act"] == "custody.transferred"][-1]
    assert isinstance(found, dict)
    return found


def test_a_transfer_is_noted_with_what_was_handed_over(case: Path) -> None:
    now = datetime.now(ZoneInfo("Europe/Paris"))
    minute = now.strftime("%Y-%m-%d %H:%M")
    status, said, _ = trousse(
        "custody", "transfer", "--case", case, "--to", "Brigadier O’Brien", "--organisation",
        "Brigade / Service", "--place", "Saint-Étienne", "--medium", "WD-1234",
        "--what", "archive & bordereau", "--at", minute,
    )  # fmt: skip
    line = last(case)
    assert (status, line["act"], line["who"]) == (0, "custody.transferred", "D. Le Goff-Müller")
    facts = dict(line["facts"])  # type: ignore[call-overload]  # what JSON gives
    assert facts.pop("manifest") and facts.pop("sha256")  # noqa: PT018 - both are taken out
    assert facts == {
        "to": "Brigadier O’Brien", "from": "D. Le Goff-Müller", "organisation": "Brigade / Service",
        "place": "Saint-Étienne", "medium": "WD-1234", "what": "archive & bordereau",
        "at": now.isoformat(timespec="minutes"),
    }  # fmt: skip
    assert "de D. Le Goff-Müller à Brigadier O’Brien" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--to", "\x1b[31m"), "ne peut pas prendre"),
        (("--to", "x" * 300), "ne peut pas prendre"),
        (("--to", "x", "--at", "demain"), None),
        (("--to", "x", "--at", "2026-03-29 02:30"), None),
        (("--to", "x", "--at", "2099-01-01 10:00"), "n'a pas encore eu lieu"),
        (("--to", "x", "--at", "2010-01-01 10:00"), "antérieure à l'ouverture"),
        (("--to", "../.."), "ne peut pas prendre"),
        ((), "--to"),
    ],
)
def test_what_the_log_cannot_take_is_refused(case: Path, words: tuple[str, ...], said: str | None) -> None:
    before = (case / "custody.jsonl").read_bytes()
    status, _, refused = trousse("custody", "transfer", "--case", case, *words)
    assert (status, (said or "") in refused, len(refused.splitlines()) >= 2) == (2, True, True), refused
    assert (case / "custody.jsonl").read_bytes() == before


def test_the_log_says_who_did_what_on_which_medium(case: Path) -> None:
    status, said, _ = trousse("custody", "show", "--case", case)
    assert status == 0
    lines = said.splitlines()
    assert all(f"{number}. 20" in line for number, line in enumerate(lines[:-2], start=1))
    assert all("D. Le Goff-Müller : " in line for line in lines[:-2])
    (medium,) = [line for line in lines if "Support ouvert en lecture" in line]
    assert "genre : dossier" in medium
    assert "nom : " in medium
    assert any("Écart d'horloge noté (secondes : -12.5" in line for line in lines)
    assert "Le journal se tient" in said
    assert "_" not in "".join(line.partition(" : ")[2].partition("(")[0] for line in lines[:-2]).replace(
        "rapport_fr.html", ""
    ).replace("data_roots.json", "").replace("BORDEREAU_", "")
    english = trousse("custody", "show", "--case", case, language="en")[1]
    assert "The log holds" in english
    assert "é" not in english.replace("Müller", "")


def test_every_form_of_an_archive_shows_its_log(case: Path, tmp_path: Path) -> None:
    (archive,) = case.glob("*.zip")
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(tmp_path / "out")
    told = [trousse("custody", "show", path) for path in (archive, tmp_path / "out" / archive.stem)]
    assert [status for status, *_ in told] == [0, 0]
    assert told[0][1] == told[1][1]
    assert "Archive signée : préparation" in told[0][1]
    assert "trousse verify" in told[0][1]


@pytest.mark.parametrize("how", ["removed", "swapped", "changed", "added", "torn", "first"])
def test_a_log_that_was_touched_is_told_from_the_line_on(case: Path, how: str) -> None:
    log = case / "custody.jsonl"
    lines = log.read_bytes().splitlines(keepends=True)
    made = {
        "removed": [*lines[:3], *lines[4:]],
        "swapped": [*lines[:3], lines[4], lines[3], *lines[5:]],
        "changed": [*lines[:3], lines[3].replace(b"Le Goff", b"Le Gof"), *lines[4:]],
        "added": [*lines[:3], lines[2], *lines[3:]],
        "torn": [*lines[:-1], lines[-1][:-9]],
        "first": lines[1:],
    }
    log.write_bytes(b"".join(made[how]))
    status, said, _ = trousse("custody", "show", "--case", case)
    assert (status, "Le journal ne se tient pas" in said) == (1, True)
    assert "ligne" in said


def test_hostile_logs_and_places_are_answers(case: Path, tmp_path: Path) -> None:
    log = case / "custody.jsonl"
    for content in (b"", b"\xff\n" * 50, b"[" * 100_000 + b"\n", b'{"n":1}\n'):
        log.write_bytes(content)
        status, said, refused = trousse("custody", "show", "--case", case)
        assert (status, "Le journal ne se tient pas" in said, refused) == (1, True, "")
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04")
    for place in (tmp_path / "x.zip", tmp_path / "source", tmp_path / "nowhere"):
        assert trousse("custody", "show", place)[0] == 3
    assert trousse("custody", "show")[0] == 2


def test_each_transfer_has_a_receipt_of_its_own(case: Path) -> None:
    blank = next(case.glob("BORDEREAU_*.pdf"))
    blank.write_bytes(b"signed and scanned")
    for name in ("Brigade", "Assureur"):
        status, said, _ = trousse("custody", "transfer", "--case", case, "--to", name)
        assert (status, "_remise_" in said) == (0, True)
    names = {each.name.partition("_remise_")[2] for each in case.glob("BORDEREAU_*.pdf")}
    assert names == {"", "1.pdf", "2.pdf"}
    assert blank.read_bytes() == b"signed and scanned"
    assert trousse("seal", "--case", case, "--no-annex")[0] == 0
    second = next(case.glob("DOSSIER_*-2.zip"))
    assert trousse("verify", second)[0] == 0
    assert (case / f"BORDEREAU_{second.stem.removeprefix('DOSSIER_')}.pdf").read_bytes()[:4] == b"%PDF"
    assert trousse("custody", "show", second, "--case", case)[0] == 2


def test_a_log_cut_at_the_end_of_a_line_is_told(case: Path) -> None:
    assert trousse("custody", "transfer", "--case", case, "--to", "Brigade")[0] == 0
    assert trousse("seal", "--case", case, "--no-annex")[0] == 0
    log = case / "custody.jsonl"
    lines = log.read_bytes().splitlines(keepends=True)
    cut = next(number for number, line in enumerate(lines) if b'"act":"custody.transferred"' in line)
    log.write_bytes(b"".join(lines[:cut]))
    status, said, _ = trousse("custody", "show", "--case", case)
    assert (status, "a été fermée par un journal de" in said) == (1, True)
    status, said, _ = trousse("seal", "--case", case, "--no-annex")
    assert (status, "a été fermée par un journal de" in said) == (0, True)


def test_identifiers_of_people_are_masked_before_anything_is_written(case: Path) -> None:
    status, said, _ = trousse(
        "custody", "transfer", "--case", case, "--to", "Mme Quervaux Ilse 284057512345678",
        "--organisation", "NIR 2 84 05 75 123 456 78 née le 12/05/1984, tél. 02 98 44 55 66",
        "--from", "06 39 98 47 17", "--place", "chez Tarvellec, FR76 3000 6000 0112 3456 7890 189",
        "--medium", "Clé n° 12/2026, ilse.quervaux@orange.fr",
    )  # fmt: skip
    assert status == 0, said
    facts = last(case)["facts"]
    assert isinstance(facts, dict)
    assert {name: facts[name] for name in ("to", "organisation", "from", "place", "medium")} == {
        "to": "Mme Quervaux Ilse [n°]",
        "organisation": "NIR [n°] née le [date], tél. [tél.]",
        "from": "[tél.]",
        "place": "chez Tarvellec, [IBAN]",
        "medium": "Clé n° 12/2026, [e-mail]",
    }
    assert "Masqué dans --organisation avant toute écriture : [n°] [date] [tél.]" in " ".join(said.split())
    assert trousse("seal", "--case", case, "--no-annex")[0] == 0
    second = next(case.glob("DOSSIER_*-2.zip"))
    with zipfile.ZipFile(second) as opened:
        held = b"".join(opened.read(name) for name in opened.namelist())
    held += (case / "custody.jsonl").read_bytes()
    for one in (
        b"284057512345678",
        b"2 84 05 75",
        b"06 39 98",
        b"02 98 44",
        b"12/05/1984",
        b"FR76",
        b"orange.fr",
    ):
        assert one not in held, one
    assert trousse("verify", second)[0] == 0
    assert "Clé n° 12/2026" in trousse("custody", "show", "--case", case)[1]


def test_the_receipt_of_an_archive_that_is_elsewhere_stands_in_the_case(case: Path, tmp_path: Path) -> None:
    for place in case.glob("DOSSIER_*"):
        place.rename(tmp_path / place.name)
    status, said, _ = trousse("custody", "transfer", "--case", case, "--to", "A")
    assert status == 0
    (receipt,) = case.glob("BORDEREAU_*_remise_1.pdf")
    assert str(receipt) in said
    (archive,) = tmp_path.glob("DOSSIER_*.zip")
    status, said, _ = trousse("custody", "transfer", "--case", case, "--to", "B", "--archive", archive)
    (receipt,) = tmp_path.glob("BORDEREAU_*_remise_2.pdf")
    assert (status, str(receipt) in said) == (0, True)


def test_papers_are_in_the_language_the_case_was_opened_in(case: Path) -> None:
    """Whoever runs the command, and wherever: only --lang asks for another language."""
    for asked, written in ([], "fr"), (["--lang", "en"], "en"):
        for page in (case / "report").iterdir():
            page.unlink()
        done = subprocess.run(
            [sys.executable, "-m", "toolkit", *asked, "report", "--case", str(case)],
            env=os.environ | {"LC_ALL": "C.UTF-8"}, capture_output=True, check=True,
        )  # fmt: skip
        assert b"report" in done.stdout
        assert {page.stem[-3:] for page in (case / "report").iterdir()} == {f"_{written}"}


def test_an_empty_list_is_shown_as_nothing(case: Path) -> None:
    said = trousse("custody", "show", "--case", case)[1]
    assert "[]" not in said


def test_a_case_in_which_nothing_was_examined_is_sealed_with_a_warning(tmp_path: Path) -> None:
    with Case.create(tmp_path / "c", source={"label": "x", "kind": "image", "size": 1}, language="fr"):
        pass
    status, said, refused = trousse("seal", "--case", tmp_path / "c")
    assert (status, "Rien n'a été examiné dans cette affaire" in said) == (0, True), said + refused
