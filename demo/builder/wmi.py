"""A store of WMI objects holding a few instances: the same instances give the same bytes.

Format: as toolkit/triage/formats/wmi_repository.py reads it. One page table per page, no index and no maps.
"""

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from demo.builder.hive import filetime

PAGE = 8192


@dataclass(frozen=True)
class Instance:
    """One instance: class and texts, the first of which is the class itself when written; dates in ns UTC."""

    kind: str
    texts: tuple[str, ...]
    made: int


def binding(kind: str, name: str, about: str, made: int) -> Instance:
    """Return the instance that ties a consumer to its filter."""
    return Instance(
        "__FilterToConsumerBinding", (f'{kind}.Name="{name}"', f'__EventFilter.Name="{about}"'), made
    )


def objects(instances: Sequence[Instance], *, old: bool = False) -> bytes:
    """Return the bytes of OBJECTS.DATA, of Windows XP when `old`; raises ValueError on one beyond a page."""
    pages: list[bytes] = []
    rest = [_bytes(one, old=old) for one in instances]
    while rest:
        taken: list[bytes] = []
        while rest and 16 * (len(taken) + 2) + sum(map(len, taken)) + len(rest[0]) <= PAGE:
            taken.append(rest.pop(0))
        if not taken:
            raise ValueError("an instance larger than a page")
        pages.append(_page(taken))
    return b"".join(pages)


def _page(records: Sequence[bytes]) -> bytes:
    place, table = 16 * (len(records) + 1), b""
    for number, record in enumerate(records):
        table += struct.pack("<IIII", 0x1000 + number, place, len(record), 0)
        place += len(record)
    return (table + bytes(16) + b"".join(records)).ljust(PAGE, b"\0")


def _bytes(one: Instance, *, old: bool) -> bytes:
    name = one.kind.upper().encode("utf-16-le")
    digest = hashlib.md5(name, usedforsecurity=False) if old else hashlib.sha256(name)
    heap = b"".join(_text(text) for text in (one.kind, *one.texts))
    table = struct.pack("<IB", 0, 0) + bytes(2 + 4 * len(one.texts))
    body = table + struct.pack("<IB", 4, 1) + struct.pack("<I", len(heap) | 0x8000_0000) + heap
    dates = struct.pack("<QQ", filetime(one.made), filetime(one.made))
    mark = digest.hexdigest().upper().encode("utf-16-le")
    return mark + dates + struct.pack("<I", len(body) + 4) + body


def _text(text: str) -> bytes:
    try:
        return b"\0" + text.encode("latin-1") + b"\0"
    except UnicodeEncodeError:
        return b"\1" + text.encode("utf-16-le") + b"\0\0"
