"""Counts and dates on real hives, as an outside reader (regipy 6.5.0) gives them."""

import lzma
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from toolkit.media.folder import FolderSource
from toolkit.triage import (
    autoruns,
    firewall,
    groups,
    network,
    remembered_drives,
    shares,
    system,
    usb_history,
    users,
)
from toolkit.triage.machine import CONFIG, Machine

HIVES = Path(__file__).parents[3] / "shared" / "data" / "artefacts" / "hives"
pytestmark = pytest.mark.skipif(not HIVES.is_dir(), reason="the real hives are not at hand")


def machine(place: Path, files: dict[str, str]) -> Machine:
    for path, name in files.items():
        target = place / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with lzma.open(HIVES / f"{name}.xz") as packed, target.open("wb") as out:
            shutil.copyfileobj(packed, out)
    return Machine(FolderSource("x", place), "", {"remote_access.toml": b"tool = []"}, windows=True)


def at(text: str) -> int:
    """Return nanoseconds of an ISO date to the microsecond."""
    moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return int(moment.timestamp()) * 10**9 + moment.microsecond * 1000


def count(rows: Any, what: str) -> int:
    return sum(row["what"] == what for row in rows)


@pytest.mark.parametrize(
    ("name", "cards", "rules", "monitors", "made"),
    [("SYSTEM_B", 6, 143, 7, "2013-12-27"), ("SYSTEM_WIN_10_1709", 4, 168, 6, "2019-07-29")],
)
def test_counts_of_the_system_hives(
    tmp_path: Path, name: str, cards: int, rules: int, monitors: int, made: str
) -> None:
    one = machine(tmp_path, {f"{CONFIG}/SYSTEM": name})
    assert count(network.collect(one), "network_card") == cards
    assert [row["count"] for row in firewall.collect(one) if row["what"] == "firewall_rules"] == [rules]
    assert sum(row["where"] == "print_monitor" for row in autoruns.collect(one)) == monitors
    assert next(iter(system.collect(one)))["bios_date"] == made
    assert count(shares.collect(one), "share") == 0


def test_devices_and_their_dates(tmp_path: Path) -> None:
    one = machine(tmp_path, {f"{CONFIG}/SYSTEM": "SYSTEM_B"})
    rows = {row["serial"]: row for row in usb_history.collect(one) if row["bus"] == "USBSTOR"}
    assert set(rows) == {"AA010215170355310594", "AA010603160707470215"}
    found = rows["AA010215170355310594"]
    dates = (found["first_plugged_ns"], found["last_plugged_ns"], found["last_removed_ns"])
    assert [when // 1000 * 1000 for when in dates] == [
        at("2018-03-27T12:11:32.021203"), at("2018-03-27T12:13:16.365329"), at("2018-03-27T09:22:13.088887")
    ]  # fmt: skip


def test_fast_disks_are_told_with_their_make_and_the_serial_number_they_bear(tmp_path: Path) -> None:
    one = machine(tmp_path, {f"{CONFIG}/SYSTEM": "SYSTEM_WIN_10_1709"})
    rows = [row for row in usb_history.collect(one) if row["bus"] != "USBSTOR"]
    assert [(row["bus"], row["vendor"], row["model"], row["vendor_id"], row["serial"]) for row in rows] == [
        ("SCSI", "SanDisk", "Extreme SSD", "0781", "313735303835343230333437"),
        ("SCSI", "PHD 3.0", "Silicon-Power", "152D", "160087320341700000F9"),
    ]


def test_accounts_groups_and_drives(tmp_path: Path) -> None:
    one = machine(tmp_path, {f"{CONFIG}/SAM": "SAM", "Users/u/NTUSER.DAT": "NTUSER.DAT"})
    rows = {row["rid"]: row for row in users.collect(one) if row["kind"] == "account"}
    assert {rid: (row["logons"], row["refused"]) for rid, row in rows.items()} == {
        500: (6, 0), 501: (0, 0), 1000: (4, 0)
    }  # fmt: skip
    assert {row["rid"]: row["count"] for row in groups.collect(one)} == {544: 2, 545: 3, 546: 1, 568: 1}
    (drive,) = remembered_drives.collect(one)
    assert (drive["letter"], drive["remote"]) == ("P", r"\\controller\public")
