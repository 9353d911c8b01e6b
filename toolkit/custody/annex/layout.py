"""Whether a ZIP is laid out as an annex is: member behind member, then the directory, and not a byte more."""

import os
import struct
from collections.abc import Iterable
from typing import Any, BinaryIO

_LOCAL, _CENTRAL, _END = 30, 46, 22  # bytes of the fixed parts (APPNOTE 4.3.7, 4.3.12, 4.3.16)
_AES = 11  # bytes of the field that tells how a member is encrypted (WinZip AE-2)
_ENCRYPTED = 0x1


def exact(stream: BinaryIO, held: Iterable[Any]) -> bool:
    """Tell whether the members `held`, as the library reads the directory, take up the whole file."""
    end = stream.seek(0, os.SEEK_END) - _END
    tail = _read(stream, end, _END)
    if not tail.startswith(b"PK\5\6") or tail[-2:] != bytes(2):
        return False
    directory, start = struct.unpack("<II", tail[12:20])
    members = sorted(held, key=lambda about: int(about.header_offset))
    place = size = 0
    for about in members:
        field = _AES if about.flag_bits & _ENCRYPTED else 0
        head = _read(stream, place, _LOCAL)
        if about.header_offset != place or len(head) < _LOCAL:
            return False
        name, extra = struct.unpack("<HH", head[26:])
        if (name, extra) != (len(about.filename), field):
            return False
        size += _CENTRAL + name + field
        place += _LOCAL + name + field + about.compress_size
    return (place, size, place + size) == (start, directory, end)


def _read(stream: BinaryIO, place: int, length: int) -> bytes:
    if place < 0:
        return b""
    stream.seek(place)
    return stream.read(length)
