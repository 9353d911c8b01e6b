"""The B-trees of the NTFS writer, walked by hand: sorted, whole, every leaf at one depth."""

import struct
from collections.abc import Iterator

import pytest
import pytsk3
from hypothesis import example, given, settings
from hypothesis import strategies as st

from demo.builder import ntfs
from demo.builder.ntfs_clusters import Clusters
from demo.builder.ntfs_index import Order, index, view_entry
from demo.builder.ntfs_upcase import upcased
from demo.builder.tree import Node

MIB = 1024 * 1024


class Memory(pytsk3.Img_Info):
    def __init__(self, content: bytes) -> None:
        self.content = content
        super().__init__(url="")

    def read(self, offset: int, size: int) -> bytes:
        return self.content[offset : offset + size]

    def get_size(self) -> int:
        return len(self.content)


def value(file: pytsk3.File, kind: int) -> bytes:
    for part in file:
        if part.info.type == kind:
            return file.read_random(0, part.info.size, kind, part.info.id)
    return b""


def unprotected(block: bytes) -> bytes:
    at, count = struct.unpack_from("<HH", block, 4)
    fixed = bytearray(block)
    for sector in range(1, count):
        assert fixed[sector * 512 - 2 : sector * 512] == block[at : at + 2]
        fixed[sector * 512 - 2 : sector * 512] = block[at + 2 * sector : at + 2 * sector + 2]
    return bytes(fixed)


def walk(node: bytes, blocks: bytes, leaves: list[int], depth: int = 0) -> Iterator[bytes]:
    """Yield the entries in order; `leaves` receives the depth of each node that has nothing below."""
    at, used, room, children = struct.unpack_from("<IIII", node)
    assert used <= room <= len(node)
    while True:
        size, _, flags = struct.unpack_from("<HHH", node, at + 8)
        assert bool(flags & 1) == bool(children)
        if flags & 1:
            (child,) = struct.unpack_from("<Q", node, at + size - 8)
            block = unprotected(blocks[child * 4096 :][:4096])
            assert struct.unpack_from("<Q", block, 16) == (child,)
            yield from walk(block[24:], blocks, leaves, depth + 1)
        if flags & 2:
            assert at + size == used
            assert depth == 0 or children or at > node[0]
            break
        yield node[at : at + size]
        at += size
    if not children:
        leaves.append(depth)


@pytest.mark.parametrize(("count", "levels"), [(0, 0), (3, 0), (20, 1), (45, 1), (200, 2), (2500, 3)])
def test_a_folder_is_sorted_as_windows_sorts(count: int, levels: int) -> None:
    names = [f"{'éÉaZ_~'[n % 6]}{n * 7919 % 10007:05d} {'x' * (n % 50)}.txt" for n in range(count)]
    volume = ntfs.volume(
        [Node("d", directory=True), *(Node(f"d/{name}") for name in names)], size=8 * MIB, label="A", serial=1
    )
    folder = pytsk3.FS_Info(Memory(volume)).open("/d")
    root = value(folder, pytsk3.TSK_FS_ATTR_TYPE_NTFS_IDXROOT)
    leaves: list[int] = []
    entries = list(walk(root[16:], value(folder, pytsk3.TSK_FS_ATTR_TYPE_NTFS_IDXALLOC), leaves))
    keys = [
        entry[16 + 66 : 16 + struct.unpack_from("<H", entry, 10)[0]].decode("utf-16-le") for entry in entries
    ]
    assert keys == sorted(names, key=upcased)
    assert set(leaves) == {levels}


@settings(deadline=None, max_examples=50)
@example([600] * 7, 0)
@given(st.lists(st.integers(4, 600), max_size=300), st.integers(0, 900))
def test_entries_of_any_size_come_back_in_order(sizes: list[int], room: int) -> None:
    given_entries = [
        view_entry(number.to_bytes(4, "big").ljust(size, b"k")) for number, size in enumerate(sizes)
    ]
    clusters = Clusters(4 * MIB)
    attributes = index("$R", Order.NUMBERS, given_entries, clusters, room)
    root = attributes[0].packed
    (start,) = struct.unpack_from("<H", root, 20)
    leaves: list[int] = []
    entries = list(walk(root[start + 16 :], bytes(clusters.image), leaves))
    assert [entry[16:20] for entry in entries] == [entry[16:20] for entry in given_entries]
    assert len(set(leaves)) == 1
    assert len(attributes) == 1 or len(root) <= max(room, 88)


def test_letters_are_raised_as_windows_does() -> None:
    assert upcased("aéœÿя") == upcased("AÉŒŸЯ")
    assert upcased("ıſµß") == tuple(map(ord, "ıſµß"))
    assert upcased("ᾀ") == (0x1F88,)
