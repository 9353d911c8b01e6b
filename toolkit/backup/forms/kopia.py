"""kopia repositories in a folder: recognised, their parts counted; their content is not read here.

Source: kopia's documentation of its filesystem storage (package repo/blob/sharded) and of its blobs: p, q are
packs, n and x are indexes. Written against it; the program itself was not tried. Names prove nothing here: a
pack is named at random, and what it holds is encrypted. kopia's own check is `kopia snapshot verify`.
"""

import json
import re
from collections.abc import Iterator
from itertools import islice

from toolkit.backup.forms.form import Found, Place, State, Words, fault
from toolkit.backup.forms.repository import files, folders, relative, some, whole
from toolkit.errors import Unreadable
from toolkit.records import Entry, Facts

SIGN = re.compile(r"^(?:(?P<root>.*)/)?kopia\.repository\.f$", re.DOTALL)  # in folded paths
_FORMAT = "kopia.repository.f"
_SHARD = re.compile(r"[0-9a-z_-]{1,4}")
_OWN = re.compile(r"kopia\.[a-z]+\.f|\.shards|(?:[0-9a-z_-]{1,4}/){1,4}[0-9a-z_-]+\.f")
_DEEPEST = 4  # folders above a part
_LARGEST = 1024 * 1024  # bytes of the file that describes the repository
_MOST = 2_000_000


def read(place: Place, _words: Words) -> Found | None:
    """Return the kopia repository in a folder, None where there is none."""
    described = place.below(_FORMAT)
    if described.entry() is None:
        return None
    held = list(islice(_parts(place), _MOST))
    about: dict[str, object] = {"bytes": sum(one.size for one in held), "parts": len(held)}
    dates = [one.times.modified for one in held if one.times.modified is not None]
    if dates:
        about["made_ns"] = max(dates)
    empty = [Place(place.source, place.volume, one.path) for one in held if not one.size]
    faults = some("part_empty", empty)
    if not held:
        faults.append(fault("part_missing", place, files=1))
    if not _described(described):
        faults.append(fault("part_unread", described))
        return _found(place, State.BROKEN, faults, about)
    return _found(place, State.STRUCTURE, faults, about)


def _parts(place: Place) -> Iterator[Entry]:
    """Yield the files below the folders that kopia spreads its parts over."""
    waiting = [(place, 0)]
    while waiting:
        folder, depth = waiting.pop()
        if depth:
            yield from (one for one in files(folder) if one.name.endswith(".f"))
        if depth < _DEEPEST:
            waiting += [
                (Place(place.source, place.volume, one.path), depth + 1)
                for one in folders(folder)
                if _SHARD.fullmatch(one.name)
            ]


def _found(place: Place, state: State, faults: list[Facts], about: Facts) -> Found:
    def own(path: str) -> bool:
        inner = relative(place, path)
        return inner is not None and _OWN.fullmatch(inner) is not None

    return Found("kopia", place.volume, place.path, state, (), tuple(faults), own, about=about)


def _described(described: Place) -> bool:
    try:
        told = json.loads(whole(described, _LARGEST))
    except (Unreadable, ValueError, RecursionError):
        return False
    return isinstance(told, dict) and "encryption" in told and ("uniqueID" in told or "tool" in told)
