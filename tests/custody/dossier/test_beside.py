"""An archive beside the case that the log did not close is told, and so is a log that was cut."""

from io import BytesIO, StringIO
from pathlib import Path

import pytest
from rich.console import Console

from toolkit.commands.screen import Screen
from toolkit.custody.case import Case
from toolkit.custody.dossier.seal import Sealed, seal
from toolkit.errors import CaseRefusal
from toolkit.texts import Speech

from ..builder import SteppingClock, acts


def remarks(folder: Path, documents: dict[str, bytes]) -> list[tuple[str, object]]:
    with Case.resume(folder, clock=SteppingClock()) as case:
        return [(each.code, each.facts.get("name")) for each in seal(case, documents).remarks]


def shorten(folder: Path, last: str) -> None:
    """Cut the log at the end of a line, after the last act of this name."""
    log = folder / "custody.jsonl"
    lines = log.read_bytes().splitlines(keepends=True)
    keep = max(act.n for act in acts(log.read_bytes()) if act.act == last)
    log.write_bytes(b"".join(lines[:keep]))


def test_a_changed_archive_is_told_each_time(sealed: Sealed, case: Case) -> None:
    case.close()
    assert remarks(case.folder, {"releves/x.json": b"1"}) == []
    content = bytearray(sealed.path.read_bytes())
    content[1000] ^= 1
    sealed.path.write_bytes(content)
    for number in range(2):
        assert remarks(case.folder, {"releves/x.json": bytes(number)}) == [
            ("archive_stranger", sealed.path.name)
        ]


def test_a_log_that_was_cut_is_shorter_than_its_archive_says(sealed: Sealed, case: Case) -> None:
    case.close()
    lines = len(acts((case.folder / "custody.jsonl").read_bytes()))
    shorten(case.folder, "exhibit.kept")
    with Case.resume(case.folder, clock=SteppingClock()) as again:
        found = seal(again, {"releves/x.json": b""}).remarks
    assert [(each.code, each.facts["lines"]) for each in found] == [("log_shorter", lines - 1)]


def test_the_hash_of_an_archive_that_went_away_tells_too(sealed: Sealed, case: Case) -> None:
    case.close()
    sealed.path.unlink()
    shorten(case.folder, "exhibit.kept")
    side = sealed.path.name + ".sha256"
    assert remarks(case.folder, {"releves/x.json": b""}) == [("sidecar_stranger", side)]


def test_a_kill_before_the_closing_line_is_no_stranger(sealed: Sealed, case: Case) -> None:
    case.close()
    shorten(case.folder, "seal.opened")
    assert remarks(case.folder, {"releves/x.json": b""}) == [("archive_stranger", sealed.path.name)]


def test_files_the_log_does_not_know_are_named(case: Case) -> None:
    (case.folder / "exhibits" / "P0999.txt").write_bytes(b"x")
    (case.folder / "records" / "new.txt").write_bytes(b"x")
    (remark,) = seal(case, {}).remarks
    assert remark.code == "stray"
    assert remark.facts == {"count": 2, "names": "exhibits/P0999.txt, records/new.txt"}


def test_evidence_that_contradicts_itself_is_not_blamed_on_the_medium(case: Case) -> None:
    case.keep("P0001", BytesIO(b"note"), ".txt")
    listed = {"03_PIECES.csv": b"P0001;" + b"0" * 64 + b"\r\n"}
    with pytest.raises(CaseRefusal) as refused:
        seal(case, listed)
    assert (refused.value.code, refused.value.facts["fault"]) == ("seal_contradicts", "listing_other")
    assert not list(case.folder.glob("DOSSIER_*"))
    for language, said in (("fr", "donne pour la pièce P0001"), ("en", "gives exhibit P0001")):
        again = CaseRefusal(refused.value.code, **refused.value.facts)
        told = StringIO()
        screen = Screen(Speech(language))
        screen.err = Console(file=told, markup=False, width=1000)
        assert (screen.refuse(again), said in told.getvalue()) == (4, True)


def test_a_log_cut_short_is_the_cause_of_what_no_longer_holds(sealed: Sealed, case: Case) -> None:
    case.close()
    lines = len(acts((case.folder / "custody.jsonl").read_bytes()))
    shorten(case.folder, "exhibit.kept")
    with Case.resume(case.folder, clock=SteppingClock()) as again:
        again.write_report("rapport_fr.html", "<p>ancien</p>")
    (case.folder / "report" / "rapport_fr.html").write_bytes(b"<p>nouveau</p>")
    before = (case.folder / "custody.jsonl").read_bytes().count(b"\n")
    with Case.resume(case.folder, clock=SteppingClock()) as again, pytest.raises(CaseRefusal) as refused:
        seal(again, {})
    assert refused.value.code == "log_shorter"
    assert refused.value.facts["name"] == sealed.path.name
    assert refused.value.facts["lines"] == lines - 1
    assert (case.folder / "custody.jsonl").read_bytes().count(b"\n") == before + 1  # but for its resuming
