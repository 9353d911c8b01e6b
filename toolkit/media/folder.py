"""A folder, or a volume mounted by someone else: read where it lies, links never followed.

Alternate data streams of an NTFS volume mounted here are not visible: no claim is made about them.
Another file system mounted below the folder is not entered. The folder itself may be reached by a link.
"""

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from toolkit.errors import Unreadable
from toolkit.media import descend, ntfs_reparse, places
from toolkit.media.names import below, hostile, same, shown, units
from toolkit.media.places import Place, Trail
from toolkit.media.stream import stream
from toolkit.records import Entry, EntryKind, Times, Unread, Volume

_WHY = {
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.ENOENT: "vanished",
    errno.ESTALE: "vanished",
    errno.ENOTDIR: "vanished",
    errno.ELOOP: "vanished",  # a link took the place of what was listed
    errno.ENAMETOOLONG: "hostile_name",
    errno.EINVAL: "hostile_name",
}
_REPARSE_POINT = 0x400
# Bytes a file may lack on its medium and still be read: more than that is hours of zeros, or a trap.
_HOLE = 64 * 1024**3


class FolderSource:
    """A Source over a folder; raises OSError when the folder itself cannot be listed."""

    kind = "folder"
    size = 0

    def __init__(self, label: str, path: Path) -> None:
        self.label = label
        self._path = path.absolute()
        self._trail = Trail(self._path)
        found, _ = places.listing(self._trail, ())
        self._device = found.st_dev
        self._root = Entry("", "", EntryKind.DIRECTORY, ident=_ident(found))
        limits = {"access_times": _marks_access(self._path), "streams_unseen": _is_ntfs(found.st_dev)}
        self.warnings = tuple(code for code, holds in limits.items() if holds)

    def volumes(self) -> Sequence[Volume]:
        return (Volume("", "folder"),)

    def walk(self) -> Iterator[Entry | Unread]:
        self._trail.walks += 1
        try:
            yield from descend.walk(self._root, self.listing, once=False)
        finally:
            self._trail.walks -= 1
            if not self._trail.walks:
                self._trail.close()

    def listing(self, directory: Entry) -> Iterator[Entry | Unread]:
        try:
            status, found = places.listing(self._trail, _parts(directory.path))
        except OSError as error:
            yield Unread("", directory.path, _why(error), _detail(error))
            return
        except ValueError as error:
            yield Unread("", directory.path, "hostile_name", str(error))
            return
        if _ident(status) != directory.ident:
            yield Unread("", directory.path, "vanished")
            return
        for place in sorted(found, key=lambda place: units(place.name)):
            yield self._entry(place, directory.path)

    def find(self, path: str, volume: str | None = None) -> Entry | None:
        return descend.find(self._root, path, self._child) if volume in {None, ""} else None

    def open(self, entry: Entry) -> BinaryIO:
        if entry.kind is not EntryKind.FILE:
            raise Unreadable("not_a_file")
        try:
            descriptor = places.open_file(self._trail, _parts(entry.path))
        except OSError as error:
            raise Unreadable(_why(error), _detail(error)) from error
        except ValueError as error:
            raise Unreadable("hostile_name", str(error)) from error
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or _ident(found) != entry.ident:
            os.close(descriptor)
            raise Unreadable("vanished", "another file took its place")
        return _stream(descriptor, found.st_size)

    def close(self) -> None:
        """Let go of what a walk left open."""
        self._trail.close()

    def _child(self, directory: Entry, wanted: str) -> Entry | None:
        try:
            place = places.status(self._trail, [*_parts(directory.path), wanted])
            found = self._entry(place, directory.path)
        except (OSError, ValueError):
            return descend.named(wanted, self._alike(directory, wanted))
        return found if isinstance(found, Entry) else None

    def _alike(self, directory: Entry, wanted: str) -> Iterator[Entry | Unread]:
        return (found for found in self.listing(directory) if same(found.path.rsplit("/", 1)[-1], wanted))

    def _entry(self, place: Place, folder: str) -> Entry | Unread:
        path = below(folder, place.name)
        if hostile(place.name):
            return Unread("", below(folder, shown(place.name)), "hostile_name")
        if place.status is None:
            return Unread("", path, _why(place.error), _detail(place.error))
        kind, why = _kind(place.status)
        if place.status.st_dev != self._device:
            why = "other_volume"
        size = place.status.st_size if kind is EntryKind.FILE else 0
        if size - getattr(place.status, "st_blocks", size) * 512 > _HOLE:
            why = "implausible_size"
        if why:
            return Unread("", path, why, size=size)
        times = _times(place.status)
        return Entry("", path, kind, size, times, None, _ident(place.status), place.target)


def _kind(found: os.stat_result) -> tuple[EntryKind, str]:
    """Return the kind of a place, and why it is not read, or ""."""
    attributes = getattr(found, "st_file_attributes", 0)
    folder = stat.S_ISDIR(found.st_mode)
    kind = EntryKind.DIRECTORY if folder else EntryKind.FILE
    if attributes & _REPARSE_POINT:
        stance = ntfs_reparse.stance(getattr(found, "st_reparse_tag", 0), attributes)
        if stance is ntfs_reparse.Stance.LINK:
            return EntryKind.LINK, ""
        if stance is ntfs_reparse.Stance.SPECIAL:
            return EntryKind.SPECIAL, ""
        # Windows itself unpacks what its filters packed: only what lies elsewhere is left alone.
        away = stance is ntfs_reparse.Stance.OTHER and ntfs_reparse.away(attributes)
        return kind, "cloud_only" if away or stance is ntfs_reparse.Stance.CLOUD else ""
    if ntfs_reparse.away(attributes) and not folder:
        return kind, "cloud_only"
    if stat.S_ISLNK(found.st_mode):
        return EntryKind.LINK, ""
    return (kind, "") if folder or stat.S_ISREG(found.st_mode) else (EntryKind.SPECIAL, "")


def _times(found: os.stat_result) -> Times:
    if hasattr(found, "st_file_attributes"):  # Windows: st_ctime is the creation, changes are not told
        created = getattr(found, "st_birthtime_ns", found.st_ctime_ns)
        return Times(created, found.st_mtime_ns, None, found.st_atime_ns)
    return Times(None, found.st_mtime_ns, found.st_ctime_ns, found.st_atime_ns)


def _stream(descriptor: int, size: int) -> BinaryIO:
    def read_at(offset: int, length: int) -> bytes:
        os.lseek(descriptor, offset, os.SEEK_SET)
        return os.read(descriptor, length)

    return stream(read_at, size, exact=False, release=lambda: os.close(descriptor))


def _parts(path: str) -> list[str]:
    return path.split("/") if path else []


def _ident(found: os.stat_result) -> str:
    return f"{found.st_dev}-{found.st_ino}"


def _is_ntfs(device: int) -> bool:
    """Tell a mounted NTFS volume, whose alternate streams a folder does not show."""
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    number = f"{os.major(device)}:{os.minor(device)}"
    kinds = {
        line.partition(" - ")[2].split(" ")[0] for line in mounts.splitlines() if line.split(" ")[2] == number
    }
    return bool(kinds & {"ntfs", "ntfs3", "fuseblk", "ntfs-3g"})


def _marks_access(path: Path) -> bool:
    """Tell a volume on which reading a file may change its access time, and nothing lets us prevent it."""
    if not hasattr(os, "statvfs"):
        return False
    if os.statvfs(path).f_flag & (os.ST_RDONLY | getattr(os, "ST_NOATIME", 0)):
        return False
    try:
        os.close(os.open(path, os.O_RDONLY | getattr(os, "O_NOATIME", 0)))
    except OSError:
        return True
    return not hasattr(os, "O_NOATIME")


def _why(error: OSError | None) -> str:
    return _WHY.get(error.errno or 0, "io_error") if error else "io_error"


def _detail(error: OSError | None) -> str:
    return (error.strerror or "") if error else ""
