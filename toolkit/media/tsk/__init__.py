"""The files of one FAT, exFAT or ext volume, as The Sleuth Kit lists them.

Names are its own: what it cannot print becomes "^". What it holds for no entry at all, such as a FAT name
with an impossible size, it leaves out: the directory's own bytes are counted, so that this is said. FAT
times are the local times of the machine that wrote them, given here as if they were UTC.
"""

import calendar
import time
from collections.abc import Iterator
from typing import Any, BinaryIO

import pytsk3

from toolkit.errors import Unreadable
from toolkit.media.descend import named
from toolkit.media.mft.row import TableRow
from toolkit.media.names import below, hostile, shown, units
from toolkit.media.ntfs.record import Damaged
from toolkit.media.stream import ReadAt, stream
from toolkit.media.tsk import deleted as tsk_deleted
from toolkit.media.tsk.directory import LARGEST, Held, exfat_label, held, place_of
from toolkit.media.tsk.fscrypt import encrypted
from toolkit.records import Entry, EntryKind, Times, Unread

# What an inode and a name may be; the kinds of The Sleuth Kit not here are unknown or its own.
_KINDS = {
    int(pytsk3.TSK_FS_META_TYPE_REG): EntryKind.FILE,
    int(pytsk3.TSK_FS_META_TYPE_DIR): EntryKind.DIRECTORY,
    int(pytsk3.TSK_FS_META_TYPE_LNK): EntryKind.LINK,
    int(pytsk3.TSK_FS_META_TYPE_CHR): EntryKind.SPECIAL,
    int(pytsk3.TSK_FS_META_TYPE_BLK): EntryKind.SPECIAL,
    int(pytsk3.TSK_FS_META_TYPE_FIFO): EntryKind.SPECIAL,
    int(pytsk3.TSK_FS_META_TYPE_SOCK): EntryKind.SPECIAL,
}
_NAME_KINDS = {
    int(pytsk3.TSK_FS_NAME_TYPE_REG): EntryKind.FILE,
    int(pytsk3.TSK_FS_NAME_TYPE_DIR): EntryKind.DIRECTORY,
    int(pytsk3.TSK_FS_NAME_TYPE_LNK): EntryKind.LINK,
    int(pytsk3.TSK_FS_NAME_TYPE_CHR): EntryKind.SPECIAL,
    int(pytsk3.TSK_FS_NAME_TYPE_BLK): EntryKind.SPECIAL,
    int(pytsk3.TSK_FS_NAME_TYPE_FIFO): EntryKind.SPECIAL,
    int(pytsk3.TSK_FS_NAME_TYPE_SOCK): EntryKind.SPECIAL,
}
# $OrphanFiles, $MBR and $FAT1, which The Sleuth Kit invents
_VIRTUAL = frozenset({int(pytsk3.TSK_FS_META_TYPE_VIRT), int(pytsk3.TSK_FS_META_TYPE_VIRT_DIR)})
_EXFAT_OWN = ("$ALLOC_BITMAP", "$UPCASE_TABLE")  # entries of the file system, named by The Sleuth Kit
_LIVE = int(pytsk3.TSK_FS_NAME_FLAG_ALLOC)
_IN_USE = int(pytsk3.TSK_FS_META_FLAG_ALLOC)
_WRITE = 0o222
_LONGEST_TARGET = 4096  # bytes, the most Linux writes
_MOST = 2_000_000  # names in one folder: more than any real one, less than memory


class TskVolume:
    """One volume opened with pytsk3."""

    def __init__(self, name: str, system: Any, kind: str, limit: int, read: ReadAt | None = None) -> None:
        self.name = name
        self._read = read  # the volume's own bytes, which tell what is in use
        self._system = system
        self._kind = kind
        self._limit = limit
        self._encrypted = encrypted(read) if read and kind.startswith("ext") else lambda _: False
        self._idents: dict[str, str] = {}  # the first met of each folder's, by its place
        self.root = Entry(name, "", EntryKind.DIRECTORY, ident=str(system.info.root_inum))

    def listing(self, directory: Entry) -> Iterator[Entry | Unread]:
        """Yield what a directory holds, names sorted by code unit.

        Of a directory whose own inode is marked free, The Sleuth Kit calls every name deleted: those that
        the directory holds are kept, and it is said to be damaged.
        """
        found: dict[str, Any] = {}
        doubles: list[str] = []
        own = set(_EXFAT_OWN if directory == self.root and self._kind == "exfat" else ())
        fault, free = self._inode_fault(directory)
        broken, inside = self._held(directory)
        try:
            for file in self._system.open_dir(inode=int(directory.ident)):
                name = self._name(file, inside, free=free)
                if name in own:
                    own.remove(name)  # a second one of that name is somebody's file
                elif name in found:
                    doubles.append(name)
                elif name is not None and len(found) < _MOST:
                    found[name] = file
        except (OSError, RuntimeError) as error:
            fault = str(error)
        unlisted = inside.names - len(found) - len(doubles)
        fault = fault or broken or (f"{unlisted} names not listed" if unlisted > 0 else "")
        if fault:
            yield Unread(self.name, directory.path, "damaged_directory", fault)
        for name in doubles:
            yield Unread(self.name, below(directory.path, name), "duplicate_name")
        for name in sorted(found, key=units):
            yield self._entry(found[name], directory.path, name)

    def deleted(self) -> Iterator[TableRow | Unread]:
        """Yield the names of deleted files that folders still hold, deleted folders included."""
        yield from tsk_deleted.deleted(self.name, self._system, self._kind, self._read, self._times)

    def label(self) -> str:
        """Return the label an exFAT volume keeps in its root directory, or ""."""
        try:
            return exfat_label(self._content(self.root)) if self._kind == "exfat" else ""
        except (OSError, RuntimeError, Damaged):
            return ""

    def _inode_fault(self, directory: Entry) -> tuple[str, bool]:
        """Say what is wrong with a directory's inode, or "", and whether it is marked free."""
        try:
            flags = int(self._system.open_meta(int(directory.ident)).info.meta.flags)
        except (OSError, RuntimeError) as error:
            return str(error), False
        return ("", False) if flags & _IN_USE else ("its inode is marked free", True)

    def _held(self, directory: Entry) -> tuple[str, Held]:
        """Say what is wrong with a directory's own bytes, or "", and what they hold."""
        info = self._system.info
        try:
            content = self._content(directory)
            root, own = directory.ident == self.root.ident, int(directory.ident)
            inside = held(self._kind, content, root=root, own=own, block=info.block_size, last=info.last_inum)
        except (OSError, RuntimeError, Damaged) as error:
            return str(error), Held()
        return "", inside

    def _content(self, directory: Entry) -> bytes:
        """Return a directory's own bytes; raise Damaged, OSError or RuntimeError."""
        file = self._system.open_meta(int(directory.ident))
        size = int(file.info.meta.size)
        if not 0 <= size <= min(LARGEST, self._limit):
            raise Damaged("implausible size")
        return bytes(file.read_random(0, size)) if size else b""

    def child(self, directory: Entry, wanted: str) -> Entry | None:
        """Look one name up in a directory."""
        return named(wanted, self.listing(directory))

    def open(self, entry: Entry) -> BinaryIO:
        """Return a stream of a file's bytes; raise Unreadable."""
        try:
            file = self._system.open_meta(int(entry.ident))
        except (OSError, RuntimeError) as error:
            raise Unreadable("damaged", str(error)) from error
        if not 0 <= file.info.meta.size <= self._limit:
            raise Unreadable("implausible_size")

        def read_at(offset: int, length: int) -> bytes:
            try:
                return bytes(file.read_random(offset, length))
            except RuntimeError as error:  # pytsk3 reports some failures this way
                raise OSError(str(error)) from error

        return stream(read_at, file.info.meta.size)

    def _name(self, file: Any, inside: Held, *, free: bool) -> str | None:
        """Return a live entry's name; None for deleted, virtual and dot entries."""
        entry = file.info.name
        meta = file.info.meta
        virtual = meta is not None and (int(meta.type) in _VIRTUAL or _is_label(entry.name, meta.size))
        if virtual or entry.name in {b".", b"..", b"$OrphanFiles"}:
            return None
        live = bool(int(entry.flags) & _LIVE) or (free and meta is not None)
        # The Sleuth Kit changes bytes of a name, never their number.
        if not live or (inside.known is not None and (entry.meta_addr, len(entry.name)) not in inside.known):
            return None
        name = str(entry.name.decode("utf-8", "surrogateescape"))
        whole = inside.cut.get(name)  # in the order of the directory, as the names come
        return whole.pop(0) if whole else name

    def _entry(self, file: Any, folder: str, name: str) -> Entry | Unread:
        if hostile(name):
            return Unread(self.name, below(folder, shown(name)), "hostile_name")
        path, meta = below(folder, name), file.info.meta
        if meta is None:
            return Unread(self.name, path, "damaged")
        kind = _KINDS.get(int(meta.type))
        if kind is None or not _agree(int(file.info.name.type), kind):
            return Unread(self.name, path, "damaged", "its inode is of another kind")
        size = int(meta.size) if kind is EntryKind.FILE else 0
        if not 0 <= size <= self._limit:
            return Unread(self.name, path, "implausible_size", size=size)
        if kind is not EntryKind.DIRECTORY and self._encrypted(int(meta.addr)):
            return Unread(self.name, path, "fscrypt", size=size)
        target = self._target(meta) if kind is EntryKind.LINK else None
        ident = self._ident(file) if kind is EntryKind.DIRECTORY else str(meta.addr)
        # The Sleuth Kit 4.15 takes the right to write away from what FAT and exFAT hide.
        hidden = not self._kind.startswith("ext") and not int(meta.mode) & _WRITE
        times = self._times(meta)
        return Entry(self.name, path, kind, size, times, None, ident, target, hidden=hidden)

    def _ident(self, file: Any) -> str:
        """Return a folder's inode, the same for every name that leads to the same folder."""
        own = str(int(file.info.meta.addr))
        if self._kind.startswith("ext"):
            return own
        try:
            if not self._idents:
                root = self._system.open_meta(int(self.root.ident))
                self._idents[place_of(root, self._kind)] = self.root.ident
        except (OSError, RuntimeError):
            return own
        place = place_of(file, self._kind)
        return self._idents.setdefault(place, own) if len(self._idents) < _MOST else own

    def _target(self, meta: Any) -> str | None:
        """Return where a link points; The Sleuth Kit leaves out what ext4 keeps in a block of its own."""
        held = bytes(meta.link or b"")
        try:
            if not held and 0 < meta.size <= _LONGEST_TARGET:
                held = bytes(self._system.open_meta(int(meta.addr)).read_random(0, meta.size))
        except (OSError, RuntimeError):
            return None
        return held.decode("utf-8", "surrogateescape") or None

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


def _agree(name_type: int, kind: EntryKind) -> bool:
    """Say whether a name, where its directory tells a kind at all, leads to an inode of that kind."""
    return _NAME_KINDS.get(name_type, kind) is kind


def _is_label(name: bytes, size: int) -> bool:
    """Tell a FAT volume's label, listed as a file, from a file that bears such a name and holds bytes."""
    return bool(name.endswith(b"(Volume Label Entry)")) and not size
