"""The value that holds the ShimCache, in each layout."""

import struct
from collections.abc import Callable

from demo.builder.hive import filetime
from evaluation.targets.hive import WHEN
from toolkit.errors import Unreadable
from toolkit.triage.shimcache import entries

_TEXT = r"\??\C:\Users\Public\svc_maj.exe".encode("utf-16-le")
_DATE = filetime(WHEN)


def seven(count: int, *, wide: bool) -> bytes:
    """Return the layout of Windows 7, 64 bits when `wide`."""
    layout = "<HHxxxxQQII16x" if wide else "<HHIQIIxxxxxxxx"
    at = 0x80 + count * struct.calcsize(layout)
    row = struct.pack(layout, len(_TEXT), len(_TEXT) + 2, at, _DATE, 2, 0)
    return struct.pack("<II", 0xBADC0FEE, count).ljust(0x80, b"\0") + row * count + _TEXT


def later(count: int, mark: bytes, head: int, body: Callable[[], bytes]) -> bytes:
    """Return the layout of Windows 8 and later: marked entries behind a head."""
    entry = mark + bytes(4) + struct.pack("<I", len(body())) + body()
    return struct.pack("<I", head).ljust(head, b"\0") + entry * count


def eight() -> bytes:
    return struct.pack("<H", len(_TEXT)) + _TEXT + struct.pack("<IIQI", 2, 0, _DATE, 0)


def eight_one() -> bytes:
    return struct.pack("<H", len(_TEXT)) + _TEXT + bytes(2) + struct.pack("<IIQI", 0, 0, _DATE, 0)


def ten() -> bytes:
    return struct.pack("<H", len(_TEXT)) + _TEXT + struct.pack("<QI", _DATE, 0)


def seeds() -> list[bytes]:
    return [
        seven(5, wide=True), seven(5, wide=False), later(5, b"00ts", 0x80, eight),
        later(5, b"10ts", 0x80, eight_one), later(5, b"10ts", 0x30, ten), later(5, b"10ts", 0x34, ten),
    ]  # fmt: skip


def read(data: bytes) -> str:
    try:
        list(entries(data))
    except Unreadable as error:
        return error.why
    return "ok"
