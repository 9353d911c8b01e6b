"""OLE2: header, FAT, directory, and the streams of Word, Excel and Outlook."""

import struct

from evaluation.targets.judged import WORDS, judged

_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def seeds() -> list[bytes]:
    """Return a document, a workbook of records, a message, and a package with a password."""
    records = struct.pack("<HHHHHH", 0x809, 8, 0x600, 5, 0, 0) * 1
    records += struct.pack("<HH", 0x3C, 2000) + WORDS[:2000]
    book = records * 3 + struct.pack("<HH", 0x0A, 0)
    return [
        _container("WordDocument", WORDS),
        _container("Workbook", book),
        _container("__substg1.0_1000001F", WORDS),
        _container("EncryptedPackage", WORDS, "EncryptionInfo"),
    ]


def _container(name: str, body: bytes, *others: str) -> bytes:
    body += bytes(-len(body) % 512)
    count = min(len(body) // 512, 120)
    body = body[: count * 512]
    fat = [_FAT, _END, *range(3, count + 2), _END]
    fat += [_FREE] * (128 - len(fat))
    entries = [
        _entry("Root Entry", 5, _END, 0),
        _entry(name, 2, 2, len(body)),
        *(_entry(o, 2, 2, 0) for o in others),
    ]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0, 0)
    head += b"\xff" * (512 - len(head))
    return head + struct.pack("<128I", *fat) + b"".join(entries).ljust(512, b"\0") + body


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw) + 2, kind, 1) + b"\xff" * 12 + bytes(36)
    return head + struct.pack("<IQ", start, size)


def read(data: bytes) -> str:
    return judged("ancien.doc", data)
