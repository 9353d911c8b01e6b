"""Registry hives: header checksum, chain of bins and of the cells inside them (libyal, REGF format)."""

import struct

from toolkit.scan.content import Content
from toolkit.scan.damage.structure import CONTRADICTION, NOT_THIS, TRUNCATED, Structure, broken, valid

_CELLS = 2_000_000


def check(content: Content) -> Structure:
    """Walk a hive's bins and cells; data cells are vouched for by the chain of lengths around them."""
    head = content.head[:512]
    if not head.startswith(b"regf"):
        return NOT_THIS
    if len(head) < 512:
        return broken(TRUNCATED, content.size)
    total = 0
    for word in struct.unpack("<127I", head[:508]):
        total ^= word
    if _settled(total) != struct.unpack_from("<I", head, 508)[0]:
        return broken(CONTRADICTION, 0)
    (kind,) = struct.unpack_from("<I", head, 28)
    if kind:  # a transaction log: a header, then pages this walk does not know
        return NOT_THIS
    (length,) = struct.unpack_from("<I", head, 40)
    return _bins(content, 4096 + length)


def _settled(total: int) -> int:
    return {0: 1, 0xFFFFFFFF: 0xFFFFFFFE}.get(total, total)


def _bins(content: Content, end: int) -> Structure:
    at, cells = 4096, 0
    while at < min(end, content.size) and cells < _CELLS:
        header = content.read(at, 32)
        if header[:4] != b"hbin":
            return broken(CONTRADICTION, at, at)
        offset, size = struct.unpack_from("<II", header, 4)
        if offset != at - 4096 or size % 4096 or not size:
            return broken(CONTRADICTION, at, at)
        bin_ = content.read(at, min(size, 16 * 1024 * 1024))
        if len(bin_) < size and at + size > content.size:
            return broken(TRUNCATED, content.size, at)
        inner = 32
        while inner + 4 <= len(bin_):
            (cell,) = struct.unpack_from("<i", bin_, inner)
            cells += 1
            if not cell or abs(cell) % 8 or inner + abs(cell) > size:
                return broken(CONTRADICTION, at + inner, at)
            inner += abs(cell)
        at += size
    if end > content.size:
        return broken(TRUNCATED, content.size, min(at, content.size))
    return valid(min(at, content.size), at)
