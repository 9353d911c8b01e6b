"""What the first sectors of a volume tell: which file system it is, and whether it was put away cleanly."""

import struct
from collections.abc import Callable

import pytest

from tests.media.builder import SECTOR, exfat, fat16
from toolkit.media import filesystems


def recognised(image: bytes) -> filesystems.Recognised:
    found = filesystems.recognise(lambda offset, length: image[offset : offset + length])
    assert found is not None
    return found


def test_a_fat_volume_put_away_cleanly_is_clean() -> None:
    assert not recognised(bytes(fat16())).dirty
    assert not recognised(bytes(exfat())).dirty


@pytest.mark.parametrize(
    ("at", "kept"),
    [
        (37, b"\x01"),  # the bit of the boot sector
        (SECTOR + 2, b"\xff\x7f"),  # the bit of the second entry of the table
    ],
)
def test_a_fat_volume_in_use_is_said_to_be(at: int, kept: bytes, opened: Callable) -> None:
    image = fat16()
    image[at : at + len(kept)] = kept
    assert recognised(bytes(image)).dirty
    assert "dirty_volume" in opened(bytes(image)).warnings


def test_a_fat32_volume_in_use_is_said_to_be() -> None:
    image = bytearray(200 * SECTOR)
    struct.pack_into("<3s8sHBHBHHBHHHII", image, 0, b"\xeb\x58\x90", b"MSDOS5.0", 512, 1, 32, 2, 0, 0, 0xF8,
                     0, 63, 255, 0, 70_000 + 32 + 2 * 550)  # fmt: skip
    struct.pack_into("<I", image, 36, 550)
    image[510:512] = b"\x55\xaa"
    for second, dirty in ((0x0FFF_FFFF, False), (0x0FFF_FFF8, False), (0x07FF_FFFF, True)):
        struct.pack_into("<II", image, 32 * SECTOR, 0x0FFF_FFF8, second)
        assert recognised(bytes(image)) == filesystems.Recognised("fat32", 71_132 * 512, "", dirty)
    struct.pack_into("<II", image, 32 * SECTOR, 0x0FFF_FFF8, 0x0FFF_FFFF)
    image[65] = 1
    assert recognised(bytes(image)).dirty


def test_bitlocker_to_go_is_not_taken_for_the_fat_it_dresses_as() -> None:
    image = fat16()
    image[424:440] = bytes.fromhex("3bd66749292ed84a8399f6a339e3d001")
    assert recognised(bytes(image)).name == "bitlocker"
