"""A folder, or a volume mounted by someone else: read where it lies, links never followed.

On Windows alternate data streams are listed after their file, as "file:stream"; elsewhere those of a mounted
NTFS volume are not visible, and no claim is made about them. The folder itself may be reached by a link.
"""

from collections.abc import Iterator, Sequence
from copy import copy
from pathlib import Path
from typing import BinaryIO

from toolkit.errors import Unreadable
from toolkit.media import descend, places
from toolkit.media.names import below, shown
from toolkit.media.place import HOLE, Opened, Place
from toolkit.media.places import Trail
from toolkit.media.stream import stream
from toolkit.records import Entry, EntryKind, Unread, Volume


class FolderSource:
    """A Source over a folder; raises OSError when the folder itself cannot be listed.

    `warnings` may gain `access_times` as folders are listed and files opened.
    """

    kind = "folder"
    size = 0

    def __init__(self, label: str, path: Path) -> None:
        self.label = label
        self._trail = Trail(path)
        ident, _ = places.listing(self._trail, ())
        self._root = Entry("", "", EntryKind.DIRECTORY, ident=ident)
        self.warnings: tuple[str, ...] = self._trail.limits

    def volumes(self) -> Sequence[Volume]:
        return (Volume("", "folder"),)

    def walk(self) -> Iterator[Entry | Unread]:
        self._trail.walks += 1
        try:
            yield from self._bounded()
        finally:
            self._trail.walks -= 1
            if not self._trail.walks:
                self._trail.close()

    def _bounded(self) -> Iterator[Entry | Unread]:
        """Yield what lies below; a file whose holes are more than is left to read is `sparse_holes`."""
        left = HOLE

        def listing(directory: Entry) -> Iterator[Entry | Unread]:
            nonlocal left
            for place in self._places(directory):
                if isinstance(place, Place) and place.hole and not place.why:
                    if place.hole > left:
                        path = below(directory.path, place.name)
                        yield Unread("", path, "sparse_holes", "", place.size)
                        continue
                    left -= place.hole
                yield place if isinstance(place, Unread) else _entry(place, directory.path)

        return descend.walk(self._root, listing, once=False)

    def listing(self, directory: Entry) -> Iterator[Entry | Unread]:
        for place in self._places(directory):
            yield place if isinstance(place, Unread) else _entry(place, directory.path)

    def _places(self, directory: Entry) -> Iterator[Place | Unread]:
        try:
            ident, found = places.listing(self._trail, _parts(directory.path))
        except (OSError, ValueError) as error:
            yield Unread("", directory.path, places.why(error), _detail(error))
            return
        self.warnings = self._trail.limits
        if ident != directory.ident:
            yield Unread("", directory.path, "vanished")
            return
        yield from found

    def find(self, path: str, volume: str | None = None) -> Entry | None:
        return descend.find(self._root, path, self._child) if volume in {None, ""} else None

    def open(self, entry: Entry) -> BinaryIO:
        if entry.kind not in places.READABLE:
            raise Unreadable("not_a_file")
        return _stream(self.opened(entry.path, entry.ident))

    def opened(self, path: str, ident: str) -> Opened:
        """Open a file that was listed, to be read by offset; raise Unreadable when it is not there any more.

        Its `read_at` and `release` are the caller's to call.
        """
        try:
            opened = places.open_file(self._trail, _parts(path))
        except (OSError, ValueError) as error:
            raise Unreadable(places.why(error), _detail(error)) from error
        self.warnings = self._trail.limits
        if opened.ident != ident:
            opened.release()
            raise Unreadable("vanished", "another file took its place")
        return opened

    def whole(self, entry: Entry, most: int) -> bytes | None:
        """Return the bytes of a file in as few reads as it takes, None where there are more than `most`.

        Raises Unreadable. A scan reads nearly all its files this way: a stream for each costs twice the time.
        """
        if entry.kind not in places.READABLE:
            raise Unreadable("not_a_file")
        opened = self.opened(entry.path, entry.ident)
        parts, length = [], 0
        try:
            if opened.size > most:
                return None
            # What grows while it is read ends where it was when it was opened; it may also have shrunk.
            while length < opened.size and (part := opened.read_at(length, opened.size - length)):
                parts.append(part)
                length += len(part)
        except OSError as error:
            raise Unreadable(places.why(error), _detail(error)) from error
        finally:
            opened.release()
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def afresh(self) -> "FolderSource":
        """Return the same folder for a process that shares nothing we hold open; it keeps its last levels."""
        other = copy(self)
        trail = Trail(Path(self._trail.root))
        trail.walks = 1
        other._trail = trail  # noqa: SLF001 - a copy of ourselves
        return other

    def close(self) -> None:
        """Let go of what a walk left open."""
        self._trail.close()

    def _child(self, directory: Entry, wanted: str) -> Entry | None:
        try:
            place = places.look_up(self._trail, _parts(directory.path), wanted)
        except (OSError, ValueError):
            return None
        found = _entry(place, directory.path) if place else None
        return found if isinstance(found, Entry) else None


def _entry(place: Place, folder: str) -> Entry | Unread:
    if place.why:
        name = shown(place.name) if place.why == "hostile_name" else place.name
        return Unread("", below(folder, name), place.why, place.detail, place.size)
    path = below(folder, place.name)
    known = (place.kind, place.size, place.times, None, place.ident, place.target, place.links, place.hidden)
    return Entry("", path, *known)


def _stream(opened: Opened) -> BinaryIO:
    def read_at(offset: int, length: int) -> bytes:
        try:
            return opened.read_at(offset, length)
        except OSError as error:
            raise Unreadable(places.why(error), _detail(error)) from error

    return stream(read_at, opened.size, exact=False, release=opened.release)


def _parts(path: str) -> list[str]:
    return path.split("/") if path else []


def _detail(error: OSError | ValueError) -> str:
    return (error.strerror or "") if isinstance(error, OSError) else str(error)
