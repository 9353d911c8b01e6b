"""Which files of a machine a backup holds, whatever folders were put before them or left out."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

_TAIL = 6  # names of a path that are compared to find where a folder of the machine went
_PLACES = 64  # ways from machine to backup that are kept
_NAMES = 50  # names of one folder tried when its own path says nothing

Way = tuple[str, str]  # what stands before a path on the machine, and before the same path in the backup


def ways(machine: Mapping[str, Collection[str]], backup: Mapping[str, Collection[str]]) -> list[Way]:
    """Return where the folders of a machine stand in a backup, most frequent first.

    Both are names by folder, folded. A folder votes by the longest end of its path that only one folder of
    the machine has; when there is none, by file names that only one folder of the machine holds.
    """
    tails = _tails(machine)
    names: dict[str, str | None] = {}
    votes: Counter[Way] = Counter()
    for folder, held in backup.items():
        twin = _by_tail(folder, tails)
        if twin is not None:
            votes[_apart(twin, folder)] += 1
        elif not _has_tail(folder, tails):
            names = names or _names(machine)
            votes.update(_by_names(folder, held, names))
    return [way for way, _ in votes.most_common(_PLACES)]


def counterparts(folder: str, found: Collection[Way]) -> Iterator[str]:
    """Yield the folders of the backup that may hold what one folder of the machine held."""
    for before, instead in found:
        if folder == before:
            yield instead
        elif not before or folder.startswith(before + "/"):
            rest = folder[len(before) :].lstrip("/")
            yield f"{instead}/{rest}" if instead else rest


def _tails(machine: Collection[str]) -> dict[str, str | None]:
    """Index every end of every path; None marks an end that several folders share."""
    index: dict[str, str | None] = {}
    for folder in machine:
        for tail in _ends(folder):
            index[tail] = None if tail in index else folder
    return index


def _ends(folder: str) -> list[str]:
    parts = folder.split("/")
    return ["/".join(parts[-depth:]) for depth in range(min(_TAIL, len(parts)), 0, -1) if parts[-1]]


def _by_tail(folder: str, tails: Mapping[str, str | None]) -> str | None:
    for tail in _ends(folder):
        if tail in tails:
            return tails[tail]
    return None


def _has_tail(folder: str, tails: Mapping[str, str | None]) -> bool:
    return any(tail in tails for tail in _ends(folder))


def _names(machine: Mapping[str, Collection[str]]) -> dict[str, str | None]:
    index: dict[str, str | None] = {}
    for folder, held in machine.items():
        for name in held:
            index[name] = None if name in index else folder
    return index


def _by_names(folder: str, held: Collection[str], names: Mapping[str, str | None]) -> Iterator[Way]:
    for name, _ in zip(held, range(_NAMES), strict=False):
        twin = names.get(name)
        if twin is not None:
            yield _apart(twin, folder)


def _apart(machine: str, backup: str) -> Way:
    """Return what is left of two paths before the end they share."""
    ours, theirs = machine.split("/"), backup.split("/") if backup else []
    while ours and theirs and ours[-1] == theirs[-1]:
        ours.pop()
        theirs.pop()
    return "/".join(ours), "/".join(theirs)
