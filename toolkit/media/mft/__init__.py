"""Every name the table of an NTFS volume holds, deleted ones too, with both sets of times.

The table is read in bulk, once: ordinary records many at a time, the others with care, and those that need
a folder or a record that stands further on are kept for the end, as numbers. The `mft` crate is not used:
its times stop at the microsecond, its paths lose what is not valid Unicode, and it tells nothing of
where the data of a deleted file lies.
"""

from array import array
from collections.abc import Iterator
from typing import TYPE_CHECKING

from toolkit.media.mft.deleted import Clusters
from toolkit.media.mft.file import Piece, TableFile
from toolkit.media.mft.paths import NUMBER, Directories
from toolkit.media.mft.row import TableRow, forged
from toolkit.media.source import Source
from toolkit.records import Unread

if TYPE_CHECKING:
    from toolkit.media.mft.careful import Listing
    from toolkit.media.mft.columns import Columns

__all__ = ["TableRow", "directories", "forged", "rows"]

_FAILURES = 500  # bad records written down one by one; more are counted under one line


def rows(source: Source, volume: str | None = None) -> Iterator[TableRow | Unread]:
    """Yield every name of a volume; a file of several names once for each long one.

    By record number, but last those whose folder has a higher number than they, and deleted files whose
    content lies in clusters. The volume's own files ($MFT, $Extend…) are among them, its root is not. What
    cannot be read is yielded as Unread on $MFT, with the record's number. Raises Unreadable `mft_absent`
    where there is no table, `mft_damaged`, or why it cannot be opened.
    """
    table = TableFile(source, volume)
    return _rows(table, Clusters(source, table))


def directories(source: Source, volume: str | None = None) -> Directories:
    """Return where every directory of a volume stands; raise Unreadable as rows() does."""
    table = TableFile(source, volume)
    listing = _listing(table, Clusters(source, table))
    for start, _, part in _parts(table.pieces(), table.size):
        if part is not None:
            _note(listing, part, start)
    _settle(listing)
    table.close()
    return listing.places


def _listing(table: TableFile, clusters: Clusters) -> "Listing":
    from toolkit.media.mft.careful import Listing  # noqa: PLC0415 - see _parts

    return Listing(table, clusters, Directories())


def _parts(pieces: Iterator[Piece], size: int) -> "Iterator[tuple[int, int, Columns | None]]":
    import numpy as np  # noqa: PLC0415 - costs 0.1 s, paid only where a table is read

    from toolkit.media.mft.columns import columns  # noqa: PLC0415 - see above

    for start, count, raw in pieces:
        numbers = np.arange(start, start + count, dtype=np.int64)
        yield start, count, None if raw is None else columns(raw, size, numbers)


def _note(listing: "Listing", part: "Columns", start: int) -> None:
    """Note the directories of a piece, and the records that extend others."""
    from toolkit.media.mft.careful import directory_name  # noqa: PLC0415 - see _parts

    whole, base = part.whole, part.base[part.whole]
    for index in whole[base != 0].tolist():
        listing.extensions.setdefault(int(part.base[index]) & NUMBER, []).append(start + index)
    for index in whole[(base == 0) & part.directory[whole]].tolist():
        parent, name = directory_name(part, index)
        deleted = not part.in_use[index]
        listing.places.add(start + index, int(part.sequence[index]), parent, name, deleted=deleted)


def _settle(listing: "Listing") -> None:
    """Look for the directories' names that stand in other records, now that all are known."""
    from toolkit.media.mft.careful import amend  # noqa: PLC0415 - see _parts

    for number in listing.places.unnamed:
        amend(listing, number)
    listing.places.settle()


def _rows(table: TableFile, clusters: Clusters) -> Iterator[TableRow | Unread]:
    listing, later = _listing(table, clusters), array("Q")
    failed = 0
    try:
        if table.cut:
            yield Unread(table.volume, table.path, "too_many_records")
        for start, count, part in _parts(table.pieces(), table.size):
            if part is None:
                yield Unread(table.volume, table.path, "io_error", f"records {start} to {start + count - 1}")
                continue
            for index, fault in part.refused[: max(0, _FAILURES - failed)]:
                yield Unread(table.volume, table.path, "damaged", f"record {start + index}: {fault}")
            failed += len(part.refused)
            yield from _piece(listing, part, start, later)
        _settle(listing)
        yield from _late(listing, later)
        if failed > _FAILURES:
            yield Unread(table.volume, table.path, "damaged", f"{failed - _FAILURES} more records")
    finally:
        clusters.close()
        table.close()


def _piece(
    listing: "Listing", part: "Columns", start: int, later: "array[int]"
) -> Iterator[TableRow | Unread]:
    from toolkit.media.mft.careful import awaited, careful_rows  # noqa: PLC0415 - see _parts
    from toolkit.media.mft.plain import plain_rows  # noqa: PLC0415 - see _parts

    _note(listing, part, start)
    listing.clusters.note(part, start)
    plain, rest = plain_rows(part, start, listing.table.volume, listing.places)
    yield from plain
    for index in rest:
        if awaited(listing, part, index):
            later.append(start + index)
        else:
            yield from careful_rows(listing, part, index, start + index)


def _late(listing: "Listing", later: "array[int]") -> Iterator[TableRow | Unread]:
    """Yield the rows of the records kept for the end, read again piece by piece."""
    from toolkit.media.mft.careful import careful_rows  # noqa: PLC0415 - see _parts

    table, at = listing.table, 0
    while at < len(later):
        first = later[at]
        begin = at
        while at < len(later) and later[at] < first + table.step:
            at += 1
        wanted = set(later[begin:at])
        count = min(table.step, table.count - first)
        for start, _, part in _parts(table.piece(first, count), table.size):
            if part is None:
                continue
            for number in sorted(wanted.intersection(range(start, start + len(part.base)))):
                yield from careful_rows(listing, part, number - start, number)
