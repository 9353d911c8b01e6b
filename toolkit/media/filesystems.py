"""Which file system or container stands at an offset, by its magic numbers.

Sources: each format's own documentation; offsets are bytes from the start of the volume.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass

ReadAt = Callable[[int, int], bytes]

READ_HERE = frozenset({"ntfs", "exfat", "fat12", "fat16", "fat32", "ext2", "ext3", "ext4"})

# name, offset, magic. Those before the file systems would otherwise pass for what they wrap.
_MAGICS = (
    ("bitlocker", 3, b"-FVE-FS-"),
    ("luks", 0, b"LUKS\xba\xbe"),
    ("refs", 3, b"ReFS\0\0\0\0"),
    ("ntfs", 3, b"NTFS    "),
    ("exfat", 3, b"EXFAT   "),
    ("xfs", 0, b"XFSB"),
    ("squashfs", 0, b"hsqs"),
    ("apfs", 32, b"NXSB"),
    ("hfsplus", 1024, b"H+"),
    ("hfsplus", 1024, b"HX"),
    ("f2fs", 1024, b"\x10\x20\xf5\xf2"),
    ("mdraid", 4096, b"\xfc\x4e\x2b\xa9"),
    ("btrfs", 65600, b"_BHRfS_M"),
    ("iso9660", 32769, b"CD001"),
    ("swap", 4086, b"SWAPSPACE2"),
    *(("lvm", sector * 512, b"LABELONE") for sector in range(4)),
)
# BitLocker To Go dresses as FAT32 and keeps its GUID at 424.
_TO_GO = bytes.fromhex("3bd67b49292ed84a8399f6a339e3d001")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file system by name, with what its first sectors state; 0 and "" are "not stated"."""

    name: str
    size: int = 0  # bytes
    label: str = ""
    dirty: bool = False  # it states that it was not put away cleanly


def recognise(read: ReadAt) -> Recognised | None:
    """Name what stands at offset 0 of `read(offset, length)`; None when no magic is known.

    An OSError from `read` beyond the first sector only means that this magic is not seen.
    """
    first = _quiet(read, 0, 512)
    if first[424:440] == _TO_GO:
        return Recognised("bitlocker")
    for name, offset, magic in _MAGICS:
        if _quiet(read, offset, len(magic)) == magic:
            return _stated(name, first)
    return _ext(_quiet(read, 1024, 512)) or _fat(first)


def _quiet(read: ReadAt, offset: int, length: int) -> bytes:
    try:
        return read(offset, length)
    except OSError:
        return b""


def _stated(name: str, first: bytes) -> Recognised:
    if len(first) < 512:
        return Recognised(name)
    if name == "ntfs":
        sector, sectors = struct.unpack_from("<H", first, 11)[0], struct.unpack_from("<Q", first, 40)[0]
        return Recognised(name, size=sector * sectors)
    if name == "exfat" and 9 <= first[108] <= 12:
        (sectors,) = struct.unpack_from("<Q", first, 72)
        return Recognised(name, size=sectors << first[108], dirty=bool(first[106] & 2))
    return Recognised(name)


def _ext(block: bytes) -> Recognised | None:
    """Read an ext superblock (1,024 bytes in), whose magic alone is too short to be trusted."""
    if len(block) < 512 or block[56:58] != b"\x53\xef":
        return None
    (blocks,) = struct.unpack_from("<I", block, 4)
    (power,) = struct.unpack_from("<I", block, 24)
    if power > 6 or not blocks:
        return None
    compatible, incompatible, read_only = struct.unpack_from("<III", block, 92)
    name = "ext2"
    if compatible & 0x4:  # has a journal
        name = "ext3"
    if incompatible & 0x2C0 or read_only & 0x78:  # extents, 64 bit, flexible groups; huge files…
        name = "ext4"
    label = block[120:136].split(b"\0")[0].decode("utf-8", "replace")
    return Recognised(name, size=blocks * (1024 << power), label=label, dirty=bool(incompatible & 0x4))


def _fat(first: bytes) -> Recognised | None:
    """Read a FAT boot sector; the width follows from the number of clusters (Microsoft, FAT 3.5)."""
    if len(first) < 512 or first[510:512] != b"\x55\xaa" or first[0] not in {0xEB, 0xE9}:
        return None
    sector, per_cluster, reserved, tables, roots, small = struct.unpack_from("<HBHBHH", first, 11)
    (large,) = struct.unpack_from("<I", first, 32)
    narrow, wide = struct.unpack_from("<H", first, 22)[0], struct.unpack_from("<I", first, 36)[0]
    sane = sector in {512, 1024, 2048, 4096} and per_cluster in {1 << n for n in range(8)}
    sectors = small or large
    if not sane or not reserved or tables not in {1, 2} or not sectors:
        return None
    system = reserved + tables * (narrow or wide) + (roots * 32 + sector - 1) // sector
    clusters = max(0, sectors - system) // per_cluster
    name = "fat12" if clusters < 4085 else "fat16" if clusters < 65525 else "fat32"
    if not narrow:
        name = "fat32"
    at = 71 if name == "fat32" else 43
    label = first[at : at + 11].decode("cp850").rstrip() if first[at - 5] in {0x28, 0x29} else ""
    return Recognised(name, size=sectors * sector, label="" if label == "NO NAME" else label)
