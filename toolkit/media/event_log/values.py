"""The typed values of an event, as the text Windows shows for them.

Source of the types: "Windows XML Event Log (EVTX) format", J. Metz (libevtx documentation), "Value types".
"""

import struct
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from toolkit.media.registry.values import utf16

NULL, TEXT, FRAGMENT, ARRAY = 0x00, 0x01, 0x21, 0x80
BETWEEN = "\0"  # the one character that no text of an array holds
_1601 = datetime(1601, 1, 1, tzinfo=UTC)
_NUMBERS: Mapping[int, str] = {
    0x03: "<b", 0x04: "<B", 0x05: "<h", 0x06: "<H", 0x07: "<i", 0x08: "<I", 0x09: "<q", 0x0A: "<Q",
}  # fmt: skip
_FLOATS: Mapping[int, str] = {0x0B: "<f", 0x0C: "<d"}
# Bytes of one value inside an array; texts end at their zero instead.
_SIZES: Mapping[int, int] = {
    0x03: 1, 0x04: 1, 0x05: 2, 0x06: 2, 0x07: 4, 0x08: 4, 0x09: 8, 0x0A: 8, 0x0B: 4, 0x0C: 8, 0x0D: 4,
    0x0F: 16, 0x11: 8, 0x12: 16, 0x14: 4, 0x15: 8,
}  # fmt: skip


def text(kind: int, data: bytes) -> str:
    """Return one value as text, those of an array parted by BETWEEN; "" for what is cut short."""
    if kind & ARRAY:
        return BETWEEN.join(_array(kind & ~ARRAY, data))
    if kind in _NUMBERS:
        size = _SIZES[kind]
        return str(struct.unpack(_NUMBERS[kind], data)[0]) if len(data) == size else ""
    read = _READERS.get(kind)
    try:
        return read(data) if read else ""
    except (struct.error, ValueError, OverflowError):
        return ""


def _array(kind: int, data: bytes) -> list[str]:
    if kind == TEXT:
        return utf16(data).removesuffix("\0").split("\0")
    if kind == 0x02:
        return _ansi(data).removesuffix("\0").split("\0")
    size = _SIZES.get(kind)
    return [text(kind, data[at : at + size]) for at in range(0, len(data), size)] if size else []


def _ansi(data: bytes) -> str:
    return data.rstrip(b"\0").decode("cp1252", "replace")


def _float(form: str) -> Callable[[bytes], str]:
    return lambda data: repr(struct.unpack(form, data)[0])


def _sized(data: bytes) -> str:
    return f"0x{int.from_bytes(data, 'little'):x}" if len(data) in {4, 8} else ""


def _time(data: bytes) -> str:
    when = _1601 + timedelta(microseconds=struct.unpack("<Q", data)[0] // 10)
    return when.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _system_time(data: bytes) -> str:
    year, month, _, day, hour, minute, second, thousandth = struct.unpack("<8H", data)
    when = datetime(year, month, day, hour, minute, second, thousandth * 1000, tzinfo=UTC)
    return when.isoformat(timespec="microseconds").replace("+00:00", "Z")


def sid(data: bytes) -> str:
    """Return a security identifier such as "S-1-5-18"; raises struct.error when it is cut short."""
    revision, count = struct.unpack_from("<BB", data)
    parts = struct.unpack_from(f"<{count}I", data, 8)
    return "-".join(map(str, ("S", revision, int.from_bytes(data[2:8], "big"), *parts)))


_READERS: Mapping[int, Callable[[bytes], str]] = {
    TEXT: lambda data: utf16(data).rstrip("\0"),
    0x02: _ansi,
    0x0B: _float(_FLOATS[0x0B]),
    0x0C: _float(_FLOATS[0x0C]),
    0x0D: lambda data: "true" if any(data) else "false",
    0x0E: lambda data: data.hex().upper(),
    0x0F: lambda data: f"{{{uuid.UUID(bytes_le=data)}}}".upper(),
    0x10: _sized,
    0x11: _time,
    0x12: _system_time,
    0x13: sid,
    0x14: _sized,
    0x15: _sized,
}
