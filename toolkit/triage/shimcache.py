"""Programs Windows checked for compatibility: seen on the disk, not all of them started."""

import re
import struct
from collections.abc import Iterator
from typing import Any

from toolkit.errors import Unreadable
from toolkit.media.registry.values import filetime, utf16
from toolkit.records import Unread
from toolkit.triage.machine import Machine
from toolkit.triage.program_traces import place_flags

WHERE = (r"Windows/System32/config/SYSTEM\Control\Session Manager\AppCompatCache",)

ENTRIES_LIMIT = 4096  # Windows keeps 1,024
_KEY, _VALUE = r"Control\Session Manager\AppCompatCache", "AppCompatCache"
_WINDOWS_7 = 0xBADC_0FEE
_ENTRIES_AT = 0x80  # where entries begin up to Windows 8.1
_EXECUTED = 0x2  # set by the part of Windows that starts processes, up to Windows 8.1
_PACKAGE = re.compile(r"\t+")

Seen = tuple[str, int | None, bool | None]  # path, date of the file, whether it was started


def collect(machine: Machine) -> Iterator[dict[str, Any]]:
    """Yield the programs, the last one checked first; `order` is their place in that list."""
    control = machine.control_set()
    key = control.key(_KEY) if control else None
    data = key.get(_VALUE) if key else None
    if not isinstance(data, bytes) or key is None:
        return
    letter = machine.letter()
    try:
        for order, (image, modified, executed) in enumerate(entries(data)):
            yield {
                "image": image,
                "modified_ns": modified,
                "order": order,
                "executed": executed,
                "flags": place_flags(image, letter),
            }
    except Unreadable as error:
        machine.unread.append(Unread(machine.volume, f"{key.hive.path}\\{key.path}", error.why, error.detail))


def entries(data: bytes) -> Iterator[Seen]:
    """Yield the entries of the cache in its order.

    Raises Unreadable `shimcache_version`, `shimcache_damaged` after what could be read, `registry_limit`.
    Layouts of Windows 7 (32 and 64 bits), 8, 8.1, 10 and 11: "Caching Out: The Value of Shimcache", Mandiant,
    and "Windows Application Compatibility Cache", J. Metz.
    """
    if len(data) < 0x34:
        if len(data) <= 16:
            return  # emptied by hand or on a fresh Windows
        raise Unreadable("shimcache_version")
    found = _found(data)
    if found is None:
        raise Unreadable("shimcache_version", data[:4].hex())
    for number, one in enumerate(found):
        if number >= ENTRIES_LIMIT:
            raise Unreadable("registry_limit")
        yield one


def _found(data: bytes) -> Iterator[Seen] | None:
    first = struct.unpack_from("<I", data)[0]
    if first == _WINDOWS_7:
        return _windows_7(data)
    if first in {0x30, 0x34} and data[first : first + 4] in {b"10ts", b""}:
        return _marked(data, first, _windows_10)
    mark = data[_ENTRIES_AT : _ENTRIES_AT + 4]
    if first == _ENTRIES_AT and mark in {b"00ts", b"10ts"}:
        return _marked(data, _ENTRIES_AT, _windows_8 if mark == b"00ts" else _windows_81)
    return None


def _windows_7(data: bytes) -> Iterator[Seen]:
    count = struct.unpack_from("<I", data, 4)[0]
    if not count:
        return
    # The field after the two lengths is empty in the 64-bit layout, the place of the text in the other.
    wide = struct.unpack_from("<I", data.ljust(_ENTRIES_AT + 8, b"\0"), _ENTRIES_AT + 4)[0] == 0
    layout = struct.Struct("<HH4xQQI20x" if wide else "<HHIQI12x")
    for number in range(count):
        at = _ENTRIES_AT + number * layout.size
        if at + layout.size > len(data):
            raise Unreadable("shimcache_damaged", f"offset {at}")
        length, _, place, modified, flags = layout.unpack_from(data, at)
        if place + length > len(data):
            raise Unreadable("shimcache_damaged", f"offset {at}")
        yield _path(data[place : place + length]), filetime(modified), bool(flags & _EXECUTED)


def _marked(data: bytes, at: int, body: Any) -> Iterator[Seen]:
    """Yield entries that each carry a mark and a size."""
    while at < len(data):
        if data[at : at + 4] not in {b"00ts", b"10ts"} or at + 12 > len(data):
            if any(data[at:]):
                raise Unreadable("shimcache_damaged", f"offset {at}")
            return
        size = struct.unpack_from("<I", data, at + 8)[0]
        part = data[at + 12 : at + 12 + size]
        if len(part) < size:
            raise Unreadable("shimcache_damaged", f"offset {at}")
        try:
            yield body(part)
        except struct.error as error:
            raise Unreadable("shimcache_damaged", f"offset {at}") from error
        at += 12 + size


def _text(part: bytes, at: int) -> tuple[str, int]:
    """Return a text that its length precedes, and where it ends."""
    length = struct.unpack_from("<H", part, at)[0]
    end = at + 2 + length
    if end > len(part):
        raise struct.error
    return _path(part[at + 2 : end]), end


def _windows_8(part: bytes) -> Seen:
    path, at = _text(part, 0)
    flags, _, modified = struct.unpack_from("<IIQ", part, at)
    return path, filetime(modified), bool(flags & _EXECUTED)


def _windows_81(part: bytes) -> Seen:
    path, at = _text(part, 0)
    package, at = _text(part, at)
    flags, _, modified = struct.unpack_from("<IIQ", part, at)
    return path or package, filetime(modified), bool(flags & _EXECUTED)


def _windows_10(part: bytes) -> Seen:
    path, at = _text(part, 0)
    # Windows 10 no longer says here whether the program was started.
    return path, filetime(struct.unpack_from("<Q", part, at)[0]), None


def _path(raw: bytes) -> str:
    return _PACKAGE.sub(" ", utf16(raw).rstrip("\0").removeprefix("\\??\\"))
