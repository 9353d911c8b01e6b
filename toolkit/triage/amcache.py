"""Programs Windows took stock of, each with the SHA-1 of its file."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from toolkit.media.registry import Key
from toolkit.triage.machine import Machine
from toolkit.triage.program_traces import at_most, place_flags

WHERE = ("Windows/appcompat/Programs/Amcache.hve",)

_FILES, _OLD_FILES = r"Root\InventoryApplicationFile", r"Root\File"
# Four zeros, then the SHA-1 of the file, of its first 31,457,280 bytes when it is larger.
_IDENT = re.compile(r"(?i)^0000([0-9a-f]{40})$")
_SECOND = 1_000_000_000

Row = dict[str, Any]


def collect(machine: Machine) -> Iterator[Row]:
    """Yield one row per program, those with a flag first, then the last one noted first."""
    hive = machine.hive(WHERE[0])
    letter = machine.letter() if hive else ""
    found = chain(_inventory(hive.root, letter), _older(hive.root, letter)) if hive else ()
    rows = at_most(machine, WHERE[0], found)
    yield from sorted(rows, key=lambda row: (not row["flags"], -(row["written_ns"] or 0), row["image"]))


def _inventory(root: Key, letter: str) -> Iterator[Row]:
    """Yield what Windows 10 since 2016 and Windows 11 keep: one key a file, values with names."""
    listed = root.key(_FILES)
    for key in listed.subkeys() if listed else ():
        image = key.text("LowerCaseLongPath")
        if image:
            yield {
                "image": image,
                "sha1": _sha1(key.text("FileId")),
                "product": key.text("ProductName"),
                "publisher": key.text("Publisher"),
                "version": key.text("Version"),
                "written_ns": key.written_ns,
                "linked_ns": _linked(key.text("LinkDate")),
                "flags": place_flags(image, letter),
            }


def _older(root: Key, letter: str) -> Iterator[Row]:
    """Yield what Windows 8 and the first Windows 10 keep: one key a volume, values with numbers for names."""
    listed = root.key(_OLD_FILES)
    for volume in listed.subkeys() if listed else ():
        for key in volume.subkeys():
            image = key.text("15")
            seconds = key.number("f")
            if image:
                yield {
                    "image": image,
                    "sha1": _sha1(key.text("101")),
                    "product": key.text("0"),
                    "publisher": key.text("1"),
                    "version": key.text("5"),
                    "written_ns": key.written_ns,
                    "linked_ns": seconds * _SECOND if seconds else None,
                    "flags": place_flags(image, letter),
                }


def _sha1(ident: str | None) -> str | None:
    found = _IDENT.match(ident or "")
    return found[1].lower() if found else None


def _linked(text: str | None) -> int | None:
    """Read the date a program was built, which its maker may have written as he liked."""
    try:
        date = datetime.strptime(text or "", "%m/%d/%Y %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return int(date.timestamp()) * _SECOND
