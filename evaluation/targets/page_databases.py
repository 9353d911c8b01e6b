"""Databases of typed pages: Firebird and Access."""

import struct

from evaluation.targets.judged import WORDS, judged


def seeds() -> list[bytes]:
    """Return a Firebird database of old and of new kind, and Access ones of both page sizes."""
    return [
        _firebird(0x800B),
        _firebird(0x800C),
        _access(b"Standard Jet DB\0", 1, 4096),
        _access(b"Standard Jet DB\0", 0, 2048),
    ]


def _firebird(kind: int) -> bytes:
    head = (b"\1\0\x39\x30" + bytes(12) + struct.pack("<HH", 4096, kind)).ljust(4096, b"\0")
    return head + b"".join(
        (bytes([n]) + b"\0\x39\x30" + bytes(12) + WORDS)[:4096] for n in (2, 3, 4, 5, 5, 6, 7)
    )


def _access(name: bytes, version: int, size: int) -> bytes:
    head = (b"\0\1\0\0" + name + bytes([version])).ljust(size, b"\0")
    return head + b"".join((bytes([kind, 1]) + WORDS)[:size] for kind in (1, 1, 2, 3, 4, 1))


def read(data: bytes) -> str:
    return judged("base.fdb" if data[:1] == b"\1" else "base.mdb", data)
