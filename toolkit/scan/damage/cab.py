"""Cabinet archives: folders, files and data blocks, each held against its checksum ([MS-CAB])."""

import struct

from toolkit.scan.content import Content
from toolkit.scan.damage.places import told
from toolkit.scan.damage.structure import CONTRADICTION, NOT_THIS, TRUNCATED, Structure, broken

_BLOCKS = 65_536
_BLOCK = 38_912  # bytes of the largest data block, packed


def check(content: Content) -> Structure:  # noqa: PLR0911 - each fault is an answer
    """Walk the data blocks of each folder; vouches for those whose checksum agrees or was not written."""
    head = content.head
    if head[:4] != b"MSCF" or len(head) < 36:
        return NOT_THIS
    size, files, folders, _, flags = struct.unpack_from("<I4xI4x2xHHH", head[:36] + bytes(8), 8)
    if any(head[4:8]) or head[25] != 1 or not 36 <= files <= content.size or not folders:
        return broken(CONTRADICTION, 4)
    if size > content.size:
        return broken(TRUNCATED, content.size)
    at, spare, extra = _skipped(head, flags)
    vouched, faults, faulty = at, list[int](), False
    for index in range(min(folders, 256)):
        raw = content.read(at + index * (8 + extra), 8)
        if len(raw) < 8:
            return broken(TRUNCATED, content.size)
        place, blocks, _ = struct.unpack("<IHH", raw)
        for _ in range(min(blocks, _BLOCKS)):
            header = content.read(place, 8)
            if len(header) < 8:
                return broken(CONTRADICTION, place, vouched)
            summed, packed, _ = struct.unpack("<IHH", header)
            if packed > _BLOCK:
                return told([*faults, place], vouched, place, lost=True)
            body = content.read(place + 4, 4 + spare + packed)
            sound = not summed or _checksum(body[:4], _checksum(body[4 + spare :])) == summed
            if not sound and not faulty:
                faults.append(place)
            faulty = not sound
            vouched += 8 + spare + packed if sound and summed else 8
            place += 8 + spare + packed
    return told(faults, min(vouched, content.size), size)


def _skipped(head: bytes, flags: int) -> tuple[int, int, int]:
    """Return (offset of the folders, bytes reserved in each block, bytes reserved in each folder)."""
    at, spare, extra = 36, 0, 0
    if flags & 4:
        reserved, extra, spare = struct.unpack_from("<HBB", head + bytes(4), 36)
        at += 4 + reserved
    for bit in (1, 1, 2, 2):
        if flags & bit:
            at = head.find(b"\0", at) + 1 or len(head)
    return at, spare, extra


def _checksum(data: bytes, seed: int = 0) -> int:
    """Fold 32-bit words together; up to three bytes left over count from the high one ([MS-CAB] 3.1)."""
    import numpy as np  # noqa: PLC0415 - see blocks.excess

    whole = len(data) // 4 * 4
    words = np.frombuffer(data, dtype="<u4", count=whole // 4)
    return seed ^ int(np.bitwise_xor.reduce(words)) ^ int.from_bytes(data[whole:], "big")
