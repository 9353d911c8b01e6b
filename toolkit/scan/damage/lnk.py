"""Windows shortcuts: header, then the lengths of the parts behind it ([MS-SHLLINK])."""

import struct

from toolkit.scan.content import Content
from toolkit.scan.damage.structure import CONTRADICTION, NOT_THIS, TRUNCATED, Structure, broken, valid
from toolkit.scan.filetype import recognise


def check(content: Content) -> Structure:  # noqa: C901 - one branch per part of the format
    """Walk a shortcut from its header to the terminal block of its extra data."""
    data = content.head
    if recognise("", data[:76]) != "lnk":
        return NOT_THIS
    if len(data) < 76:
        return broken(TRUNCATED, content.size)
    flags = struct.unpack_from("<I", data, 20)[0]
    if any(data[66:76]):
        return broken(CONTRADICTION, 66)
    at = 76
    if flags & 1:
        at += 2 + _short(data, at)
    if flags & 2:
        at += struct.unpack_from("<I", data, at)[0] if at + 4 <= len(data) else len(data)
    for bit in (4, 8, 16, 32, 64):
        if flags & bit:
            at += 2 + _short(data, at) * (2 if flags & 0x80 else 1)
    while at + 4 <= len(data):
        (size,) = struct.unpack_from("<I", data, at)
        if size < 4:
            return valid(at + 4, at + 4)
        if at + 8 > len(data) or struct.unpack_from("<I", data, at + 4)[0] >> 16 != 0xA000:
            return broken(CONTRADICTION, at, at)
        at += size
    sound = at <= content.size
    return valid(at, at) if sound else broken(TRUNCATED, content.size, 76)


def _short(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<H", data, at)[0]) if at + 2 <= len(data) else 0
