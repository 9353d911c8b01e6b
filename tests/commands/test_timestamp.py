"""A time stamp asked for, answered elsewhere, attached and verified, as the technician does it."""

import hashlib
import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest

from tests.custody.builder import NOTE, acts, listing, open_case, report
from tests.custody.timestamps.authority import Authority
from toolkit.custody.case import Case
from toolkit.custody.dossier.seal import seal

HONEST = Authority()


def trousse(*arguments: "str | Path") -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "toolkit", "--lang", "en", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    with open_case(tmp_path / "case") as case:
        case.keep("P0001", BytesIO(NOTE), ".txt")
        documents = {
            "01_DOSSIER_DE_PLAINTE.html": report(case),
            "03_PIECES.csv": b"\xef\xbb\xbf" + listing(case),
        }
        path = seal(case, documents, out=tmp_path / "handed").path
    (tmp_path / "root.pem").write_bytes(HONEST.pem)
    return path


def beside(archive: Path, ending: str) -> Path:
    return archive.with_name(archive.name + ending)


def answered(archive: Path, tmp_path: Path) -> Path:
    assert trousse("timestamp", "request", archive).returncode == 0
    back = tmp_path / "back.tsr"
    back.write_bytes(HONEST.answer(beside(archive, ".tsq").read_bytes()))
    return back


def test_from_the_question_to_the_log(archive: Path, tmp_path: Path) -> None:
    asked = trousse("timestamp", "request", archive)
    assert asked.returncode == 0, asked.stderr
    assert "curl" in asked.stdout
    assert trousse("timestamp", "request", archive).returncode == 6  # written once
    back = tmp_path / "back.tsr"
    back.write_bytes(HONEST.answer(beside(archive, ".tsq").read_bytes()))
    case, root = tmp_path / "case", tmp_path / "root.pem"
    for _ in range(2):  # the second run finds its answer there, and notes nothing again
        run = trousse("timestamp", "attach", archive, back, "--root", root, "--case", case)
        assert run.returncode == 0, run.stderr
        assert "Autorité d'essai" in run.stdout
    assert beside(archive, ".tsr").read_bytes() == back.read_bytes()
    noted = [each for each in acts((case / "custody.jsonl").read_bytes()) if each.act == "timestamp.attached"]
    assert [each.facts["imprint"] for each in noted] == [hashlib.sha256(archive.read_bytes()).hexdigest()]
    assert (noted[0].facts["state"], noted[0].facts["serial"]) == ("vouched", "2a")
    with Case.resume(case) as again:
        assert seal(again, {}).files


def test_verify_tells_the_three_states(archive: Path, tmp_path: Path) -> None:
    root = tmp_path / "root.pem"
    assert trousse("verify", archive).returncode == 0
    assert (
        trousse("verify", archive, "--root", root).returncode == 1
    )  # a root, and nothing to hold against it
    assert trousse("timestamp", "attach", archive, answered(archive, tmp_path)).returncode == 0
    alone = trousse("verify", archive)
    assert alone.returncode == 0
    assert "not verified" in alone.stdout
    assert "Time stamp verified" in trousse("verify", archive, "--root", root).stdout
    told = json.loads(trousse("verify", archive, "--root", root, "--json").stdout)
    assert (told["whole"], told["timestamp"]["state"]) == (True, "vouched")
    beside(archive, ".tsr").write_bytes(b"0")
    broken = trousse("verify", archive, "--json")
    assert broken.returncode == 1
    assert json.loads(broken.stdout)["timestamp"]["why"] == "shape"


def test_an_answer_that_does_not_hold_is_not_kept(archive: Path, tmp_path: Path) -> None:
    answered(archive, tmp_path)
    wrong = tmp_path / "wrong.tsr"
    wrong.write_bytes(HONEST.answer(beside(archive, ".tsq").read_bytes(), nonce=1))
    run = trousse("timestamp", "attach", archive, wrong)
    assert run.returncode == 1
    assert "the number differs" in run.stdout
    assert not beside(archive, ".tsr").exists()


def test_a_wrong_root_condemns_no_answer(archive: Path, tmp_path: Path) -> None:
    back, other = answered(archive, tmp_path), tmp_path / "other.pem"
    other.write_bytes(Authority().pem)
    run = trousse("timestamp", "attach", archive, back, "--root", other)
    assert run.returncode == 1
    assert "may be good" in run.stdout
    assert "worth nothing" not in run.stdout
    assert "Ask the authority for a new answer" not in run.stdout
    assert not beside(archive, ".tsr").exists()
    assert trousse("timestamp", "attach", archive, back).returncode == 0
    run = trousse("verify", archive, "--root", other)
    assert (run.returncode, "may be good" in run.stdout) == (1, True)


def test_an_answer_is_never_replaced_by_another(archive: Path, tmp_path: Path) -> None:
    assert trousse("timestamp", "attach", archive, answered(archive, tmp_path)).returncode == 0
    kept = beside(archive, ".tsr").read_bytes()
    other = tmp_path / "other.tsr"
    other.write_bytes(Authority().answer(beside(archive, ".tsq").read_bytes()))
    assert trousse("timestamp", "attach", archive, other).returncode == 6
    assert beside(archive, ".tsr").read_bytes() == kept


def test_what_is_missing_is_named(archive: Path, tmp_path: Path) -> None:
    back = answered(archive, tmp_path)
    moved = beside(archive, ".tsq").rename(tmp_path / "moved.tsq")
    assert trousse("timestamp", "attach", archive, back).returncode == 3
    assert trousse("timestamp", "attach", archive, tmp_path / "none", "--request", moved).returncode == 3
    with open_case(tmp_path / "other"):
        pass
    run = trousse("timestamp", "attach", archive, back, "--request", moved, "--case", tmp_path / "other")
    assert (run.returncode, beside(archive, ".tsr").exists()) == (4, False)
    assert trousse("timestamp", "attach", archive, back, "--request", moved).returncode == 0


def test_a_changed_archive_is_not_asked_about(archive: Path) -> None:
    archive.write_bytes(archive.read_bytes() + b"!")
    assert trousse("timestamp", "request", archive).returncode == 1
    assert not beside(archive, ".tsq").exists()
