"""The files of one FAT, exFAT or ext volume, as The Sleuth Kit lists them.

Names are its own: what it cannot print becomes "^". What it holds for no entry at all, such as a FAT name
with an impossible size, it counts among the deleted ones and is not seen here. FAT times are the local
times of the machine that wrote them, given here as if they were UTC. Deleted entries are not walked in
this version.
"""

import calendar
import time
from collections.abc import Iterator
from typing import Any, BinaryIO

import pytsk3

from toolkit.errors import Unreadable
from toolkit.media.descend import named
from toolkit.media.names import below, hostile, shown, units
from toolkit.media.stream import stream
from toolkit.records import Entry, EntryKind, Times, Unread

_KINDS = {
    int(pytsk3.TSK_FS_META_TYPE_REG): EntryKind.FILE,
    int(pytsk3.TSK_FS_META_TYPE_DIR): EntryKind.DIRECTORY,
    int(pytsk3.TSK_FS_META_TYPE_LNK): EntryKind.LINK,
}
# $OrphanFiles, $MBR and $FAT1, which The Sleuth Kit invents
_VIRTUAL = frozenset({int(pytsk3.TSK_FS_META_TYPE_VIRT), int(pytsk3.TSK_FS_META_TYPE_VIRT_DIR)})
_EXFAT_OWN = ("$ALLOC_BITMAP", "$UPCASE_TABLE")  # entries of the file system, named by The Sleuth Kit
_LIVE = int(pytsk3.TSK_FS_NAME_FLAG_ALLOC)
_MOST = 2_000_000  # names in one folder: more than any real one, less than memory


class TskVolume:
    """One volume opened with pytsk3."""

    def __init__(self, name: str, system: Any, kind: str, limit: int) -> None:
        self.name = name
        self._system = system
        self._kind = kind
        self._limit = limit
        self.root = Entry(name, "", EntryKind.DIRECTORY, ident=str(system.info.root_inum))

    def listing(self, directory: Entry) -> Iterator[Entry | Unread]:
        """Yield what a directory holds, names sorted by code unit."""
        found: dict[str, Any] = {}
        fault = ""
        doubles: list[str] = []
        own = set(_EXFAT_OWN if directory == self.root and self._kind == "exfat" else ())
        try:
            for file in self._system.open_dir(inode=int(directory.ident)):
                name = self._name(file)
                if name in own:
                    own.remove(name)  # a second one of that name is somebody's file
                elif name in found:
                    doubles.append(name)
                elif name is not None and len(found) < _MOST:
                    found[name] = file
        except (OSError, RuntimeError) as error:
            fault = str(error)
        if fault:
            yield Unread(self.name, directory.path, "damaged_directory", fault)
        for name in doubles:
            yield Unread(self.name, below(directory.path, name), "duplicate_name")
        for name in sorted(found, key=units):
            yield self._entry(found[name], directory.path, name)

    def child(self, directory: Entry, wanted: str) -> Entry | None:
        """Look one name up in a directory."""
        return named(wanted, self.listing(directory))

    def open(self, entry: Entry) -> BinaryIO:
        """Return a stream of a file's bytes; raise Unreadable."""
        try:
            file = self._system.open_meta(int(entry.ident))
        except (OSError, RuntimeError) as error:
            raise Unreadable("damaged", str(error)) from error
        if file.info.meta.size > self._limit:
            raise Unreadable("implausible_size")
        return stream(lambda offset, length: bytes(file.read_random(offset, length)), file.info.meta.size)

    def _name(self, file: Any) -> str | None:
        """Return a live entry's name; None for deleted, virtual and dot entries."""
        entry = file.info.name
        meta = file.info.meta
        virtual = meta is not None and (int(meta.type) in _VIRTUAL or _is_label(entry.name, meta.size))
        if not int(entry.flags) & _LIVE or virtual or entry.name in {b".", b"..", b"$OrphanFiles"}:
            return None
        return str(entry.name.decode("utf-8", "surrogateescape"))

    def _entry(self, file: Any, folder: str, name: str) -> Entry | Unread:
        if hostile(name):
            return Unread(self.name, below(folder, shown(name)), "hostile_name")
        path, meta = below(folder, name), file.info.meta
        if meta is None:
            return Unread(self.name, path, "damaged")
        kind = _KINDS.get(int(meta.type), EntryKind.SPECIAL)
        size = int(meta.size) if kind is EntryKind.FILE else 0
        if not 0 <= size <= self._limit:
            return Unread(self.name, path, "implausible_size", size=size)
        target = None
        if kind is EntryKind.LINK and meta.link:
            target = bytes(meta.link).decode("utf-8", "surrogateescape")
        return Entry(self.name, path, kind, size, self._times(meta), None, str(meta.addr), target)

    def _times(self, meta: Any) -> Times:
        return Times(
            self._time(meta.crtime, meta.crtime_nano),
            self._time(meta.mtime, meta.mtime_nano),
            self._time(meta.ctime, meta.ctime_nano),
            self._time(meta.atime, meta.atime_nano),
        )

    def _time(self, seconds: int, nanoseconds: int) -> int | None:
        if not seconds:
            return None
        if not self._kind.startswith("ext"):
            # The Sleuth Kit took the local time it read for a time of the machine we run on.
            seconds = calendar.timegm(time.localtime(seconds))
        return int(seconds) * 1_000_000_000 + int(nanoseconds)


def _is_label(name: bytes, size: int) -> bool:
    """Tell a FAT volume's label, listed as a file, from a file that bears such a name and holds bytes."""
    return bool(name.endswith(b"(Volume Label Entry)")) and not size
