"""What is read of a case between two keys: one that goes and comes back, one that is erased."""

from dataclasses import replace
from pathlib import Path

import pytest

from toolkit.custody.case import Case
from toolkit.walkthrough import seeing
from toolkit.walkthrough.visit import Ran, Visit

AT = "2026-10-12T09:10:00+02:00"


@pytest.fixture
def visit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    monkeypatch.setattr(seeing, "_EVERY", 0.0)  # each look is due at once
    visit = Visit(folder=tmp_path)
    assert visit.case
    Case.create(visit.case, source={"label": "d", "kind": "folder", "size": 0}, language="fr").close()
    return visit


def looked(look: seeing.Look, visit: Visit) -> str:
    """Return the code of what was in the way, "" for nothing."""
    assert look.at(visit).case
    return "" if look.trouble is None else look.trouble.code


def test_a_case_that_is_away_is_told_until_it_is_back(visit: Visit) -> None:
    look = seeing.Look()
    visit = replace(visit, seen=look.at(visit))
    assert looked(look, visit) == ""
    assert visit.case
    away = visit.case.rename(visit.case.with_name("away"))
    assert looked(look, visit) == "case_missing"
    away.rename(visit.case)
    assert looked(look, visit) == ""


@pytest.mark.parametrize("status", [None, 0, 3, 130])
def test_an_examination_stopped_before_anything_was_written_is_no_damage(
    tmp_path: Path, status: int | None
) -> None:
    look, visit = seeing.Look(), Visit(folder=tmp_path, works={"examine": Ran(1, AT, status)})
    assert visit.case
    for exists in (False, True):
        if exists:
            visit.case.mkdir()
        assert not look.at(visit, now=True).case
        # One that went to its end has left a case: that it is away is told.
        assert (look.trouble.code if look.trouble else "") == ("case_missing" if status == 0 else "")
    (visit.case / "custody.jsonl").write_bytes(b"{}\n")
    look.at(visit, now=True)
    assert look.trouble is not None
    assert look.trouble.code == "case_missing"


@pytest.mark.parametrize("how", ["running", "erased"])
def test_a_case_that_is_erased_is_in_nobodys_way(visit: Visit, how: str) -> None:
    look = seeing.Look()
    visit = replace(visit, seen=look.at(visit))
    assert visit.case
    log = visit.case / "custody.jsonl"
    log.write_bytes(log.read_bytes() + b"{}\n")
    assert looked(look, visit) != ""
    running = frozenset({"wipe"}) if how == "running" else frozenset[str]()
    erased = replace(visit, running=running, works={"wipe": Ran(1, AT, 0)})
    assert looked(look, erased) == ""
    log.unlink()
    assert looked(look, erased) == ""
