"""FAT16, exFAT and ext2 volumes made byte by byte."""

import struct
from hashlib import sha256

SECTOR = 512
CONTENT = bytes(range(256)) * 10  # five clusters of one sector
# 2026-10-10 21:30:02, as FAT and exFAT write it
DATE, CLOCK = (46 << 9) | (10 << 5) | 10, (21 << 11) | (30 << 5) | 1
WHEN_NS = 1_791_667_802_000_000_000


def fat_entry(short: bytes, kind: int, cluster: int, size: int) -> bytes:
    return struct.pack("<11sBBBHHHHHHHI", short, kind, 0, 0, CLOCK, DATE, DATE, 0, CLOCK, DATE, cluster, size)


def long_name(name: str, short: bytes) -> bytes:
    total = 0
    for byte in short:
        total = ((total >> 1) | (total & 1) << 7) + byte & 0xFF
    units = name.encode("utf-16-le") + b"\0\0"
    pieces = [units[at : at + 26].ljust(26, b"\xff") for at in range(0, len(units), 26)]
    rows = b""
    for number, piece in reversed(list(enumerate(pieces, 1))):
        order = number | (0x40 if number == len(pieces) else 0)
        rows += struct.pack("<B10sBBB12sH4s", order, piece[:10], 15, 0, total, piece[10:22], 0, piece[22:])
    return rows


def fat16() -> bytearray:
    """Make a FAT16 volume: one sector per cluster, two tables, 512 root entries."""
    sectors, per_table, roots = 8192, 32, 512
    image = bytearray(sectors * SECTOR)
    struct.pack_into(
        "<3s8sHBHBHHBHHHII", image, 0, b"\xeb\x3c\x90", b"MSDOS5.0", SECTOR, 1, 1, 2, roots, sectors, 0xF8,
        per_table, 63, 255, 0, 0,
    )  # fmt: skip
    struct.pack_into("<BBBI11s8s", image, 36, 0x80, 0, 0x29, 7, b"CLE USB    ", b"FAT16   ")
    image[510:512] = b"\x55\xaa"
    chain = [0xFFF8, 0xFFFF, 0xFFFF, *range(4, 8), 0xFFFF]  # 2: the folder; 3 to 7: the file
    for table in range(2):
        struct.pack_into(f"<{len(chain)}H", image, (1 + table * per_table) * SECTOR, *chain)
    root, data = (1 + 2 * per_table) * SECTOR, (1 + 2 * per_table + roots * 32 // SECTOR) * SECTOR
    short = b"PATIEN~1TXT"
    rows = fat_entry(b"CLE USB    ", 8, 0, 0) + fat_entry(b"DOSSIER    ", 0x10, 2, 0)
    rows += fat_entry(b"\xe5FFACE  TXT", 0x20, 3, 5)  # deleted
    image[root : root + len(rows)] = rows
    inside = fat_entry(b".          ", 0x10, 2, 0) + fat_entry(b"..         ", 0x10, 0, 0)
    inside += long_name("Patient né en été.txt", short) + fat_entry(short, 0x20, 3, len(CONTENT))
    image[data : data + len(inside)] = inside
    image[data + SECTOR : data + SECTOR + len(CONTENT)] = CONTENT
    return image


def exfat(name: str = "Patient né en été.txt") -> bytearray:
    """Make an exFAT volume (Microsoft, exFAT specification): one sector per cluster, one file in the root."""
    sectors, table, heap = 4096, 128, 256
    image = bytearray(sectors * SECTOR)
    clusters = sectors - heap
    struct.pack_into(
        "<3s8s53xQQIIIIIIHHBBBBB", image, 0, b"\xeb\x76\x90", b"EXFAT   ", 0, sectors, table, 64, heap,
        clusters, 6, 7, 0x0100, 0, 9, 0, 1, 0x80, 50,
    )  # fmt: skip
    image[510:512] = b"\x55\xaa"
    last = 0xFFFFFFFF
    chain = [
        0xFFFFFFF8,
        last,
        3,
        last,
        last,
        last,
        last,
        *range(8, 12),
        last,
    ]  # 2-3 bitmap, 6 root, 7-11 file
    struct.pack_into(f"<{len(chain)}I", image, table * SECTOR, *chain)

    def place(cluster: int, content: bytes) -> None:
        at = (heap + cluster - 2) * SECTOR
        image[at : at + len(content)] = content

    size = -(-clusters // 8)
    place(2, b"\xff\x03")
    place(4, struct.pack("<4H", 0, 1, 2, 3))
    units = name.encode("utf-16-le")
    names = [units[at : at + 30].ljust(30, b"\0") for at in range(0, len(units), 30)]
    stamp = DATE << 16 | CLOCK
    rows = struct.pack("<BB22s8x", 0x83, 3, "CLÉ".encode("utf-16-le"))
    rows += struct.pack("<BB18xIQ", 0x81, 0, 2, size) + struct.pack("<BBHI12xIQ", 0x82, 0, 0, 0, 4, 8)
    first = struct.pack(
        "<BBHHHIIIBBBBB7x", 0x85, 1 + len(names), 0, 0x20, 0, stamp, stamp, stamp, 0, 0, 0, 0, 0
    )
    second = struct.pack("<BBBBHHQIIQ", 0xC0, 1, 0, len(name), 0, 0, len(CONTENT), 0, 7, len(CONTENT))
    group = first + second + b"".join(b"\xc1\0" + piece for piece in names)
    total = 0
    for at, byte in enumerate(group):
        if at not in {2, 3}:
            total = ((total << 15 | total >> 1) + byte) & 0xFFFF
    place(6, rows + group[:2] + struct.pack("<H", total) + group[4:])
    place(7, CONTENT)
    return image


def ext2(*, big: int = 3000) -> bytearray:
    """Make an ext2 volume of 1,024 byte blocks: a/b/1.txt, a/b/2.txt and gros.bin, one group.

    Blocks: 1 superblock, 2 group, 3 and 4 bitmaps, 5 to 8 inodes, 9 root, 10 a, 11 b, 12… contents.
    """
    block, blocks, inodes = 1024, 256, 32
    image = bytearray(blocks * block)
    held = -(-big // block)
    fields = (
        inodes,
        blocks,
        0,
        100,
        10,
        1,
        0,
        0,
        8192,
        8192,
        inodes,
        0,
        0,
        0,
        0xFFFF,
        0xEF53,
        1,
        1,
        0,
        0,
        0,
        0,
        1,
    )
    struct.pack_into("<13I6H4I", image, block, *fields)
    struct.pack_into("<HHIHH3I", image, block + 80, 0, 0, 11, 128, 0, 0, 2, 0)  # names tell their kind
    struct.pack_into("<IIIHHH", image, 2 * block, 3, 4, 5, 100, 10, 3)
    image[3 * block : 4 * block] = b"\xff" * block
    image[4 * block : 5 * block] = b"\xff\xff" + bytes(block - 2)

    def inode(number: int, mode: int, size: int, *where: int) -> None:
        at = 5 * block + (number - 1) * 128
        struct.pack_into(
            "<HHIIIIIHHI", image, at, mode, 0, size, *[WHEN_NS // 10**9] * 3, 0, 0, 1, len(where) * 2
        )
        struct.pack_into(f"<{len(where)}I", image, at + 40, *where)

    def folder(place: int, *names: tuple[int, int, bytes]) -> None:
        at = place * block
        for number, (child, kind, name) in enumerate(names, 1):
            length = 8 + -(-len(name) // 4) * 4
            if number == len(names):
                length = (place + 1) * block - at
            struct.pack_into(f"<IHBB{len(name)}s", image, at, child, length, len(name), kind, name)
            at += length

    inode(2, 0o40755, block, 9)
    inode(11, 0o40755, block, 10)
    inode(12, 0o40755, block, 11)
    inode(13, 0o100644, 4, 12)
    inode(14, 0o100644, 4, 13)
    inode(15, 0o100644, big, *range(14, 14 + held))
    folder(9, (2, 2, b"."), (2, 2, b".."), (11, 2, b"a"), (15, 1, b"gros.bin"))
    folder(10, (11, 2, b"."), (2, 2, b".."), (12, 2, b"b"))
    folder(11, (12, 2, b"."), (11, 2, b".."), (13, 1, b"1.txt"), (14, 1, b"2.txt"))
    image[12 * block : 12 * block + 4], image[13 * block : 13 * block + 4] = b"un..", b"deux"
    image[14 * block : 14 * block + big] = b"g" * big
    return image


EXT_FILES = {
    "a/b/1.txt": sha256(b"un..").hexdigest(),
    "a/b/2.txt": sha256(b"deux").hexdigest(),
    "gros.bin": sha256(b"g" * 3000).hexdigest(),
}
