"""trousse names: a code is undone for who keeps the case, one that is not of it is said."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit import procedure
from toolkit.custody.case import Case
from toolkit.records import Damage, DamageVerdict, Seen

PATH = "Dossiers/Zorblatti Élodie/\x1b[31m\u202efdp.exe"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    (tmp_path / "source").mkdir()
    about = {"label": "source", "kind": "folder", "size": 1}
    with Case.create(tmp_path / "case", source=about, language="fr") as opened:
        opened.write_json("source", {"place": str(tmp_path / "source")})
        damage = Damage(DamageVerdict.INTACT)
        list(opened.record("scan", [Seen("1", PATH, 3, "ab" * 32, None, damage, None, (), ())]))
    return tmp_path / "case"


def run(*arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "toolkit", "--lang", "en", "names", *map(str, arguments)]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env=environment)


def coded(case: Path) -> str:
    return procedure.pseudonyms(Case.read(case)).path("1", PATH)


def test_one_code_or_a_whole_path_is_undone(case: Path) -> None:
    before = {path: path.read_bytes() for path in case.rglob("*") if path.is_file()}
    code = coded(case).split("/")[1]
    for given in (code, code.upper(), coded(case)):
        told = run("--case", case, given)
        assert told.returncode == 0, told.stderr
        assert f"{code}  Zorblatti Élodie  1:Dossiers\n" in told.stdout
        assert "names of patients" in told.stderr
        assert "\x1b" not in told.stdout
        assert "\u202e" not in told.stdout
    assert {path: path.read_bytes() for path in case.rglob("*") if path.is_file()} == before


def test_all_of_them_as_a_table(case: Path, tmp_path: Path) -> None:
    told = run("--case", case, "--csv", tmp_path / "names.csv")
    assert (told.returncode, told.stdout) == (0, ""), told.stderr
    text = (tmp_path / "names.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert rows[0] == ["code", "name", "where"]
    assert [row[1] for row in rows[1:]] == ["Zorblatti Élodie", "\\x1b[31m\\u202efdp.exe"]
    again = run("--case", case, "--csv", tmp_path / "names.csv")
    assert again.returncode == 6


def test_what_is_no_code_of_the_case_is_said(case: Path, tmp_path: Path) -> None:
    unknown = run("--case", case, "P-0123456789")
    assert (unknown.returncode, "P-0123456789: this code is not" in unknown.stderr) == (1, True)
    assert run("--case", case, "Zorblatti").returncode == 2
    assert run("--case", tmp_path / "none").returncode == 4
    assert run("--case", case, "--csv", tmp_path / "source" / "n.csv").returncode == 6
    assert not (tmp_path / "source" / "n.csv").exists()


def test_without_the_key_of_the_case_nothing_is_told(case: Path) -> None:
    (case / "private" / "pseudonym.key").unlink()
    lost = run("--case", case)
    assert (lost.returncode, lost.stdout) == (4, "")
