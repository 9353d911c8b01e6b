"""The rows of one file of an NTFS table that needs care: several names, streams, more records, or deleted."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from toolkit.errors import Unreadable
from toolkit.media.mft.columns import Columns, columns, nanoseconds_of
from toolkit.media.mft.deleted import Clusters
from toolkit.media.mft.file import TableFile
from toolkit.media.mft.paths import NUMBER, ROOT, Directories, Path
from toolkit.media.mft.row import TableRow, forged
from toolkit.media.names import below, hostile, shown
from toolkit.media.ntfs.record import DATA, DOS_ALIAS, Attribute, Damaged, attribute
from toolkit.records import Times, Unread

_MEMBERS = 8192  # records that extend one file; an attribute list cannot name more


@dataclass(frozen=True, slots=True)
class _Name:
    parent: int  # whole reference
    space: int
    text: str
    times: Times


@dataclass(frozen=True, slots=True)
class _Data:
    """One extent of a content; `extent` is read for deleted files only, None where its bytes lie."""

    name: str
    size: int
    vcn: int
    extent: Attribute | None


@dataclass(slots=True)
class Listing:
    """What a reading of a table knows beside the record at hand."""

    table: TableFile
    clusters: Clusters
    places: Directories
    extensions: dict[int, list[int]] = field(default_factory=dict)  # base record's number to others'


def careful_rows(listing: Listing, part: Columns, index: int, number: int) -> Iterator[TableRow | Unread]:
    """Yield the rows of one file: its names, and below each its streams."""
    in_use, sequence = bool(part.in_use[index]), int(part.sequence[index])
    names, data = _names(part, index), _data(part, index)
    links = int(part.links[index])
    if part.listed[index]:
        known = {sequence} if in_use else {sequence, (sequence - 1) & 0xFFFF}
        for more in _members(listing, number, known, in_use=in_use):
            names += _names(more, 0)
            data += _data(more, 0)
        if in_use and len(names) < links:
            table = listing.table
            yield Unread(table.volume, table.path, "damaged", f"record {number}: extension record")
    if number == ROOT:
        names = [name for name in names if name.parent & NUMBER != ROOT]
    bare = _Bare(
        listing.table.volume,
        number,
        sequence,
        bool(part.directory[index]),
        not in_use,
        _times(part.times[index]),
        links,
        int(part.attributes[index]),
    )
    for name in names:
        long = any(other.parent == name.parent and other.space != DOS_ALIAS for other in names)
        if name.space != DOS_ALIAS or not long:
            place = listing.places.path(name.parent) or ("", False)
            for row in _named(bare, name, place, data):
                yield _judged(row, listing.clusters, data) if row.deleted else row


def awaited(listing: Listing, part: Columns, index: int) -> bool:
    """Say whether a record's rows need what was not read yet: others that extend it, or a folder's place.

    Or, where it is deleted, every other record that may claim the place of its content.
    """
    if part.listed[index]:
        return True
    contents = part.data_at[part.data_first[index] : part.data_first[index + 1]].tolist()
    if not part.in_use[index] and any(part.raw[at + 8] for at in contents) and listing.clusters.known():
        return True
    parents = part.name_parent[part.name_first[index] : part.name_first[index + 1]]
    return any(listing.places.path(parent) is None for parent in parents.tolist())


def directory_name(part: Columns, index: int) -> tuple[int, bytes]:
    """Return the parent and the stored name of a directory, the long one where there are two."""
    places = range(part.name_first[index], part.name_first[index + 1])
    best = min(places, key=lambda place: part.name_space[place] == DOS_ALIAS, default=None)
    if best is None:
        return 0, b""
    return int(part.name_parent[best]), bytes(part.raw[part.name_at[best] : part.name_end[best]])


def amend(listing: Listing, number: int) -> None:
    """Look for the name of a directory in the records that extend it."""
    for extension in listing.extensions.get(number, [])[:_MEMBERS]:
        more = _alone(listing.table, extension)
        parent, name = directory_name(more, 0) if more else (0, b"")
        if name:
            listing.places.amend(number, parent, name)
            return


@dataclass(frozen=True, slots=True)
class _Bare:
    """What the rows of one file have in common."""

    volume: str
    number: int
    sequence: int
    directory: bool
    deleted: bool
    times: Times
    links: int
    attributes: int


def _named(bare: _Bare, name: _Name, place: Path, data: list[_Data]) -> Iterator[TableRow]:
    flags: tuple[str, ...] = ("hostile_name",) if hostile(name.text) else ()
    flags += () if place[1] else ("parent_unknown",)
    flags += ("times_forged",) if forged(bare.times, name.times) else ()
    path = below(place[0], shown(name.text) if hostile(name.text) else name.text)
    firsts = [part for part in data if not part.vcn]
    main = next((part.size for part in firsts if not part.name), 0)
    row = TableRow(
        bare.volume,
        path,
        bare.number,
        bare.sequence,
        name.parent & NUMBER,
        bare.directory,
        bare.deleted,
        None,
        0 if bare.directory else main,
        bare.times,
        name.times,
        "",
        bare.links,
        bare.attributes,
        flags,
    )
    yield row
    for part in firsts:
        if part.name:
            stream = shown(part.name) if hostile(part.name) else part.name
            yield row._replace(path=f"{path}:{stream}", directory=False, stream=part.name, size=part.size)


def _judged(row: TableRow, clusters: Clusters, data: list[_Data]) -> TableRow:
    """Return the row of a deleted file with whether its content can be read back."""
    if row.directory:
        return row._replace(recoverable=False)
    extents = [part.extent for part in data if part.name == row.stream]
    known = [part for part in extents if part is not None]
    whole = clusters.hold(row.number, row.sequence, known) if len(known) == len(extents) else False
    if whole is None:
        return row._replace(recoverable=False, flags=(*row.flags, "recoverable_unknown"))
    return row._replace(recoverable=whole)


def _members(listing: Listing, number: int, known: set[int], *, in_use: bool) -> Iterator[Columns]:
    """Yield the records that extend a file of these sequences, in use as long as it is."""
    for extension in listing.extensions.get(number, [])[:_MEMBERS]:
        more = _alone(listing.table, extension)
        if more is not None and int(more.base[0]) >> 48 in known and more.in_use[0] >= in_use:
            yield more


def _alone(table: TableFile, number: int) -> Columns | None:
    """Return one record alone, None where it is bad."""
    try:
        part = columns(table.read(number), table.size, np.array([number]))
    except Unreadable:
        return None
    return part if len(part.whole) else None


def _names(part: Columns, index: int) -> list[_Name]:
    return [
        _Name(
            int(part.name_parent[place]),
            int(part.name_space[place]),
            _text(part.raw[part.name_at[place] : part.name_end[place]]),
            _times(part.name_times[place]),
        )
        for place in range(part.name_first[index], part.name_first[index + 1])
    ]


def _data(part: Columns, index: int) -> list[_Data]:
    return [
        _Data(
            _text(part.raw[part.data_name_at[place] : part.data_name_end[place]]),
            int(part.data_size[place]),
            int(part.data_vcn[place]),
            None if part.in_use[index] and not part.base[index] else _extent(part, place),
        )
        for place in range(part.data_first[index], part.data_first[index + 1])
    ]


def _extent(part: Columns, place: int) -> Attribute | None:
    at = int(part.data_at[place])
    length = int.from_bytes(part.raw[at + 4 : at + 8], "little")
    try:
        return attribute(bytes(part.raw[at : at + length]), DATA)
    except Damaged:
        return None


def _text(raw: bytearray) -> str:
    return raw.decode("utf-16-le", "surrogatepass")


def _times(filetimes: "np.typing.NDArray[np.uint64]") -> Times:
    return Times(*nanoseconds_of(filetimes))
