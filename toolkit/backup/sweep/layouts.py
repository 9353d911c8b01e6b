"""Backups of several files on a medium, found by one walk over its names before anything is read."""

from collections.abc import Iterator

from toolkit.backup.forms import LAYOUTS
from toolkit.backup.forms.form import Found, Place, Words
from toolkit.media.source import Source
from toolkit.records import Entry

_MOST = 1000  # backups of several files on one medium; more are read as plain files


def layouts(source: Source, words: Words) -> tuple[Found, ...]:
    """Return every backup of several files, those that lie in another one left out."""
    found: list[Found] = []
    for volume, path, reader in _candidates(source):
        if len(found) < _MOST and owner(found, volume, path) is None:
            made = LAYOUTS[reader].read(Place(source, volume, path), words)
            if made is not None:
                found.append(made)
    return tuple(found)


def owner(found: list[Found] | tuple[Found, ...], volume: str, path: str) -> Found | None:
    """Return the backup a file is a part of."""
    for one in found:
        if one.volume == volume and (path == one.path or one.own(path)):
            return one
    return None


def _candidates(source: Source) -> Iterator[tuple[str, str, int]]:
    """Yield (volume, root, number of the layout), each once, the shortest roots first."""
    met: dict[tuple[str, str, int], None] = {}
    for entry in source.walk():
        if isinstance(entry, Entry):
            path = entry.path
            folded = path.casefold()
            for number, layout in enumerate(LAYOUTS):
                sign = layout.sign.search(folded)
                # A folded path may be longer than the path: its root is counted in folders.
                if sign is not None:
                    depth = sign["root"].count("/") + 1 if sign["root"] else 0
                    met[entry.volume, "/".join(path.split("/")[:depth]), number] = None
    yield from sorted(met, key=lambda one: (one[1].count("/"), one))
