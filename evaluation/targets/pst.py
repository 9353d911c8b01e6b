"""Outlook's files: header, tree of blocks, blocks against their CRC."""

import struct

from evaluation.targets.judged import WORDS, judged
from toolkit.scan.damage.pst import crc

_TREE, _FIRST = 0x4600, 0x8000


def seeds() -> list[bytes]:
    """Return a file of twelve blocks, and one of the older kind."""
    return [mailbox(), mailbox(14)]


def mailbox(version: int = 23, count: int = 12) -> bytes:
    """Return what is checked of a mailbox: nothing of the tree of nodes is there."""
    blocks, entries, at = b"", b"", _FIRST
    for number in range(count):
        body = WORDS[number * 50 :][:3000]
        trailer = struct.pack("<HHIQ", len(body), 0, crc(body), number * 4 + 4)
        length = (len(body) + 16 + 63) // 64 * 64
        blocks += body.ljust(length - 16, b"\0") + trailer
        entries += struct.pack("<QQHHI", number * 4 + 4, at, len(body), 2, 0)
        at += length
    page = entries.ljust(488, b"\0") + bytes([count, 20, 24, 0]) + bytes(4)
    page += struct.pack("<BBHIQ", 0x80, 0x80, 0, crc(page), 8)
    head = bytearray(0x4600)
    struct.pack_into("<2sH", head, 8, b"SM", version)
    struct.pack_into("<Q", head, 0xB8, at)
    struct.pack_into("<Q", head, 0xF0, _TREE)
    struct.pack_into("<4sI", head, 0, b"!BDN", crc(bytes(head[8:479])))
    return (bytes(head) + page).ljust(_FIRST, b"\0") + blocks


def read(data: bytes) -> str:
    return judged("courrier.pst", data)
