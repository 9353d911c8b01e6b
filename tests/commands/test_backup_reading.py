"""A check of a backup that was killed, or whose medium was pulled out, goes on with the same command."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from demo.builder.documents import dated, paper
from demo.builder.folder import lay
from demo.builder.tree import Node
from toolkit.custody.check_journal import NAME
from toolkit.errors import SourceRefusal

WHEN = 400 * 256  # bytes of the journal after which the blow falls


def nodes() -> list[Node]:
    from tests.backup.builder import LAST_DAY, practice

    letters = (paper(f"Courriers/{n}.docx", LAST_DAY - timedelta(hours=n)) for n in range(700))
    return [*practice(), *letters, dated("Wlogos2/notes.txt", LAST_DAY, b"bonjour\r\n" * 50)]


def begun(*arguments: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "toolkit", "--lang", "en", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")


@pytest.fixture
def laid(tmp_path: Path) -> tuple[Path, Path]:
    """A medium, and the case of the machine it was made from."""
    every = nodes()
    for name in ("stick", "machine"):
        (tmp_path / name).mkdir()
        lay(every if name == "stick" else every[:20], tmp_path / name)
    shown = begun("scan", tmp_path / "machine", "--case", tmp_path / "case")
    said = shown.communicate()
    assert shown.returncode == 0, said
    return tmp_path / "stick", tmp_path / "case"


def check(place: Path, case: Path) -> "subprocess.Popen[str]":
    return begun("backup", "check", place, "--against", case, "--max-age-days", 3_000, "--json")


def struck(place: Path, case: Path, blow: Callable[["subprocess.Popen[str]"], object]) -> tuple[int, str]:
    running, journal = check(place, case), case / NAME
    before = journal.stat().st_size if journal.exists() else 0
    while running.poll() is None and (journal.stat().st_size if journal.exists() else 0) < before + WHEN:
        time.sleep(0.001)
    blow(running)
    out, said = running.communicate()
    return running.returncode, out + said


def verdicts(case: Path) -> list[Any]:
    return [json.loads(path.read_text()) for path in sorted((case / "records").glob("backup_*.jsonl"))]


def test_killed_pulled_and_gone_on_with(laid: tuple[Path, Path], tmp_path: Path) -> None:
    place, case = laid
    assert struck(place, case, lambda running: running.kill())[0] != 0
    assert verdicts(case) == []
    status, said = struck(place, case, lambda _: place.rename(tmp_path / "pulled"))
    assert "An interrupted check of this medium goes on" in said
    assert status == SourceRefusal.status, said
    assert "no longer there" in said
    assert "what was read already is not read again" in " ".join(said.split())
    assert verdicts(case) == []
    (tmp_path / "pulled").rename(place)
    last = check(place, case)
    out, said = last.communicate()
    assert "goes on" in said
    assert not (case / NAME).exists()
    anew = check(place, case)
    fresh, said = anew.communicate()
    assert "goes on" not in said
    assert json.loads(out) == json.loads(fresh)
    assert len(verdicts(case)) == 2


def test_another_medium_starts_anew_and_says_so(laid: tuple[Path, Path], tmp_path: Path) -> None:
    place, case = laid
    struck(place, case, lambda running: running.kill())
    other = tmp_path / "other"
    other.mkdir()
    lay(nodes()[:5], other)
    _, said = check(other, case).communicate()
    assert "another medium" in said
    assert "goes on" not in said
