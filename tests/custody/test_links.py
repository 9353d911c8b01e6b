"""A link put in a case folder leads nothing outside it: the case is refused."""

import os
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from toolkit.custody import documents
from toolkit.custody.case import Case
from toolkit.custody.dossier.seal import seal
from toolkit.errors import CaseRefusal

from .builder import NOTE, fill, open_case

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="makes links and pipes, which Wine cannot")
FOLDERS = ("records", "exhibits", "private", "report")
FILES = (
    "case.json", "custody.jsonl", "records/scan.jsonl", "records/coverage.json", "records/coverage.json.part",
    "exhibits/P0001.txt", "exhibits/P0009.bin.part", "private/case_key", "private/lock",
    "private/pseudonym.key", "report/rapport_fr.html", "custody.jsonl.part",
)  # fmt: skip


def refused_for_a_link(act: Callable[[], object]) -> None:
    with pytest.raises(CaseRefusal) as refused:
        act()
    assert (refused.value.code, refused.value.facts["why"]) == ("case_damaged", "link")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def lead_outside(path: Path, outside: Path) -> None:
    """Move what stands at a path outside, and put a link to it there."""
    if path.exists():
        path.rename(outside)
    path.symlink_to(outside)


@pytest.mark.parametrize("name", [*FOLDERS, *FILES])
def test_a_link_in_a_case_is_refused_and_not_followed(case: Case, tmp_path: Path, name: str) -> None:
    fill(case)
    case.close()
    outside = tmp_path / "outside"
    lead_outside(case.folder / name, outside)
    before = contents(tmp_path)
    refused_for_a_link(lambda: Case.resume(case.folder))
    refused_for_a_link(lambda: Case.read(case.folder))
    assert contents(tmp_path) == before


@pytest.mark.parametrize("name", FOLDERS)
def test_a_link_in_the_folder_of_a_new_case_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / name).symlink_to(tmp_path / "outside")
    refused_for_a_link(lambda: open_case(tmp_path / "case"))
    assert contents(tmp_path) == {}


def test_a_link_put_while_the_case_is_held_is_refused(case: Case, tmp_path: Path) -> None:
    acts: dict[str, tuple[str, Callable[[], object]]] = {
        "records": ("survey.json.part", lambda: case.write_json("survey", {})),
        "exhibits": ("P0001.bin.part", lambda: case.keep("P0001", BytesIO(NOTE))),
        "report": ("rapport.html", lambda: case.write_report("rapport.html", "")),
    }
    for folder, (name, act) in acts.items():
        for where in (case.folder / folder / name, case.folder / folder):
            outside = tmp_path / f"outside-{where.name}"
            lead_outside(where, outside)
            before = contents(tmp_path)
            refused_for_a_link(act)
            refused_for_a_link(lambda: seal(case, {}))
            assert contents(tmp_path) == before
            where.unlink()
            if outside.exists():
                outside.rename(where)
    (case.folder / "records/scan.jsonl").symlink_to(tmp_path / "nowhere")
    refused_for_a_link(lambda: list(case.record("scan", [1])))
    refused_for_a_link(lambda: case.recorded("scan"))
    assert not (tmp_path / "nowhere").exists()


def test_a_pipe_is_not_waited_for(case: Case) -> None:
    case.close()
    (case.folder / "custody.jsonl").rename(case.folder.parent / "away")
    os.mkfifo(case.folder / "custody.jsonl")
    refused_for_a_link(lambda: Case.read(case.folder))


def test_a_case_folder_may_itself_be_reached_by_a_link(case: Case, tmp_path: Path) -> None:
    case.close()
    (tmp_path / "link").symlink_to(case.folder)
    with Case.resume(tmp_path / "link") as again:
        again.write_json("survey", {"a": 1})
    assert Case.read(case.folder).read_json("survey") == {"a": 1}


def test_a_link_where_an_archive_or_a_document_is_written_is_not_followed(case: Case, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for name in ("named.zip.part", "text.part"):
        (out / name).symlink_to(tmp_path / "nowhere")
    seal(case, {}, out=out / "named.zip")
    documents.write_text(out / "text", "x")
    assert not (tmp_path / "nowhere").exists()
    assert (out / "named.zip").is_file()
    assert (out / "text").read_text(encoding="utf-8") == "x"
    assert all((out / name).is_symlink() for name in ("named.zip.part", "text.part"))
