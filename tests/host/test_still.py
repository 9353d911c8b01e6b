"""Nothing writes, or what does is named; what is not told is never taken for read-only."""

import shutil
import sys
from pathlib import Path

import pytest

from tests.host.booted_machine import HASH, MOUNTS, SWAPS, asked, lay, machine, node
from tests.volumes.outside import Absent, looped, run
from toolkit import booted
from toolkit.host import still
from toolkit.host.still import Still

LOG = "run/trousse/read-only.log"


def seen(root: Path) -> Still:
    boot = booted.facts(root / "run/trousse/boot")
    assert boot is not None
    return still.measured(boot, root, asked)


def faults(root: Path) -> list[str]:
    found = seen(root).facts()["faults"]
    assert isinstance(found, list)
    return found


def test_a_machine_where_nothing_writes_is_still(tmp_path: Path) -> None:
    facts = seen(machine(tmp_path)).facts()
    assert facts == {
        "still": True, "read_only": ["nvme0n1", "sda"], "writable": [], "not_told": [], "boot_stick": ["sdb"],
        "evidence": ["sdb5"], "networks": [], "faults": [], "unseen": [],
    }  # fmt: skip


@pytest.mark.parametrize("name", ["sda", "sda2", "nvme0n1p1", "sdb2"])
@pytest.mark.parametrize("where", ["sysfs", "kernel"])
def test_a_node_that_can_be_written_is_named(tmp_path: Path, name: str, where: str) -> None:
    machine(tmp_path)
    lay(tmp_path, {f"{node(name)}/ro": "0\n"} if where == "sysfs" else {f"dev/{name}": "0"})
    assert faults(tmp_path) == [f"writable {name}"]
    assert seen(tmp_path).facts()["writable"] == ([] if name == "sdb2" else [name.rstrip("12").rstrip("p")])


@pytest.mark.parametrize("gone", ["dev/sda1", "sys/block/sda/sda1/ro"])
def test_what_is_not_told_is_no_yes(tmp_path: Path, gone: str) -> None:
    (machine(tmp_path) / gone).unlink()
    assert faults(tmp_path) == ["not_told sda1"]
    assert seen(tmp_path).facts()["not_told"] == ["sda"]


def test_each_disk_must_have_been_set_as_it_appeared(tmp_path: Path) -> None:
    log = machine(tmp_path) / LOG
    log.write_text(
        log.read_text().replace("1.5 /dev/sda2 ro 7\n", "").replace("nvme0n1p1 ro", "nvme0n1p1 failed")
    )
    assert faults(tmp_path) == ["set_failed nvme0n1p1", "not_logged sda2"]
    with log.open("a") as more:
        more.write("9.1 /dev/nvme0n1p1 ro 8\nligne absurde\n")
    assert "set_failed nvme0n1p1" in faults(tmp_path)
    log.unlink()
    assert {"not_told read-only.log", "not_logged sda"} <= set(faults(tmp_path))


def test_a_reader_that_was_empty_is_set_once_a_card_is_put_in(tmp_path: Path) -> None:
    machine(tmp_path)
    lay(tmp_path, {"sys/block/sdz/size": "4096\n", "sys/block/sdz/ro": "1\n", "dev/sdz": "1"})
    lay(tmp_path, {"sys/block/sdz/diskseq": "12\n"})
    with (tmp_path / LOG).open("a") as more:
        more.write("1.6 /dev/sdz failed 12\n60.2 /dev/sdz ro 12\n")
    assert faults(tmp_path) == ["set_failed sdz"]
    lay(tmp_path, {"sys/block/sdz/removable": "1\n"})
    assert faults(tmp_path) == []


def test_what_the_log_tells_of_a_disk_does_not_vouch_for_the_next_of_its_name(tmp_path: Path) -> None:
    lay(machine(tmp_path), {"sys/block/sda/diskseq": "11\n"})
    assert faults(tmp_path) == ["not_logged sda", "not_logged sda1", "not_logged sda2"]
    with (tmp_path / LOG).open("a") as more:
        more.writelines(f"70.1 /dev/{name} ro 11\n" for name in ("sda", "sda1", "sda2"))
    assert faults(tmp_path) == []


def test_a_path_of_several_to_a_disk_is_no_disk(tmp_path: Path) -> None:
    lay(machine(tmp_path), {f"sys/block/nvme0c0n1/{name}": "1\n" for name in ("hidden", "size")})
    assert faults(tmp_path) == []


def test_disks_that_may_be_there_unseen_are_named(tmp_path: Path) -> None:
    lay(machine(tmp_path), {"sys/block/sdz/removable": "0\n"})
    controllers = tmp_path / "sys/bus/pci"
    lay(controllers, {"drivers/ahci/0000:00:17.0/remapped_nvme": "2\n", "drivers/ahci/0000:01:00.0/x": ""})
    lay(controllers, {"devices/0000:02:00.0/class": "0x010400\n", "devices/0000:00:17.0/driver/x": ""})
    lay(controllers, {"devices/0000:00:17.0/class": "0x010601\n", "devices/0000:03:00.0/class": "0x020000\n"})
    assert seen(tmp_path).facts()["unseen"] == ["silent sdz", "remapped 2", "no_driver 0000:02:00.0"]


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ("30 20 8:17 / /mnt ro - ntfs3 /dev/sda1 ro\n", "mount /mnt"),
        ("30 20 0:40 / /mnt rw - btrfs /dev/sda2 rw\n", "mount /mnt"),
        ("30 20 8:17 / /media/PREUVES rw - exfat /dev/sda1 rw\n", "mount /media/PREUVES"),
        ("30 20 8:20 / /media/autre rw - exfat /dev/sdb1 rw\n", "mount /media/autre"),
    ],
)
def test_a_volume_mounted_elsewhere_is_named(tmp_path: Path, row: str, named: str) -> None:
    lay(machine(tmp_path), {"proc/self/mountinfo": MOUNTS + row})
    assert faults(tmp_path) == [named]


def test_swap_mappings_and_networks_are_named(tmp_path: Path) -> None:
    lay(machine(tmp_path), {
        "proc/swaps": SWAPS + "/dev/sda2 partition 1 0 -2\n", "sys/block/md127/size": "8\n",
        "sys/block/dm-1/dm/uuid": "LVM-x\n", "sys/block/loop3/loop/backing_file": "/tmp/x\n",
        "sys/class/net/eth0/flags": "0x1002\n", "sys/class/net/wlan0/flags": "0x1003\n",
        "sys/class/net/usb0/operstate": "unknown\n", "sys/class/net/bonding_masters": "",
    })  # fmt: skip
    assert faults(tmp_path) == [
        "swap sda2", "mapping dm-1", "mapping loop3", "mapping md127", "network_down eth0", "network_up usb0",
        "network_up wlan0",
    ]  # fmt: skip


@pytest.mark.parametrize("gone", ["proc/self/mountinfo", "sys/class/net"])
def test_a_table_that_is_missing_is_a_fault(tmp_path: Path, gone: str) -> None:
    place = machine(tmp_path) / gone
    place.rename(tmp_path / "elsewhere")
    assert f"not_told {place.name}" in faults(tmp_path)


def test_our_root_must_be_verified_as_it_is_read(tmp_path: Path) -> None:
    lay(machine(tmp_path), {"sys/block/dm-0/dm/uuid": "LVM-autre\n"})
    assert {"mapping dm-0", "mapping loop0", "mount /"} <= set(faults(tmp_path))


def test_a_disk_that_took_the_name_of_a_pulled_stick_is_no_stick(tmp_path: Path) -> None:
    root = machine(tmp_path)
    for name, number in (("sda", 17), ("sdb", 21)):
        (root / "sys/block" / name).rename(root / "sys/block" / f"{name}-was")
        del number
    (root / "sys/block/sdb-was").rename(root / "sys/block/sdc")  # the stick came back under another name
    (root / "sys/block/sda-was").rename(root / "sys/block/sdb")
    (root / "sys/block/sdc/diskseq").write_text("10\n")
    boot = booted.facts(root / "run/trousse/boot")
    assert boot is not None
    assert boot.disk == "/dev/sdb"
    assert booted.sticks(boot, root) == {"sdc"}


@pytest.mark.parametrize("other", ["E:ID_SERIAL=Disque_interne\n", ""])
def test_a_disk_that_bears_the_number_of_our_root_is_no_stick_for_all_that(
    tmp_path: Path, other: str
) -> None:
    root = machine(tmp_path)
    lay(
        root,
        {"run/udev/data/b8:17": f"E:ID_PART_ENTRY_UUID={booted.ROOT_PART}\n", "run/udev/data/b8:16": other},
    )
    boot = booted.facts(root / "run/trousse/boot")
    assert booted.sticks(boot, root) == {"sdb"}
    shutil.rmtree(root / "sys/block/sdb")
    assert booted.sticks(boot, root) == frozenset()
    lay(root, {"run/udev/data/b8:16": "E:ID_SERIAL=Cle_USB_0001\n"})
    assert booted.sticks(boot, root) == {"sda"}  # ours, come back under another name
    shutil.copytree(root / "sys/block/sda", root / "sys/block/sde")
    assert booted.sticks(boot, root) == frozenset()  # and its twin


@pytest.mark.skipif(sys.platform == "win32", reason="an ioctl of Linux")
def test_the_kernel_is_asked(tmp_path: Path) -> None:
    image = tmp_path / "disk.img"
    image.write_bytes(bytes(1 << 20))
    assert still.flag(image) is None
    assert still.flag(tmp_path / "none") is None
    try:
        with looped(image) as device:
            assert still.flag(Path(device)) is False
            run("blockdev", "--setro", device)
            assert still.flag(Path(device)) is True
    except Absent as reason:
        pytest.skip(str(reason))


def test_the_hash_of_the_tests_is_one() -> None:
    assert len(HASH) == 64
