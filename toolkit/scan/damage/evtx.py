"""Windows event logs: header and chunk checksums (libyal, Windows XML Event Log format)."""

import struct
import zlib

from toolkit.scan.content import Content
from toolkit.scan.damage.structure import (
    CHECKSUM,
    CONTRADICTION,
    NOT_THIS,
    TRUNCATED,
    Structure,
    broken,
    valid,
)

_CHUNK = 65536
_CHUNKS = 4096  # 256 MB of log


def check(content: Content) -> Structure:  # noqa: C901, PLR0911 - each fault is an answer
    """Check the header's CRC-32 and both of each chunk; the last chunk of a live log may lag behind."""
    head = content.head[:128]
    if not head.startswith(b"ElfFile\0"):
        return NOT_THIS
    if len(head) < 128:
        return broken(TRUNCATED, content.size)
    dirty = struct.unpack_from("<I", head, 120)[0] & 1
    if not dirty and zlib.crc32(head[:120]) != struct.unpack_from("<I", head, 124)[0]:
        return broken(CONTRADICTION, 0)
    vouched, bad, first = 4096, 0, 0
    for at in range(4096, min(content.size, 4096 + _CHUNK * _CHUNKS), _CHUNK):
        chunk = content.read(at, _CHUNK)
        if not any(chunk[:512]):
            vouched += len(chunk)
            continue
        if not chunk.startswith(b"ElfChnk\0"):
            return broken(CONTRADICTION, at, vouched)
        if len(chunk) < _CHUNK:
            return broken(TRUNCATED, content.size, vouched)
        if _sound(chunk):
            vouched += _CHUNK
        elif not dirty:
            first = first if bad else at
            bad += 1
    if bad:
        return broken(CHECKSUM if bad == 1 else CONTRADICTION, first, min(vouched, content.size))
    return valid(min(vouched, content.size), content.size)


def _sound(chunk: bytes) -> bool:
    (free,) = struct.unpack_from("<I", chunk, 48)
    records, header = struct.unpack_from("<I", chunk, 52)[0], struct.unpack_from("<I", chunk, 124)[0]
    if not 512 <= free <= _CHUNK:
        return False
    return bool(zlib.crc32(chunk[512:free]) == records and zlib.crc32(chunk[:120] + chunk[128:512]) == header)
