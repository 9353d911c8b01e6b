"""The names an NTFS directory holds, from its index: a B-tree of $FILE_NAME keys."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from toolkit.media.ntfs.record import Damaged, FileName, file_name, mended, reference

_LAST = 2
_HAS_NODE = 1


@dataclass(frozen=True, slots=True)
class Key:
    """One name in a directory and the record it points to."""

    number: int
    sequence: int
    name: FileName
    salvaged: bool = False  # known from its own record alone: the directory did not name it


@dataclass(frozen=True, slots=True)
class Blocks:
    """The $INDEX_ALLOCATION of a directory: `count` blocks of `size` bytes; `read` may raise OSError."""

    read: Callable[[int, int], bytes]  # offset, length in bytes
    size: int
    count: int
    unit: int  # bytes one VCN step stands for


def block_size(root: bytes) -> int:
    """Return the bytes per index block an $INDEX_ROOT states; raise Damaged."""
    if len(root) < 32:
        raise Damaged("index root")
    (size,) = struct.unpack_from("<I", root, 8)
    if size not in {512 << power for power in range(8)}:
        raise Damaged("index block size")
    return int(size)


def keys(root: bytes, blocks: Blocks | None) -> tuple[list[Key], list[str]]:
    """Return every key of a directory's index, and what went wrong on the way.

    The tree is followed from its root, each block once; what cannot be followed is left out and said.
    """
    found: list[Key] = []
    faults: list[str] = []
    seen: set[int] = set()
    pending = _node(root, 16, found, faults)
    while pending:
        vcn = pending.pop()
        place = vcn * blocks.unit // blocks.size if blocks else -1
        if blocks is None or not 0 <= place < blocks.count or place in seen:
            faults.append("index pointer")
            continue
        seen.add(place)
        try:
            pending += _node(_block(blocks, place), 24, found, faults)
        except (Damaged, OSError) as error:
            faults.append(str(error))
    return found, faults


def _block(blocks: Blocks, place: int) -> bytes:
    return mended(blocks.read(place * blocks.size, blocks.size), b"INDX")


def _node(node: bytes, header: int, found: list[Key], faults: list[str]) -> list[int]:
    """Add a node's keys to `found` and return the VCNs of the nodes below it."""
    lower: list[int] = []
    try:
        for key, vcn in _entries(node, header):
            if key is not None:
                found.append(key)
            if vcn is not None:
                lower.append(vcn)
    except Damaged as error:
        faults.append(str(error))
    return lower


def _entries(node: bytes, header: int) -> Iterator[tuple[Key | None, int | None]]:
    if len(node) < header + 16:
        raise Damaged("index node")
    start, used = struct.unpack_from("<II", node, header)
    at, end = header + start, header + used
    if end > len(node):
        raise Damaged("index length")
    while at + 16 <= end:
        pointer, length, key_length, flags = struct.unpack_from("<QHHH", node, at)
        if length < 16 or at + length > end or 16 + key_length > length:
            raise Damaged("index entry")
        vcn = None
        if flags & _HAS_NODE and length >= 24:
            (vcn,) = struct.unpack_from("<Q", node, at + length - 8)
        if flags & _LAST:
            yield None, vcn
            return
        yield Key(*reference(pointer), file_name(node[at + 16 : at + 16 + key_length])), vcn
        at += length
    raise Damaged("index end")
