"""Duplicati backups: lists of files, blocks and indexes, each a ZIP that may be encrypted.

Source: Duplicati's documentation. Written against the published format; the program itself was not tried.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from toolkit.backup.forms.form import Found, Place, Point, State, Words, fault
from toolkit.backup.forms.repository import MOST, files, relative, some
from toolkit.errors import Unreadable
from toolkit.media.archive import ZipSource
from toolkit.media.repositories import duplicati
from toolkit.media.repositories.duplicati_files import version
from toolkit.media.repositories.moments import compact
from toolkit.media.repositories.pieces import Pieces
from toolkit.media.source import Source
from toolkit.records import Entry, Facts, Seen

SIGN = re.compile(
    r"^(?:(?P<root>.*)/)?[^/]*-(?:\d{8}t\d{6}z\.dlist|b[0-9a-f]+\.dblock)\.(?:zip|7z)(?:\.(?:aes|gpg))?$",
    re.DOTALL,
)  # in folded paths
_NAME = re.compile(
    r"([^/]*)-(?:(\d{8}T\d{6}Z)\.dlist|b[0-9a-f]+\.dblock|i[0-9a-f]+\.dindex)\.(?:zip|7z)(?:\.(?:aes|gpg))?"
)
_CLOSED = (".7z", ".7z.aes", ".gpg")  # packed or locked in a way that is not undone here
_LISTS = 10_000
_INDEX = "vol/"


@dataclass(slots=True)
class _Held:
    """The volumes of a backup, by what they are."""

    place: Place
    words: Words
    lists: list[str] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    indexes: list[str] = field(default_factory=list)
    room: int = 0  # bytes of all
    pieces: Pieces = field(default_factory=Pieces)
    sums: dict[str, bytes] = field(default_factory=dict)  # what a volume of blocks hashes to, as indexes say
    indexed: set[str] = field(default_factory=set)

    def open(self, name: str) -> ZipSource:
        """Return the ZIP of a volume; raises Unreadable."""
        return duplicati.volume(self.place.below(name).open(), name, self.words)


def read(place: Place, words: Words) -> Found | None:
    """Return the Duplicati backup in a folder, None where there is none."""
    held = _held(place, words)
    if not held.lists and not held.blocks:
        return None
    names = [*held.lists, *held.indexes, *held.blocks]
    about = {"bytes": held.room, "parts": len(held.blocks)}
    if any(name.endswith(_CLOSED) for name in names):
        return _found(held, State.STRUCTURE, [], about)
    locked = next((name for name in names if name.endswith(".aes")), None)
    if locked is not None and not (words and _opens(held, locked)):
        return _found(held, State.LOCKED if words else State.STRUCTURE, [], about)
    if not held.lists:
        return _found(held, State.BROKEN, [fault("list_missing", place)], about)
    return _opened(held, about)


def _held(place: Place, words: Words) -> _Held:
    held = _Held(place, words)
    kinds = {"dlist": held.lists, "dblock": held.blocks, "dindex": held.indexes}
    for one in files(place):
        if _NAME.fullmatch(one.name) is None or len(held.blocks) >= MOST:
            continue
        kind = next(name for name in kinds if f".{name}." in one.name)
        kinds[kind].append(one.name)
        held.room += one.size
    return held


def _opens(held: _Held, name: str) -> bool:
    """Tell whether a word is the right one, and keep it alone; what is damaged says nothing against it."""
    for word in held.words:
        try:
            duplicati.volume(held.place.below(name).open(), name, (word,)).close()
        except Unreadable as error:
            if error.why == "password":
                continue
            return True
        held.words = (word,)
        return True
    return False


def _found(
    held: _Held, state: State, faults: list[Facts], about: Facts, points: tuple[Point, ...] = ()
) -> Found:
    place = held.place

    def own(path: str) -> bool:
        inner = relative(place, path)
        return inner is not None and _NAME.fullmatch(inner) is not None

    def part(seen: Seen) -> Facts | None:
        wanted = held.sums.get(relative(place, seen.path) or "")
        if wanted is None or seen.sha256 is None or seen.sha256 == wanted.hex():
            return None
        return fault("part_changed", Place(place.source, seen.volume, seen.path))

    return Found("duplicati", place.volume, place.path, state, points, tuple(faults), own, part, about)


def _opened(held: _Held, about: dict[str, int]) -> Found:
    place, wrong = held.place, []
    try:
        for number, name in enumerate(held.blocks):
            if not _listed(held, number, name):
                wrong.append(place.below(name))
    except Unreadable:
        return _found(held, State.BROKEN, [fault("bomb", place)], about)
    wrong += [place.below(name) for name in held.indexes if not _indexed(held, name)]
    there = set(held.blocks)
    missing = [place.below(name) for name in sorted(held.indexed - there)]
    bare = [place.below(name) for name in held.blocks if name not in held.indexed] if held.indexes else []
    points, newer = _points(held)
    about["pieces"] = len(held.pieces)
    if newer:
        told = fault("newer_version", place, version=newer)
        return _found(held, State.OPAQUE, [told], {**about, "version": newer})
    faults = some("part_unread", wrong) + some("part_missing", missing) + some("index_missing", bare)
    return _found(held, State.READ, faults, about, points)


def _listed(held: _Held, number: int, name: str) -> bool:
    """Add the blocks of a volume; False where it cannot be opened. Raises Unreadable for too many blocks."""
    try:
        source = held.open(name)
    except Unreadable:
        return False
    try:
        duplicati.blocks(source, number, held.pieces)
    finally:
        source.close()
    return True


def _indexed(held: _Held, name: str) -> bool:
    """Take from an index the volumes it is of, and what they hash to; False where it cannot be read."""
    try:
        source = held.open(name)
    except Unreadable:
        return False
    try:
        for entry in source.walk():
            if isinstance(entry, Entry) and entry.path.startswith(_INDEX) and entry.name != entry.path:
                held.indexed.add(entry.name)
                wanted = duplicati.digest(
                    duplicati.told(duplicati.member(source, entry.path)).get("volumehash")
                )
                if wanted is not None:
                    held.sums[entry.name] = wanted
    except Unreadable:
        return False
    finally:
        source.close()
    return True


def _points(held: _Held) -> tuple[tuple[Point, ...], int]:
    """Return a point for each list of files, oldest first, and a version too new to be read, or 0."""
    made, newer = [], 0
    for name in sorted(held.lists)[:_LISTS]:
        found = _NAME.fullmatch(name)
        prefix, stamp = (found[1], found[2]) if found is not None else ("", "")
        written, faults = _manifest(held, name)
        newer = max(newer, written if written > duplicati.NEWEST else 0)
        made.append(Point(stamp, compact(stamp), prefix, _opener(held, name), faults))
    return tuple(made), newer


def _manifest(held: _Held, name: str) -> tuple[int, tuple[Facts, ...]]:
    """Return the version of a list of files, and what is wrong with it."""
    where = held.place.below(name)
    try:
        source = held.open(name)
    except Unreadable:
        return 0, (fault("part_unread", where),)
    try:
        told = duplicati.told(duplicati.member(source, "manifest"))
        part = source.find("fileset")
        whole = part is None or duplicati.told(duplicati.member(source, "fileset")).get("IsFullBackup", True)
    except Unreadable:
        return 0, (fault("part_unread", where),)
    finally:
        source.close()
    written = told.get("Version", 0)
    if told.get("BlockHash", "SHA256") != "SHA256":
        return duplicati.NEWEST + 1, ()
    return written if isinstance(written, int) else 0, () if whole else (
        fault("checkpoint", where, name=name),
    )


def _opener(held: _Held, name: str) -> Callable[[], Source]:
    def opened() -> Source:
        blocks = duplicati.Blocks(held.pieces, lambda number: held.open(held.blocks[number]))
        dlist = held.open(name)
        try:
            return version(held.place.path, dlist, held.pieces, blocks)
        finally:
            dlist.close()

    return opened
