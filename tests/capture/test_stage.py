"""A capture on a real folder: what is copied and under which number, interrupted, and asked for again."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pyzipper  # type: ignore[import-untyped]

from tests.capture.lines import line
from toolkit.capture import event_logs, stage
from toolkit.capture.asked import DOCUMENT, ENCRYPTED, Consent
from toolkit.capture.choice import Chosen
from toolkit.capture.programs import COPIED
from toolkit.custody.captures import captured, stages, unfinished
from toolkit.custody.case import Case
from toolkit.errors import Unreadable, UsageRefusal
from toolkit.media.folder import FolderSource
from toolkit.records import Entry, Volume
from toolkit.texts import LANGUAGES, Speech

LOGS = event_logs.FOLDER
FILES: dict[str, bytes] = {
    "Windows/LISEZ.txt": b"vos fichiers sont chiffres",
    "Windows/System32/a.dll.akira": b"\1" * 90,
    "Windows/WinSxS/a.dll": b"\2" * 90,
    "Users/Public/svc.exe": b"MZ programme",
    "Users/claire/Documents/facture.pdf.akira": b"\3" * 70,
    "Patients/DUPONT/lettre.docx.akira": b"\4" * 60,
    "Users/claire/Documents/lettre.docx": b"\5" * 60,
    f"{LOGS}/Security.evtx": b"ElfFile\0",
    f"{LOGS}/System.evtx": b"ElfFile\0systeme",
    f"{LOGS}/Autre.evtx": b"ElfFile\0autre",
}
SURVEY = {
    "state": "attacked", "damage": {}, "hostile_rules": ["Kills"], "extensions": {}, "families": [],
    "contacts": {},
}  # fmt: skip
AGREED = Consent("Dr Roux", ENCRYPTED, 7)


def scanned() -> Iterator[dict[str, Any]]:
    for number, (path, content) in enumerate(sorted(FILES.items())):
        verdict = "encrypted" if path.endswith(".akira") else "intact"
        facts: dict[str, Any] = {"sha256": hashlib.sha256(content).hexdigest()}
        if path.endswith(".exe"):
            facts |= {"rules": ["Kills"], "program": {"asks_for": ["recovery_removal"]}}
        yield line(path, number, verdict, size=len(content), volume="", note="LISEZ" in path, **facts)


@pytest.fixture
def source(tmp_path: Path) -> FolderSource:
    for path, content in FILES.items():
        place = tmp_path / "disk" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return FolderSource("disk", tmp_path / "disk")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    held = Case.create(
        tmp_path / "case", source={"label": "disk", "kind": "folder", "size": 0}, language="fr"
    )
    held.write_json("data_roots", ["Patients"])
    held.write_json("survey", SURVEY)
    for name, lines in (("scan", scanned()), ("context", iter(()))):
        list(held.record(name, lines))
    yield held
    held.close()


def told(case: Case) -> list[tuple[str, str, str]]:
    return [
        (one["number"], one.get("reason") or one["failed"], one["path"].rpartition("/")[2])
        for one in captured(case)
    ]


FIRST = [
    ("P0001", "note", "LISEZ.txt"),
    ("P0002", "sample_windows_file", "a.dll.akira"),
    ("P0003", "twin", "a.dll"),
    ("A0001", "event_log", "Security.evtx"),
    ("A0002", "event_log", "System.evtx"),
    ("A0003", "event_logs_absent", "Logs"),
]


def test_what_is_copied_unasked(case: Case, source: FolderSource) -> None:
    stage.first(case, source)
    assert told(case) == FIRST
    for one in captured(case):
        if "failed" not in one:
            held = (case.folder / one["stored_as"]).read_bytes()
            assert hashlib.sha256(held).hexdigest() == one["sha256"]
            assert held == FILES[one["path"]]
    (absent,) = (one for one in captured(case) if "failed" in one)
    assert "Microsoft-Windows-Sysmon%4Operational" in absent["logs"]
    programs = case.read_json("programs")
    assert programs is not None
    assert [(one["path"], one["copies"]) for one in programs["programs"]] == [("Users/Public/svc.exe", 1)]
    pairs = case.read_json("pairs")
    assert pairs is not None
    assert [(one["public"], one["copied"]) for one in pairs["pairs"]] == [(True, True), (False, False)]
    assert not list((case.folder / "exhibits").glob("*exe*"))


def test_asking_twice_changes_nothing(case: Case, source: FolderSource) -> None:
    stage.first(case, source)
    stage.first(case, source)
    assert told(case) == FIRST
    assert unfinished(case) == "capture_2"


def test_a_program_asked_for_is_wrapped_and_never_lies_bare(case: Case, source: FolderSource) -> None:
    stage.first(case, source)
    assert stage.further(case, source, [], None, programs=True) == "capture_2"
    one = list(captured(case))[-1]
    content = FILES["Users/Public/svc.exe"]
    assert (one["number"], one["stored_as"], one["facts"]["wrapped"]) == (
        "P0004",
        "exhibits/P0004.zip",
        "zip",
    )
    assert one["facts"]["content_sha256"] == hashlib.sha256(content).hexdigest()
    assert one["facts"]["as_scanned"] is True
    held = (case.folder / one["stored_as"]).read_bytes()
    assert one["sha256"] == hashlib.sha256(held).hexdigest()
    with pyzipper.AESZipFile(io.BytesIO(held)) as archive:
        assert archive.read("P0004.bin", pwd=b"infected") == content
    assert all(content not in path.read_bytes() for path in case.folder.rglob("*") if path.is_file())
    stage.further(case, source, [], None, programs=True)
    assert len([one for one in captured(case) if one.get("reason") == "program"]) == 1


def test_a_file_on_somebodys_word_stands_in_a_stage_of_its_own(case: Case, source: FolderSource) -> None:
    stage.first(case, source)
    stage.further(case, source, ["Patients/DUPONT/lettre.docx.akira"], AGREED)
    number, reason, _ = told(case)[-1]
    assert (number, reason) == ("A0004", "sample_encrypted")
    one = list(captured(case))[-1]
    assert one["stored_as"] == "exhibits/A0004.bin"
    assert one["facts"]["consent"] == {"by": "Dr Roux", "words": ENCRYPTED, "at_ns": 7}
    assert list(stages(case)) == ["capture", "capture_2"]


def test_what_is_refused_copies_nothing_and_opens_no_stage(case: Case, source: FolderSource) -> None:
    stage.first(case, source)
    paths = ["Users/claire/Documents/facture.pdf.akira", "Patients/DUPONT/lettre.docx.akira"]
    with pytest.raises(UsageRefusal):
        stage.further(case, source, paths, Consent("Dr Roux", DOCUMENT, 7))
    assert list(stages(case)) == ["capture"]
    assert told(case) == FIRST


class Torn(FolderSource):
    """A source that is pulled out when a file is reached."""

    at = ""

    def open(self, entry: Entry) -> Any:
        if self.at and entry.path.endswith(self.at):
            raise KeyboardInterrupt
        return super().open(entry)


@pytest.mark.parametrize("at", [path.rpartition("/")[2] for path in FILES if "Autre" not in path])
def test_an_interrupted_capture_goes_on_where_it_stopped(case: Case, source: FolderSource, at: str) -> None:
    torn = Torn("disk", case.folder.parent / "disk")
    torn.at = at
    copied = at in {name for _, _, name in FIRST}
    try:
        stage.first(case, torn)
    except KeyboardInterrupt:
        assert copied
    stage.first(case, source)
    assert told(case) == FIRST
    torn.at = "svc.exe"
    with pytest.raises(KeyboardInterrupt):
        stage.further(case, torn, [], None, programs=True)
    # Something else is asked for meanwhile: numbers never collide.
    stage.further(case, source, ["Users/claire/Documents/facture.pdf.akira"], AGREED, programs=True)
    assert told(case)[len(FIRST) :] == [
        ("A0004", "sample_encrypted", "facture.pdf.akira"),
        ("P0004", "program", "svc.exe"),
    ]


def test_a_number_taken_by_a_copy_that_was_never_told_of_is_left(case: Case, source: FolderSource) -> None:
    stage.first(case, source)
    case.keep("P0004", io.BytesIO(b"copied, then killed"), ".zip")
    stage.further(case, source, [], None, programs=True)
    assert told(case)[-1] == ("P0005", "program", "svc.exe")


def many(case: Case, count: int) -> list[dict[str, Any]]:
    """Return lines of so many programs of an attack, and put them on the disk of the case."""
    lines = list(scanned())
    for number in range(count):
        path, content = f"Users/Public/m{number:02}.exe", b"MZ" + bytes([number]) * 9
        (case.folder.parent / "disk" / path).write_bytes(content)
        facts = {"sha256": hashlib.sha256(content).hexdigest(), "program": {"asks_for": ["recovery_removal"]}}
        lines.append(line(path, 900 + number, "intact", size=len(content), volume="", **facts))
    return lines


@pytest.fixture
def crowded(tmp_path: Path, source: FolderSource) -> Iterator[Case]:
    held = Case.create(
        tmp_path / "crowded", source={"label": "disk", "kind": "folder", "size": 0}, language="fr"
    )
    held.write_json("survey", SURVEY)
    for name, lines in (("scan", iter(many(held, 2 * COPIED))), ("context", iter(()))):
        list(held.record(name, lines))
    yield held
    held.close()


def test_programs_beyond_what_is_copied_at_once_are_told_and_come_next(
    crowded: Case, source: FolderSource
) -> None:
    stage.first(crowded, source, programs=True)
    (left,) = (one for one in captured(crowded) if one.get("failed") == "programs_more")
    assert left["texts"] == COPIED + 1
    for copied, more in ((2 * COPIED, 1), (2 * COPIED + 1, None), (2 * COPIED + 1, None)):
        name = stage.further(crowded, source, [], None, programs=True)
        taken = [one["path"] for one in captured(crowded) if one.get("reason") == "program"]
        assert len(taken) == len(set(taken)) == copied
        assert [one["texts"] for one in crowded.recorded(name) if "texts" in one] == ([more] if more else [])
    for language in LANGUAGES:
        assert Speech(language).knows("coverage.programs_more")


def test_a_program_too_large_is_told_once_and_not_read(case: Case, source: FolderSource) -> None:
    with (case.folder.parent / "disk" / "Users/Public/svc.exe").open("r+b") as program:
        program.truncate(33 * 1024 * 1024)
    stage.first(case, source, programs=True)
    (large,) = (one for one in captured(case) if one.get("wanted") == "program")
    assert large["failed"] == "program_large"
    stage.further(case, source, [], None, programs=True)
    assert len([one for one in captured(case) if one.get("wanted") == "program"]) == 1
    assert not list((case.folder / "exhibits").glob("*.zip"))


class Third(FolderSource):
    """A disk whose Windows stands on its third volume, after one that is not read and one of data."""

    def volumes(self) -> list[Volume]:
        return [Volume("1", "unknown", read=False), Volume("2", "fat32"), Volume("3", "ntfs")]

    def find(self, path: str, volume: str | None = None) -> Entry | None:
        found = super().find(path) if volume in {None, "3"} else None
        return replace(found, volume="3") if found else None


def test_event_logs_of_a_windows_on_the_third_volume(case: Case, source: FolderSource) -> None:
    third = Third("disk", case.folder.parent / "disk")
    lines = [{**one, "volume": "3", "path": one["path"].upper()} for one in scanned()]
    found = list(event_logs.logs(third, lines))
    assert [(one.line["volume"], one.line["path"].rpartition("/")[2]) for one in found] == [
        ("3", "Security.evtx"), ("3", "System.evtx"), ("3", "Logs"),
    ]  # fmt: skip
    # The scan lists a path as the disk writes it, whatever the case it is asked for in.
    exact = [{**one, "volume": "3"} for one in scanned()]
    known = {one.line["sha256"] for one in event_logs.logs(third, exact) if isinstance(one, Chosen)}
    assert known == {
        hashlib.sha256(FILES[f"{LOGS}/{name}.evtx"]).hexdigest() for name in ("Security", "System")
    }


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"From: a@b.fr\r\nTo: c@d.fr\r\n\r\nbonjour", "asked_mail"),
        (b"Mme X, n\xe9e le 12/05/1984", "asked_private"),
    ],
)
def test_a_file_asked_for_is_opened_before_it_is_taken(
    case: Case, source: FolderSource, content: bytes, code: str
) -> None:
    path = "Users/claire/Documents/facture.pdf.akira"
    (case.folder.parent / "disk" / path).write_bytes(content)
    stage.first(case, source)
    with pytest.raises(UsageRefusal) as caught:
        stage.further(case, source, [path], Consent("Dr Roux", DOCUMENT, 7))
    assert (caught.value.code, caught.value.facts["told_by"]) == (code, "content")
    assert list(stages(case)) == ["capture"]


class Failing(FolderSource):
    def open(self, entry: Entry) -> Any:
        raise Unreadable("io_error", entry.path)


def test_a_disk_that_cannot_be_read_is_recorded(case: Case, source: FolderSource) -> None:
    stage.first(case, Failing("disk", case.folder.parent / "disk"))
    assert {one.get("failed") for one in captured(case)} == {"io_error", "event_logs_absent"}


def test_logs_too_large_are_told(case: Case, source: FolderSource, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_logs, "LOG_BYTES", 8)
    stage.first(case, source)
    assert ("A0002", "event_log_large", "System.evtx") in told(case)
    monkeypatch.setattr(event_logs, "LOG_BYTES", 999)
    monkeypatch.setattr(event_logs, "ALL_BYTES", 10)
    found = [getattr(one, "why", "copied") for one in event_logs.logs(source, ())]
    assert found == ["copied", "event_log_room", "event_logs_absent"]
