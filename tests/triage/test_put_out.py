"""How a Windows was put out, from the bytes of real volumes; what is odd is never called clean."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.media import bitlocker_builder as bitlocker
from tests.triage import stopped
from tests.triage.stopped import ASLEEP, WHEN
from toolkit import triage
from toolkit.media import open_source
from toolkit.media.asked import Asked
from toolkit.media.folder import FolderSource
from toolkit.triage.formats.hibernation_file import Head, told
from toolkit.triage.systems import systems

Row = dict[str, Any]
Looked = Callable[..., list[Row]]

CLOSED = Asked(closed=True)
STOP, SLEEP, START = ("User32", 1074), ("Microsoft-Windows-Kernel-Power", 42), ("EventLog", 6005)


@pytest.fixture
def looked(tmp_path: Path) -> Looked:
    """Give a function that lays a disk, looks at it and proves that not a byte of it changed."""

    def look(disk: bytes, asked: Asked = CLOSED) -> list[Row]:
        place = tmp_path / "disque.img"
        place.write_bytes(disk)
        source = open_source(place, asked)
        try:
            found = list(systems(source))
        finally:
            source.close()
        assert place.read_bytes() == disk
        return found

    return look


def one(rows: list[Row]) -> Row:
    (row,) = rows
    return row


def test_a_windows_that_was_shut_down_is_named(looked: Looked) -> None:
    row = one(looked(stopped.disk(stopped.volume(stopped.files(fast=1)))))
    assert (row["what"], row["state"], row["volume"]) == ("windows", "clean", "1")
    assert row["evidence"] == ["hiberfil_absent", "volume_not_dirty", "hives_closed"]
    assert (row["product"], row["release"], row["build"]) == ("Windows 10 Pro", "22H2", "19045")
    assert (row["computer"], row["last_shutdown_ns"], row["flags"]) == ("POSTE-1", WHEN, [])


@pytest.mark.parametrize(
    ("fast", "events", "state", "why"),
    [
        (0, None, "hibernated", ["fast_startup_off"]),
        (1, None, "hibernation_unclear", ["fast_startup_on", "events_not_read"]),
        (None, b"not a log", "hibernation_unclear", ["fast_startup_not_told", "events_not_read"]),
        (1, [(*START, 0)], "hibernation_unclear", ["fast_startup_on", "events_silent"]),
        (1, [(*START, 0), (*STOP, 60), (*SLEEP, 61)], "fast_start_up", ["fast_startup_on", "event_stop"]),
        (1, [(*START, 0), (*SLEEP, 61)], "hibernated", ["fast_startup_on", "event_sleep"]),
        (1, [(*START, 0), (*STOP, 5), (*SLEEP, 61)], "hibernated", ["fast_startup_on", "event_sleep"]),
        # A stop of the session before says nothing of this one.
        (1, [(*STOP, 1), (*START, 5)], "hibernation_unclear", ["fast_startup_on", "events_silent"]),
    ],
)
def test_a_memory_that_sleeps(
    looked: Looked, fast: int | None, events: Any, state: str, why: list[str]
) -> None:
    log = stopped.said(*events) if isinstance(events, list) else events
    row = one(looked(stopped.disk(stopped.volume(stopped.files(ASLEEP, fast=fast, events=log)))))
    assert row["state"] == state
    assert row["evidence"] == ["hiberfil_asleep", "volume_not_dirty", "hives_closed", *why]
    assert row["flags"] == ["asleep"]
    assert row["fast_startup"] == (None if fast is None else fast == 1)


@pytest.mark.parametrize(("marked", "closed"), [(True, True), (False, False), (True, False)])
def test_a_pulled_plug(looked: Looked, marked: bool, closed: bool) -> None:
    row = one(looked(stopped.disk(stopped.volume(stopped.files(closed=closed), marked=marked))))
    assert row["state"] == "dirty"
    assert ("volume_dirty" in row["evidence"]) == marked
    assert ("hives_left_open" in row["evidence"]) != closed
    assert row["flags"] == (["not_put_away"] if marked else [])
    assert row["computer"] == "POSTE-1"


@pytest.mark.parametrize(
    ("head", "state", "evidence"),
    [
        (b"", "clean", "hiberfil_empty"),
        (bytes(9000), "clean", "hiberfil_awake"),
        (b"wake" + bytes(4092), "clean", "hiberfil_awake"),
        (b"RSTR" + bytes(4092), "resuming", "hiberfil_resuming"),
        (b"hibr", "hibernation_unclear", "hiberfil_asleep"),
        (b"link" + bytes(4092), "unknown", "hiberfil_elsewhere"),
        (b"\xff" * 9000, "unknown", "hiberfil_odd"),
        (b"HIB", "unknown", "hiberfil_odd"),
        (b"MZ" + bytes(4094), "unknown", "hiberfil_odd"),
    ],
)
def test_what_the_hibernation_file_begins_with(
    looked: Looked, head: bytes, state: str, evidence: str
) -> None:
    row = one(looked(stopped.disk(stopped.volume(stopped.files(head)))))
    assert (row["state"], row["evidence"][0]) == (state, evidence)


def test_every_first_page_gets_an_answer() -> None:
    assert told(b"") is Head.EMPTY
    assert {told(bytes([number]) * 4096) for number in range(1, 256)} == {Head.ODD}


def test_a_folder_of_that_name_is_odd(looked: Looked) -> None:
    row = one(looked(stopped.disk(stopped.volume(stopped.files(), folders=("hiberfil.sys",)))))
    assert (row["state"], row["evidence"][0]) == ("unknown", "hiberfil_no_file")


def test_a_flag_that_cannot_be_read_is_not_clean(looked: Looked) -> None:
    row = one(looked(stopped.disk(stopped.damaged_flag(stopped.volume(stopped.files())))))
    assert (row["state"], row["evidence"][1]) == ("unknown", "volume_flag_not_told")


def test_hives_that_are_gone_are_not_clean(looked: Looked) -> None:
    held = {"Windows/System32/ntoskrnl.exe": b"MZ", "Windows/System32/config/SYSTEM": b"regf" * 4}
    row = one(looked(stopped.disk(stopped.volume(held))))
    assert (row["state"], row["evidence"][2], row["product"]) == ("unknown", "hives_not_read", None)


def test_a_locked_volume_is_told_with_its_key_identifiers(looked: Looked) -> None:
    lock = bitlocker.recovery()
    shut = stopped.locked(stopped.volume(stopped.files()), lock, bitlocker.tpm())
    row = one(looked(stopped.disk(shut)))
    assert (row["what"], row["state"], row["why"]) == ("locked_volume", "locked", "bitlocker")
    assert row["protectors"] == ["opens_by_recovery", "opens_by_tpm"]
    assert row["key_ids"][0] == str(lock.ident).upper()


def test_its_key_opens_it(looked: Looked) -> None:
    shut = stopped.locked(stopped.volume(stopped.files(ASLEEP, fast=0)))
    asked = Asked(recovery_keys=(bitlocker.RECOVERY_KEY,), closed=True)
    row = one(looked(stopped.disk(shut), asked))
    assert (row["state"], row["bitlocker"], row["computer"]) == ("hibernated", "bitlocker_opened", "POSTE-1")


def test_a_suspended_protection_opens_by_itself(looked: Looked) -> None:
    shut = stopped.locked(stopped.volume(stopped.files()), bitlocker.recovery(), bitlocker.clear_key())
    row = one(looked(stopped.disk(shut)))
    assert (row["state"], row["bitlocker"]) == ("clean", "bitlocker_suspended")


def test_damaged_metadata_is_said(looked: Looked) -> None:
    shut = bytearray(stopped.locked(stopped.volume(stopped.files())))
    for at in range(len(shut) - 6 * bitlocker.BLOCK, len(shut) - 3 * bitlocker.BLOCK, bitlocker.BLOCK):
        shut[at + 64] ^= 0xFF
    row = one(looked(stopped.disk(bytes(shut))))
    assert (row["state"], row["why"], row["key_ids"]) == ("locked", "bitlocker_damaged", [])


def test_two_systems_on_one_disk_are_two_rows(looked: Looked) -> None:
    asleep = stopped.volume(stopped.files(ASLEEP, fast=0))
    rows = looked(stopped.disk(stopped.volume(stopped.files()), asleep, stopped.volume({"a.txt": b"a"})))
    assert [(row["volume"], row.get("state"), row.get("holds")) for row in rows] == [
        ("1", "clean", None), ("2", "hibernated", None), ("3", None, "files"),
    ]  # fmt: skip


@pytest.mark.parametrize("content", [bytes(4096), b"\xff" * 70_000, b"NTFS" * 9000])
def test_what_is_no_disk_is_no_windows(looked: Looked, content: bytes) -> None:
    row = one(looked(content))
    assert (row["what"], row["holds"]) == ("volume", "unknown")


def test_a_disk_cut_short_is_told(looked: Looked) -> None:
    whole = stopped.disk(stopped.volume(stopped.files(ASLEEP)))
    for length in (len(whole) // 2, 2 << 20, (1 << 20) + 600):
        for row in looked(whole[:length]):
            assert row["what"] == "volume" or row["state"] != "clean"


def test_it_stands_in_the_inventory_with_what_is_locked(tmp_path: Path) -> None:
    place = tmp_path / "disque.img"
    shut = stopped.locked(stopped.volume(stopped.files()))
    place.write_bytes(stopped.disk(stopped.volume(stopped.files(ASLEEP, fast=0)), shut))
    source = open_source(place)
    found = {each.name: each for each in triage.take(source, {})}["put_out"]
    source.close()
    assert [(row["volume"], row["state"]) for row in found.rows] == [("2", "locked"), ("1", "hibernated")]


def test_without_any_windows_what_is_locked_still_stands_in_it(tmp_path: Path) -> None:
    place = tmp_path / "disque.img"
    shut = stopped.locked(stopped.volume(stopped.files()))
    place.write_bytes(stopped.disk(stopped.volume({"a.txt": b"a"}), shut))
    source = open_source(place)
    found = {each.name: each for each in triage.take(source, {})}["put_out"]
    source.close()
    assert [(row["volume"], row["state"]) for row in found.rows] == [("2", "locked")]


def test_a_folder_does_not_tell_how_its_volume_was_closed(make: Any) -> None:
    machine = make(stopped.files())
    assert isinstance(machine.source, FolderSource)
    (row,) = triage.put_out.collect(machine)
    assert (row["state"], row["evidence"][1]) == ("unknown", "volume_flag_not_told")
