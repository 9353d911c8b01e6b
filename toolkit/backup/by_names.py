"""What a machine holds that its backup must hold too, from the names, sizes and dates of its files alone."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from toolkit.backup.classes import fold
from toolkit.backup.inventory import Inventory
from toolkit.records import Entry, EntryKind

_NOT_READ = {"verdict": "unknown"}


def by_names(entries: Iterable[Entry]) -> Inventory:
    """Build an inventory without reading any file; one whose type only its content tells is not in it."""
    return Inventory.of(_lines(entries), {})


def without(inventory: Inventory, names: Collection[str]) -> None:
    """Take out the files of some names: what an attack laid beside the practice's own is none of it."""
    folded = {fold(name) for name in names}
    for held in inventory.folders.values():
        for name in folded & held.keys():
            del held[name]


def _lines(entries: Iterable[Entry]) -> Iterator[dict[str, Any]]:
    for one in entries:
        if one.kind is EntryKind.FILE:
            times = {"modified": one.times.modified, "created": one.times.created}
            yield {
                "kind": "file", "volume": one.volume, "path": one.path, "size": one.size, "type": None,
                "sha256": None, "note": None, "damage": _NOT_READ, "times": times,
            }  # fmt: skip
