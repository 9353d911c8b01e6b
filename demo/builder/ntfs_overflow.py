"""The FILE records of one file: one, or several and the attribute list that says what stands where."""

import struct
from collections.abc import Iterator

from demo.builder.ntfs_clusters import Clusters
from demo.builder.ntfs_files import File
from demo.builder.ntfs_records import (
    ROOM,
    Attribute,
    Flag,
    Type,
    outside,
    padded,
    record,
    reference,
    resident,
    wide,
)

_LIST_INSIDE = 256  # bytes above which an attribute list leaves its record


def records(file: File, spare: Iterator[int], clusters: Clusters) -> Iterator[tuple[int, bytes]]:
    """Yield the record of a file, and the records that hold what does not fit in it.

    `spare` gives the numbers of those; an attribute is moved whole and never cut.
    """
    ordered = sorted(file.attributes, key=lambda attribute: attribute.order)
    if file.room >= 0:
        yield file.number, record(file.number, file.flags, ordered, links=file.links)
        return
    if not file.flags & Flag.IN_USE:
        raise ValueError(f"a deleted file that needs more than one record: {file.number}")
    first, *others = _groups(ordered)
    numbers = [next(spare) for _ in others]
    # The list comes second in the first record, so that what follows it there counts one more.
    listed = [
        _row(attribute, file.number, instance + (instance > 0)) for instance, attribute in enumerate(first)
    ]
    for number, group in zip(numbers, others, strict=True):
        listed += [_row(attribute, number, instance) for instance, attribute in enumerate(group)]
    first.insert(1, _list(b"".join(listed), clusters))
    yield file.number, record(file.number, file.flags, first, links=file.links)
    for number, group in zip(numbers, others, strict=True):
        yield number, record(number, Flag.IN_USE, group, base=reference(file.number))


def _groups(ordered: list[Attribute]) -> list[list[Attribute]]:
    """Share the attributes out, in order, leaving room for the list in the first record."""
    size = sum(len(_row(attribute, 0, 0)) for attribute in ordered)
    room = ROOM - (24 + size if size <= _LIST_INSIDE else 80)
    groups: list[list[Attribute]] = [[]]
    for attribute in ordered:
        if len(attribute.packed) > room:
            groups.append([])
            room = ROOM
        groups[-1].append(attribute)
        room -= len(attribute.packed)
    return groups


def _row(attribute: Attribute, number: int, instance: int) -> bytes:
    name = wide(attribute.name)
    size = len(padded(bytes(26) + name))
    head = struct.pack("<IHBBQQH", attribute.type, size, len(name) // 2, 26, 0, reference(number), instance)
    return padded(head + name)


def _list(listed: bytes, clusters: Clusters) -> Attribute:
    if len(listed) <= _LIST_INSIDE:
        return resident(Type.ATTRIBUTE_LIST, listed)
    return outside(Type.ATTRIBUTE_LIST, clusters.place(listed), len(listed))
