"""Walk and search any tree whose folders can be listed one at a time."""

from collections.abc import Callable, Iterable, Iterator

from toolkit.media.names import DEEPEST, same
from toolkit.records import Entry, EntryKind, Unread

Listing = Callable[[Entry], Iterable[Entry | Unread]]


def walk(root: Entry, listing: Listing, *, once: bool) -> Iterator[Entry | Unread]:
    """Yield what lies below `root`, depth first, each folder before what it holds.

    A folder that stands above itself is a loop and is not entered again; with `once`, no folder is entered
    twice at all. The memory used is one listing per level.
    """
    levels = [iter(listing(root))]
    above = [root.ident]
    entered = {root.ident}
    while levels:
        found = next(levels[-1], None)
        if found is None:
            levels.pop()
            above.pop()
            continue
        if isinstance(found, Unread) or found.kind is not EntryKind.DIRECTORY:
            yield found
            continue
        if found.ident in (entered if once else above):
            yield Unread(found.volume, found.path, "loop")
            continue
        yield found
        if len(levels) >= DEEPEST:
            yield Unread(found.volume, found.path, "too_deep")
            continue
        levels.append(iter(listing(found)))
        above.append(found.ident)
        if once:
            entered.add(found.ident)


def find(root: Entry, path: str, child: Callable[[Entry, str], Entry | None]) -> Entry | None:
    """Return the entry at `path` below `root`; `child` looks one name up in one folder."""
    place: Entry | None = root
    for wanted in [part for part in path.split("/") if part]:
        if place is None or place.kind is not EntryKind.DIRECTORY:
            return None
        place = child(place, wanted)
    return place


def named(wanted: str, children: Iterable[Entry | Unread]) -> Entry | None:
    """Return the child of that name, an exact name preferred to one that differs by letter case."""
    close: Entry | None = None
    for child in children:
        if isinstance(child, Unread):
            continue
        if child.name == wanted:
            return child
        if close is None and same(child.name, wanted):
            close = child
    return close
