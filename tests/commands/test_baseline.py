"""Baselines made one visit after the other: each tied to the one before, and an old one known as such."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.backup.builder import NOTE


def run(*arguments: object, typed: str | None = None) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "toolkit", "--lang", "en", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, input=typed)


def first_line(path: Path) -> dict[str, Any]:
    with path.open(encoding="ascii") as stream:
        told: dict[str, Any] = json.loads(stream.readline())
    return told


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three baselines of one medium, made one after the other in one folder."""
    folder = tmp_path_factory.mktemp("visits")
    medium = folder / "support"
    medium.mkdir()
    made = []
    for number in range(3):
        (medium / f"lettre {number}.txt").write_text(f"Bonjour {number}\n" * 20)
        made.append(folder / f"visite{number}.jsonl")
        shown = run("backup", "baseline", medium, "--out", made[-1])
        assert shown.returncode == 0, shown.stderr
        (folder / f"{made[-1].name}.shown").write_text(shown.stdout)
    return made


def test_each_holds_the_hash_of_the_one_before(visits: list[Path]) -> None:
    hashes = [hashlib.sha256(path.read_bytes()).hexdigest() for path in visits]
    # Made within one second, two baselines bear one date: then the former is one of those, never none.
    assert first_line(visits[0])["previous"] is None
    assert first_line(visits[1])["previous"] == hashes[0]
    assert first_line(visits[2])["previous"] in hashes[:2]
    assert [first_line(path)["files"] for path in visits] == [1, 2, 3]


# What the import of typer warns about is not ours.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_old_one_is_known_as_such_beside_a_newer(visits: list[Path]) -> None:
    from toolkit.commands.baseline import newer

    assert newer(visits[0]) in visits[1:]
    assert newer(visits[2]) is None


def test_a_former_one_that_was_changed_is_refused(visits: list[Path], tmp_path: Path) -> None:
    forged = tmp_path / "visite0.jsonl"
    shutil.copy(f"{visits[0]}.sig", f"{forged}.sig")
    forged.write_bytes(visits[0].read_bytes().replace(b"lettre", b"Lettre"))
    shown = run(
        "backup",
        "baseline",
        visits[0].parent / "support",
        "--out",
        tmp_path / "n.jsonl",
        "--previous",
        forged,
    )
    assert shown.returncode == 3
    assert not (tmp_path / "n.jsonl").exists()


def test_the_technicians_key_signs_and_its_fingerprint_is_shown_in_groups(
    visits: list[Path], tmp_path: Path
) -> None:
    phrase = "quatre chevaux bleus dansent lentement"
    assert run("key", "new", "--out", tmp_path / "k", "--passphrase-stdin", typed=phrase).returncode == 0
    medium, out = visits[0].parent / "support", tmp_path / "b.jsonl"
    shown = run(
        "backup",
        "baseline",
        medium,
        "--out",
        out,
        "--key",
        tmp_path / "k",
        "--passphrase-stdin",
        typed=phrase,
    )
    assert shown.returncode == 0, shown.stderr
    fingerprint = "SHA256:" + shown.stdout.split("SHA256:")[1].strip()
    assert " " in fingerprint
    said = run("key", "show", tmp_path / "k").stdout
    assert fingerprint.replace(" ", "") in said.replace(" ", "").replace("\n", "")
    checked = run("backup", "check", medium, "--baseline", out, "--fingerprint", fingerprint, "--json")
    answer = json.loads(checked.stdout.splitlines()[-1])
    assert "baseline_made" in {one["code"] for one in answer["answers"]["complete"]["why"]}


def test_what_could_not_be_read_is_counted(tmp_path: Path) -> None:
    medium = tmp_path / "support"
    medium.mkdir()
    (medium / "a.txt").write_text("lu\n" * 50)
    (medium / "b.txt").write_text("fermé\n" * 50)
    (medium / "b.txt").chmod(0)
    try:
        (medium / "b.txt").read_bytes()
    except PermissionError:
        run("backup", "baseline", medium, "--out", tmp_path / "x.jsonl")
        assert (first_line(tmp_path / "x.jsonl")["files"], first_line(tmp_path / "x.jsonl")["unread"]) == (
            1,
            1,
        )
    else:
        pytest.skip("whoever runs this may read everything")


def test_a_medium_with_the_signs_of_an_attack_is_told_and_vouches_for_nothing(tmp_path: Path) -> None:
    medium = tmp_path / "support"
    medium.mkdir()
    for number in range(5):
        (medium / f"lettre {number}.txt").write_text(f"Bonjour {number}\n" * 20)
    healthy, struck = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    assert run("backup", "baseline", medium, "--out", healthy).returncode == 0
    (medium / "RECOVER FILES.txt").write_text(NOTE)
    shown = run("backup", "baseline", medium, "--out", struck)
    assert shown.returncode == 1, shown.stderr
    assert "SIGNS OF AN ATTACK ARE ON THIS MEDIUM: ransom notes 1" in shown.stdout
    assert (first_line(healthy)["signs"], first_line(struck)["signs"]) == (0, 1)
    for known, reason in ((struck, "baseline_signs"), (healthy, "baseline_made")):
        checked = run("backup", "check", medium, "--baseline", known, "--json")
        why = json.loads(checked.stdout)["answers"]["complete"]["why"]
        assert reason in [one["code"] for one in why]
    told = json.loads(run("checkup", medium, "--baselines", tmp_path, "--json").stdout)
    found = [(row["code"], row["count"]) for row in told["rows"] if row["subject"] == "offline"]
    assert found == [("visit_signs", 1)]
