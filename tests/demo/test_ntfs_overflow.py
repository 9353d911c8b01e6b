"""Files whose attributes take several records, followed through their attribute list by hand."""

import itertools
import struct

import pytest

from demo.builder.ntfs_clusters import Clusters
from demo.builder.ntfs_files import File
from demo.builder.ntfs_overflow import records
from demo.builder.ntfs_records import Flag, Type, reference, resident
from toolkit.records import Times

Held = dict[tuple[int, int], tuple[int, bytes]]  # record and instance to type and packed attribute


def unprotected(block: bytes) -> bytes:
    at, count = struct.unpack_from("<HH", block, 4)
    saved = [block[at + 2 * sector : at + 2 * sector + 2] for sector in range(1, count)]
    return b"".join(block[512 * n : 512 * n + 510] + end for n, end in enumerate(saved))


def attributes(number: int, block: bytes) -> Held:
    held = {}
    (at,) = struct.unpack_from("<H", block, 20)
    while (kind := struct.unpack_from("<I", block, at)[0]) != 0xFFFF_FFFF:
        (size,) = struct.unpack_from("<I", block, at + 4)
        (instance,) = struct.unpack_from("<H", block, at + 14)
        held[number, instance] = (kind, block[at : at + size])
        at += size
    return held


def listed(attribute: bytes, clusters: Clusters) -> bytes:
    if attribute[8] == 0:
        size, start = struct.unpack_from("<IH", attribute, 16)
        return attribute[start : start + size]
    (size,) = struct.unpack_from("<Q", attribute, 48)
    return bytes(clusters.image[:size])


@pytest.mark.parametrize(("streams", "count"), [(1, 1), (3, 2), (30, 15)])
def test_the_list_names_every_attribute_where_it_is(streams: int, count: int) -> None:
    file = File(64, Flag.IN_USE, Times())
    file.attributes += [resident(Type.DATA, bytes(300), f"s{n:02d}") for n in range(streams)]
    clusters = Clusters(1 << 20)
    made = dict(records(file, itertools.count(70), clusters))
    assert len(made) == count
    held: Held = {}
    for number, block in made.items():
        held |= attributes(number, unprotected(block))
        base = struct.unpack_from("<Q", block, 32)[0]
        assert base == (0 if number == 64 else reference(64))
    lists = [packed for kind, packed in held.values() if kind == Type.ATTRIBUTE_LIST]
    assert len(lists) == (count > 1)
    seen = {}
    for packed in lists:
        rows = listed(packed, clusters)
        while rows:
            kind, size, _, _, _, where, instance = struct.unpack_from("<IHBBQQH", rows)
            seen[where & 0xFFFF_FFFF, instance] = kind
            rows = rows[size:]
    if lists:
        assert seen == {place: kind for place, (kind, _) in held.items() if kind != Type.ATTRIBUTE_LIST}
