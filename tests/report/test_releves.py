"""Open records as files of an archive: what was written is what is read, within limits."""

import json
import zipfile
from functools import partial
from pathlib import Path

import pytest

from tests.report import joined
from tests.report.drafts.builder import machine
from tests.report.test_machines import put
from toolkit.errors import SourceRefusal
from toolkit.report import releves
from toolkit.report.answers import Answer


def test_empty_records_are_no_files() -> None:
    bare = machine(survey=None, coverage=None, triage=(), timeline=(), capture=(), backups=(), medium={})
    assert releves.written(bare, {}) == {}
    assert releves.answered({}) == {}


def test_answers_come_back_with_those_that_are_not_known(tmp_path: Path) -> None:
    given = {
        "t0": Answer("t0", "2026-09-21T10:00:00+02:00", 7, "Dr É. Martin"),
        "tech.ip": Answer("tech.ip", None, 8, None),
    }
    written = releves.answered(given)["releves/answers.json"]

    def told(held: dict[str, bytes]) -> None:
        held["releves/answers.json"] = written

    assert releves.read(joined.forged(tmp_path / "f.zip", joined.sealed(0), told))[1] == given


def test_an_exhibit_inside_an_archive_is_read_to_its_limit() -> None:
    opened, _ = releves.read(joined.sealed(0))
    # The note quotes a number of a person: the archive holds its text alone.
    number = opened.capture[0]["number"]
    assert number == "A0001"
    read = releves.exhibit_of(joined.sealed(0), f"{number}.txt", 13, "data/notes/")
    assert read == b"\xef\xbb\xbf" + joined.NOTE.encode()[:10]
    assert releves.exhibit_of(joined.sealed(0), f"{number}.txt", 10) is None
    assert releves.exhibit_of(joined.sealed(0), "P9999.txt", 10) is None


@pytest.mark.parametrize(
    "content",
    [
        b"[" + b"{}," * 2_000_001 + b"{}]",
        json.dumps({"a": 2**81}).encode(),
        json.dumps({"a" * 70_000: 1}).encode(),
        b'{"a":Infinity}',
        b"9" * 5000,
    ],
    ids=["many", "number", "key", "infinity", "digits"],
)
def test_what_no_record_of_ours_holds_is_refused(content: bytes, tmp_path: Path) -> None:
    path = joined.forged(
        tmp_path / "f.zip", joined.sealed(0), partial(put, name="releves/survey.json", content=content)
    )
    with pytest.raises(SourceRefusal) as refused:
        releves.read(path)
    assert refused.value.code == "machine_unreadable"


def test_a_line_that_is_no_fact_is_refused(tmp_path: Path) -> None:
    change = partial(put, name="releves/timeline.jsonl", content=b"{}\n[]\n")
    with pytest.raises(SourceRefusal):
        releves.read(joined.forged(tmp_path / "f.zip", joined.sealed(0), change))


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as other:
        other.writestr("x", "y")
    for path in (tmp_path / "a.zip", tmp_path / "b.zip", tmp_path / "none.zip"):
        with pytest.raises(SourceRefusal):
            releves.read(path)
