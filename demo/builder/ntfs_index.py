"""NTFS B-trees: the sorted index of a directory, or of one of the system's views.

Layout as published by the Linux-NTFS documentation and the libfsntfs format description.
"""

import struct
from collections.abc import Sequence
from enum import IntEnum

from demo.builder.ntfs_clusters import CLUSTER, Clusters, bitmap_size
from demo.builder.ntfs_records import Attribute, Type, outside, padded, protect, resident, wide

_BLOCK = CLUSTER
_FIRST = 64  # where the entries of a block begin, its header and update sequence passed
_END = 16  # bytes of the entry that ends a node
_CHILD = 8  # bytes that an entry takes more to point to the node below it
_LEVELS_COST = 184  # bytes that the other attributes of an index of several blocks take in the record


class Order(IntEnum):
    """How an index sorts its keys."""

    FILE_NAME = 1
    SECURITY_ID = 0x10
    SECURITY_HASH = 0x12
    NUMBERS = 0x13


def directory_entry(where: int, key: bytes) -> bytes:
    """Return the entry of a name in a directory: the file's reference, and a copy of its $FILE_NAME."""
    body = padded(bytes(16) + key)[16:]
    return struct.pack("<QHHHH", where, 16 + len(body), len(key), 0, 0) + body


def view_entry(key: bytes, value: bytes = b"") -> bytes:
    """Return the entry of a system view: a key, and the value it leads to."""
    body = padded(bytes(16) + key + value)[16:]
    return struct.pack("<HHIHHHH", 16 + len(key), len(value), 0, 16 + len(body), len(key), 0, 0) + body


def index(
    name: str, order: Order, entries: Sequence[bytes], clusters: Clusters, room: int
) -> list[Attribute]:
    """Return the attributes of an index whose entries come sorted.

    `room` is what is left in the record, in bytes. Few entries stay in $INDEX_ROOT; many go to blocks of
    one cluster, level by level from the leaves.
    """
    head = 56 + len(padded(wide(name)))
    if not entries or head + sum(map(len, entries)) + _END <= room:
        return [_root(name, order, _node(entries, []))]
    blocks: list[bytes] = []
    rest = list(entries)
    children: list[int] = []
    while not blocks or (rest and head + _weight(rest) + _END + _CHILD > room - _LEVELS_COST):
        rest, children = _level(rest, children, blocks)
    used = (1 << len(blocks)) - 1
    bitmap = used.to_bytes(bitmap_size(len(blocks)), "little")
    content = b"".join(blocks)
    return [
        _root(name, order, _node(rest, children)),
        outside(Type.INDEX_ALLOCATION, clusters.place(content), len(content), name),
        _bitmap(name, bitmap, clusters),
    ]


def _weight(entries: Sequence[bytes]) -> int:
    return sum(len(entry) + _CHILD for entry in entries)


def _level(entries: list[bytes], children: list[int], blocks: list[bytes]) -> tuple[list[bytes], list[int]]:
    """Write one level of blocks; return the entries that stand between them, and the blocks' numbers."""
    groups, between = _groups(entries, _CHILD if children else 0)
    numbers = []
    position = 0
    for group in groups:
        below = children[position : position + len(group) + 1]
        position += len(group) + 1
        numbers.append(len(blocks))
        blocks.append(_block(len(blocks), _node(group, below)))
    return between, numbers


def _groups(entries: list[bytes], extra: int) -> tuple[list[list[bytes]], list[bytes]]:
    """Fill one block after the other; the entry that does not fit goes between two of them."""
    groups: list[list[bytes]] = [[]]
    between: list[bytes] = []
    most = _BLOCK - _FIRST - _END - extra
    room = most
    for entry in entries:
        if len(entry) + extra > room:
            between.append(entry)
            groups.append([])
            room = most
        else:
            groups[-1].append(entry)
            room -= len(entry) + extra
    if between and not groups[-1]:
        # An empty last block is not a tree that Windows makes: it takes the last one of its neighbour's.
        groups[-1].append(between.pop())
        between.append(groups[-2].pop())
    return groups, between


def _node(entries: Sequence[bytes], children: list[int]) -> bytes:
    """Return the header of a node and its entries, each pointing to its child when there is a level below."""
    if children:
        *firsts, last = children
        parts = [_pointing(entry, child) for entry, child in zip(entries, firsts, strict=True)]
        parts.append(struct.pack("<QHHHHQ", 0, _END + _CHILD, 0, 3, 0, last))
    else:
        parts = [*entries, struct.pack("<QHHHH", 0, _END, 0, 2, 0)]
    body = b"".join(parts)
    return struct.pack("<IIII", 16, 16 + len(body), 16 + len(body), bool(children)) + body


def _pointing(entry: bytes, child: int) -> bytes:
    (key,) = struct.unpack_from("<H", entry, 10)
    middle = struct.pack("<HHH", len(entry) + _CHILD, key, 1)
    return entry[:8] + middle + entry[14:] + struct.pack("<Q", child)


def _root(name: str, order: Order, node: bytes) -> Attribute:
    # A view sorts keys that are no attribute of a file.
    kind = Type.FILE_NAME if order is Order.FILE_NAME else 0
    head = struct.pack("<IIIB3x", kind, order, _BLOCK, _BLOCK // CLUSTER)
    return resident(Type.INDEX_ROOT, head + node, name)


def _block(number: int, node: bytes) -> bytes:
    _, length, _, flags = struct.unpack_from("<IIII", node)
    shift = _FIRST - 24 - 16  # the entries of a block stand after its update sequence
    block = bytearray(_BLOCK)
    block[:24] = struct.pack("<4sHHQQ", b"INDX", 40, _BLOCK // 512 + 1, 0, number)
    block[24:40] = struct.pack("<IIII", _FIRST - 24, length + shift, _BLOCK - 24, flags)
    block[_FIRST : _FIRST + len(node) - 16] = node[16:]
    return protect(block, 40)


def _bitmap(name: str, bitmap: bytes, clusters: Clusters) -> Attribute:
    if len(bitmap) <= 8:
        return resident(Type.BITMAP, bitmap, name)
    return outside(Type.BITMAP, clusters.place(bitmap), len(bitmap), name)
