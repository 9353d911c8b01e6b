"""The change journal of an NTFS volume: every change with its path."""

import struct

from evaluation.targets.mft import Copy, taken
from toolkit.errors import Unreadable
from toolkit.media.usn.paths import placed
from toolkit.records import Unread

_WHEN = 134_000_000_000_000_000  # a FILETIME of 2025
_ROOT = 5 | 5 << 48


def version_3(usn: int, name: str, reasons: int) -> bytes:
    """Return a record with references of 128 bits, as ReFS and newer settings of NTFS write them."""
    text = name.encode("utf-16-le", "surrogatepass")
    length = -(-(76 + len(text)) // 8) * 8
    head = struct.pack("<IHHQQQQqQ", length, 3, 0, 40 | 1 << 48, 0, _ROOT, 0, usn, _WHEN)
    body = head + struct.pack("<IIIIHH", reasons, 0, 0, 32, len(text), 76) + text
    return body + bytes(length - len(body))


def version_4(usn: int) -> bytes:
    """Return a record that tells which bytes changed, for one extent."""
    head = struct.pack("<IHHQQQQqIIIHH", 80, 4, 0, 40 | 1 << 48, 0, _ROOT, 0, usn, 1, 0, 0, 1, 16)
    return head + struct.pack("<QQ", 0, 4096)


def seeds() -> list[bytes]:
    names = ["rapport.docx", "é" * 100, "demi \udc41", "x"]
    newer = b"".join(
        version_3(n * 400, name, 0x80000100) + version_4(n * 400 + 300) for n, name in enumerate(names)
    )
    return [taken("$Extend/$UsnJrnl:$J").lstrip(b"\0"), newer + bytes(4096 - len(newer)) + newer]


def read(data: bytes) -> str:
    """Read the whole journal; return "ok" or the first failure."""
    try:
        failures = [found.why for found in placed(Copy({"$Extend/$J": data})) if isinstance(found, Unread)]
    except Unreadable as error:
        return error.why
    return failures[0] if failures else "ok"
