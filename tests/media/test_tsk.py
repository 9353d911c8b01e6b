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
