"""restic repositories: by their names without the password, file by file with it.

Every file but `config` is named by its SHA-256 (restic's design document, "Repository Layout").
"""

import re
from dataclasses import dataclass, field

from toolkit.backup.forms.form import Found, Place, Point, State, Words, fault
from toolkit.backup.forms.repository import MOST, files, folders, opener, relative, some, whole
from toolkit.errors import Unreadable
from toolkit.media.repositories import restic
from toolkit.media.repositories.moments import rfc3339
from toolkit.media.repositories.pieces import NOWHERE, Parts, Pieces
from toolkit.media.repositories.restic_files import snapshot
from toolkit.media.source import Source
from toolkit.records import Facts, Seen

SIGN = re.compile(
    r"^(?:(?P<root>.*)/)?(?:keys|snapshots|index|data/[0-9a-f]{2})/[0-9a-f]{64}$", re.DOTALL
)  # in folded paths
_PARTS = frozenset({"config", "data", "index", "keys", "snapshots"})
_NAMED = re.compile(r"(?:data/[0-9a-f]{2}|keys|index|snapshots|locks)/([0-9a-f]{64})")
_HASH = re.compile(r"[0-9a-f]{64}")
_KEY = 64 * 1024  # bytes of a key file or of config
_KEYS = 8  # key files tried
_INDEX = 32 * 1024 * 1024  # bytes of an index file; restic ends one at 50,000 blobs, about 8 MB
_SNAPSHOTS = 10_000


@dataclass(slots=True)
class _Held:
    """What lies in the folders of a repository."""

    named: dict[str, list[str]] = field(default_factory=dict)  # folder to names that are hashes
    packs: dict[str, int] = field(default_factory=dict)  # to bytes
    newest: int | None = None  # ns UTC, the newest date of a snapshot's file


def read(place: Place, words: Words) -> Found | None:
    """Return the repository at a place, None where there is none."""
    if len(place.names() & _PARTS) < 3:
        return None
    held = _held(place)
    about: dict[str, object] = {"bytes": sum(held.packs.values()), "parts": len(held.packs)}
    about["snapshots"] = len(held.named["snapshots"])
    if held.newest is not None:
        about["made_ns"] = held.newest
    faults: list[Facts] = []
    if place.below("config").entry() is None:
        faults.append(fault("part_missing", place.below("config"), files=1))
    if not held.named["keys"]:
        faults.append(fault("part_missing", place.below("keys"), files=1))
        return _found(place, State.BROKEN, faults, about)
    if not words:
        return _found(place, State.STRUCTURE, faults, about)
    try:
        key = _key(place, held.named["keys"], words)
    except Unreadable:
        return _found(place, State.BROKEN, [*faults, fault("part_unread", place.below("keys"))], about)
    return (
        _found(place, State.LOCKED, faults, about)
        if key is None
        else _unlocked(place, held, key, faults, about)
    )


def _found(
    place: Place, state: State, faults: list[Facts], about: Facts, points: tuple[Point, ...] = ()
) -> Found:
    def own(path: str) -> bool:
        inner = relative(place, path)
        return inner is not None and (inner == "config" or _NAMED.fullmatch(inner) is not None)

    def part(seen: Seen) -> Facts | None:
        found = _NAMED.fullmatch(relative(place, seen.path) or "")
        if found is None or seen.sha256 in {found[1], None}:
            return None
        return fault("part_changed", Place(place.source, seen.volume, seen.path))

    return Found("restic", place.volume, place.path, state, points, tuple(faults), own, part, about)


def _held(place: Place) -> _Held:
    held = _Held()
    for folder in ("keys", "index", "snapshots"):
        found = [one for one in files(place.below(folder)) if _HASH.fullmatch(one.name)]
        held.named[folder] = sorted(one.name for one in found)
        if folder == "snapshots":
            dates = [one.times.modified for one in found if one.times.modified is not None]
            held.newest = max(dates, default=None)
    for shelf in folders(place.below("data")):
        for one in files(Place(place.source, place.volume, shelf.path)):
            if len(held.packs) < MOST and _HASH.fullmatch(one.name):
                held.packs[one.name] = one.size
    return held


def _key(place: Place, names: list[str], words: Words) -> restic.Keys | None:
    """Return the keys that a password opens, None when none does; raises Unreadable without a key file."""
    last: Unreadable | None = None
    usable = False
    for name in names[:_KEYS]:
        for word in words:
            try:
                found = restic.keys(whole(place.below(f"keys/{name}"), _KEY), word)
            except Unreadable as error:
                last = error
                break
            if found is not None:
                return found
            usable = True
    if last is not None and not usable:
        raise last
    return None


def _unlocked(
    place: Place, held: _Held, key: restic.Keys, faults: list[Facts], about: dict[str, object]
) -> Found:
    try:
        version = restic.listing(key, whole(place.below("config"), _KEY)).get("version")
    except Unreadable:
        version = None
        if place.below("config").entry() is not None:
            faults.append(fault("part_unread", place.below("config")))
    about["version"] = version if isinstance(version, int) else 0
    if isinstance(version, int) and version > restic.NEWEST:
        faults.append(fault("newer_version", place, version=version))
        return _found(place, State.OPAQUE, faults, about)
    index = restic.Index(Pieces(), [])
    faults += some("part_unread", _indexed(place, held, key, index))
    missing = [name for name in index.packs if name not in held.packs]
    faults += some("part_missing", [place.below(f"data/{name[:2]}/{name}") for name in missing])
    points, unread = _points(place, held, key, index)
    faults += some("part_unread", unread)
    return _found(place, State.READ, faults, about, points)


def _indexed(place: Place, held: _Held, key: restic.Keys, index: restic.Index) -> list[Place]:
    """Read every index file; return those that cannot be read."""
    unread = []
    numbers: dict[str, int] = {}
    for name in held.named["index"]:
        where = place.below(f"index/{name}")
        try:
            restic.add(index, numbers, restic.listing(key, whole(where, _INDEX)))
        except Unreadable:
            unread.append(where)
    return unread


def _points(
    place: Place, held: _Held, key: restic.Keys, index: restic.Index
) -> tuple[tuple[Point, ...], list[Place]]:
    """Return a point for each snapshot, oldest first, and the files of snapshots that cannot be read."""
    made, unread = [], []
    for name in held.named["snapshots"][:_SNAPSHOTS]:
        where = place.below(f"snapshots/{name}")
        try:
            told = restic.listing(key, whole(where, _INDEX))
            made.append(_point(place, name, told, key, index))
        except (Unreadable, ValueError):
            unread.append(where)
    return tuple(sorted(made, key=lambda one: (one.at_ns or 0, one.name))), unread


def _point(place: Place, name: str, told: Facts, key: restic.Keys, index: restic.Index) -> Point:
    tree = bytes.fromhex(str(told.get("tree")))
    paths = told.get("paths")
    places = [str(path) for path in paths] if isinstance(paths, list) else []
    series = "\0".join([str(told.get("hostname", "")), *sorted(places)])
    wrong = (
        ()
        if index.pieces.row(tree) != NOWHERE
        else (fault("tree_missing", place.below(f"snapshots/{name}")),)
    )

    def opened() -> Source:
        parts = Parts(opener(place, lambda number: _pack(index.packs[number])))
        try:
            return snapshot(place.path, tree, key, index.pieces, parts)
        except BaseException:
            parts.close()
            raise

    return Point(name[:8], rfc3339(told.get("time")), series, opened, wrong)


def _pack(name: str) -> str:
    return f"data/{name[:2]}/{name}"
