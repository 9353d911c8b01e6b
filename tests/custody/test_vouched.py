"""What the log noted is what is read and sealed; a kill is told from a change."""

import hashlib
import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from toolkit.custody.case import Case
from toolkit.custody.dossier.seal import seal
from toolkit.custody.log import json_line
from toolkit.errors import CaseRefusal

from .builder import SAMPLE, acts, fill, report


def why(act: Callable[[], object]) -> str:
    with pytest.raises(CaseRefusal) as refused:
        act()
    assert refused.value.code == "case_damaged"
    return str(refused.value.facts["why"])


def logged(case: Case) -> list[str]:
    return [act.act for act in acts((case.folder / "custody.jsonl").read_bytes())]


@pytest.mark.parametrize(
    "content", [b'{"files_seen":301}\n', b'{"files_seen":3000}\n', b"", b"[" * 100_000, None]
)
def test_a_record_that_changed_is_neither_read_nor_sealed(case: Case, content: bytes | None) -> None:
    fill(case)
    path = case.folder / "records/coverage.json"
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    assert why(lambda: case.read_json("coverage")) == "record_changed"
    assert why(lambda: seal(case, {})) == "record_changed"
    assert "seal.opened" not in logged(case)
    assert why(lambda: Case.read(case.folder).read_json("coverage")) == "record_changed"
    case.close()
    assert why(lambda: Case.resume(case.folder)) == "record_changed"


def test_a_record_the_log_does_not_know_is_not_one(case: Case) -> None:
    fill(case)
    for name in ("survey.json", "backup_1.jsonl"):
        path = case.folder / "records" / name
        path.write_bytes(b"{}\n")
        assert why(lambda: seal(case, {})) == "record_changed"
        path.rename(case.folder / name)
    (case.folder / "records/survey.json").write_bytes(b"{}\n")
    assert why(lambda: case.read_json("survey")) == "record_changed"
    (case.folder / "records/backup_1.jsonl").write_bytes(b"{}\n")
    assert why(lambda: list(case.recorded("backup_1"))) == "record_changed"
    assert why(lambda: list(case.record("backup_1", [{}]))) == "record_changed"


def test_a_report_that_changed_is_not_sealed_until_it_is_written_again(case: Case) -> None:
    fill(case)
    for changed in (b"<p>rien vu</p>", None):
        path = case.folder / "report/rapport_fr.html"
        path.unlink()
        if changed:
            path.write_bytes(changed)
        assert why(lambda: seal(case, {})) == "report_changed"
        report(case)
    case.close()
    (case.folder / "report/rapport_fr.html").unlink()
    with Case.resume(case.folder) as again:
        assert why(lambda: seal(again, {})) == "report_changed"
        report(again)
        assert seal(again, {}).path.exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda old: old.replace(b'"size":7', b'"size":8', 1), "stage_changed"),
        (lambda old: old + b"{}\n", "stage_changed"),
        (lambda _: None, "stage_missing"),
    ],
)
def test_a_stage_that_changed_under_a_held_case_is_not_sealed(
    case: Case, change: Callable[[bytes], bytes | None], code: str
) -> None:
    fill(case)
    path = case.folder / "records/scan.jsonl"
    changed = change(path.read_bytes())
    path.unlink()
    if changed is not None:
        path.write_bytes(changed)
    assert why(lambda: seal(case, {})) == code


def test_an_exhibit_that_is_gone_is_not_sealed(case: Case) -> None:
    case.keep("P0001", BytesIO(SAMPLE))
    (case.folder / "exhibits/P0001.bin").unlink()
    assert why(lambda: seal(case, {})) == "exhibit_changed"


def test_a_kill_after_the_log_noted_a_file_is_mended(case: Case) -> None:
    case.write_json("survey", {"n": 1})
    old = (case.folder / "records/survey.json").read_bytes()
    case.write_json("survey", {"n": 2})
    report(case)
    case.close()
    for name in ("records/survey.json", "report/rapport_fr.html"):
        path = case.folder / name
        path.rename(path.with_name(path.name + ".part"))
    (case.folder / "records/survey.json").write_bytes(old)
    assert Case.read(case.folder).read_json("survey") == {"n": 2}
    with Case.resume(case.folder) as again:
        assert again.read_json("survey") == {"n": 2}
        assert seal(again, {}).path.exists()
    assert not list(case.folder.rglob("*.part"))
    assert "part.removed" not in logged(case)


def test_a_kill_before_the_log_noted_a_file_leaves_the_one_before(case: Case) -> None:
    case.write_json("survey", {"n": 1})
    case.close()
    (case.folder / "records/survey.json.part").write_bytes(b'{"n":2}\n')
    with Case.resume(case.folder) as again:
        assert again.read_json("survey") == {"n": 1}
    assert logged(case)[-1] == "part.removed"


def test_a_view_follows_the_process_that_holds_the_case(case: Case) -> None:
    view = Case.read(case.folder)
    for number in range(3):
        case.write_json("survey", {"n": number})
        assert view.read_json("survey") == {"n": number}
    list(case.record("scan", [{"i": 0}]))
    assert list(view.recorded("scan")) == [{"i": 0}]


def forge_line(folder: Path, act: str, facts: dict[str, object]) -> None:
    """Add an act to the log of a case as somebody who knows how it is chained could."""
    path = folder / "custody.jsonl"
    last = path.read_bytes().splitlines()[-1]
    line = json.loads(last)
    line |= {"n": line["n"] + 1, "act": act, "facts": facts, "prev": hashlib.sha256(last).hexdigest()}
    path.write_bytes(path.read_bytes() + json_line(line) + b"\n")


@pytest.mark.parametrize(
    ("act", "facts"),
    [
        ("../../outside.opened", {}),
        ("record.written", {"name": "../../outside", "size": 0, "sha256": hashlib.sha256().hexdigest()}),
        ("report.written", {"name": "x.html", "size": "0", "sha256": "0" * 64}),
        ("record.written", {"name": "x.json"}),
        ("exhibit.kept", {"number": "P0001", "suffix": "/../../outside", "size": 3, "sha256": "0" * 64}),
        ("exhibit.kept", {}),
        ("scan.closed", {"stage": "scan", "bytes": "x", "sha256": "0" * 64}),
    ],
)
def test_a_forged_log_leads_nowhere(case: Case, act: str, facts: dict[str, object]) -> None:
    case.close()
    outside = case.folder.parent / "outside.jsonl"
    outside.write_bytes(b"not a record")
    forge_line(case.folder, act, facts)
    assert why(lambda: Case.resume(case.folder)) == "log_line"
    assert why(lambda: Case.read(case.folder)) == "log_line"
    assert outside.read_bytes() == b"not a record"
