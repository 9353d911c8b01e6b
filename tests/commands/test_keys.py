"""Locked volumes and earlier versions from the command line: opened, resumed, and no key kept or shown."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from demo.builder import ntfs
from demo.builder.tree import Node
from tests.media import bitlocker_builder as made
from tests.media import shadow_builder

MIB = 1024 * 1024


def run(*arguments: object, given: str | None = None) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "toolkit", "--lang", "en", *map(str, arguments)]
    environment = {**os.environ, "PYTHONUTF8": "1", "COLUMNS": "300"}
    return subprocess.run(
        command, input=given or "", capture_output=True, encoding="utf-8", check=False, env=environment
    )


def volume(text: bytes = b"bonjour") -> bytes:
    return ntfs.volume([Node("patients.txt", text * 100)], size=2 * MIB, label="C", serial=3)


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("disque")
    locks = [made.password(), made.recovery(), made.startup()]
    (folder / "disque.img").write_bytes(made.sealed(volume(), locks))
    (folder / "cle.BEK").write_bytes(made.startup_file(made.startup()))
    return folder / "disque.img"


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("versions") / "disque.img"
    states = [volume(b"lundi"), volume(b"mardi"), volume(b"perdu")]
    path.write_bytes(shadow_builder.with_copies(states))
    return path


def test_a_password_is_read_from_a_pipe_and_never_shown(disk: Path) -> None:
    done = run("scan", disk, "--password", "--jsonl", "-", given=made.PASSWORD + "\n")
    assert done.returncode == 0, done.stderr
    paths = [json.loads(line).get("path") for line in done.stdout.splitlines()]
    assert "patients.txt" in paths
    assert made.PASSWORD not in done.stdout + done.stderr
    assert run("scan", disk, "--password").returncode == 2


@pytest.mark.parametrize("between", ["-", " ", ""])
def test_a_recovery_key_given_as_the_password_is_taken_as_one(disk: Path, between: str) -> None:
    key = made.RECOVERY_KEY.replace("-", between)
    done = run("scan", disk, "--password", "--jsonl", "-", given=key + "\n")
    assert done.returncode == 0, done.stderr
    assert "patients.txt" in [json.loads(line).get("path") for line in done.stdout.splitlines()]
    assert key not in done.stdout + done.stderr


def test_a_recovery_key_mistyped_as_the_password_names_its_group(disk: Path) -> None:
    wrong = "000001" + made.RECOVERY_KEY[6:]
    done = run("scan", disk, "--password", given=wrong + "\n")
    assert done.returncode == 2
    assert "group 1, counting from 1" in done.stderr
    assert wrong not in done.stderr


def test_a_case_keeps_no_key_and_asks_for_it_again(disk: Path, tmp_path: Path) -> None:
    key = ("--startup-key", disk.with_name("cle.BEK"))
    first = run("scan", disk, "--case", tmp_path / "case", *key)
    assert first.returncode == 0, first.stderr
    (kept,) = (tmp_path / "case").rglob("unlocked.json")
    facts = json.loads(kept.read_text())["1"]
    assert facts["protector"] == "startup_key"
    assert facts["key_id"].startswith("4381F759")
    assert facts["key_given"] is True
    whole = b"".join(path.read_bytes() for path in (tmp_path / "case").rglob("*") if path.is_file())
    for secret in (made.EXTERNAL, made.EXTERNAL.hex().encode(), b"cle.BEK"):
        assert secret not in whole
    again = run("triage", disk, "--case", tmp_path / "case")
    assert again.returncode == 3
    assert "must be given again" in again.stderr
    assert run("triage", disk, "--case", tmp_path / "case", *key).returncode == 0


def test_without_a_key_it_is_told_which_to_look_for(disk: Path) -> None:
    done = run("scan", disk)
    assert done.returncode == 3
    assert "recovery key 3FD763F9" in done.stderr
    wrong = run("scan", disk, "--recovery-key", made.OTHER_RECOVERY_KEY)
    assert wrong.returncode == 3
    assert "3FD763F9" in wrong.stderr
    assert made.OTHER_RECOVERY_KEY not in wrong.stderr + wrong.stdout


def test_a_mistyped_group_is_told_before_the_disk_is_opened(tmp_path: Path) -> None:
    typed = made.RECOVERY_KEY.replace("302313", "302331")
    done = run("scan", tmp_path / "absent.img", "--recovery-key", typed)
    assert done.returncode == 2
    assert "group 2" in done.stderr
    assert "302331" not in done.stderr


def test_a_key_for_a_folder_is_refused(tmp_path: Path, disk: Path) -> None:
    done = run("scan", tmp_path, "--startup-key", disk.with_name("cle.BEK"))
    assert done.returncode == 3
    assert run("scan", disk, "--startup-key", tmp_path / "absent.BEK").returncode == 3


def test_earlier_versions_are_listed(copies: Path, disk: Path) -> None:
    done = run("shadows", copies)
    assert done.returncode == 0, done.stderr
    assert "1:1" in done.stdout
    assert "2024-01-19 21:20:00 UTC" in done.stdout
    rows = [json.loads(line) for line in run("shadows", copies, "--json").stdout.splitlines()]
    assert [row.get("shadow_copy") for row in rows] == [None, "1:1", "1:2"]
    assert "No earlier version" in run("shadows", disk, "--startup-key", disk.with_name("cle.BEK")).stdout
    assert run("shadows", copies.parent).returncode == 3


def test_a_case_about_an_earlier_version_goes_on_about_it(copies: Path, tmp_path: Path) -> None:
    first = run("scan", copies, "--case", tmp_path / "case", "--shadow-copy", "2")
    assert first.returncode == 0, first.stderr
    about = json.loads((tmp_path / "case" / "case.json").read_text())["source"]
    assert about["label"] == "disque.img [1:2 2024-01-19T21:20:00Z]"
    assert about["kind"] == "shadow_copy"
    assert run("triage", "--case", tmp_path / "case").returncode == 0
    other = run("triage", copies, "--case", tmp_path / "case", "--shadow-copy", "1")
    assert other.returncode == 4
