"""Event logs and hives as the examination sees them; their readers have targets of their own."""

import struct
import zlib

from evaluation.targets.judged import judged, prose

NAME = "System.evtx"


def log() -> bytes:
    records = prose(30_000)
    head = b"ElfChnk\0" + bytes(40) + struct.pack("<II", 512 + len(records), zlib.crc32(records)) + bytes(68)
    rest = bytes(384)
    chunk = head + struct.pack("<I", zlib.crc32(head[:120] + rest)) + rest + records
    start = b"ElfFile\0" + bytes(112)
    start = (start + bytes(4) + struct.pack("<I", zlib.crc32(start))).ljust(4096, b"\0")
    return start + 2 * chunk.ljust(65536, b"\0")


def hive() -> bytes:
    bins = b""
    for number in range(4):
        cells = 3 * (struct.pack("<i", -1024) + prose(1020)) + struct.pack("<i", 992) + bytes(988)
        bins += b"hbin" + struct.pack("<II", number * 4096, 4096) + bytes(20) + cells
    head = (b"regf" + struct.pack("<IIQIIIIII", 1, 1, 0, 1, 5, 0, 1, 32, len(bins))).ljust(508, b"\0")
    total = 0
    for (word,) in struct.iter_unpack("<I", head):
        total ^= word
    return (head + struct.pack("<I", total)).ljust(4096, b"\0") + bins


def seeds() -> list[bytes]:
    return [log(), hive()]


def read(data: bytes) -> str:
    return judged("ruche.hve" if data[:1] == b"r" else NAME, data)
