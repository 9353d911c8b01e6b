"""Whom a security descriptor lets in, as Windows keeps it in a registry value.

Format: [MS-DTYP] Windows Data Types, 2.4.4 (ACE), 2.4.5 (ACL) and 2.4.6 (SECURITY_DESCRIPTOR).
"""

import struct

from toolkit.triage.accounts import sid_at

_ALLOWED, _DENIED = 0, 1
_HAS_DACL = 0x0004
_ENTRIES = 1000
_WRITES = 0x4000_0000 | 0x1000_0000 | 0x0002 | 0x0004 | 0x0001_0000 | 0x0004_0000 | 0x0008_0000
EVERYONE = "S-1-1-0"


def allowed(value: bytes) -> dict[str, bool] | None:
    """Return each SID let in and whether it may write; None when the bytes are no descriptor.

    A descriptor without a list lets everybody do everything; an empty list lets nobody in.
    """
    if len(value) < 20 or value[0] != 1:
        return None
    control, dacl = struct.unpack_from("<H", value, 2)[0], struct.unpack_from("<I", value, 16)[0]
    if not control & _HAS_DACL or dacl == 0:
        return {EVERYONE: True}
    if dacl + 8 > len(value):
        return None
    count, place = struct.unpack_from("<H", value, dacl + 4)[0], dacl + 8
    found: dict[str, bool] = {}
    denied = set[str]()
    for _ in range(min(count, _ENTRIES)):
        if place + 8 > len(value):
            return None
        kind, size, mask = value[place], *struct.unpack_from("<HI", value, place + 2)
        sid = sid_at(value, place + 8)
        if size < 8:
            return None
        if sid and kind == _DENIED:
            denied.add(sid)
        elif sid and kind == _ALLOWED and sid not in denied:
            found[sid] = found.get(sid, False) or bool(mask & _WRITES)
        place += size
    return found
