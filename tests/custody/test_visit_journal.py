"""The journal of a visit: chained, synced, resumed, held by one program at a time."""

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit.custody import visit_journal
from toolkit.custody.visit_journal import LOCK, NAME, VisitJournal
from toolkit.errors import CaseRefusal

_LEADER = """
import os, signal, sys
from pathlib import Path
from toolkit.custody.visit_journal import VisitJournal
journal = VisitJournal(Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    journal.add("card.answered", {"card": f"c{number}", "value": "é" * 20}, "Le Goff")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_lines_are_chained_and_read_back(tmp_path: Path) -> None:
    journal = VisitJournal(tmp_path / "visite")
    first = journal.add("visit.opened", {"language": "fr"})
    second = journal.add("card.answered", {"card": "t0", "value": None}, "Hélène d'Arc")
    assert [line["facts"] for line in journal.acts()] == [first["facts"], second["facts"]]
    assert second["prev"] == first["digest"]
    journal.close()
    again = VisitJournal(tmp_path / "visite")
    assert again.head == second["digest"]
    assert again.add("visit.resumed", {})["n"] == 3
    again.close()
    assert len(visit_journal.read(tmp_path / "visite")) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="asks POSIX signals")
@pytest.mark.parametrize("count", [0, 1, 7])
def test_a_killed_program_loses_nothing(tmp_path: Path, count: int) -> None:
    subprocess.run([sys.executable, "-c", _LEADER, str(tmp_path), str(count)], check=False, cwd=Path.cwd())
    journal = VisitJournal(tmp_path)
    assert [line["facts"]["card"] for line in journal.acts()] == [f"c{n}" for n in range(count)]
    assert {line["who"] for line in journal.acts()} <= {"Le Goff"}
    journal.close()


def test_a_torn_end_is_cut_and_told(tmp_path: Path) -> None:
    journal = VisitJournal(tmp_path)
    journal.add("visit.opened", {})
    journal.close()
    path = tmp_path / NAME
    path.write_bytes(path.read_bytes() + b'{"n":2,"at":"20')
    again = VisitJournal(tmp_path)
    assert again.cut == 15
    assert [line["n"] for line in again.acts()] == [1]
    again.close()


@pytest.mark.parametrize("how", ["value", "gone", "twice", "swapped"])
def test_a_changed_line_is_refused_and_left_as_it_is(tmp_path: Path, how: str) -> None:
    journal = VisitJournal(tmp_path)
    for number in range(4):
        journal.add("card.answered", {"card": "t0", "value": str(number)})
    journal.close()
    path = tmp_path / NAME
    lines = path.read_bytes().splitlines(keepends=True)
    changed = {
        "value": [lines[0], lines[1].replace(b'"1"', b'"7"'), *lines[2:]],
        "gone": [lines[0], *lines[2:]],
        "twice": [lines[0], lines[0], *lines[1:]],
        "swapped": [lines[1], lines[0], *lines[2:]],
    }[how]
    path.write_bytes(b"".join(changed))
    with pytest.raises(CaseRefusal) as refused:
        VisitJournal(tmp_path)
    assert refused.value.code == "visit_damaged"
    assert path.read_bytes() == b"".join(changed)


def test_two_programs_cannot_hold_it(tmp_path: Path) -> None:
    journal = VisitJournal(tmp_path)
    with pytest.raises(CaseRefusal) as refused:
        VisitJournal(tmp_path)
    assert refused.value.code == "visit_locked"
    journal.close()
    VisitJournal(tmp_path).close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps what is open where it is")
def test_a_folder_that_vanished_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "visite"
    journal = VisitJournal(folder)
    journal.add("visit.opened", {})
    (folder / NAME).rename(tmp_path / "moved.jsonl")
    with pytest.raises(CaseRefusal) as refused:
        journal.add("card.answered", {"card": "t0", "value": "1"})
    assert refused.value.code == "visit_gone"
    journal.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Wine makes no links")
def test_a_link_in_its_place_is_refused(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("kept", encoding="utf-8")
    folder = tmp_path / "visite"
    folder.mkdir()
    (folder / NAME).symlink_to(elsewhere)
    with pytest.raises(CaseRefusal):
        VisitJournal(folder)
    assert elsewhere.read_text(encoding="utf-8") == "kept"
    assert not (folder / LOCK).exists()


def test_a_line_too_long_is_never_half_written(tmp_path: Path) -> None:
    journal = VisitJournal(tmp_path)
    with pytest.raises(ValueError, match="too long"):
        journal.add("step.noted", {"step": "photo", "note": "x" * 300_000})
    journal.add("step.noted", {"step": "photo", "note": "x" * 2000})
    assert [json.loads(line)["n"] for line in (tmp_path / NAME).read_bytes().splitlines()] == [1]
    journal.close()


def moved(folder: Path, elsewhere: Path) -> None:
    """Put a copy in the place of a folder: as on a medium that comes back, nothing of it is open."""
    shutil.copytree(folder, elsewhere)
    shutil.rmtree(folder)
    elsewhere.rename(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a folder whose files are open")
def test_a_medium_that_comes_back_is_written_again(tmp_path: Path) -> None:
    folder = tmp_path / "visite"
    journal = VisitJournal(folder)
    journal.add("visit.opened", {})
    folder.rename(tmp_path / "away")
    for _ in range(2):
        with pytest.raises(CaseRefusal) as refused:
            journal.add("card.answered", {"card": "t0", "value": "1"})
        assert refused.value.code == "visit_gone"
    (tmp_path / "away").rename(folder)
    journal.add("card.answered", {"card": "t0", "value": "2"})
    moved(folder, tmp_path / "copy")
    journal.add("card.answered", {"card": "t0", "value": "3"})
    with pytest.raises(CaseRefusal) as refused:
        VisitJournal(folder)  # it holds the lock of the copy too
    assert refused.value.code == "visit_locked"
    journal.close()
    assert [line["facts"].get("value") for line in visit_journal.read(folder)] == [None, "2", "3"]


def test_a_line_that_could_not_be_synced_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = VisitJournal(tmp_path)
    journal.add("visit.opened", {})

    def broken(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", broken)
        with pytest.raises(CaseRefusal) as refused:
            journal.add("card.answered", {"card": "t0", "value": "1"})
    assert refused.value.code == "visit_failed"
    journal.add("card.answered", {"card": "t0", "value": "2"})
    journal.close()
    assert [line["facts"].get("value") for line in visit_journal.read(tmp_path)] == [None, "2"]
    VisitJournal(tmp_path).close()


@pytest.mark.parametrize("how", ["short", "other", "longer"])
def test_nothing_is_added_to_what_somebody_else_changed(tmp_path: Path, how: str) -> None:
    journal = VisitJournal(tmp_path)
    for number in range(3):
        journal.add("card.answered", {"card": "t0", "value": str(number)})
    path = tmp_path / NAME
    before = path.read_bytes()
    changed = {"short": before[:-40], "other": b"", "longer": before + before.splitlines(keepends=True)[2]}[
        how
    ]
    path.write_bytes(changed)
    with pytest.raises(CaseRefusal) as refused:
        journal.add("card.answered", {"card": "t0", "value": "9"})
    assert refused.value.code == ("visit_locked" if how == "longer" else "visit_damaged")
    assert path.read_bytes() == changed
    path.write_bytes(before)
    journal.add("card.answered", {"card": "t0", "value": "3"})
    journal.close()
    assert len(visit_journal.read(tmp_path)) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a file that is open")
def test_two_programs_never_write_in_one_journal(tmp_path: Path) -> None:
    first = VisitJournal(tmp_path)
    first.add("visit.opened", {})
    (tmp_path / LOCK).unlink()
    second = VisitJournal(tmp_path)
    second.add("visit.resumed", {})
    with pytest.raises(CaseRefusal) as refused:
        first.add("card.answered", {"card": "t0", "value": "1"})
    assert refused.value.code == "visit_locked"
    first.close()
    second.close()
    assert len(visit_journal.read(tmp_path)) == 2


def test_it_is_closed_as_often_as_one_likes(tmp_path: Path) -> None:
    journal = VisitJournal(tmp_path)
    journal.close()
    other = (tmp_path / "other").open("wb")  # takes the number of a descriptor that was let go
    journal.close()
    other.write(b"kept")
    other.close()
    assert (tmp_path / "other").read_bytes() == b"kept"
