"""trousse timeline: the story alone, in a case, and beside the forms other programs read."""

import csv
import io
import json
import lzma
import os
import subprocess
import sys
from pathlib import Path

import pytest

DEMO = Path(__file__).parents[2] / "demo"


def run(*arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "toolkit", "--lang", "en", "timeline", *map(str, arguments)]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env=environment)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("demo") / "cabinet.img"
    place.write_bytes(lzma.decompress((DEMO / "cabinet.img.xz").read_bytes()))
    return place


def test_the_story_is_told_without_a_case(image: Path) -> None:
    told = run(image)
    assert told.returncode == 0, told.stderr
    assert "Encryption began on Sunday 11 October 2026 at 02:14:07, Paris time" in told.stdout
    assert "[established]" in told.stdout
    assert "change journal, no." in told.stdout


def test_exports_of_a_case_hold_its_story(image: Path, tmp_path: Path) -> None:
    body, table = tmp_path / "body", tmp_path / "table.csv"
    told = run(image, "--case", tmp_path / "case", "--bodyfile", body, "--csv", table, "--jsonl", "-")
    assert told.returncode == 0, told.stderr
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    assert all({"message", "datetime", "timestamp_desc"} <= line.keys() for line in lines)
    assert {"mft", "usn", "timeline", "services"} <= {line["source"] for line in lines}
    rows = list(csv.reader(io.StringIO(table.read_text(encoding="utf-8-sig")), delimiter=";"))
    assert len(rows) == len(lines) + 1
    assert all(line.count("|") == 10 for line in body.read_text(encoding="utf-8").splitlines())
    recorded = (tmp_path / "case" / "records" / "timeline.jsonl").read_text(encoding="utf-8").splitlines()
    again = run("--case", tmp_path / "case")
    assert again.returncode == 0, again.stderr
    assert "Encryption began" in again.stdout
    assert len(recorded) == len(set(recorded))


def test_an_export_alone_reads_no_file_and_says_what_it_lacks(image: Path, tmp_path: Path) -> None:
    told = run(image, "--jsonl", tmp_path / "lines.jsonl")
    assert told.returncode == 0, told.stderr
    assert "Without a case" in told.stderr
    lines = (tmp_path / "lines.jsonl").read_text(encoding="utf-8").splitlines()
    assert lines
    assert not any(json.loads(line)["source"] == "timeline" for line in lines)


def test_a_folder_without_a_table_is_exported_from_its_listing(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "a|b.txt").write_text("bonjour") if os.name != "nt" else None
    (tmp_path / "source" / "c.txt").write_text("bonjour")
    told = run(tmp_path / "source", "--bodyfile", "-")
    assert told.returncode == 0, told.stderr
    assert any("|/c.txt|" in line for line in told.stdout.splitlines())
    assert all(line.count("|") == 10 for line in told.stdout.splitlines())


def test_two_forms_cannot_share_one_place(tmp_path: Path) -> None:
    assert run(tmp_path, "--csv", "-", "--jsonl", "-").returncode == 2


def test_nothing_is_written_on_the_source_nor_over_a_file(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("kept")
    assert run(tmp_path, "--csv", tmp_path / "new.csv").returncode == 6
    (tmp_path / "source").mkdir()
    assert run(tmp_path / "source", "--csv", tmp_path / "there").returncode == 6
    assert (tmp_path / "there").read_text() == "kept"
