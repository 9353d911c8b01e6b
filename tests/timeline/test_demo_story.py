"""The demonstration's disk tells its planted story: first minute, folder, account, program, removals."""

import importlib
import json
import lzma
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from toolkit import timeline, triage
from toolkit.media import open_source
from toolkit.records import Seen, plain
from toolkit.scan import known as scan_known
from toolkit.scan.walk import look
from toolkit.triage.machine import Machine

DEMO = Path(__file__).parents[2] / "demo"
TRUTH = json.loads((DEMO / "EXPECTED.json").read_text(encoding="utf-8"))
STORY = TRUTH["story"]
MINUTE = 60_000_000_000


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, Any, Any]]:
    image = tmp_path_factory.mktemp("demo") / "cabinet.img"
    image.write_bytes(lzma.decompress((DEMO / "cabinet.img.xz").read_bytes()))
    source, known = open_source(str(image)), scan_known.load(None)
    lines = [plain(one) for one in look(source, known) if isinstance(one, Seen)]
    yield source, lines, [json.loads(json.dumps(plain(one))) for one in inventory(source, known)]
    source.close()


@pytest.fixture(scope="module")
def story(disk: tuple[Any, Any, Any]) -> list[dict[str, Any]]:
    return [plain(one) for one in timeline.tell(*disk)]


class WithoutJournal:
    """A disk whose journal was deleted, as attacks do."""

    def __init__(self, source: Any) -> None:
        self._source = source

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)

    def find(self, path: str, volume: str | None = None) -> Any:
        return (
            None
            if path.rpartition("/")[2].startswith(("$J", "$UsnJrnl"))
            else self._source.find(path, volume)
        )


def inventory(source: Any, known: Any) -> Any:
    """Yield every artefact the package knows how to take."""
    tables = known.signatures.files
    yield from triage.take(source, tables)
    listed = {unit.__name__ for unit in triage.ARTEFACTS}
    for found in pkgutil.iter_modules(triage.__path__, "toolkit.triage."):
        unit = importlib.import_module(found.name)
        if hasattr(unit, "collect") and found.name not in listed:
            name = found.name.rpartition(".")[2]
            rows = list(unit.collect(Machine(source, "1", tables, windows=True)))
            yield {"name": name, "outcome": "found", "rows": [{"volume": "1", **row} for row in rows]}


def one(story: list[dict[str, Any]], code: str) -> dict[str, Any]:
    (found,) = [each for each in story if each["code"] == code]
    return found


def every(story: list[dict[str, Any]], code: str) -> list[dict[str, Any]]:
    return [each for each in story if each["code"] == code]


def test_when_encryption_began_and_ended(story: list[dict[str, Any]]) -> None:
    began, ended = one(story, "began"), one(story, "ended")
    assert (began["at_ns"], began["facts"]["path"]) == (STORY["first_ns"], STORY["first_path"])
    assert ended["at_ns"] == STORY["last_ns"]
    assert began["sure"] == ended["sure"] == "established"
    assert began["evidence"][0]["usn"] == STORY["journal"]["first_encryption_usn"]
    assert ended["evidence"][0]["usn"] == STORY["journal"]["last_encryption_usn"]
    assert one(story, "notes_first")["at_ns"] == STORY["first_note_ns"]


def test_where_it_began_and_how_it_went_on(story: list[dict[str, Any]]) -> None:
    assert one(story, "first_folder")["facts"]["path"] == STORY["first_folder"]
    pause = one(story, "pause")
    assert (pause["at_ns"], pause["until_ns"]) == (STORY["pause"]["from_ns"], STORY["pause"]["to_ns"])
    minutes = one(story, "minutes")["facts"]
    assert minutes["start_ns"] // MINUTE == STORY["first_ns"] // MINUTE
    assert sum(minutes["files"]) == minutes["encrypted"] == one(story, "rate")["facts"]["files"]
    extent = one(story, "extent")["facts"]
    assert extent["encrypted"]["files"] == one(story, "rate")["facts"]["files"]


def test_which_account_from_where(story: list[dict[str, Any]]) -> None:
    account, logon = one(story, "account"), one(story, "logon_from")
    assert (account["facts"]["account"], account["sure"]) == (STORY["account"], "established")
    assert account["facts"]["sid"] == STORY["account_sid"]
    assert logon["at_ns"] == STORY["logon_again"]["at_ns"]
    assert (logon["facts"]["address"], logon["facts"]["logon_type"]) == (STORY["logon"]["address"], 10)
    assert one(story, "logon_first")["at_ns"] == STORY["logon"]["at_ns"]
    entry = one(story, "same_address")
    assert (entry["at_ns"], entry["facts"]["account"]) == (STORY["entry"]["at_ns"], STORY["entry"]["account"])
    assert one(story, "account_created")["at_ns"] == STORY["created_account"]["at_ns"]


def test_who_was_refused_and_until_when(story: list[dict[str, Any]]) -> None:
    refused = one(story, "sign_ins_refused")
    assert refused["facts"]["failed"] == STORY["failed_sign_ins"]
    assert refused["until_ns"] < STORY["created_account"]["at_ns"]  # a sign-in that went well is no refusal


def test_which_program_service_and_task(story: list[dict[str, Any]]) -> None:
    program = one(story, "program")
    assert program["facts"]["image"].replace("\\", "/").endswith(STORY["program"]["path"])
    assert abs(program["at_ns"] - STORY["program"]["run_ns"]) < MINUTE // 6
    assert program["sure"] == "established"
    assert {"prefetch", "event_logs"} <= {each["artefact"] for each in program["evidence"]}
    for what in ("service", "task"):
        (made,) = every(story, what)
        assert (made["facts"]["name"], made["at_ns"]) == (STORY[what]["name"], STORY[what]["at_ns"])


def test_what_was_removed(story: list[dict[str, Any]]) -> None:
    assert one(story, "shadow_copies_deleted")["at_ns"] == STORY["shadow_copies_deleted_ns"]
    assert one(story, "backup_catalogue_deleted")["at_ns"] == STORY["backup_catalogue_deleted_ns"]
    cleared = [(each["facts"]["log"], each["at_ns"]) for each in every(story, "log_cleared")]
    assert cleared == [(each["log"], each["at_ns"]) for each in STORY["cleared_logs"]]
    gone = {each["facts"]["path"]: each["at_ns"] for each in every(story, "program_deleted")}
    assert gone == {path: at for path, at in STORY["deleted"].items() if path in gone}
    assert "Windows/Temp/maj_fin.cmd" in gone


def test_the_journal_reaches_back_far_enough(story: list[dict[str, Any]]) -> None:
    covers = one(story, "journal_covers")
    assert (covers["at_ns"], covers["until_ns"]) == (
        STORY["journal"]["first_ns"],
        STORY["journal"]["last_ns"],
    )


def test_the_time_is_that_of_paris(story: list[dict[str, Any]]) -> None:
    assert one(story, "zone_paris")["sure"] == "likely"


def test_without_journal_the_dates_of_the_files_tell_nearly_as_much(disk: tuple[Any, Any, Any]) -> None:
    source, lines, artefacts = disk
    story = [plain(each) for each in timeline.tell(WithoutJournal(source), lines, artefacts)]
    began, ended = one(story, "began"), one(story, "ended")
    assert abs(began["at_ns"] - STORY["first_ns"]) < MINUTE // 30
    assert abs(ended["at_ns"] - STORY["last_ns"]) < MINUTE // 30
    assert (began["sure"], began["evidence"][0]["artefact"]) == ("likely", "mft")
    assert one(story, "first_folder")["facts"]["path"] == STORY["first_folder"]
    assert one(story, "journal_absent")["facts"]["why"] == "usn_absent"
