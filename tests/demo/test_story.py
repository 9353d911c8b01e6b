"""The demonstration's disk tells its night, and its journal, logs, hives and files agree: read by others."""

import io
import ipaddress
import json
import lzma
import re
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from itertools import pairwise
from pathlib import Path
from typing import Any

import evtx
import pyfsntfs
import pyregf
import pyscca
import pytest
import pytsk3

from demo import build
from demo.builder.hives_usage import AMCACHE
from demo.builder.ntfs_journal import CLOSE, CREATE, DELETE, EXTEND, NEW_NAME, OVERWRITE
from demo.builder.story_deleted import deleted
from tests.demo.test_ntfs_journal import Told, records
from toolkit.media import open_source
from toolkit.media.registry import open_hive
from toolkit.records import Unread

EXPECTED: dict[str, Any] = json.loads((build.FOLDER / build.TRUTH).read_text(encoding="utf-8"))
STORY: dict[str, Any] = EXPECTED["story"]
EPOCH = 11_644_473_600 * 10**9
LOGS, CONFIG = "Windows/System32/winevt/Logs", "Windows/System32/config"
BAM = r"ControlSet001\Services\bam\State\UserSettings\S-1-5-18"
LOCKER = r"\Device\HarddiskVolume2\Users\Public\svc_maj.exe"
MANAGER = "Microsoft-Windows-TerminalServices-RemoteConnectionManager"
ADDRESS = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")
OUTSIDE = [ipaddress.ip_network(text) for text in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")]


@pytest.fixture(scope="module")
def disk() -> bytes:
    return lzma.decompress((build.FOLDER / build.IMAGE).read_bytes())


@pytest.fixture(scope="module")
def volume(disk: bytes) -> bytes:
    return disk[EXPECTED["image"]["volume_offset"] :]


@pytest.fixture(scope="module")
def system(volume: bytes) -> pytsk3.FS_Info:
    class Memory(pytsk3.Img_Info):
        def __init__(self) -> None:
            super().__init__(url="")

        def read(self, offset: int, size: int) -> bytes:
            return volume[offset : offset + size]

        def get_size(self) -> int:
            return len(volume)

    return pytsk3.FS_Info(Memory())


@pytest.fixture(scope="module")
def told(volume: bytes) -> list[Told]:
    return list(records(volume))


@pytest.fixture(scope="module")
def entries(volume: bytes) -> dict[str, pyfsntfs.file_entry]:
    reader = pyfsntfs.volume()
    reader.open_file_object(io.BytesIO(volume))
    paths = {path: "\\" + path.replace("/", "\\") for path in EXPECTED["encrypted"]}
    return {path: reader.get_file_entry_by_path(place) for path, place in paths.items()}


def content(system: pytsk3.FS_Info, path: str) -> bytes:
    file = system.open("/" + path)
    return bytes(file.read_random(0, file.info.meta.size)) if file.info.meta.size else b""


def log(system: pytsk3.FS_Info, name: str) -> Iterator[str]:
    parser = evtx.PyEvtxParser(io.BytesIO(content(system, f"{LOGS}/{name}.evtx")))
    return (record["data"] for record in parser.records())


def written(xml: str) -> int:
    """Return when an event was written, in nanoseconds UTC."""
    found = re.search(r'SystemTime="([^"]+?)Z?"', xml)
    assert found
    moment = datetime.fromisoformat(found[1]).replace(tzinfo=UTC)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 1000


def holding(events: Iterator[str], number: int, *words: str) -> list[int]:
    """Return when the events of a number that hold all these words were written."""
    return [
        written(xml)
        for xml in events
        if re.search(rf"<EventID[^>]*>{number}</EventID>", xml) and all(word in xml for word in words)
    ]


def test_the_journal_begins_and_ends_as_the_truth_says(told: list[Told]) -> None:
    journal = STORY["journal"]
    assert (told[0][0], told[-1][0], len(told)) == (
        journal["first_usn"], journal["last_usn"], journal["changes"]
    )  # fmt: skip
    moments = [when for _, when, *_ in told]
    assert moments == sorted(moments)
    assert (moments[0], moments[-1]) == (journal["first_ns"], journal["last_ns"])
    first = next(one for one in told if one[0] == journal["first_encryption_usn"])
    fact = EXPECTED["encrypted"][STORY["first_path"]]
    assert (first[1], first[4], first[6]) == (
        EXPECTED["attack"]["first_ns"], OVERWRITE, fact["original"].rpartition("/")[2]
    )  # fmt: skip
    last = next(one for one in told if one[0] == journal["last_encryption_usn"])
    assert last[1] == STORY["last_ns"] == EXPECTED["attack"]["last_ns"]


def test_each_encrypted_file_is_in_the_journal_as_its_dates_say(
    told: list[Told], entries: dict[str, pyfsntfs.file_entry]
) -> None:
    by_file: dict[int, list[Told]] = {}
    for one in told:
        by_file.setdefault(one[2], []).append(one)
    for path, fact in EXPECTED["encrypted"].items():
        entry = entries[path]
        changes = [one for one in by_file[entry.file_reference] if one[1] >= STORY["first_ns"]]
        assert changes[-1][1] == entry.get_entry_modification_time_as_integer() * 100 - EPOCH
        assert changes[0][4] == OVERWRITE
        assert any(one[4] & EXTEND for one in changes) == bool(fact["footer"])
        assert any(one[4] & NEW_NAME for one in changes) == bool(fact["appended"])
        assert (changes[-1][6], changes[-1][4] & CLOSE) == (path.rpartition("/")[2], CLOSE)
        if not fact["date_put_back"]:
            assert changes[0][1] == entry.get_modification_time_as_integer() * 100 - EPOCH


def test_the_attack_rests_once_and_something_healthy_goes_on(told: list[Told]) -> None:
    references = {one[2] for one in told if STORY["first_ns"] <= one[1] <= STORY["last_ns"]}
    pause = STORY["pause"]
    assert 110 * 10**9 < pause["to_ns"] - pause["from_ns"] < 130 * 10**9
    within = [one for one in told if pause["from_ns"] < one[1] < pause["to_ns"]]
    assert {one[6] for one in within} == {"ad_svc.trace", "SYSTEM"}
    busy = [one[1] for one in told if STORY["first_ns"] <= one[1] <= STORY["last_ns"] and one not in within]
    gaps = sorted(later - before for before, later in pairwise(busy))
    assert gaps[-1] == pause["to_ns"] - pause["from_ns"]
    assert gaps[-2] < 5 * 10**9
    assert len(references) >= EXPECTED["encrypted_count"]


def test_notes_are_created_and_the_first_soon(told: list[Told]) -> None:
    names = {path.rpartition("/")[2] for path in EXPECTED["notes"]}
    made = [one for one in told if one[6] in names and one[4] == CREATE]
    assert len(made) == EXPECTED["notes_count"]
    assert made[0][1] == STORY["first_note_ns"] < STORY["first_ns"] + 10**9


def test_what_was_deleted_is_in_the_journal_and_on_the_disk(told: list[Told], system: pytsk3.FS_Info) -> None:
    for path, when in STORY["deleted"].items():
        folder, _, name = path.rpartition("/")
        gone = [one for one in told if one[6] == name and one[4] == DELETE | CLOSE]
        assert [one[1] for one in gone] == [when]
        (left,) = (one for one in system.open_dir("/" + folder) if one.info.name.name == name.encode())
        assert left.info.name.flags == pytsk3.TSK_FS_NAME_FLAG_UNALLOC
        file = system.open_meta(left.info.name.meta_addr)
        assert file.read_random(0, file.info.meta.size) == deleted()[path][0].data


def test_the_logs_tell_the_evening(system: pytsk3.FS_Info) -> None:
    security = list(log(system, "Security"))
    made = STORY["created_account"]
    assert holding(iter(security), 4720, made["account"]) == [made["at_ns"]]
    assert len(holding(iter(security), 4732, STORY["account_sid"])) == 1
    logon = STORY["logon"]
    by_desktop = ('"LogonType">10<', STORY["account"], logon["address"])
    assert holding(iter(security), 4624, *by_desktop) == [logon["at_ns"]]
    assert len(holding(iter(security), 4625, logon["address"])) == STORY["failed_sign_ins"] > 100
    assert holding(iter(security), 4688, "svc_maj.exe -q") == [STORY["program"]["run_ns"]]
    assert holding(iter(security), 4688, "vssadmin delete shadows") == [STORY["shadow_copies_deleted_ns"]]
    assert holding(log(system, "System"), 7045, "svc_maj.exe") == [STORY["service"]["at_ns"]]
    tasks = "Microsoft-Windows-TaskScheduler%4Operational"
    assert holding(log(system, tasks), 106, STORY["task"]["name"]) == [STORY["task"]["at_ns"]]
    assert holding(log(system, tasks), 200, STORY["task"]["name"]) == [STORY["task"]["started_ns"]]
    defender = "Microsoft-Windows-Windows Defender%4Operational"
    assert holding(log(system, defender), 5001) == [STORY["protection_disabled_ns"]]
    (cleared,) = STORY["cleared_logs"]
    assert holding(log(system, "System"), 104, cleared["log"]) == [cleared["at_ns"]]
    assert min(map(written, log(system, cleared["log"]))) > cleared["at_ns"]


def test_addresses_are_of_the_ranges_kept_for_documentation(system: pytsk3.FS_Info) -> None:
    names = [one.info.name.name.decode() for one in system.open_dir("/" + LOGS)]
    events = (xml for name in names if name.endswith(".evtx") for xml in log(system, name[:-5]))
    fields = [found for xml in events for found in re.findall(r'"(?:Ip|Client)?Address">([^<]*)<', xml)]
    fields += re.findall(r"<Param3>([^<]*)<", "".join(log(system, f"{MANAGER}%4Operational")))
    found = {ipaddress.ip_address(text) for field in fields for text in ADDRESS.findall(field)}
    assert ipaddress.ip_address(STORY["logon"]["address"]) in found
    assert all(address.is_loopback or any(address in net for net in OUTSIDE) for address in found)


def test_the_program_ran_when_its_prefetch_file_says(system: pytsk3.FS_Info) -> None:
    names = [one.info.name.name.decode() for one in system.open_dir("/Windows/Prefetch")]
    (name,) = (name for name in names if name.startswith("SVC_MAJ.EXE-"))
    file = pyscca.file()
    file.open_file_object(io.BytesIO(content(system, f"Windows/Prefetch/{name}")))
    ran = file.get_last_run_time_as_integer(0) * 100 - EPOCH
    assert (ran, file.run_count) == (STORY["program"]["run_ns"], 1)
    assert file.get_filename(0).endswith(r"\USERS\PUBLIC\SVC_MAJ.EXE")
    assert 0 < STORY["first_ns"] - ran < 10 * 10**9


def test_only_the_transaction_log_says_that_the_program_ran(disk: bytes, tmp_path: Path) -> None:
    image = tmp_path / "disk.img"
    image.write_bytes(disk)
    source = open_source(image)
    entry = source.find(f"{CONFIG}/SYSTEM")
    assert entry is not None
    raw = source.open(entry).read()
    lies = pyregf.file()
    lies.open_file_object(io.BytesIO(raw))
    assert LOCKER not in [value.name for value in lies.get_key_by_path("\\" + BAM).values]
    failures: list[Unread] = []
    key = open_hive(source, f"{CONFIG}/SYSTEM", None, failures).key(BAM)
    assert key is not None
    value = dict(key.values())[LOCKER]
    assert isinstance(value, bytes)
    assert struct.unpack_from("<Q", value)[0] * 100 - EPOCH == STORY["program"]["run_ns"]
    assert [one.why for one in failures] == ["registry_log_replayed"]
    source.close()


def test_amcache_holds_the_hash_of_the_program(system: pytsk3.FS_Info) -> None:
    hive = pyregf.file()
    hive.open_file_object(io.BytesIO(content(system, AMCACHE)))
    listed = hive.get_key_by_path("\\Root\\InventoryApplicationFile")
    values = {
        key.get_value_by_name("LowerCaseLongPath").get_data_as_string(): key.get_value_by_name("FileId")
        for key in listed.sub_keys
    }
    found = values["c:\\" + STORY["program"]["path"].lower().replace("/", "\\")].get_data_as_string()
    program = content(system, STORY["program"]["path"])
    assert found == "0000" + sha1(program, usedforsecurity=False).hexdigest()
