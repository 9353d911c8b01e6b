"""Sealed again with nothing new, a case gives the same archive byte for byte, wherever it is done."""

import json
import os
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from toolkit.custody import standing
from toolkit.custody.case import Case
from toolkit.custody.dossier.seal import Sealed, seal
from toolkit.custody.dossier.verify import verify

from .builder import SAMPLE, SteppingClock, acts, report

_SEAL = """
import json, os, sys
from pathlib import Path
from toolkit.custody.case import Case
from toolkit.custody.dossier.seal import seal
os.umask(int(sys.argv[2], 8))
with Case.resume(Path(sys.argv[1])) as case:
    page = case.write_report("rapport_fr.html", "<p>rapport</p>").read_bytes()
    sealed = seal(case, {"04_RAPPORT_TECHNIQUE.html": page})
print(json.dumps([sealed.sha256, sealed.again, sealed.path.name]))
"""


def sealed_there(folder: Path, zone: str, mask: str) -> list[object]:
    done = subprocess.run(
        [sys.executable, "-c", _SEAL, str(folder), mask],
        env=os.environ | {"TZ": zone}, capture_output=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert isinstance(found, list)
    return found


@pytest.fixture
def first(case: Case) -> Sealed:
    case.keep("P0001", BytesIO(SAMPLE))
    sealed = seal(case, {"04_RAPPORT_TECHNIQUE.html": report(case)})
    case.close()
    return sealed


def test_again_it_is_the_same_archive_and_is_said(first: Sealed) -> None:
    folder = first.path.parent
    log = (folder / "custody.jsonl").read_bytes()
    assert sealed_there(folder, "Europe/Paris", "022") == [first.sha256, True, first.path.name]
    assert [each.name for each in folder.glob("*.zip")] == [first.path.name]
    added = acts((folder / "custody.jsonl").read_bytes())[len(acts(log)) :]
    assert [act.act for act in added] == ["case.resumed", "report.written"]


@pytest.mark.skipif(sys.platform == "win32", reason="a umask and TZ are of Unix")
def test_a_copy_elsewhere_gives_the_same_bytes(first: Sealed, tmp_path: Path) -> None:
    for number, (zone, mask) in enumerate((("Pacific/Auckland", "077"), ("America/New_York", "000"))):
        copy = tmp_path / f"copy {number}" / "elsewhere"
        shutil.copytree(first.path.parent, copy)
        (copy / first.path.name).unlink()
        assert sealed_there(copy, zone, mask) == [first.sha256, False, first.path.name]
        assert (copy / first.path.name).read_bytes() == first.path.read_bytes()


def test_an_archive_that_stands_there_changed_is_left_and_written_beside(first: Sealed) -> None:
    first.path.write_bytes(b"changed")
    sha256, again, name = sealed_there(first.path.parent, "UTC", "022")
    assert (sha256, again, name) == (first.sha256, False, f"{first.path.stem}-2.zip")
    assert first.path.read_bytes() == b"changed"
    assert verify(first.path.with_name(str(name)), fingerprint=first.sha256).faults == ()


@pytest.mark.parametrize("change", ["transfer", "exhibit", "record", "document", "key"])
def test_what_is_new_comes_into_a_new_archive(first: Sealed, change: str) -> None:
    documents = {"04_RAPPORT_TECHNIQUE.html": b""}
    with Case.resume(first.path.parent, clock=SteppingClock()) as case:
        if change == "transfer":
            case.note("custody.transferred", to="Brigade")
        elif change == "exhibit":
            case.keep("P0002", BytesIO(b"x"))
        elif change == "record":
            case.write_json("coverage", {"files_seen": 1})
        elif change == "key":
            case.replace_key()
        else:
            documents["releves/x.json"] = b"new"
        documents["04_RAPPORT_TECHNIQUE.html"] = report(case)
        second = seal(case, documents)
        assert (second.again, second.path.name) == (False, f"{first.path.stem}-2.zip")
        assert seal(case, documents).again
    assert verify(second.path).faults == verify(first.path).faults == ()


def test_a_kill_before_the_closing_line_is_made_up_for(first: Sealed) -> None:
    log = first.path.parent / "custody.jsonl"
    whole = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join(whole[:-1]))
    assert sealed_there(first.path.parent, "UTC", "022") == [first.sha256, True, first.path.name]
    said = [act.act for act in acts(log.read_bytes())]
    assert said[-3:] == ["report.written", "archive_unlogged", "seal.closed"]
    log.write_bytes(b"".join(whole[:-1]))
    first.path.unlink()
    assert sealed_there(first.path.parent, "UTC", "022") == [first.sha256, False, first.path.name]


def test_documents_are_told_the_same_acts_each_time(first: Sealed) -> None:
    folder = first.path.parent
    with Case.resume(folder, clock=SteppingClock()) as case:
        once = [act.act for act in case.acts()]
        seal(case, {"releves/x.json": b"x"})
        report(case, "<p>other</p>")
        assert [act.act for act in case.acts()] == once == ["case.opened", "exhibit.kept"]
        case.note("custody.transferred", to="Brigade")
        assert [act.act for act in case.acts()][-1] == "custody.transferred"
        assert standing.last_sealing(case.acts()) is None


def test_a_clock_that_went_back_is_told_from_one_set_right(case: Case) -> None:
    lines = acts((case.folder / "custody.jsonl").read_bytes())
    last = datetime.fromisoformat(lines[-1].local)
    assert standing.went_back(lines, last - timedelta(seconds=50)) is None
    assert standing.went_back(lines, last + timedelta(days=1)) is None
    back = standing.went_back(lines, last - timedelta(days=10))
    assert back == {"line": lines[-1].n, "at": lines[-1].local[:19].replace("T", " ")}
    assert standing.went_back([], last) is None
