"""What a Windows shortcut runs: its target and its arguments, as they are written in it.

Format: Microsoft, [MS-SHLLINK]: header 2.1, IDList 2.2, LinkInfo 2.3, StringData 2.4, ExtraData 2.5.
"""

import re
import struct
from dataclasses import dataclass

_HEADER = 76
_HAS_IDS, _HAS_INFO, _UNICODE = 1, 2, 0x80
_STRINGS = ((4, "label"), (8, "relative"), (16, "folder"), (32, "arguments"), (64, "icon"))
_ENVIRONMENT = 0xA0000001
_WIDE = re.compile(rb"(?:[\x20-\x7e]\0){4,260}")
_NARROW = re.compile(rb"[\x20-\x7e]{4,260}")


@dataclass(frozen=True, slots=True)
class Shortcut:
    """What a shortcut says; the targets are every place it names one."""

    targets: tuple[str, ...]
    arguments: str


def shortcut(data: bytes) -> Shortcut | None:
    """Return what a shortcut runs; None when its parts do not follow one another as the format says."""
    try:
        return _read(data)
    except (struct.error, IndexError):
        return None


def _read(data: bytes) -> Shortcut | None:
    if len(data) < _HEADER or data[:4] != b"\x4c\0\0\0":
        return None
    (flags,) = struct.unpack_from("<I", data, 20)
    at, targets = _HEADER, list[str]()
    if flags & _HAS_IDS:
        (length,) = struct.unpack_from("<H", data, at)
        targets += _texts(_part(data, at + 2, length))
        at += 2 + length
    if flags & _HAS_INFO:
        (length,) = struct.unpack_from("<I", data, at)
        targets += _texts(_part(data, at, length))
        at += max(4, length)
    found = dict[str, str]()
    for bit, name in _STRINGS:
        if flags & bit:
            (count,) = struct.unpack_from("<H", data, at)
            length = count * (2 if flags & _UNICODE else 1)
            raw = _part(data, at + 2, length)
            found[name] = raw.decode("utf-16-le" if flags & _UNICODE else "cp1252", "replace")
            at += 2 + length
    targets += [found["relative"]] if "relative" in found else []
    return Shortcut((*targets, *_environment(data, at)), found.get("arguments", "").strip("\0 \t"))


def _part(data: bytes, at: int, length: int) -> bytes:
    if at + length > len(data):
        raise IndexError
    return data[at : at + length]


def _environment(data: bytes, at: int) -> list[str]:
    """Return the target written with %variables%, which Windows prefers to the others."""
    found = list[str]()
    while at + 4 <= len(data):
        (size,) = struct.unpack_from("<I", data, at)
        if size < 4:
            break
        (mark,) = struct.unpack_from("<I", data, at + 4)
        if mark >> 16 != 0xA000 or size < 8:
            raise IndexError
        if mark == _ENVIRONMENT:
            found += _texts(data[at + 8 : at + size])
        at += size
    return found


def _texts(raw: bytes) -> list[str]:
    """Return the runs of plain text in a part: names of programs are plain."""
    wide = [run.decode("utf-16-le") for pad in (0, 1) for run in _WIDE.findall(raw[pad:])]
    return wide + [run.decode("ascii") for run in _NARROW.findall(raw)]
