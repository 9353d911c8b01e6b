"""The table of partitions as stock tools read it, and the record a BIOS starts from."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from release.image import layout, loader, table

CORE = bytes(range(256)) * 6 + b"end"


@pytest.fixture
def image(tmp_path: Path) -> tuple[Path, list[table.Place]]:
    if not shutil.which("sfdisk", path="/usr/sbin:/usr/bin:/sbin"):
        pytest.skip("sfdisk is not installed")
    path, found = (
        tmp_path / "stick.img",
        table.places(layout.MIB, 64 * layout.MIB, 5_000_001, 20 * layout.MIB),
    )
    with path.open("wb") as stream:
        stream.truncate(table.length(found))
    table.write(path, found, b"\xeb\x63" + bytes(438))
    return path, found


def test_partitions_stand_one_behind_the_other_on_whole_mebibytes() -> None:
    found = table.places(layout.MIB, 64 * layout.MIB, 5_000_001, 20 * layout.MIB)
    assert [place.partition.number for place in found] == [3, 2, 4, 1]
    assert all(place.start % layout.MIB == 0 == place.size % layout.MIB for place in found)
    ends = [place.start + place.size for place in found]
    assert [place.start for place in found] == [layout.MIB, *ends[:-1]]
    assert found[2].size == 5 * layout.MIB
    assert table.length(found) == ends[-1] + layout.MIB


def test_sfdisk_reads_what_was_meant(image: tuple[Path, list[table.Place]]) -> None:
    path, found = image
    said = subprocess.run(["/usr/sbin/sfdisk", "-J", str(path)], check=True, capture_output=True).stdout
    read = json.loads(said)["partitiontable"]
    assert (read["label"], read["id"]) == ("gpt", layout.DISK_GUID)
    listed = {int(one["node"].removeprefix(str(path))): one for one in read["partitions"]}
    for place in found:
        one = listed.pop(place.partition.number)
        assert (one["start"] * layout.SECTOR, one["size"] * layout.SECTOR) == (place.start, place.size)
        meant = (place.partition.kind, place.partition.guid, place.partition.name)
        assert (one["type"], one["uuid"], one["name"]) == meant
    assert not listed


def test_the_record_has_the_code_an_active_entry_and_the_protective_one(
    image: tuple[Path, list[table.Place]],
) -> None:
    path, _ = image
    record = path.read_bytes()[: layout.SECTOR]
    assert record[:2] == b"\xeb\x63"
    entries = [record[at : at + 16] for at in range(446, 510, 16)]
    assert [entry[4] for entry in entries] == [0xEE, 0, 0, 0]
    assert [entry[0] for entry in entries] == [0, 0x80, 0, 0]
    assert record[510:] == b"\x55\xaa"


def test_the_core_knows_where_its_other_sectors_stand() -> None:
    placed = loader.placed(CORE, 2048)
    assert len(placed) == len(CORE)
    assert placed[:500] == CORE[:500]
    assert placed[512:] == CORE[512:]
    start, count, segment = (
        int.from_bytes(placed[at:end], "little") for at, end in ((500, 508), (508, 510), (510, 512))
    )
    assert (start, count, segment) == (2049, 3, 0x820)


def test_the_boot_code_leads_to_the_core(tmp_path: Path) -> None:
    folder = tmp_path / "usr/lib/grub/i386-pc"
    folder.mkdir(parents=True)
    (folder / "boot.img").write_bytes(b"\xeb\x63" + b"\x11" * 510)
    code = loader.boot_code(tmp_path, 2048)
    assert len(code) == 440  # neither Windows' number of the disk nor the table
    assert int.from_bytes(code[0x5C:0x64], "little") == 2048
    assert code[0x66:0x68] == b"\x90\x90"
    untouched = code[:0x5C] + code[0x64:0x66] + code[0x68:]
    assert untouched == b"\xeb\x63" + b"\x11" * (440 - 2 - 10)
