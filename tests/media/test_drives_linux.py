"""The drives of a machine, from trees made like /sys, /run/udev and /proc."""

import sys
from pathlib import Path

import pytest

from toolkit.media.drives import drives as drives_here
from toolkit.media.drives_linux import drives, mounted_read_only

with_links = pytest.mark.skipif(sys.platform == "win32", reason="sysfs is links, which Wine cannot make")


def lay(root: Path, texts: dict[str, str | bytes]) -> None:
    for name, text in texts.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode())


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """Make a machine with an NVMe disk (LUKS on its second partition) and the two sticks of an examiner."""
    usb = "sys/devices/pci0000:00/usb1/1-2/host6/block/sdb"
    nvme = "sys/devices/pci0000:00/0000:00:1d.0/nvme/nvme0/nvme0n1"
    lay(tmp_path, {
        f"{nvme}/dev": "259:0\n", f"{nvme}/size": "2000\n", f"{nvme}/ro": "0\n", f"{nvme}/removable": "0\n",
        f"{nvme}/device/model": "Disque Rapide 1To   \n", f"{nvme}/device/serial": "NV123  \n",
        f"{nvme}/nvme0n1p1/partition": "1\n", f"{nvme}/nvme0n1p1/size": "100\n",
        f"{nvme}/nvme0n1p1/dev": "259:1\n",
        f"{nvme}/nvme0n1p2/partition": "2\n", f"{nvme}/nvme0n1p2/size": "1900\n",
        f"{nvme}/nvme0n1p2/dev": "259:2\n", f"{nvme}/nvme0n1p2/holders/dm-0/dev": "253:0\n",
        "sys/block/dm-0/dev": "253:0\n", "sys/block/dm-0/size": "1890\n",
        f"{usb}/dev": "8:16\n", f"{usb}/size": "31116288\n", f"{usb}/ro": "1\n", f"{usb}/removable": "1\n",
        f"{usb}/device/vendor": "SanDisk \n", f"{usb}/device/model": "Ultra           \n",
        f"{usb}/sdb1/partition": "1\n", f"{usb}/sdb1/size": "31114240\n", f"{usb}/sdb1/dev": "8:17\n",
        "run/udev/data/b8:16": "E:ID_SERIAL_SHORT=4C53\nE:ID_BUS=usb\nS:disk/by-id/x\n",
        "run/udev/data/b8:17": "E:ID_FS_TYPE=exfat\nE:ID_FS_LABEL_ENC=CL\\xc3\\x89\\x20USB\n",
        "run/udev/data/b259:2": "E:ID_FS_TYPE=crypto_LUKS\n",
        "sys/block/sdc/size": "0\n", "sys/block/sdc/dev": "8:32\n",
        "sys/block/loop0/size": "800\n", "sys/block/ram0/size": "800\n",
        "sys/block/vdb/size": "4096\n", "sys/block/vdb/dev": "254:16\n",
        "dev/vdb": b"\xeb\x52\x90NTFS    " + bytes(600),
        "proc/self/mountinfo": (
            "22 1 253:0 / / rw,relatime - ext4 /dev/mapper/racine rw\n"
            "23 22 8:17 / /media/CL\\303\\211\\040USB ro,nosuid - exfat /dev/sdb1 ro\n"
            "24 22 0:21 / /proc rw - proc proc rw\nligne absurde\n\n25 22 - - -\n"
        ),
    })  # fmt: skip
    for name, place in {"sdb": usb, "nvme0n1": nvme}.items():
        (tmp_path / "sys/block" / name).symlink_to(tmp_path / place)
    return tmp_path


@with_links
def test_what_is_plugged_in_is_described(machine: Path) -> None:
    nvme, stick, plain = drives(machine, "8:17")
    assert (nvme.device, nvme.model, nvme.serial, nvme.size, nvme.bus) == (
        "/dev/nvme0n1", "Disque Rapide 1To", "NV123", 1_024_000, "nvme",
    )  # fmt: skip
    assert (nvme.removable, nvme.read_only, nvme.holds_program) == (False, False, False)
    assert [(part.node, part.size, part.filesystem) for part in nvme.partitions] == [
        ("/dev/nvme0n1p1", 51_200, None), ("/dev/nvme0n1p2", 972_800, "luks"),
    ]  # fmt: skip
    assert (stick.device, stick.model, stick.serial, stick.bus) == (
        "/dev/sdb", "SanDisk Ultra", "4C53", "usb",
    )  # fmt: skip
    assert (stick.removable, stick.read_only, stick.holds_program) == (True, True, True)
    (part,) = stick.partitions
    assert (part.filesystem, part.label, part.mounted, part.mounted_read_only) == (
        "exfat", "CLÉ USB", "/media/CLÉ USB", True,
    )  # fmt: skip
    assert (plain.device, plain.model, plain.serial, plain.bus, plain.removable) == (
        "/dev/vdb", None, None, None, None,
    )  # fmt: skip
    assert [(part.node, part.filesystem) for part in plain.partitions] == [("/dev/vdb", "ntfs")]


@with_links
def test_a_mapped_volume_belongs_to_the_disk_below_it(machine: Path) -> None:
    nvme, stick, _ = drives(machine, "253:0")
    assert (nvme.holds_program, stick.holds_program) == (True, False)
    assert [part.mounted for part in nvme.partitions] == [None, "/"]


def test_hostile_and_endless_facts_are_survived(tmp_path: Path) -> None:
    lay(tmp_path, {
        "sys/block/sda/size": "beaucoup", "sys/block/sdb/size": "16", "sys/block/sdb/dev": "../../etc",
        "sys/block/sdb/device/model": b"\xff\xfe\x1b[31m" + b"x" * 10, "sys/block/sdb/ro": "peut-\xeatre",
        "sys/block/sdb/holders/dm-0": "", "sys/block/dm-0/dev": "1:1", "sys/block/dm-0/holders/dm-0": "",
    })  # fmt: skip
    (found,) = drives(tmp_path, "8:1")
    assert (found.size, found.read_only, found.holds_program) == (8192, None, False)


def test_a_machine_without_sys_has_no_drives(tmp_path: Path) -> None:
    assert drives(tmp_path, "8:1") == []


def test_this_machine_answers_without_privilege() -> None:
    found = drives_here()
    assert len({drive.device for drive in found}) == len(found)
    assert sum(drive.holds_program for drive in found) <= max(1, len(found))


def test_how_the_medium_of_a_folder_is_mounted(tmp_path: Path) -> None:
    table = """\
22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
23 22 8:17 / /media/CL\\303\\211 ro,nosuid - exfat /dev/sdb1 ro
24 22 8:18 / /media/b ro - ext4 /dev/sdb2 rw,errors=remount-ro
25 22 8:19 / /media/c ro - ext4 /dev/sdb3 ro
26 25 8:20 / /media/c rw - ext4 /dev/sdb4 rw
27 22 - -
"""
    lay(tmp_path, {"proc/self/mountinfo": table})
    told = [
        mounted_read_only(tmp_path, Path(place))
        for place in ("/media/CLÉ/Sauvegarde", "/media/b", "/media/c/d", "/home", "elsewhere")
    ]
    assert told == [True, False, False, False, None]
    assert mounted_read_only(tmp_path / "none", Path("/")) is None


@with_links
def test_without_opening_no_device_is_read(machine: Path) -> None:
    (machine / "dev/vdb").unlink()
    (machine / "dev/vdb").mkdir()  # whoever opens it fails
    *_, plain = drives(machine, "8:17", opening=False)
    assert (plain.device, plain.partitions) == ("/dev/vdb", ())
