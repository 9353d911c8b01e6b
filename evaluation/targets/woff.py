"""Web fonts of both versions."""

import struct
import zlib

import brotli

from evaluation.targets.font import tables
from evaluation.targets.judged import judged

NAME = "police.woff"


def first() -> bytes:
    found = tables()
    rows, body, at = b"", b"", 44 + 20 * len(found)
    for tag, table in found.items():
        packed = zlib.compress(table)
        rows += tag + struct.pack(">IIII", at + len(body), len(packed), len(table), 0)
        body += packed + bytes(-len(packed) % 4)
    head = b"wOFF\0\1\0\0" + struct.pack(">IHHI", at + len(body), len(found), 0, 20_000)
    return head.ljust(44, b"\0") + rows + body


def second() -> bytes:
    table = tables()[b"glyf"]
    packed = brotli.compress(table)
    length = bytes([0x80 | len(table) >> 7, len(table) & 0x7F])
    row = b"\x3fCUST" + length
    head = b"wOF2\0\1\0\0" + struct.pack(">IHHII", 48 + len(row) + len(packed), 1, 0, 12_000, len(packed))
    return head.ljust(48, b"\0") + row + packed


def seeds() -> list[bytes]:
    return [first(), second()]


def read(data: bytes) -> str:
    return judged(NAME + "2" if data[:4] == b"wOF2" else NAME, data)
