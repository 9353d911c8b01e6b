"""Listing and opening inside a folder of a POSIX system, link by link, without ever leaving it.

Each step opens the next folder relative to the one before (openat, O_NOFOLLOW): no path is too long, and no
link swapped in during the walk is followed. During a walk the last levels stay open, so that a deep tree is
not gone down anew for each of its files. Names are kept byte for byte, an undecodable byte as a lone
surrogate. Another file system mounted below the folder is not entered.
"""

import errno
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from toolkit import kernel_files
from toolkit.media import sparse
from toolkit.media.names import hostile, same, units
from toolkit.media.place import HOLE, Opened, Place, chosen
from toolkit.media.stream import ReadAt
from toolkit.records import EntryKind, Times

READABLE = frozenset({EntryKind.FILE})
_KEPT = 32  # levels that stay open during a walk
_AT_ONCE = 1000  # names asked about at a time
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
_KINDS = {
    stat.S_IFREG: EntryKind.FILE,
    stat.S_IFDIR: EntryKind.DIRECTORY,
    stat.S_IFLNK: EntryKind.LINK,
}


def why(error: OSError | ValueError) -> str:
    """Return the code of an error met in a folder; a name with a NUL in it is a ValueError."""
    if isinstance(error, OSError):
        return _WHY.get(error.errno or 0, "io_error")
    return "hostile_name"


if sys.platform != "win32":

    class Trail:
        """A folder that is gone through; while `walks` is not 0, its last levels stay open."""

        def __init__(self, path: Path) -> None:
            self.root = path.absolute()
            self.walks = 0
            self.device = self.root.stat().st_dev
            limits = {"access_times": _marks_access(self.root), "streams_unseen": _is_ntfs(self.device)}
            self.limits = tuple(code for code, holds in limits.items() if holds)
            self._parts: list[str] = []
            self._held: dict[int, int] = {}  # level to descriptor

        @contextmanager
        def at(self, parts: Sequence[str]) -> Iterator[int]:
            """Give the descriptor of a folder, good until the end of the block; raise OSError."""
            try:
                yield self._reach(parts)
            finally:
                if not self.walks:
                    self.close()

        def close(self) -> None:
            """Let go of every level."""
            self._drop(list(self._held))

        def _reach(self, parts: Sequence[str]) -> int:
            if parts == self._parts and len(parts) in self._held:
                return self._held[len(parts)]
            pairs = enumerate(zip(self._parts, parts, strict=False))
            shared = next((at for at, (one, two) in pairs if one != two), min(len(self._parts), len(parts)))
            self._drop([level for level in self._held if level > shared])
            self._parts = list(parts)
            flags = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
            if not self._held:
                self._held[0] = _untouched(os.fsencode(self.root), flags, None)
            for level in range(max(self._held), len(parts)):
                above = self._held[level]
                self._held[level + 1] = _untouched(_bytes(parts[level]), flags | os.O_NOFOLLOW, above)
                if len(self._held) > _KEPT:
                    self._drop([min(self._held)])
            return self._held[len(parts)]

        def _drop(self, levels: Iterable[int]) -> None:
            for level in levels:
                os.close(self._held.pop(level))

    def listing(trail: Trail, parts: Sequence[str]) -> tuple[str, Iterator[Place]]:
        """Return the ident of a folder and what it holds, in walk order; raise OSError or ValueError."""
        with trail.at(parts) as folder:
            with os.scandir(folder) as found:
                names = [os.fsencode(one.name) for one in found]
            ident = _ident(os.fstat(folder))
        # A million names and their sort keys take much more memory than the names.
        names.sort(key=None if all(map(bytes.isascii, names)) else lambda name: units(_text(name)))
        return ident, _described_in_turn(trail, list(parts), ident, names)

    def _described_in_turn(
        trail: Trail, parts: Sequence[str], ident: str, names: Sequence[bytes]
    ) -> Iterator[Place]:
        """Yield what bears the names, some at a time: a folder may hold a million."""
        for at in range(0, len(names), _AT_ONCE):
            some = names[at : at + _AT_ONCE]
            try:
                with trail.at(parts) as folder:
                    same_folder = _ident(os.fstat(folder)) == ident
                    places = [_place(name, folder, trail.device) for name in some] if same_folder else None
            except OSError as error:
                gone = why(error), error.strerror or ""
                yield from [Place(_text(name), why=gone[0], detail=gone[1]) for name in some]
                continue
            yield from places if places is not None else [Place(_text(one), why="vanished") for one in some]

    def look_up(trail: Trail, parts: Sequence[str], wanted: str) -> Place | None:
        """Return what a folder holds under a name, letter case ignored; raise OSError or ValueError."""
        with trail.at(parts) as folder:
            place = _place(_bytes(wanted), folder, trail.device)
        if place.ident:
            return place
        return chosen(wanted, (place for place in listing(trail, parts)[1] if same(place.name, wanted)))

    def open_file(trail: Trail, parts: Sequence[str]) -> Opened:
        """Open a regular file for reading, access time untouched when allowed; raise OSError, ValueError."""
        # O_NONBLOCK: a pipe put in the file's place must not hang us.
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        with trail.at(parts[:-1]) as folder:
            descriptor = _untouched(_bytes(parts[-1]), flags, folder)

        found = os.fstat(descriptor)
        ident = _ident(found) if stat.S_ISREG(found.st_mode) else ""
        reading = sparse.reading if _hole(found) else _reading
        return Opened(ident, found.st_size, reading(descriptor), lambda: os.close(descriptor))

    def _reading(descriptor: int) -> ReadAt:
        return lambda offset, length: os.pread(descriptor, length, offset)

    def _untouched(name: bytes, flags: int, folder: int | None) -> int:
        """Open without marking the access time, which only the owner and root may ask for."""
        try:
            return os.open(name, flags | getattr(os, "O_NOATIME", 0), dir_fd=folder)
        except PermissionError:
            return os.open(name, flags, dir_fd=folder)

    def _place(name: bytes, folder: int, device: int) -> Place:
        text = _text(name)
        if hostile(text):
            return Place(text, why="hostile_name")
        try:
            found = os.stat(name, dir_fd=folder, follow_symlinks=False)
        except OSError as error:
            return Place(text, why=why(error), detail=error.strerror or "")
        return _described(text, found, folder, device)

    def _described(text: str, found: os.stat_result, folder: int, device: int) -> Place:
        kind = _KINDS.get(stat.S_IFMT(found.st_mode), EntryKind.SPECIAL)
        why_not, target = "other_volume" if found.st_dev != device else "", None
        if kind is EntryKind.FILE:
            hole = _hole(found)
            why_not = why_not or ("implausible_size" if hole > HOLE else "")
            size, links = found.st_size, found.st_nlink
            return Place(text, kind, size, _times(found), _ident(found), None, why_not, "", links, hole)
        if kind is EntryKind.LINK:
            try:
                target = os.readlink(_bytes(text), dir_fd=folder).decode("utf-8", "surrogateescape")
            except OSError as error:
                return Place(text, why=why(error), detail=error.strerror or "")
        return Place(text, kind, 0, _times(found), _ident(found), target, why_not)

    def _hole(found: os.stat_result) -> int:
        """Return how much of a file is not on the medium; little of that is no hole but how sizes round."""
        missing = found.st_size - found.st_blocks * 512
        return missing if missing >= sparse.LEAST else 0

    def _times(found: os.stat_result) -> Times:
        return Times(None, found.st_mtime_ns, found.st_ctime_ns, found.st_atime_ns)

    def _text(name: bytes) -> str:
        return name.decode("utf-8", "surrogateescape")

    def _bytes(name: str) -> bytes:
        return name.encode("utf-8", "surrogateescape")

    def _ident(found: os.stat_result) -> str:
        return f"{found.st_dev}-{found.st_ino}"

    def _is_ntfs(device: int) -> bool:
        """Tell a mounted NTFS volume, whose alternate streams a folder does not show."""
        number = f"{os.major(device)}:{os.minor(device)}"
        kinds = {one.kind for one in kernel_files.mounts() if one.device == number}
        return bool(kinds & {"ntfs", "ntfs3", "fuseblk", "ntfs-3g"})

    def _marks_access(path: Path) -> bool:
        """Tell a volume on which reading may change access times, and nothing lets us prevent it."""
        if os.statvfs(path).f_flag & (os.ST_RDONLY | getattr(os, "ST_NOATIME", 0)):
            return False
        try:
            os.close(os.open(path, os.O_RDONLY | getattr(os, "O_NOATIME", 0)))
        except OSError:
            return True
        return not hasattr(os, "O_NOATIME")
