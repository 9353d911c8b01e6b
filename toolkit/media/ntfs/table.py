"""The master file table of one NTFS volume: records by number, and the bytes of their attributes."""

import struct
from array import array
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from toolkit.errors import Unreadable
from toolkit.media.ntfs.directory import Key
from toolkit.media.ntfs.record import (
    ATTRIBUTE_LIST,
    DATA,
    DOS_ALIAS,
    FILE_NAME,
    Attribute,
    Damaged,
    FileName,
    Record,
    extensions,
    names,
    parse,
)
from toolkit.media.ntfs.runs import mapped, reader
from toolkit.media.stream import ReadAt

_AHEAD = 64  # records read together: names in one folder often have neighbouring records
_EXTEND = 11  # the directory of the journal and of what else NTFS 3 added
_FILLER = 1  # TSK_FS_ATTR_RUN_FLAG_FILLER: a part whose place on the disk is not known
_KEPT = 1 << 16  # attributes of assembled records kept ready: some 40 MiB
_NO_NAMES: Mapping[str, FileName] = {}
Place = tuple[int, int]  # a folder's record number and sequence


@dataclass(frozen=True, slots=True)
class Held:
    """One record as a folder that names it needs it."""

    record: Record  # without its names, of which a file of many links has thousands
    weight: int  # attributes it was made of
    by_parent: Mapping[Place, Mapping[str, FileName]] = field(default_factory=dict)
    long: Mapping[Place, str] = field(default_factory=dict)  # the first name that is no 8.3 alias
    fault: str = ""  # of its names

    def names_in(self, parent: Place) -> Mapping[str, FileName]:
        """Return the $FILE_NAME attributes that place it in one folder, by name; raise Damaged."""
        if self.fault:
            raise Damaged(self.fault)
        return self.by_parent.get(parent, _NO_NAMES)


class Table:
    """Reads records through The Sleuth Kit's map of $MFT, and checks every byte of them itself."""

    def __init__(self, system: Any, boot: bytes, limit: int, read: ReadAt | None = None) -> None:
        self.system = system
        self._read_volume = read
        sector, per_cluster = struct.unpack_from("<HB", boot, 11)
        self.cluster = sector * (per_cluster if per_cluster <= 0x80 else 1 << (256 - per_cluster))
        (clusters,) = struct.unpack_from("<b", boot, 64)
        self.length = clusters * self.cluster if clusters > 0 else 1 << -clusters
        if self.length not in {1024, 2048, 4096}:
            raise Damaged("record size")
        self._file = system.open_meta(0)
        self._limit = limit
        self._ahead = (-1, b"")
        self._parents: tuple[array[int], array[int]] | None = None
        self._held: OrderedDict[int, Held] = OrderedDict()  # those of several records, last used last
        self._weight = 0

    def held(self, number: int) -> Held:
        """Return a record as record() does, its names apart; raise Damaged.

        One that others extend is kept, so that each link of a file of thousands costs no more than the first.
        """
        if number in self._held:
            self._held.move_to_end(number)
            return self._held[number]
        record = self.record(number)
        found = _apart(record)
        if record.first(ATTRIBUTE_LIST) is not None:
            self._held[number] = found
            self._weight += found.weight
            while self._weight > _KEPT and len(self._held) > 1:
                self._weight -= self._held.popitem(last=False)[1].weight
        return found

    def record(self, number: int) -> Record:
        """Return a record with the attributes of those that extend it; raise Damaged."""
        record = self._one(number)
        listed = record.first(ATTRIBUTE_LIST)
        if listed is None:
            return record
        attributes = list(record.attributes)
        for extension in extensions(self._value(number, listed)):
            if extension != number:
                more = self._one(extension)
                if more.base != number or not more.in_use:
                    raise Damaged("extension record")
                attributes += more.attributes
        return replace(record, base=0, attributes=tuple(attributes))

    def _one(self, number: int) -> Record:
        return parse(self._raw(number), number)

    def _raw(self, number: int) -> bytes:
        start = number - number % _AHEAD
        if self._ahead[0] != start:
            try:
                self._ahead = (start, self._read(start, _AHEAD))
            except OSError:
                self._ahead = (-1, b"")
        at = (number - start) * self.length
        try:
            raw = self._ahead[1][at : at + self.length] or self._read(number, 1)
        except OSError as error:
            raise Damaged("record not on the medium") from error
        if len(raw) != self.length:
            raise Damaged("no such record")
        return raw

    def _read(self, number: int, count: int) -> bytes:
        try:
            return bytes(self._file.read_random(number * self.length, count * self.length))
        except RuntimeError as error:
            raise OSError(str(error)) from error

    def _value(self, number: int, attribute: Attribute) -> bytes:
        if attribute.content is not None:
            return attribute.content
        if attribute.size > 1 << 20:  # NTFS itself stops at 256 KiB
            raise Damaged("attribute list")
        try:
            if self._read_volume is not None:
                return self._by_runs([attribute])(0, attribute.size)
            return self.outside(number, attribute)(0, attribute.size)
        except (OSError, Unreadable) as error:
            raise Damaged("attribute list") from error

    def salvaged(self, number: int, sequence: int) -> list[Key]:
        """Return the names whose own records say that they stand in a directory, read from the whole table.

        Used where a directory's index is damaged. The table is read once and kept as two numbers per name.
        """
        if self._parents is None:
            self._parents = array("Q"), array("Q")
            for place in range(min(int(self._file.info.meta.size), self._limit) // self.length):
                self._note_parents(place)
        parents, numbers = self._parents
        wanted = number | sequence << 48
        places = dict.fromkeys(at for parent, at in zip(parents, numbers, strict=True) if parent == wanted)
        return [
            Key(child.record.number, child.record.sequence, name, salvaged=True)
            for place in places
            if (child := self._salvage(place)) is not None
            for name in child.names_in((number, sequence)).values()
        ]

    def _note_parents(self, place: int) -> None:
        try:
            record = self._one(place)
            parents = {parent | sequence << 48 for parent, sequence in (n.parent for n in names(record))}
        except Damaged:
            return
        if record.in_use and self._parents is not None:
            for parent in parents:
                self._parents[0].append(parent)
                self._parents[1].append(record.base or place)

    def _salvage(self, number: int) -> Held | None:
        try:
            found = self.held(number)
        except Damaged:
            return None
        return found if found.record.in_use and not found.record.base and not found.fault else None

    def outside(self, number: int, attribute: Attribute) -> ReadAt:
        """Return the reader of a value that lies outside its record; raise Unreadable, later OSError."""
        try:
            file = self.system.open_meta(number)
            kept = self._match(file, attribute)
            if kept is None or any(run.flags & _FILLER for run in kept):
                raise Unreadable("damaged", "the map of its clusters is not whole")
        except (OSError, RuntimeError) as error:
            raise Unreadable("damaged", str(error)) from error
        number_here = kept.info.id

        def read_at(offset: int, length: int) -> bytes:
            try:
                return bytes(file.read_random(offset, length, attribute.kind, number_here))
            except RuntimeError as error:  # pytsk3 reports some failures this way
                raise OSError(str(error)) from error

        return read_at

    def journal(self, record: Record, data: Attribute) -> bool:
        """Say whether a stream is the change journal, and can be read by its own runs."""
        if data.name != "$J" or data.content is not None or self._read_volume is None:
            return False
        try:
            placed = self.held(record.number).by_parent
        except Damaged:
            return False
        return any(parent[0] == _EXTEND and "$UsnJrnl" in found for parent, found in placed.items())

    def journal_bytes(self, record: Record, data: Attribute) -> ReadAt:
        """Return the reader of the change journal; raise Unreadable, later OSError.

        On an old system it begins with a hole larger than its volume, for which The Sleuth Kit refuses it.
        """
        extents = [part for part in record.attributes if part.kind == DATA and part.name == data.name]
        try:
            return self._by_runs(extents)
        except Damaged as error:
            raise Unreadable("damaged", str(error)) from error

    def _by_runs(self, extents: list[Attribute]) -> ReadAt:
        if self._read_volume is None:
            raise Damaged("the volume's bytes are not at hand")
        return reader(mapped(extents), self.cluster, self._read_volume)

    def _match(self, file: Any, attribute: Attribute) -> Any:
        """Find the attribute as The Sleuth Kit numbers it; its names are lossy, so sizes must agree too."""
        alike = [
            found
            for found in file
            if int(found.info.type) == attribute.kind and found.info.size == attribute.size
        ]
        by_name = [found for found in alike if (found.info.name or b"") == _plain(attribute.name)]
        close = by_name or alike
        if len(close) > 1:
            close = [found for found in close if found.info.id == attribute.number]
        return close[0] if len(close) == 1 else None


def _apart(record: Record) -> Held:
    """Put the names of a record apart."""
    by_parent: dict[Place, dict[str, FileName]] = {}
    long: dict[Place, str] = {}
    weight = len(record.attributes)
    bare = replace(record, attributes=tuple(part for part in record.attributes if part.kind != FILE_NAME))
    try:
        found = names(record)
    except Damaged as error:
        return Held(bare, weight, fault=str(error))
    for name in found:
        by_parent.setdefault(name.parent, {}).setdefault(name.name, name)
        if name.namespace != DOS_ALIAS:
            long.setdefault(name.parent, name.name)
    return Held(bare, weight, by_parent, long)


def ident_of(number: int, sequence: int) -> str:
    """Return the ident of an entry."""
    return f"{number}-{sequence}"


def place_of(ident: str) -> tuple[int, int]:
    """Return the record number and sequence an ident holds."""
    number, _, sequence = ident.split(":", 1)[0].partition("-")
    return int(number), int(sequence)


def _plain(name: str) -> bytes:
    return name.encode("utf-8", "replace")
