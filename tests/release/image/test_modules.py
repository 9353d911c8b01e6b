"""Which modules the live system has: what is asked for, what that needs, and never what is banned."""

from pathlib import Path

import pytest

from release import Refused
from release.image import modules

LIST = "# disks\ndrivers/scsi\ndrivers/md/dm-verity\n!net\n!drivers/net\n!drivers/scsi/iscsi_tcp\n"
NEEDS = modules.dependencies(
    "kernel/drivers/scsi/sd_mod.ko: kernel/lib/sums.ko\n"
    "kernel/drivers/scsi/iscsi_tcp.ko:\n"
    "kernel/drivers/scsi/fcoe/fcoe.ko: kernel/drivers/net/card.ko.xz kernel/lib/sums.ko\n"
    "kernel/drivers/md/dm-verity.ko:\n"
    "kernel/drivers/md/dm-raid.ko:\n"
    "kernel/drivers/net/card.ko.xz:\n"
    "kernel/lib/sums.ko:\n"
)


def test_what_is_asked_for_comes_with_what_it_needs_and_nothing_else() -> None:
    kept, _ = modules.chosen(modules.read(LIST), NEEDS)
    assert kept == ["drivers/md/dm-verity", "drivers/scsi/sd_mod", "lib/sums"]


def test_a_module_that_needs_a_banned_one_is_left_out_and_named() -> None:
    _, left = modules.chosen(modules.read(LIST), NEEDS)
    assert left == ["drivers/scsi/fcoe/fcoe"]


def test_a_line_that_names_nothing_is_told() -> None:
    assert modules.unknown(modules.read(LIST + "drivers/gone\n"), NEEDS) == ["drivers/gone"]


def test_a_folder_is_not_taken_for_another_that_begins_alike() -> None:
    choice = modules.read("drivers/usb\n")
    assert choice.takes("drivers/usb/core/usbcore")
    assert not choice.takes("drivers/usbip/usbip")


def test_a_banned_module_in_a_root_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "usr/lib/modules/6.1/kernel/drivers/net"
    place.mkdir(parents=True)
    modules.check(tmp_path)
    (place / "card.ko").touch()
    with pytest.raises(Refused, match="drivers/net/card"):
        modules.check(tmp_path)


NEVER = """
net/core/pktgen drivers/net/ethernet/intel/e1000e/e1000e drivers/bluetooth/btusb drivers/scsi/iscsi_tcp
fs/ext4/ext4 fs/ntfs3/ntfs3 fs/xfs/xfs fs/btrfs/btrfs fs/fuse/fuse fs/nfs/nfs
drivers/md/raid1 drivers/md/dm-mirror drivers/md/dm-crypt drivers/gpu/drm/drm
"""


@pytest.mark.parametrize("module", NEVER.split())
def test_the_list_of_this_tree_takes_no_network_and_no_way_to_mount_a_disk_of_windows(module: str) -> None:
    assert not modules.read(modules.LIST.read_text(encoding="utf-8")).takes(module)
