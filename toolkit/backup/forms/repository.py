"""The files of a repository on a medium: listed by name, opened by number."""

from collections.abc import Callable, Iterator
from typing import BinaryIO

from toolkit.backup.forms.form import Place, fault
from toolkit.errors import Unreadable
from toolkit.records import Entry, EntryKind, Facts

MOST = 2_000_000  # files of one repository
_TOLD = 5  # faults of one kind that are told one by one


def files(place: Place) -> Iterator[Entry]:
    """Yield the files that lie in a folder itself."""
    for one in place.listing():
        if isinstance(one, Entry) and one.kind is EntryKind.FILE:
            yield one


def folders(place: Place) -> Iterator[Entry]:
    for one in place.listing():
        if isinstance(one, Entry) and one.kind is EntryKind.DIRECTORY:
            yield one


def whole(place: Place, most: int) -> bytes:
    """Return all the bytes of a small file; raises Unreadable, ("bomb") beyond `most` bytes."""
    with place.open() as stream:
        found = stream.read(most + 1)
    if len(found) > most:
        raise Unreadable("bomb", "a listing beyond all measure")
    return found


def opener(place: Place, paths: Callable[[int], str]) -> Callable[[int], BinaryIO]:
    """Return what opens a file of a repository by its number."""
    return lambda number: place.below(paths(number)).open()


def some(code: str, places: list[Place]) -> list[Facts]:
    """Return one fault for each place, the last of a long list standing for those that are not told."""
    return [
        fault(code, one, files=len(places) - _TOLD + 1 if at == _TOLD - 1 and len(places) > _TOLD else 1)
        for at, one in enumerate(places[:_TOLD])
    ]


def relative(place: Place, path: str) -> str | None:
    """Return a path of the medium as seen from the place, None when it is not below it."""
    if not place.path:
        return path
    return path[len(place.path) + 1 :] if path.startswith(f"{place.path}/") else None
