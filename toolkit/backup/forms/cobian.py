"""Cobian Backup: folders or ZIP files named "<task> 2026-10-01 12;00;00 (<kind>)", in chains from a full one.

Names as the program's documentation and its French translation have them; a 7z of it is read by itself.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.backup.forms.chain import Chain, Link
from toolkit.backup.forms.form import Found, Place, Point, State, Words, fault
from toolkit.backup.forms.named_dates import when
from toolkit.backup.forms.opening import kept_open
from toolkit.backup.forms.repository import relative
from toolkit.media.archive import open_zip
from toolkit.media.part_of import PartOf
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind, Facts

_NAME = r"20\d\d-[01]\d-[0-3]\d [0-2]\d;[0-5]\d;[0-5]\d"
SIGN = re.compile(rf"^(?:(?P<root>.*)/)?[^/]* {_NAME}(?: \([^/()]*\))?(?:\.(?:zip|7z))?$", re.DOTALL)
_ITEM = re.compile(rf"(.*) ({_NAME})(?: \(([^()]*)\))?(\.zip|\.7z)?", re.IGNORECASE | re.DOTALL)
_KINDS = (("full", ("full", "compl")), ("incremental", ("incr",)), ("differential", ("diff",)))
_MOST = 10_000  # folders and archives of one task


@dataclass(frozen=True, slots=True)
class _Item:
    place: Place
    task: str
    at: str
    kind: str  # "full", "incremental", "differential"
    packed: str  # "", ".zip" or ".7z"
    size: int


def read(place: Place, _words: Words) -> Found | None:
    """Return the chains that lie in a folder, one point each, None where there are none."""
    tasks: dict[str, list[_Item]] = {}
    for one in place.listing():
        item = _item(place, one) if isinstance(one, Entry) else None
        if item is not None:
            tasks.setdefault(item.task.casefold(), []).append(item)
    if not tasks:
        return None
    points: list[Point] = []
    faults: list[Facts] = []
    owned: set[str] = set()
    for _, items in sorted(tasks.items()):
        chains = _chains(sorted(items, key=lambda item: item.at)[-_MOST:])
        if any(item.packed == ".7z" for item in items):
            faults += _lacks(chains[-1])
            continue
        owned |= {item.place.name for item in items}
        points += [_point(place, chain) for chain in chains]

    def own(path: str) -> bool:
        inner = relative(place, path)
        return inner is not None and inner.partition("/")[0] in owned

    return Found("cobian", place.volume, place.path, State.READ, tuple(points), tuple(faults), own)


def _item(place: Place, entry: Entry) -> _Item | None:
    named = _ITEM.fullmatch(entry.name)
    if named is None or entry.kind not in {EntryKind.FILE, EntryKind.DIRECTORY}:
        return None
    packed = (named[4] or "").lower()
    if (entry.kind is EntryKind.FILE) is not bool(packed):
        return None
    told = (named[3] or "").casefold()
    kind = next((kind for kind, signs in _KINDS if told.startswith(signs)), "full")
    return _Item(place.below(entry.name), named[1], named[2], kind, packed, entry.size)


def _chains(items: Sequence[_Item]) -> list[list[_Item]]:
    """Return what belongs together, each from a full backup on; what stands before the first is one alone."""
    found: list[list[_Item]] = []
    for item in items:
        if item.kind == "full" or not found:
            found.append([item])
        else:
            found[-1].append(item)
    return found


def _lacks(chain: Sequence[_Item]) -> list[Facts]:
    return [] if chain[0].kind == "full" else [fault("full_missing", chain[0].place)]


def _point(place: Place, chain: Sequence[_Item]) -> Point:
    links = [_link(item, number) for number, item in enumerate(chain)]
    room = sum(item.size for item in chain if item.packed)

    def files() -> Source:
        return Chain(place.path, links, room if all(item.packed for item in chain) else 0)

    return Point(chain[0].place.name, when(chain[-1].at), chain[0].task, files, tuple(_lacks(chain)))


def _link(item: _Item, number: int) -> Link:
    where = item.place
    if item.packed:
        return Link(where.name, number, lambda: kept_open(where, lambda file: open_zip(file, where.path)))
    return Link(where.name, number, lambda: PartOf(where.source, where.volume, where.path))
