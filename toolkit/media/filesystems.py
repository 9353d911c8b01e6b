"""Which file system or container stands at an offset, by its magic numbers.

Sources: each format's own documentation; offsets are bytes from the start of the volume.
"""

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

ReadAt = Callable[[int, int], bytes]

READ_HERE = frozenset({"ntfs", "exfat", "fat12", "fat16", "fat32", "ext2", "ext3", "ext4"})
# Each has its sentence: what it is, that nothing of it was read, what to do.
NAMED = (
    "apfs",
    "btrfs",
    "f2fs",
    "hfsplus",
    "iso9660",
    "jfs",
    "ldm",
    "luks",
    "lvm",
    "mdraid",
    "refs",
    "reiserfs",
    "squashfs",
    "storage_spaces",
    "vmfs",
    "xfs",
    "zfs",
)

_MD = b"\xfc\x4e\x2b\xa9"  # Linux RAID, md_p.h
_MIRROR = 1
_ZFS = bytes.fromhex("0000 00000000 00000001")  # the list of names and values that opens a label

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
    *(("mdraid", offset, _MD + bytes((1, 0, 0, 0))) for offset in (0, 4096)),
    ("btrfs", 65600, b"_BHRfS_M"),
    ("iso9660", 32769, b"CD001"),
    *(("lvm", sector * 512, b"LABELONE") for sector in range(4)),
)
# Looked for last: formatting a disk anew with FAT or ext leaves them in place.
_LATE = (
    ("luks", 16384, b"SKUL\xba\xbe"),  # the second header of LUKS 2, at the first of its usual places
    ("jfs", 32768, b"JFS1"),
    *(("reiserfs", 65588, magic) for magic in (b"ReIsErFs", b"ReIsEr2Fs", b"ReIsEr3Fs")),
    ("vmfs", 0x100000, b"\x0d\xd0\x01\xc0"),
    *(("zfs", 16384, bytes((1, order)) + _ZFS) for order in (0, 1)),
)
# What keeps its mark where ext or FAT leaves room: those two, whole, may then only be an older life.
_ABOVE = frozenset({"bitlocker", "refs", "mdraid"})
_SWAP, _SWAP_PAGE = b"SWAPSPACE2", 4096
# BitLocker To Go dresses as FAT32 and keeps its GUID at 424.
_TO_GO = bytes.fromhex("3bd66749292ed84a8399f6a339e3d001")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file system by name, with what its first sectors state; 0 and "" are "not stated"."""

    name: str
    size: int = 0  # bytes
    label: str = ""
    dirty: bool = False  # it states that it was not put away cleanly
    beside: str = ""  # another file system whose marks stand here too


def recognise(read: ReadAt, size: int = 0) -> Recognised | None:
    """Name what stands at offset 0 of `read(offset, length)`; None when no magic is known.

    `size`, in bytes, tells where a member of a Linux RAID keeps its mark when it keeps it at its end. A
    mirror is read as the file system it holds; any other member only looks like the first piece of one. An
    OSError from `read` beyond the first sector only means that this magic is not seen.
    """
    found = _at_start(read, size)
    whole = found is not None and found.name in READ_HERE and found.size <= size
    return Recognised("mdraid") if size and not whole and _member(read, size, found) else found


def why_not_read(name: str) -> str:
    """Return the code of texts/*/coverage.toml that says what a file system that is not read is."""
    return f"not_read_{name}" if name in NAMED else "filesystem_not_read"


def _member(read: ReadAt, size: int, found: Recognised | None) -> bool:
    """Say whether a member of a Linux RAID ends here (metadata 1.0 and 0.90) that cannot be read alone."""
    one, old = (size // 512 - 16) // 8 * 8 * 512, size // 65536 * 65536 - 65536
    for offset, place in ((one, 72), (old, 28)):
        held = _quiet(read, offset, 96) if offset > 0 else b""
        if len(held) == 96 and held[:4] == _MD and held[4] == (1 if place == 72 else 0):
            return found is None or int.from_bytes(held[place : place + 4], "little") != _MIRROR
    return False


def _at_start(read: ReadAt, size: int) -> Recognised | None:
    first = _quiet(read, 0, 512)
    if first[424:440] == _TO_GO:
        return Recognised("bitlocker")
    marked = [_stated(name, first) for name in _marked(read, _MAGICS)]
    whole = [found for found in (_ext(_quiet(read, 1024, 512)), _fat(first, read)) if found]
    # A mark is a few bytes, which ext and FAT keep in places they do not use: a whole header counts more.
    above = [one for one in marked if one.name in _ABOVE or one.size]
    claims = [*above, *whole, *(one for one in marked if one not in above)]
    if not claims:
        late = next(iter(_marked(read, _LATE)), "")
        name = late or ("swap" if _swap(read, size) else "")
        return Recognised(name) if name else None
    found = claims[0]
    other = next((one.name for one in claims if one.name != found.name), "")
    other = other or ("swap" if _swap(read, size) else "")
    return replace(found, beside=other) if other and found.name in READ_HERE else found


def _marked(read: ReadAt, magics: Iterable[tuple[str, int, bytes]]) -> list[str]:
    """Return the names whose magic is where it should be, each once."""
    return list(dict.fromkeys(name for name, at, magic in magics if _quiet(read, at, len(magic)) == magic))


def _swap(read: ReadAt, size: int) -> bool:
    """Say whether the header of a Linux swap area stands here: its mark, version 1, and pages that fit."""
    if _quiet(read, _SWAP_PAGE - len(_SWAP), len(_SWAP)) != _SWAP:
        return False
    held = _quiet(read, 1024, 8)
    version, last = struct.unpack("<II", held) if len(held) == 8 else (0, 0)
    return version == 1 and last > 0 and (not size or (last + 1) * _SWAP_PAGE <= size)


def _quiet(read: ReadAt, offset: int, length: int) -> bytes:
    try:
        return read(offset, length)
    except OSError:
        return b""


def _stated(name: str, first: bytes) -> Recognised:
    if len(first) < 512:
        return Recognised(name)
    if name == "ntfs" and first[510:512] == b"\x55\xaa":
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
    if read_only & 0x200:  # clusters of several blocks, which nothing here reads
        name = "ext4_bigalloc"
    if incompatible & 0x10 and _spread(block, blocks, power):
        name = "ext4_meta_bg"
    label = block[120:136].split(b"\0")[0].decode("utf-8", "replace")
    (state,) = struct.unpack_from("<H", block, 58)  # bit 0: put away cleanly; bit 1: errors were found
    dirty = bool(incompatible & 0x4) or state & 3 != 1
    return Recognised(name, size=blocks * (1024 << power), label=label, dirty=dirty)


def _spread(block: bytes, blocks: int, power: int) -> bool:
    """Say whether group descriptors stand where only META_BG puts them, where The Sleuth Kit seeks none.

    Linux, ext4 documentation, "Meta Block Groups": those of the first group stand in their usual place.
    """
    (first,), (per_group,) = struct.unpack_from("<I", block, 20), struct.unpack_from("<I", block, 32)
    (incompatible,), (usual,) = struct.unpack_from("<I", block, 96), struct.unpack_from("<I", block, 260)
    length = struct.unpack_from("<H", block, 254)[0] if incompatible & 0x80 else 32
    groups = -(-(blocks - first) // max(per_group, 1))
    held = -(-groups * max(length, 32) // (1024 << power))  # blocks of descriptors
    return bool(held > max(usual, 1))


def _fat(first: bytes, read: ReadAt) -> Recognised | None:
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
    dirty = _in_use(name, first[at - 6], _quiet(read, reserved * sector, 8))
    return Recognised(name, sectors * sector, "" if label == "NO NAME" else label, dirty)


def _in_use(name: str, flags: int, table: bytes) -> bool:
    """Say whether a FAT volume states that it was in use: a bit of its boot sector or of its table.

    Microsoft, FAT specification 4 (ClnShutBitMask); the bit of the boot sector is set by Windows and Linux.
    """
    if flags & 1:
        return True
    if name == "fat12" or len(table) < 8:
        return False
    wide = name == "fat32"
    (second,) = struct.unpack_from("<I" if wide else "<H", table, 4 if wide else 2)
    return not second & (0x0800_0000 if wide else 0x8000)
