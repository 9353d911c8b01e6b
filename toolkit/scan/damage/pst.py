"""Outlook's PST and OST: the header's CRC, then the tree of blocks and each block's CRC ([MS-PST] 2.2.2).

Files of Unicode kind with pages of 512 bytes are walked whole; of others, only the header is vouched for.
Written from the specification: no real mailbox was at hand.
"""

import struct
import zlib

from toolkit.scan.content import Content
from toolkit.scan.damage.structure import CONTRADICTION, NOT_THIS, TRUNCATED, Structure, broken, valid

_MAGIC = b"!BDN"
_CLIENTS = (b"SM", b"SO")  # PST, OST
_ANSI = frozenset({14, 15})
_WALKED = frozenset({23})
_PAGE, _TRAILER = 512, 496
_TREE = 0x80  # type of a page of the block tree
_BLOCKS = 20_000  # read of one file
_DEPTH = 8
_TOLD = 16


def check(content: Content) -> Structure:
    """Check the header, then as many blocks as the limit allows, each against its CRC."""
    head = content.head[:600]
    if not head.startswith(_MAGIC) or head[8:10] not in _CLIENTS:
        return NOT_THIS
    if len(head) < 600:
        return broken(TRUNCATED, content.size)
    (partial,) = struct.unpack_from("<I", head, 4)
    (version,) = struct.unpack_from("<H", head, 10)
    if crc(head[8:479]) != partial:
        return broken(CONTRADICTION, 8)
    if version in _ANSI or version not in _WALKED:
        return valid(512, content.size)
    (end,) = struct.unpack_from("<Q", head, 0xB8)
    if end > content.size:
        return broken(TRUNCATED, content.size, 564)
    (tree,) = struct.unpack_from("<Q", head, 0xF0)
    return _blocks(content, tree)


def crc(data: bytes) -> int:
    """Return the CRC-32 of [MS-PST] 5.3: that of zlib without its inversions."""
    return zlib.crc32(data, 0xFFFFFFFF) ^ 0xFFFFFFFF


def _blocks(content: Content, root: int) -> Structure:
    """Walk the tree from its root; a page or a block that fails its CRC is the fault."""
    vouched, read, seen = 564, 0, set[int]()
    waiting, faults = [(root, 0)], list[int]()
    while waiting and read < _BLOCKS:
        at, depth = waiting.pop()
        page = content.read(at, _PAGE)
        if at in seen or depth > _DEPTH or not _is_tree(page):
            return broken(CONTRADICTION, min(at, content.size), vouched)
        seen.add(at)
        vouched += _PAGE
        count, width, level = page[488], page[490], page[491]
        entries = [page[width * number :][:24] for number in range(min(count, 20))]
        if level:
            waiting.extend((struct.unpack_from("<Q", entry, 16)[0], depth + 1) for entry in entries)
            continue
        for entry in entries:
            place, size = struct.unpack_from("<QH", entry, 8)
            read += 1
            if _is_block(content, place, size):
                vouched += (size + 16 + 63) // 64 * 64
            else:
                faults.append(min(place, content.size))
    # Where no block at all agrees, it is this reading of the format that is wrong.
    if faults and len(faults) < read:
        return broken(CONTRADICTION, faults[0], vouched, tuple(faults[1:_TOLD]))
    return valid(min(vouched, content.size), content.size)


def _is_tree(page: bytes) -> bool:
    if len(page) < _PAGE or page[_TRAILER] != _TREE or page[_TRAILER + 1] != _TREE or page[490] < 24:
        return False
    return bool(crc(page[:_TRAILER]) == struct.unpack_from("<I", page, _TRAILER + 4)[0])


def _is_block(content: Content, at: int, size: int) -> bool:
    """Tell a block whose trailer, at the end of its last 64 bytes, holds its size and CRC."""
    length = (size + 16 + 63) // 64 * 64
    raw = content.read(at, length)
    if len(raw) < length:
        return False
    stated, _, total = struct.unpack_from("<HHI", raw, length - 16)
    return bool(stated == size and total == crc(raw[:size]))
