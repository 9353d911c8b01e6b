"""Bombs, loops and lies: every validator stops, whatever a file claims."""

import bz2
import gzip
import io
import lzma
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable

import pytest

from toolkit.records import DamageVerdict
from toolkit.scan.content import Content
from toolkit.scan.damage import examine

ROOM = 200 * 1024 * 1024  # bytes of memory no file may make us take


def verdict(name: str, data: bytes) -> DamageVerdict:
    tracemalloc.start()
    try:
        called = examine(name, Content.of(data))
        assert tracemalloc.get_traced_memory()[1] < ROOM
    finally:
        tracemalloc.stop()
    return called.verdict


@pytest.fixture(scope="module")
def zeros() -> bytes:
    return bytes(300 * 1024 * 1024)


def test_bombs_are_left_before_they_burst(zeros: bytes) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("bombe.txt", zeros)
    bombs = {
        "a.zip": packed.getvalue(),
        "a.gz": gzip.compress(zeros, 1),
        "a.bz2": bz2.compress(zeros[: 200 << 20], 1),
        "a.xz": lzma.compress(zeros[: 200 << 20], preset=0),
        "a.pdf": b"%PDF-1.4\n1 0 obj\n<</Filter/FlateDecode>>\nstream\n"
        + zlib.compress(zeros, 1)
        + b"\nendstream\n%%EOF",
    }
    for name, data in bombs.items():
        assert verdict(name, data) != DamageVerdict.ENCRYPTED, name


def test_an_archive_of_entries_that_overlap_is_read_within_the_limit() -> None:
    kernel = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = kernel.compress(bytes(8 << 20)) + kernel.flush()
    local = b"PK\3\4" + struct.pack(
        "<HHHHHIIIHH", 20, 0, 8, 0, 0, zlib.crc32(bytes(8 << 20)), len(body), 8 << 20, 1, 0
    )
    central = b"PK\1\2" + struct.pack(
        "<HHHHHHIIIHHHHHII", 20, 20, 0, 8, 0, 0, zlib.crc32(bytes(8 << 20)), len(body), 8 << 20, 1, *[0] * 6
    )
    directory = (central + b"a") * 15_000
    start = len(local) + 1 + len(body)
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 15_000, 15_000, len(directory), start, 0)
    assert verdict("a.zip", local + b"a" + body + directory + end) != DamageVerdict.ENCRYPTED


def test_chains_that_loop_end() -> None:
    fat = struct.pack("<128I", 0xFFFFFFFD, 1, *[2] * 126)
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
    )
    head += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 3, 50_000, 0) + b"\xff" * 436
    difat = struct.pack("<127I", *[0] * 127) + struct.pack("<I", 3)
    assert verdict("boucle.doc", head + fat + bytes(1024) + difat) != DamageVerdict.INTACT
    tiff = b"II*\0" + struct.pack("<IHHHII", 8, 1, 256, 3, 1, 1) + struct.pack("<I", 8)
    assert verdict("boucle.tif", tiff + bytes(4096)) != DamageVerdict.ENCRYPTED
    nested = b"\xfe\xff\x00\xe0\xff\xff\xff\xff" + struct.pack("<HH2sHI", 8, 0x1140, b"SQ", 0, 0xFFFFFFFF)
    sequence = struct.pack("<HH2sHI", 8, 0x1140, b"SQ", 0, 0xFFFFFFFF) + nested * 20_000
    assert verdict("boucle.dcm", bytes(128) + b"DICM" + sequence) != DamageVerdict.INTACT


def test_a_database_freelist_that_loops_ends(samples: dict[str, bytes]) -> None:
    data = bytearray(samples["cabinet.sqlite"])
    data[32:40] = struct.pack(">II", 3, 0xFFFFFFFF)
    size = struct.unpack_from(">H", data, 16)[0]
    data[2 * size : 2 * size + 8] = struct.pack(">II", 3, 0xFFFFFFFF)
    assert verdict("cabinet.sqlite", bytes(data)) in DamageVerdict


def test_noise_inside_a_valid_wrapper_is_not_an_attack(
    made: dict[str, Callable[..., bytes]], cipher: Callable[..., bytes]
) -> None:
    noise = cipher(300_000)
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        archive.writestr("bruit.bin", noise)
    form = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8)
    wav = (
        b"RIFF"
        + struct.pack("<I", 36 + len(noise))
        + b"WAVE"
        + form
        + b"data"
        + struct.pack("<I", len(noise))
        + noise
    )
    header = struct.pack("<IiiHHIIiiII", 40, 316, 316, 1, 24, 0, 0, 0, 0, 0, 0)
    bmp = b"BM" + struct.pack("<III", 54 + len(noise), 0, 54) + header + noise
    assert verdict("bruit.zip", stored.getvalue()) == DamageVerdict.INTACT
    assert verdict("bruit.wav", wav) == DamageVerdict.UNKNOWN
    assert verdict("bruit.bmp", bmp) == DamageVerdict.UNKNOWN
