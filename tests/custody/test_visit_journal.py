"""The journal of a visit: chained, synced, resumed, held by one program at a time."""

import json
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


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
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


def test_a_folder_that_vanished_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "visite"
    journal = VisitJournal(folder)
    journal.add("visit.opened", {})
    (folder / NAME).rename(tmp_path / "moved.jsonl")
    with pytest.raises(CaseRefusal) as refused:
        journal.add("card.answered", {"card": "t0", "value": "1"})
    assert refused.value.code == "visit_gone"
    journal.close()


def test_a_link_in_its_place_is_refused(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("kept", encoding="utf-8")
    folder = tmp_path / "visite"
    folder.mkdir()
    try:
        (folder / NAME).symlink_to(elsewhere)
    except OSError:
        pytest.skip("no links here")
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
