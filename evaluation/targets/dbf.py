"""dBase tables: header, fields, the mark of each record."""

import struct

from evaluation.targets.judged import judged


def seeds() -> list[bytes]:
    """Return a dBase III table and a FoxPro one."""
    return [table(3), table(0x30)]


def table(version: int, count: int = 300) -> bytes:
    """Return a table of two fields; FoxPro keeps 263 bytes behind the fields."""
    fields = b"".join(
        name.ljust(11, b"\0") + kind + bytes(4) + bytes([length, 0]) + bytes(14)
        for name, kind, length in ((b"NOM", b"C", 20), (b"SOINS", b"N", 8))
    )
    behind = b"\r" + bytes(263 if version == 0x30 else 0)
    head = struct.pack("<BBBBIHH20x", version, 126, 3, 2, count, 32 + len(fields) + len(behind), 29)
    rows = b"".join(b" " + (b"PATIENT %05d" % n).ljust(20) + b"%8d" % (n * 3) for n in range(count))
    return head + fields + behind + rows + b"\x1a"


def read(data: bytes) -> str:
    return judged("patients.dbf", data)
