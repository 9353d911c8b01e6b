"""Processes of the machine the tests run on: ourselves, a child, one whose file is gone."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from toolkit import live
from toolkit.live import processes, program_hashes
from toolkit.records import Outcome


def taken() -> dict[int, Any]:
    (found,) = live.take([processes])
    assert found.outcome is Outcome.FOUND
    return {row["pid"]: row for row in found.rows}


def test_our_own_process_is_known_to_be_ours() -> None:
    row = taken()[os.getpid()]
    assert row["ours"] is True
    assert "flags" not in row
    assert row["name"]
    assert abs(row["created_ns"] - time.time_ns()) < 24 * 3600 * 10**9
    assert row["sha256"] == hashlib.sha256(Path(row["image"]).read_bytes()).hexdigest()
    assert row["size"] == Path(row["image"]).stat().st_size


def test_a_child_is_shown_with_its_parent_and_words() -> None:
    words = [sys.executable, "-c", "input()", "vssadmin Delete  Shadows /all"]
    child = subprocess.Popen(words, stdin=subprocess.PIPE)
    try:
        rows = taken()
        row = rows[child.pid]
        if sys.platform != "win32":  # Wine does not tell who started whom
            assert row["parent_pid"] == os.getpid()
            assert row["parent"] == rows[os.getpid()]["name"]
        assert "ours" not in row
        assert '"vssadmin Delete  Shadows /all"' in row["command"]
        assert "recovery_removal" in row["flags"]
    finally:
        child.communicate(b"\n", timeout=60)


@pytest.mark.skipif(sys.platform == "win32", reason="a file that runs cannot be deleted there")
def test_a_program_whose_file_is_gone_is_flagged(tmp_path: Path) -> None:
    sleep = shutil.which("sleep")
    if sleep is None:
        pytest.skip("no program to copy")
    copy = Path(shutil.copy(sleep, tmp_path / "facture.pdf.exe"))
    child = subprocess.Popen([copy, "60"])
    try:
        present = taken()[child.pid]
        copy.unlink()
        gone = taken()[child.pid]
    finally:
        child.kill()
        child.wait()
    assert present["sha256"] == hashlib.sha256(Path(sleep).read_bytes()).hexdigest()
    assert "deceptive_name" in present["flags"]
    assert "image_deleted" not in present["flags"]
    assert "image_deleted" in gone["flags"]
    assert "sha256" not in gone


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets no process take over an orphan")
def test_a_parent_younger_than_its_child_is_no_parent() -> None:
    child = {"pid": 7, "parent_pid": 5, "created_ns": 10}
    running = {5: {"pid": 5, "name": "late", "created_ns": 20}, 7: child}
    processes._relate(child, running)
    assert (child["parent"], child["parent_gone"]) == (None, True)
    running[5]["created_ns"] = 3
    processes._relate(child, running)
    assert (child["parent"], child["parent_gone"]) == ("late", None)


def test_processes_that_name_each_other_as_parents_end() -> None:
    own = os.getpid()
    running = {
        own: {"pid": own, "parent_pid": 5, "parent_gone": None},
        5: {"pid": 5, "parent_pid": own, "parent_gone": None},
    }
    assert processes._lineage(running) == {own, 5}


def test_hashing_stops_at_its_budget(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_bytes(b"x" * 700)
    second.write_bytes(b"y" * 700)
    missing = str(tmp_path / "c")
    found = program_hashes.hashes([str(second), str(first), missing, str(tmp_path)], limit=1000)
    assert found[str(first)] == {"sha256": hashlib.sha256(b"x" * 700).hexdigest(), "size": 700}
    assert found[str(second)] == {"hash_why": "hash_budget"}
    assert found[missing] == {"hash_why": "image_deleted"}
    assert found[str(tmp_path)] == {"hash_why": "not_a_file"}


def test_hostile_paths_have_no_hash() -> None:
    path = "C:\\nul\0l" if sys.platform == "win32" else "/nul\0l"
    assert program_hashes.hashes([path]) == {path: {"hash_why": "hostile_name"}}


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_windows_tells_rights_sessions_and_network_paths() -> None:
    row = taken()[os.getpid()]
    assert row["integrity"] in {"medium", "high", "system"}
    assert isinstance(row["elevated"], bool)
    assert isinstance(row["session"], int)
    assert program_hashes.hashes([r"\\nowhere\share\a.exe"]) == {
        r"\\nowhere\share\a.exe": {"hash_why": "not_local"}
    }


def test_a_path_without_its_drive_is_none() -> None:
    shown = (r"C:\a.exe", r"\\server\share\a.exe", "/usr/bin/a", "", r"\Windows\a.exe", "Registry")
    assert [processes._absolute(one) for one in shown] == [*shown[:4], "", ""]
    assert processes._absolute(None) is None
