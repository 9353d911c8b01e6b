"""An archive closed before the examination was finished says so, on the screen and in every document."""

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from toolkit import procedure
from toolkit.custody.case import Case
from toolkit.report import releves
from toolkit.report.opened import of_case

STEPS = ("triage", "timeline", "capture")
SAID = {
    "fr": ("Étapes non menées à leur terme", "La copie des pièces n'a pas été"),
    "en": ("Steps not brought to their end", "The copying of the exhibits was"),
}

SHORT = {"fr": "examen non terminé", "en": "examination not finished"}


def run(*words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "toolkit", "--lang", *words]
    wide = {**os.environ, "COLUMNS": "1000"}
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env=wide)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def held(archive: Path) -> Mapping[str, str]:
    with zipfile.ZipFile(archive) as opened:
        names = {name.rpartition("/data/")[2]: name for name in opened.namelist()}
        wanted = {one: names[one] for one in names if one.endswith((".html", ".txt"))}
        return {
            name: opened.read(inner).decode("utf-8").replace("&#39;", "'").replace("&#x27;", "'")
            for name, inner in wanted.items()
        }


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("broken_off")
    (place / "disk" / "Commun").mkdir(parents=True)
    (place / "disk" / "Commun" / "lettre.txt").write_text("bonjour\n" * 20, encoding="utf-8")
    run("fr", "scan", str(place / "disk"), "--case", str(place / "case"))
    return place


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_document_of_an_unfinished_examination_says_so(place: Path, language: str) -> None:
    out = place / f"{language}.zip"
    screen = run(language, "seal", "--case", str(place / "case"), "--no-annex", "--out", str(out)).stdout
    whole, copying = SAID[language]
    assert whole in screen
    assert "--resume" in screen
    texts = held(out)
    assert "01_DOSSIER_DE_PLAINTE.html" in texts
    dossier, technical = texts["01_DOSSIER_DE_PLAINTE.html"], texts["04_RAPPORT_TECHNIQUE.html"]
    # On the first page in short, and among what was not seen; the exhibits say that they are not all.
    _, first, rest = re.split(r"<h2", dossier, maxsplit=2)
    assert SHORT[language] in first.casefold()
    assert whole in rest
    assert dossier.count(copying) == 1
    assert technical.count(whole) == 2
    assert technical.count(copying) == 1
    told = texts["00_LISEZ-MOI.txt"]
    assert "L'EXAMEN N'EST PAS TERMINÉ" in told
    assert "THE EXAMINATION IS NOT FINISHED" in told


def test_a_case_and_its_archive_tell_the_same_steps(place: Path) -> None:
    out = place / "same.zip"
    run("fr", "seal", "--case", str(place / "case"), "--no-annex", "--out", str(out))
    case = Case.read(place / "case")
    assert of_case(case, procedure.pseudonyms(case)).unfinished == STEPS
    assert releves.read(out)[0].unfinished == STEPS


def test_a_finished_examination_says_nothing_of_it(place: Path) -> None:
    run("fr", "examine", str(place / "disk"), "--case", str(place / "case"), "--resume", "--no-seal")
    out = place / "whole.zip"
    screen = run("fr", "seal", "--case", str(place / "case"), "--no-annex", "--out", str(out)).stdout
    texts = held(out)
    whole, copying = SAID["fr"]
    assert whole not in screen
    assert not [name for name, text in texts.items() if whole in text or copying in text]
    assert "PAS TERMINÉ" not in texts["00_LISEZ-MOI.txt"]
    assert releves.read(out)[0].unfinished == ()
