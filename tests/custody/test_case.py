"""A case is opened, written, taken up again and read, and refuses what it must."""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.custody import opening
from toolkit.custody.case import Case
from toolkit.errors import CaseRefusal, Unreadable

from .builder import KEY, NOTE, SAMPLE, SteppingClock, acts, fill, open_case

GOLDEN = Path(__file__).parent / "golden"
QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)


def refusal(*words: object, **given_facts: object) -> CaseRefusal:
    function, *rest = words
    with pytest.raises(CaseRefusal) as refused:
        function(*rest, **given_facts)  # type: ignore[operator]  # the first word is what is called
    return refused.value


def said(folder: Path) -> list[str]:
    return [act.act for act in acts((folder / "custody.jsonl").read_bytes())]


def write_golden(folder: Path) -> dict[str, bytes]:
    """Write the golden case and return its files, keys left out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "VERSION", "0.0.0")
        with open_case(folder) as case:
            fill(case)
    names = (each for each in sorted(folder.rglob("*")) if each.is_file() and each.parent.name != "private")
    return {str(each.relative_to(folder)): each.read_bytes() for each in names}


def test_the_golden_case_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    # After a wanted change: python -m tests.custody.test_case writes it again.
    written = write_golden(tmp_path / "case")
    kept = {str(each.relative_to(GOLDEN)): each.read_bytes() for each in GOLDEN.rglob("*") if each.is_file()}
    assert set(written) == set(kept)
    for name, content in kept.items():
        assert written[name] == content, name


def test_the_log_of_a_case_holds_each_act_and_no_path(tmp_path: Path) -> None:
    with open_case(tmp_path / "case") as case:
        fill(case)
        assert case.done("scan")
        assert case.done("triage")
        assert not case.done("capture")
    log = (tmp_path / "case" / "custody.jsonl").read_bytes()
    assert [act.n for act in acts(log)] == list(range(1, len(acts(log)) + 1))
    assert said(tmp_path / "case")[0] == "case.opened"
    assert {"scan.opened", "scan.checkpoint", "scan.closed", "exhibit.kept", "report.written"} <= set(
        said(tmp_path / "case")
    )
    assert b"Users" not in log
    assert acts(log)[0].at == "2026-09-02T12:03:22.143456Z"
    assert acts(log)[0].local == "2026-09-02T14:03:22.143456+02:00"


@pytest.mark.parametrize(
    "fact", ["Users/x", "C:\\Patients", "a\nb", "\udc80", "x" * 201, ["a/b"], {"k": "/"}]
)
def test_a_fact_that_could_be_a_path_is_refused(case: Case, fact: object) -> None:
    with pytest.raises(ValueError, match="codes, counts and hashes"):
        case.note("step", fact=fact)
    assert said(case.folder) == ["case.opened"]


def test_facts_of_a_case(case: Case) -> None:
    written = json.loads((case.folder / "case.json").read_bytes())
    assert written["ref"] == "K7Q2-M9XD"
    assert written["clock"] == {"offset_seconds": -12.5, "reference": "phone"}
    assert written["opened"] == 1788350602133456000
    assert Case.read(case.folder).facts == case.facts
    if os.name != "nt":
        assert (case.folder / "private/case_key").stat().st_mode & 0o777 == 0o600


def test_a_random_reference_names_nobody(tmp_path: Path) -> None:
    refs = set()
    for number in range(3):
        with open_case(tmp_path / str(number), ref=None, key=None, pseudonym_key=None) as case:
            refs.add(case.facts.ref)
    assert len(refs) == 3
    assert all(len(ref) == 9 and ref[4] == "-" and not set(ref) & set("IO01") for ref in refs)


def test_folders_that_cannot_become_a_case(case: Case, tmp_path: Path) -> None:
    case.close()
    assert refusal(open_case, case.folder).code == "case_exists"
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    assert refusal(open_case, tmp_path / "full").code == "case_not_empty"
    (tmp_path / "file").touch()
    assert refusal(open_case, tmp_path / "file").code == "case_failed"
    assert refusal(Case.resume, tmp_path / "nowhere").code == "case_missing"
    assert refusal(Case.read, tmp_path / "full").code == "case_missing"
    assert not (tmp_path / "nowhere").exists()


def test_an_opening_that_was_killed_starts_over(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    open_case(folder).close()
    (folder / "case.json").unlink()
    open_case(folder).close()
    assert said(folder) == ["case.opened"]
    with Case.resume(folder) as case:
        case.keep("P0001", BytesIO(NOTE))
    (folder / "case.json").unlink()
    assert refusal(open_case, folder).code == "case_not_empty"


def test_one_process_at_a_time(case: Case) -> None:
    assert refusal(Case.resume, case.folder).code == "case_locked"
    code = (
        "import sys, pathlib; from toolkit.custody.case import Case; Case.resume(pathlib.Path(sys.argv[1]))"
    )
    other = subprocess.run([sys.executable, "-c", code, case.folder], capture_output=True, check=False)
    assert b"case_locked" in other.stderr
    assert Case.read(case.folder).facts.ref == "K7Q2-M9XD"
    case.close()
    Case.resume(case.folder).close()


def test_reading_writes_nothing(case: Case) -> None:
    fill(case)
    case.close()
    before = {each: each.stat().st_mtime_ns for each in case.folder.rglob("*")}
    view = Case.read(case.folder)
    assert view.done("scan")
    assert len(list(view.recorded("scan"))) == 300
    assert view.read_json("coverage") == {"files_seen": 300}
    assert view.read_json("nothing") is None
    assert view.pseudonym_key == bytes(range(100, 132))
    assert refusal(view.note, "x").code == "case_read_only"
    assert refusal(view.keep, "P0009", BytesIO(b"")).code == "case_read_only"
    assert refusal(view.write_json, "x", {}).code == "case_read_only"
    assert refusal(list, view.record("more", [1])).code == "case_read_only"
    assert {each: each.stat().st_mtime_ns for each in case.folder.rglob("*")} == before


def test_an_interrupted_stage_goes_on(case: Case) -> None:
    stage = case.record("scan", ({"i": i} for i in range(10)))
    assert [next(stage), next(stage)] == [{"i": 0}, {"i": 1}]
    case.close()
    with Case.resume(case.folder, clock=SteppingClock()) as again:
        assert not again.done("scan")
        assert list(again.recorded("scan")) == [{"i": 0}, {"i": 1}]
        assert len(list(again.record("scan", ({"i": i} for i in range(2, 10))))) == 8
        assert again.done("scan")
        assert refusal(list, again.record("scan", [])).code == "stage_closed"
    written = (case.folder / "records/scan.jsonl").read_bytes().splitlines()
    assert [json.loads(line)["i"] for line in written] == list(range(10))
    assert said(case.folder)[1:] == [
        "scan.opened", "scan.interrupted", "case.resumed", "scan.resumed", "scan.closed",
    ]  # fmt: skip


def test_a_stage_left_open_cannot_write_after_the_end(case: Case) -> None:
    stage = case.record("scan", ({"i": i} for i in range(10)))
    next(stage)
    case.close()
    assert refusal(next, stage).code == "case_failed"
    assert list(Case.read(case.folder).recorded("scan")) == [{"i": 0}]


def test_an_error_of_the_stage_passes_and_is_noted(case: Case) -> None:
    def failing() -> Iterator[dict[str, int]]:
        yield {"i": 1}
        raise Unreadable("io")

    with pytest.raises(Unreadable):
        list(case.record("scan", failing()))
    assert said(case.folder)[-1] == "scan.interrupted"
    assert list(case.recorded("scan")) == [{"i": 1}]


def test_a_stage_is_noted_every_second_and_every_256_records(case: Case) -> None:
    list(case.record("scan", ({"i": i} for i in range(600))))
    assert said(case.folder).count("scan.checkpoint") >= 2

    def slow() -> Iterator[dict[str, int]]:
        for number in range(3):
            case.clock.now += timedelta(seconds=5)  # type: ignore[attr-defined]  # the clock of the tests
            yield {"i": number}

    list(case.record("triage", slow()))
    assert said(case.folder).count("triage.checkpoint") == 3


def test_torn_tails_are_cut_and_noted(case: Case) -> None:
    stage = case.record("scan", ({"i": i} for i in range(10)))
    next(stage)
    case.close()
    with (case.folder / "records/scan.jsonl").open("ab") as stream:
        stream.write(b'{"i":1}\n{"i":2')
    with (case.folder / "custody.jsonl").open("ab") as stream:
        stream.write(b'{"n":4,')
    (case.folder / "exhibits/P0001.bin.part").write_bytes(b"half")
    assert list(Case.read(case.folder).recorded("scan")) == [{"i": 0}, {"i": 1}]
    with Case.resume(case.folder) as again:
        assert list(again.recorded("scan")) == [{"i": 0}, {"i": 1}]
    assert said(case.folder)[-4:] == ["case.resumed", "torn_tail", "torn_tail", "part.removed"]
    facts = [
        act.facts for act in acts((case.folder / "custody.jsonl").read_bytes()) if act.act == "torn_tail"
    ]
    assert facts == [{"file": "custody", "bytes": 7}, {"file": "scan", "bytes": 6}]
    assert not (case.folder / "exhibits/P0001.bin.part").exists()


@QUIET
@given(st.binary(max_size=200))
def test_any_bytes_a_power_cut_leaves_are_cut(tmp_path: Path, content: bytes) -> None:
    folder = tmp_path / str(len(list(tmp_path.iterdir())))
    with open_case(folder) as case:
        next(case.record("scan", [{"i": 0}, {"i": 1}]))
    with (folder / "records/scan.jsonl").open("ab") as stream:
        stream.write(content + b"\0" * 50)
    with Case.resume(folder) as again:
        assert next(again.recorded("scan")) == {"i": 0}
        list(again.record("scan", [{"i": 1}]))
    assert list(Case.read(folder).recorded("scan"))[-1] == {"i": 1}


def test_what_was_noted_cannot_change_unseen(case: Case) -> None:
    fill(case)
    case.close()
    changes: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
        "case.json": ("case_changed", lambda old: old.replace(b"disque du", b"DISQUE DU")),
        "records/scan.jsonl": ("stage_changed", lambda old: old.replace(b'"size":7', b'"size":8', 1)),
        "records/triage.jsonl": ("stage_changed", lambda old: old + b'{"name":"x"}\n'),
        "exhibits/P0002.bin": ("exhibit_changed", lambda old: old[:-1]),
        "./custody.jsonl": ("case_changed", lambda _: b"x" * 100),
        "custody.jsonl": ("log_chain", lambda old: old.replace(b'"count":300', b'"count":301', 1)),
    }
    for name, (why, change) in changes.items():
        path = case.folder / name
        before = path.read_bytes()
        path.write_bytes(change(before))
        refused = refusal(Case.resume, case.folder)
        assert (refused.code, refused.facts["why"]) == ("case_damaged", why), name
        assert path.read_bytes() == change(before), "a damaged case is left as it is"
        path.write_bytes(before)
    (case.folder / "custody.jsonl").rename(case.folder / "away")
    assert refusal(Case.resume, case.folder).facts["why"] == "log_missing"
    (case.folder / "away").rename(case.folder / "custody.jsonl")
    (case.folder / "records/scan.jsonl").rename(case.folder / "records/away")
    assert refusal(Case.resume, case.folder).facts["why"] == "stage_missing"
    (case.folder / "records/away").rename(case.folder / "records/scan.jsonl")
    Case.resume(case.folder).close()


@pytest.mark.parametrize("content", [b"", b"{}", b"[" * 100_000, b'{"ref":1}', b"\xff\xfe"])
def test_a_case_json_that_is_not_ours(case: Case, content: bytes) -> None:
    case.close()
    (case.folder / "case.json").write_bytes(content)
    refused = refusal(Case.read, case.folder)
    assert (refused.code, refused.facts["why"]) == ("case_damaged", "case_unreadable")


def test_a_reference_that_would_lead_elsewhere_is_not_ours(case: Case) -> None:
    case.close()
    path = case.folder / "case.json"
    path.write_bytes(path.read_bytes().replace(b"K7Q2-M9XD", b"../../K7Q2"))
    assert refusal(Case.resume, case.folder).facts["why"] == "case_unreadable"


def test_keys_missing_or_replaced(case: Case) -> None:
    key = case.folder / "private/case_key"
    assert case.signing_key().private_bytes_raw() == KEY.private_bytes_raw()
    other = case.folder / "private/other"
    with open_case(case.folder.parent / "other", key=None) as one:
        other.write_bytes((one.folder / "private/case_key").read_bytes())
    for content, why in (
        (other.read_bytes(), "key_other"),
        (b"x", "key_unreadable"),
        (b"", "key_unreadable"),
    ):
        key.write_bytes(content)
        assert refusal(case.signing_key).facts["why"] == why
    key.unlink()
    assert refusal(case.signing_key).facts["why"] == "key_missing"


def test_an_exhibit_is_kept_once(case: Case) -> None:
    kept = case.keep("P0001", BytesIO(SAMPLE))
    assert (kept.stored_as, kept.size) == ("exhibits/P0001.bin", len(SAMPLE))
    assert (case.folder / kept.stored_as).read_bytes() == SAMPLE
    assert case.keep("P0001", BytesIO(SAMPLE)) == kept
    assert refusal(case.keep, "P0001", BytesIO(b"other")).code == "exhibit_exists"
    assert (case.folder / kept.stored_as).read_bytes() == SAMPLE
    assert said(case.folder).count("exhibit.kept") == 1
    assert case.kept()[0]["sha256"] == kept.sha256


def test_an_exhibit_renamed_but_not_noted_is_noted_on_resuming(case: Case) -> None:
    case.close()
    (case.folder / "exhibits/P0001.bin").write_bytes(SAMPLE)
    with Case.resume(case.folder) as again:
        again.keep("P0001", BytesIO(SAMPLE))
        assert [each["number"] for each in again.kept()] == ["P0001"]


def test_a_source_that_fails_leaves_nothing(case: Case) -> None:
    class Failing(BytesIO):
        error: Exception = Unreadable("io")

        def read(self, _size: int | None = -1, /) -> bytes:
            if self.tell():
                raise self.error
            return super().read(3)

    for error in (Unreadable("io"), OSError(28, "of the source")):
        stream = Failing(SAMPLE)
        stream.error = error
        with pytest.raises(type(error)):
            case.keep("P0001", stream)
    assert list((case.folder / "exhibits").iterdir()) == []
    assert case.kept() == ()


@pytest.mark.parametrize("name", ["../x", "a/b", "", "é", ".x", "x" * 100, "a.b/../c"])
def test_names_that_would_leave_the_folder_are_refused(case: Case, name: str) -> None:
    with pytest.raises(ValueError, match="not the n"):
        case.write_report(name, "x")
    with pytest.raises(ValueError, match="not the n"):
        case.keep(name, BytesIO(b""))
    with pytest.raises(ValueError, match="not the n"):
        list(case.record(name, []))


def test_reports_may_be_written_again(case: Case) -> None:
    case.write_report("rapport.html", "a")
    path = case.write_report("rapport.html", "é\udc80")
    assert path.read_bytes() == "é\\udc80".encode()
    assert said(case.folder).count("report.written") == 2


if __name__ == "__main__":
    import shutil
    import tempfile

    shutil.rmtree(GOLDEN, ignore_errors=True)
    with tempfile.TemporaryDirectory() as scratch:
        for relative, content in write_golden(Path(scratch) / "case").items():
            (GOLDEN / relative).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / relative).write_bytes(content)


def test_what_refuses_to_be_written_in_a_case_is_the_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "case"
    open_case(folder).close()
    really = os.open

    def opened(path: object, flags: int, *rest: int) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            raise OSError(errno.EROFS, "a read-only medium")
        return really(path, flags, *rest)  # type: ignore[arg-type]  # whatever was given

    monkeypatch.setattr(os, "open", opened)
    with pytest.raises(CaseRefusal) as refused:
        Case.resume(folder)
    assert (refused.value.code, refused.value.facts) == ("case_protected", {"folder": str(folder)})
