"""FAT and exFAT volumes made here byte by byte, read through the public door."""

import os
import struct
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from toolkit.errors import Unreadable
from toolkit.records import Entry, EntryKind, Unread

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


def test_ext_files_are_read(opened: Callable, read_all: Callable) -> None:
    source = opened(bytes(ext2()))
    assert [v.filesystem for v in source.volumes()] == ["ext2"]
    assert read_all(source) == (EXT_FILES, {})


@pytest.mark.parametrize(
    ("inodes", "reasons"),
    [
        ([12], {"a/b": "damaged_directory"}),
        ([2], {"": "damaged_directory"}),
        ([11, 12], {"a": "damaged_directory", "a/b": "damaged_directory"}),
        ([13], {}),  # the file is read all the same
    ],
)
def test_one_cleared_bit_hides_nothing_in_silence(
    inodes: list[int], reasons: dict[str, str], opened: Callable, read_all: Callable
) -> None:
    image = ext2()
    for number in inodes:
        image[4 * 1024 + (number - 1) // 8] &= ~(1 << (number - 1) % 8)
    assert read_all(opened(bytes(image))) == (EXT_FILES, reasons)


def test_a_name_in_the_index_of_a_large_folder_is_none(opened: Callable, read_all: Callable) -> None:
    image = ext2()
    at = 11 * 1024
    # The first block of an indexed folder: ".." reaches to its end, and hides what is no name.
    struct.pack_into("<H", image, at + 12 + 4, 1012)
    struct.pack_into("<IHBB8s", image, at + 24, 13, 1000, 1, 1, b"x")
    hashes, reasons = read_all(opened(bytes(image)))
    assert (hashes.keys(), reasons) == ({"gros.bin"}, {})


@pytest.mark.parametrize("mode", [0, 0o70644, 0o20644, 0o120777, 0o40755])
def test_an_inode_of_another_kind_than_its_name_is_damaged(
    mode: int, opened: Callable, read_all: Callable
) -> None:
    image = ext2()
    struct.pack_into("<H", image, 5 * 1024 + 14 * 128, mode)
    hashes, reasons = read_all(opened(bytes(image)))
    assert (hashes.keys(), reasons) == ({"a/b/1.txt", "a/b/2.txt"}, {"gros.bin": "damaged"})


@pytest.mark.parametrize("content", [bytes(1024), bytes(range(1, 256)) * 5])
def test_an_overwritten_ext_folder_is_said(content: bytes, opened: Callable, read_all: Callable) -> None:
    image = ext2()
    image[11 * 1024 : 12 * 1024] = content[:1024]
    hashes, reasons = read_all(opened(bytes(image)))
    assert (hashes.keys(), reasons) == ({"gros.bin"}, {"a/b": "damaged_directory"})


@pytest.mark.parametrize("content", [bytes(512), bytes(range(1, 256)) * 3])
def test_an_overwritten_fat_folder_is_said(content: bytes, opened: Callable, read_all: Callable) -> None:
    image = fat16()
    at = image.index(b".          ")
    image[at : at + 512] = content[:512]
    _, reasons = read_all(opened(bytes(image)))
    assert reasons["DOSSIER"] == "damaged_directory"


def test_a_fat_name_the_sleuth_kit_does_not_believe_is_said(opened: Callable, read_all: Callable) -> None:
    image = fat16()
    at = image.index(b"PATIEN~1TXT") + 28
    struct.pack_into("<I", image, at, 0x7FFFFFFF)  # bytes
    hashes, reasons = read_all(opened(bytes(image)))
    assert hashes == {}
    assert reasons


def test_exfat_entries_of_no_known_kind_are_said(opened: Callable, read_all: Callable) -> None:
    image = exfat()
    at = 261 * SECTOR - SECTOR  # cluster 6, the root
    assert image[at] == 0x83
    image[at + 96] = 0xF7
    _, reasons = read_all(opened(bytes(image)))
    assert reasons[""] == "damaged_directory"


@pytest.mark.parametrize("image", [fat16(), ext2(big=12_000)], ids=["fat16", "ext2"])
def test_a_cut_is_a_failure_however_it_is_reported(
    image: bytearray, opened: Callable, read_all: Callable
) -> None:
    whole = read_all(opened(bytes(image)))[0]
    start = image.index(CONTENT) if CONTENT in image else 14 * 1024
    for kept in range(start + 100, start + 2600, 300):
        hashes, reasons = read_all(opened(bytes(image[:kept])))
        assert set(hashes.items()) <= set(whole.items())
        assert len(hashes) + len(reasons) >= len(whole)
        assert "io_error" in reasons.values()


@pytest.mark.parametrize(
    ("image", "kind", "path"),
    [
        (fat16(), "fat16", "DOSSIER/Patient né en été.txt"),
        (exfat(), "exfat", "Patient né en été.txt"),
    ],
    ids=["fat16", "exfat"],
)
def test_the_files_are_read(
    image: bytearray, kind: str, path: str, opened: Callable, read_all: Callable
) -> None:
    source = opened(bytes(image))
    assert [(v.filesystem, v.read) for v in source.volumes()] == [(kind, True)]
    hashes, reasons = read_all(source)
    assert (hashes, reasons) == ({path: sha256(CONTENT).hexdigest()}, {})
    found = source.find(path.upper())
    assert (found.kind, found.size, found.name_times) == (EntryKind.FILE, len(CONTENT), None)
    assert found.times.modified == WHEN_NS
    assert source.warnings == ("local_times",)
    assert source.find("absent") is None
    stream = source.open(found)
    stream.seek(1000)
    assert stream.read(2000) == CONTENT[1000:]


def test_a_label_is_told(opened: Callable) -> None:
    assert opened(bytes(fat16())).volumes()[0].label == "CLE USB"
    assert opened(bytes(exfat())).volumes()[0].label == "CLÉ"


def test_local_times_do_not_depend_on_the_machine_we_run_on(tmp_path: Path) -> None:
    place = tmp_path / "cle.img"
    place.write_bytes(fat16())
    program = (
        "import sys; from toolkit.media import open_source;"
        "print([e.times.modified for e in open_source(sys.argv[1]).walk()])"
    )
    for zone in ("UTC", "Europe/Paris", "America/Cayenne"):
        told = subprocess.run(
            [sys.executable, "-c", program, place], env={**os.environ, "TZ": zone}, capture_output=True,
            text=True, check=True, cwd=Path(__file__).parents[2],
        ).stdout  # fmt: skip
        assert told.strip() == str([WHEN_NS, WHEN_NS]), zone


def test_a_file_cut_off_is_unreadable_never_zeros(opened: Callable, read_all: Callable) -> None:
    image = fat16()
    source = opened(bytes(image[: image.index(CONTENT) + 1024]))
    assert "truncated" in source.warnings
    hashes, reasons = read_all(source)
    assert (hashes, reasons) == ({}, {"DOSSIER/Patient né en été.txt": "io_error"})


def test_a_folder_that_holds_itself_is_entered_once(opened: Callable) -> None:
    image = fat16()
    at = image.index(b"PATIEN~1TXT")
    image[at : at + 32] = fat_entry(b"BOUCLE     ", 0x10, 2, 0)
    found = list(opened(bytes(image)).walk())
    assert len(found) < 20
    assert [item for item in found if isinstance(item, Unread)] or len(found) < 5


def test_what_is_gone_is_a_fact(opened: Callable) -> None:
    source = opened(bytes(fat16()))
    with pytest.raises(Unreadable, match="damaged"):
        source.open(Entry("1", "x", EntryKind.FILE, ident="99999999"))
