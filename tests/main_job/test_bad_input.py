"""Each bad input is one clear sentence, a hint and an exit status; never a traceback."""

import os
import resource
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.main_job.conftest import Run
from toolkit import own_files


def refused(run: "subprocess.CompletedProcess[str]", status: int) -> None:
    said = run.stdout + run.stderr
    assert run.returncode == status, said
    assert "Traceback" not in said
    assert len(run.stderr.strip().splitlines()) >= 2, "a sentence and a hint"


def text_file(folder: Path) -> Path:
    path = folder / "notes.txt"
    path.write_text("Bonjour, ceci n'est pas un disque.\n" * 400)
    return path


def empty(folder: Path) -> Path:
    path = folder / "empty.img"
    path.touch()
    return path


def ext4(folder: Path) -> Path:
    """A superblock magic at its place (ext4 layout, offset 1080) and nothing that can be read behind it."""
    path = folder / "other.img"
    path.write_bytes(bytes(1080) + struct.pack("<H", 0xEF53) + bytes(1 << 20))
    return path


def zeros(folder: Path) -> Path:
    path = folder / "zeros.img"
    path.write_bytes(bytes(4 << 20))
    return path


def missing(folder: Path) -> Path:
    return folder / "nothing here.img"


@pytest.mark.parametrize("made", [text_file, empty, ext4, zeros, missing])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_sources_that_cannot_be_examined(
    trousse: Run, tmp_path: Path, made: Callable[[Path], Path], lang: str
) -> None:
    case = tmp_path / "case"
    refused(trousse("examine", made(tmp_path), "--case", case, lang=lang), 3)
    assert not case.exists(), "a refused source opens no case"
    refused(trousse("scan", made(tmp_path), "--jsonl", tmp_path / "x.jsonl", lang=lang), 3)
    assert not (tmp_path / "x.jsonl").exists()


@pytest.mark.parametrize("kept", [0.02, 0.5, 0.9])
def test_a_truncated_image_is_said_and_never_clean(
    trousse: Run, disk: Path, tmp_path: Path, kept: float
) -> None:
    cut = tmp_path / "cut.img"
    cut.write_bytes(disk.read_bytes()[: int(disk.stat().st_size * kept)])
    run = trousse("examine", cut, "--case", tmp_path / "case")
    refused(run, 3)
    assert "No sign of an attack was found" not in run.stdout


def test_no_room(disk: Path, tmp_path: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    command = [
        sys.executable,
        "-m",
        "toolkit",
        "--lang",
        "en",
        "examine",
        str(disk),
        "--case",
        str(tmp_path / "case"),
    ]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, preexec_fn=limit)
    refused(run, 4)
    assert "--resume" in run.stderr
    again = subprocess.run([*command, "--resume"], capture_output=True, encoding="utf-8", check=False)
    assert again.returncode == 0, again.stderr


def test_case_on_the_source(trousse: Run, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.txt").write_text("a")
    refused(trousse("examine", source, "--case", source / "case"), 4)
    refused(trousse("scan", source, "--jsonl", source / "out.jsonl"), 6)
    assert [path.name for path in source.iterdir()] == ["a.txt"]


def test_a_loop_of_links_is_no_place(trousse: Run, disk: Path, tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    for place in (loop, loop / "case"):
        refused(trousse("examine", disk, "--case", place), 4)
        refused(trousse("examine", place, "--case", tmp_path / "case"), 3)
    refused(trousse("scan", disk, "--jsonl", loop / "out.jsonl"), 6)


def test_unknown_language_option_command_and_missing_argument(trousse: Run) -> None:
    for arguments in (
        ["scan", "--lang=tlh"], ["scan", "--nonsense"], ["nonsense"], ["examine"], ["verify"],
        ["backup", "check"],
    ):  # fmt: skip
        run = trousse(*arguments)
        refused(run, 2)


@pytest.mark.parametrize("fault", ["changed", "missing", "extra", "empty"])
def test_damaged_rules(trousse: Run, disk: Path, tmp_path: Path, fault: str) -> None:
    copy = tmp_path / "signatures"
    shutil.copytree(own_files.signatures(), copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    victim = min((copy / "rules").glob("*.yar"))
    if fault == "missing":
        victim.unlink()
    elif fault == "empty":
        victim.write_bytes(b"")
    elif fault == "extra":
        (copy / "rules" / "extra.yar").write_text("rule extra { condition: true }")
    else:
        victim.write_bytes(victim.read_bytes() + b" ")
    asked = ("--signatures", copy)
    refused(trousse("examine", disk, "--case", tmp_path / "case", *asked), 5)
    refused(trousse("scan", disk, *asked), 5)
    refused(trousse("signatures", "check", *asked), 5)
    run = trousse("backup", "check", disk, "--json", *asked)
    assert run.returncode == 5
    assert '"connect": "unknown"' in run.stdout


def test_a_case_that_is_not_one(trousse: Run, disk: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("private")
    refused(trousse("examine", disk, "--case", other), 4)
    refused(trousse("examine", disk, "--case", other, "--resume"), 4)
    refused(trousse("seal", "--case", other), 4)
    refused(trousse("report", "--case", tmp_path / "nowhere"), 4)
    assert sorted(os.listdir(other)) == ["letter.txt"]


def test_a_case_is_not_opened_twice(trousse: Run, disk: Path, examined: Path) -> None:
    refused(trousse("examine", disk, "--case", examined), 4)


def test_a_case_about_another_source(trousse: Run, examined: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.txt").write_text("a")
    refused(trousse("examine", source, "--case", examined, "--resume"), 4)
