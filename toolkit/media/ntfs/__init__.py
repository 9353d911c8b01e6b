"""The files of one NTFS volume: exact names, both sets of times, streams and reparse points.

The Sleuth Kit maps clusters and unpacks compressed files. Names come from the indexes and records
themselves, because it writes "^" for what it cannot print and so makes different names equal.
Deleted entries are not walked (see mft), nor are the volume's own files ($MFT and the like), which can be
found by name.
"""

import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from toolkit.errors import Unreadable
from toolkit.media.names import below, hostile, same, shown, units
from toolkit.media.ntfs import directory as ntfs_directory
from toolkit.media.ntfs import reparse as ntfs_reparse
from toolkit.media.ntfs.directory import Blocks, Key
from toolkit.media.ntfs.record import (
    DATA,
    DOS_ALIAS,
    ENCRYPTED,
    INDEX_ALLOCATION,
    INDEX_ROOT,
    REPARSE_POINT,
    SPARSE,
    STANDARD_INFORMATION,
    VOLUME_INFORMATION,
    VOLUME_NAME,
    Attribute,
    Damaged,
    Record,
    standard,
    values,
)
from toolkit.media.ntfs.reparse import Stance
from toolkit.media.ntfs.table import Held, Table, ident_of, place_of
from toolkit.media.stream import ReadAt, stream
from toolkit.records import Entry, EntryKind, Times, Unread

_ROOT = 5
_HIDDEN = 0x2  # FILE_ATTRIBUTE_HIDDEN
_OWN_FILES = 11  # the volume's own records, 0 to 11
_INDEX = "$I30"
_PACKED_STREAM = "WofCompressedData"
_STRAY = "its record does not bear this name in this folder"
_AWAY = frozenset({Stance.PACKED, Stance.CLOUD})
_HOLLOW = frozenset({Stance.LINK, Stance.SPECIAL, Stance.OTHER})


class NtfsVolume:
    """One volume opened with pytsk3; raise Damaged when its boot sector cannot be used."""

    def __init__(self, name: str, system: Any, boot: bytes, limit: int, read: ReadAt | None = None) -> None:
        """Take the volume as pytsk3 has it, its first sector, the medium's size, and its bytes by offset."""
        self.name = name
        self._table = Table(system, boot, limit, read)
        self._limit = limit  # bytes of the medium: nothing on it can be larger
        try:
            sequence = self._table.record(_ROOT).sequence
        except Damaged:
            sequence = _ROOT  # as every formatter writes it; its names are then salvaged
        self.root = Entry(name, "", EntryKind.DIRECTORY, ident=ident_of(_ROOT, sequence))

    def listing(self, directory: Entry) -> Iterator[Entry | Unread]:
        """Yield what a directory holds, names sorted by code unit, streams after their file."""
        if directory.path == "":
            yield from self._root_streams()
        found, faults = self._keys(directory.ident)
        if faults:
            yield Unread(self.name, directory.path, "damaged_directory", faults[0])
        parent = place_of(directory.ident)
        last, stray = None, False
        for key in sorted(found, key=lambda key: (units(key.name.name), key.salvaged, key.number)):
            if parent[0] == _ROOT and key.number <= _OWN_FILES:
                continue
            if last is not None and last.name.name == key.name.name:
                if last.number != key.number:
                    yield Unread(self.name, below(directory.path, key.name.name), "duplicate_name")
                continue
            seen = list(self._entries(key, parent, directory.path))
            stray = stray or any(isinstance(entry, Unread) and entry.detail == _STRAY for entry in seen)
            last = key if seen else last
            yield from seen
        if stray and not faults:
            for key in self._missing(directory.ident, found):
                yield from self._entries(key, parent, directory.path)

    def child(self, directory: Entry, wanted: str) -> Entry | None:
        """Look one name up in a directory: a file, the volume's own files included, or "file:stream"."""
        found, _ = self._keys(directory.ident)
        bare = wanted.split(":", 1)[0]
        close = [key for key in found if same(key.name.name, wanted) or same(key.name.name, bare)]
        for key in sorted(close, key=lambda key: (key.name.name != wanted, units(key.name.name))):
            for entry in self._entries(key, place_of(directory.ident), directory.path, alias=True):
                whole = entry.path.rsplit("/", 1)[-1]
                plain = ":" not in wanted and isinstance(entry, Entry) and entry.kind is not EntryKind.STREAM
                if isinstance(entry, Entry) and (plain or same(whole, wanted)):
                    return entry
        return None

    def open(self, entry: Entry) -> BinaryIO:
        """Return a stream of a file's or a named stream's bytes; raise Unreadable."""
        try:
            number, record = self._record(entry.ident)
        except Damaged as error:
            raise Unreadable("damaged", str(error)) from error
        name = entry.ident.split(":", 1)[1] if ":" in entry.ident else ""
        data = record.first(DATA, name)
        if data is None:
            if name:
                raise Unreadable("damaged", "no such stream")
            return io.BytesIO(b"")
        if self._table.journal(record, data):
            return stream(self._table.journal_bytes(record, data), data.size)
        if why := self._why_not(data):
            raise Unreadable(why)
        if data.content is not None:
            return io.BytesIO(data.content)
        return stream(self._table.outside(number, data), data.size)

    def label(self) -> str:
        """Return the volume's label, or ""."""
        value = self._own_value(VOLUME_NAME) or b""
        return value[: len(value) & ~1].decode("utf-16-le", "surrogatepass")

    def dirty(self) -> bool | None:
        """Say whether the volume states that it was not put away cleanly; None where that cannot be read."""
        value = self._own_value(VOLUME_INFORMATION) or b""
        return bool(value[10] & 1) if len(value) >= 12 else None

    def warnings(self) -> tuple[str, ...]:
        """Say whether the volume was not put away cleanly, or sleeps inside a hibernated Windows."""
        codes = ["dirty_volume"] if self.dirty() else []
        asleep = self.child(self.root, "hiberfil.sys")
        try:
            if asleep and asleep.kind is EntryKind.FILE and self.open(asleep).read(4).lower() == b"hibr":
                codes.append("hibernated")
        except Unreadable:
            codes.append("hibernation_unknown")
        return tuple(codes)

    def _own_value(self, kind: int) -> bytes | None:
        try:
            found = self._table.record(3).first(kind)
        except Damaged:
            return None
        return found.content if found else None

    def _record(self, ident: str) -> tuple[int, Record]:
        number, sequence = place_of(ident)
        return number, self._live(number, sequence)

    def _live(self, number: int, sequence: int) -> Record:
        return self._in_place(number, sequence).record

    def _in_place(self, number: int, sequence: int) -> Held:
        held = self._table.held(number)
        record = held.record
        if not record.in_use or record.sequence != sequence or record.base:
            raise Damaged("its record belongs to another file")
        return held

    def _keys(self, ident: str) -> tuple[list[Key], list[str]]:
        """Return the names in a directory; where its index fails, those its files' own records give."""
        number, sequence = place_of(ident)
        found, faults = list[Key](), list[str]()
        try:
            found, faults = self._indexed(number, self._live(number, sequence))
        except (Damaged, Unreadable) as error:
            faults.append(str(error))
        return found + (self._missing(ident, found) if faults else []), faults

    def _missing(self, ident: str, found: list[Key]) -> list[Key]:
        """Return the names whose own records place them in a directory that does not name them."""
        known = {(key.number, key.name.name) for key in found}
        claimed = self._table.salvaged(*place_of(ident))
        return [key for key in claimed if (key.number, key.name.name) not in known]

    def _indexed(self, number: int, record: Record) -> tuple[list[Key], list[str]]:
        root = record.first(INDEX_ROOT, _INDEX)
        if root is None or root.content is None:
            raise Damaged("no index")
        size = ntfs_directory.block_size(root.content)
        outside = record.first(INDEX_ALLOCATION, _INDEX)
        blocks = None
        if outside is not None and outside.content is None and outside.size <= self._limit:
            unit = self._table.cluster if self._table.cluster <= size else 512
            read = self._table.outside(number, outside)
            blocks = Blocks(read, size, outside.size // size, unit)
        return ntfs_directory.keys(root.content, blocks)

    def _entries(
        self, key: Key, parent: tuple[int, int], folder: str, *, alias: bool = False
    ) -> Iterator[Entry | Unread]:
        """Yield the entry of one key and its streams; nothing for an 8.3 alias beside a long name."""
        path = below(folder, key.name.name)
        if hostile(key.name.name):
            yield Unread(self.name, below(folder, shown(key.name.name)), "hostile_name")
            return
        try:
            held = self._in_place(key.number, key.sequence)
            mine = held.names_in(parent)
        except Damaged as error:
            yield Unread(self.name, path, "damaged", str(error))
            return
        if key.name.name not in mine:
            yield Unread(self.name, path, "damaged", _STRAY)
            return
        bearing = key.name.name
        if key.name.namespace == DOS_ALIAS:
            long = held.long.get(parent)
            if long and not alias:
                return
            bearing = long or bearing
        yield from self._described(held.record, below(folder, bearing), mine[bearing].times)

    def _described(self, record: Record, path: str, stamp: Times | None) -> Iterator[Entry | Unread]:
        """Yield a record as what it is under that path, and its streams."""
        ident = ident_of(record.number, record.sequence)
        try:
            content = values(record, STANDARD_INFORMATION)
            times, attributes = standard(content[0] if content else b"")
        except Damaged:
            times, attributes = Times(), 0
        reparse = self._reparse(record, attributes)
        data = record.first(DATA)
        size = data.size if data else 0
        kind = self._kind(record, reparse.stance, size)
        why = self._why_not(data) if kind is EntryKind.FILE else ""
        opaque = reparse.stance is Stance.OTHER and data is not None and bool(data.flags & SPARSE)
        if reparse.stance in _AWAY or (opaque and kind is EntryKind.FILE):
            why = Stance.PACKED.value if opaque else reparse.stance.value
        if why:
            yield Unread(self.name, path, why, size=size)
        else:
            size = size if kind is EntryKind.FILE else 0
            links = record.links if kind is EntryKind.FILE else 1
            hidden = bool(attributes & _HIDDEN)
            yield Entry(self.name, path, kind, size, times, stamp, ident, reparse.target, links, hidden)
        yield from self._streams(record, path, times, stamp, packed=bool(why))

    def _kind(self, record: Record, stance: Stance, size: int) -> EntryKind:
        """Return what a record is; a link or a device is one only when it holds nothing of its own."""
        plain = EntryKind.DIRECTORY if record.directory else EntryKind.FILE
        if stance not in _HOLLOW or (self._peopled(record) if record.directory else size):
            return plain
        return EntryKind.SPECIAL if stance is Stance.SPECIAL else EntryKind.LINK

    def _peopled(self, record: Record) -> bool:
        """Say whether a directory's own index may hold names."""
        if record.first(INDEX_ROOT, _INDEX) is None:
            return False
        try:
            found, faults = self._indexed(record.number, record)
        except (Damaged, Unreadable):
            return True
        return bool(found or faults)

    def _streams(
        self, record: Record, path: str, times: Times, stamp: Times | None, *, packed: bool
    ) -> Iterator[Entry | Unread]:
        named = [part for part in record.attributes if part.kind == DATA and part.name and part.first]
        for part in sorted(named, key=lambda part: units(part.name)):
            if packed and part.name == _PACKED_STREAM:
                continue  # the packed form of the file just recorded as unread
            place = f"{path}:{shown(part.name) if hostile(part.name) else part.name}"
            why = "" if self._table.journal(record, part) else self._why_not(part)
            if why:
                yield Unread(self.name, place, why, size=part.size)
                continue
            ident = f"{ident_of(record.number, record.sequence)}:{part.name}"
            yield Entry(self.name, place, EntryKind.STREAM, part.size, times, stamp, ident)

    def _root_streams(self) -> Iterator[Entry | Unread]:
        try:
            _, record = self._record(self.root.ident)
        except Damaged:
            return  # the listing of the root says so
        yield from self._streams(record, "", Times(), None, packed=False)

    def _reparse(self, record: Record, attributes: int) -> ntfs_reparse.Reparse:
        found = record.first(REPARSE_POINT)
        if found is None:  # anybody can set the offline bit; reading a raw volume fetches nothing
            return ntfs_reparse.Reparse(Stance.PLAIN)
        content = found.content
        if content is None and found.size <= 1 << 14:  # the most Windows allows
            try:
                content = self._table.outside(record.number, found)(0, found.size)
            except (OSError, Unreadable):
                content = None
        return ntfs_reparse.read(content or b"", attributes)

    def _why_not(self, data: Attribute | None) -> str:
        if data is None:
            return ""
        if data.flags & ENCRYPTED:
            return "efs"
        return "implausible_size" if data.size > self._limit else ""
