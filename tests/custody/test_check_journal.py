"""What a check of a backup has read stays in the case until its verdict is, and leaves it in no archive."""

import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from toolkit import procedure
from toolkit.custody import check_journal
from toolkit.custody.case import Case
from toolkit.custody.unfinished import unfinished
from toolkit.errors import CaseRefusal

ABOUT = {"source": {"label": "stick", "size": 5}, "volumes": [{"number": "A1"}]}
LINE = {"of": "", "seen": {"volume": "", "path": "DUPONT Anne/courrier.docx", "sha256": "00"}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "case"
    Case.create(place, source={"label": "pc", "kind": "folder", "size": 0}, language="fr").close()
    return place


def acts(folder: Path) -> list[str]:
    lines = (folder / "custody.jsonl").read_text().splitlines()
    return [json.loads(line)["act"] for line in lines]


def begun(folder: Path, about: Any = ABOUT, lines: int = 3) -> tuple[str, int]:
    """Open the journal, say how it began and how many lines it held; add some and leave it as it is."""
    with Case.resume(folder) as case:
        journal, how = check_journal.opened(case, about)
        before = len(list(journal.lines()))
        for _ in range(lines):
            journal.add(LINE)
        journal.interrupt()
    return how, before


def test_it_goes_on_with_the_same_and_is_removed_with_the_verdict(folder: Path) -> None:
    assert begun(folder) == ("new", 0)
    assert begun(folder) == ("resumed", 3)
    with Case.resume(folder) as case:
        journal, how = check_journal.opened(case, ABOUT)
        assert how == "resumed"
        every = list(journal.lines())
        assert [line for _, line in every] == [LINE] * 6
        assert all(journal.line(at) == LINE for at, _ in every)
        journal.end()
    assert not (folder / check_journal.NAME).exists()
    assert case.marks["backup_reading_1.closed"]["count"] == 7
    assert begun(folder) == ("new", 0)
    assert "backup_reading_2.opened" in acts(folder)


@pytest.mark.parametrize("change", ["other", "changed", "cut", "removed"])
def test_another_medium_or_a_changed_journal_starts_anew(folder: Path, change: str) -> None:
    begun(folder)
    path = folder / check_journal.NAME
    if change == "changed":
        path.write_bytes(path.read_bytes().replace(b"DUPONT", b"DUPOND", 1))
    elif change == "cut":
        path.write_bytes(path.read_bytes()[:-5])
    elif change == "removed":
        path.unlink()
    about = {**ABOUT, "volumes": [{"number": "B2"}]} if change == "other" else ABOUT
    assert begun(folder, about) == ("other" if change == "other" else "changed", 0)
    assert begun(folder, about) == ("resumed", 3)


def test_a_torn_end_is_cut_and_what_is_whole_stays(folder: Path) -> None:
    begun(folder)
    path = folder / check_journal.NAME
    with path.open("ab") as stream:
        stream.write(json.dumps(LINE).encode() + b"\n" + b'{"of": "", "se')
    assert begun(folder, lines=0) == ("resumed", 4)


def test_a_kill_before_the_first_line_starts_anew(folder: Path) -> None:
    with Case.resume(folder) as case:
        case.note("backup_reading_1.opened")
    assert begun(folder) == ("new", 0)


@pytest.mark.skipif(sys.platform == "win32", reason="Wine makes no links")
def test_a_link_in_its_place_is_refused(folder: Path, tmp_path: Path) -> None:
    (folder / check_journal.NAME).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CaseRefusal):
        begun(folder)
    assert not (tmp_path / "elsewhere").exists()


def test_the_log_holds_no_name_and_an_archive_holds_no_line(folder: Path) -> None:
    begun(folder)
    assert b"DUPONT" not in (folder / "custody.jsonl").read_bytes()
    assert check_journal.left(folder)
    with Case.resume(folder) as case:
        sealed = procedure.close(case, "fr")
    with zipfile.ZipFile(sealed.path) as archive:
        assert not [name for name in archive.namelist() if check_journal.STAGE in name]
        assert not [name for name in archive.namelist() if b"DUPONT" in archive.read(name)]
    # The archive says that it was broken off, and the check can still be gone on with.
    assert begun(folder)[0] == "resumed"


def test_a_case_says_that_a_check_was_not_brought_to_its_end(folder: Path) -> None:
    begun(folder)
    examined = ["triage", "scan", "context", "timeline", "capture"]
    before = [f"{step}.{how}" for step in examined for how in ("opened", "closed")]
    assert unfinished([*before, *acts(folder)]) == ("backup",)
    with Case.resume(folder) as case:
        check_journal.opened(case, ABOUT)[0].end()
    assert unfinished([*before, *acts(folder)]) == ()
