"""Whether the content of a deleted file is still whole on its volume, as the table and $Bitmap tell."""

import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING

from toolkit.errors import Unreadable
from toolkit.media.mft.claims import Claims
from toolkit.media.mft.file import TableFile
from toolkit.media.ntfs.bitmap import Bitmap
from toolkit.media.ntfs.record import DATA, Attribute, Damaged, attribute, parse
from toolkit.media.ntfs.runs import Run, cluster_size, mapped, runs
from toolkit.media.source import Source

if TYPE_CHECKING:
    from toolkit.media.mft.columns import Columns

_LOG_FILE = 2  # the record of $LogFile, which always lies in clusters and in one record
_CHANGED = 2  # of the times of $STANDARD_INFORMATION: the record's, which copying tools do not set


class Clusters:
    """Which clusters of a volume are free; opened when first asked: most copies of a table lack $Bitmap."""

    def __init__(self, source: Source, table: TableFile) -> None:
        self._source = source
        self._table = table
        self._opened = False
        self._bitmap: Bitmap | None = None
        self._size = 0
        self._claims = Claims()

    def known(self) -> bool:
        """Say whether the volume tells which of its clusters are free."""
        self._open()
        return self._bitmap is not None

    def note(self, part: "Columns", start: int) -> None:
        """Note what clusters the deleted records of a piece of the table claim; all come before hold()."""
        gone = part.whole[~part.in_use[part.whole]].tolist()
        if not gone or not self.known():
            return
        for index in gone:
            base = int(part.base[index])
            owner = base or _reference(start + index, int(part.sequence[index]))
            claimed = False
            for run in _outside(part.raw, index * self._table.size):
                self._claims.add(owner, run.lcn or 0, run.length)
                claimed = True
            changed = int(part.times[index][_CHANGED])
            if claimed and changed and not base:
                self._claims.owner(owner, changed)

    def hold(self, number: int, sequence: int, extents: list[Attribute]) -> bool | None:
        """Say whether all of a value of a deleted record can be read back; None where that cannot be told.

        A value is whole when it stands in its record, or when its extents follow each other without a gap,
        cover all that was allocated, and none of their clusters is in use again. It cannot be told where
        another deleted file, changed as late or later, claims some of them.
        """
        if len(extents) == 1 and extents[0].content is not None:
            return extents[0].size > 0
        first = next((part for part in extents if part.first), None)
        if first is None or not first.size or any(part.content is not None for part in extents):
            return False
        try:
            whole = self._free(first, mapped(extents))
            return None if whole and not self._claims.sole(_reference(number, sequence)) else whole
        except Damaged:
            return False
        except Unreadable:
            return None

    def _free(self, first: Attribute, found: list[Run]) -> bool | None:
        self._open()
        if self._bitmap is None:
            return None
        covered = (found[-1].vcn + found[-1].length) * self._size if found else 0
        if covered != first.allocated or first.size > covered:
            return False
        return all(self._bitmap.free(run) for run in found)

    def _open(self) -> None:
        if self._opened:
            return
        self._opened = True
        try:
            log = parse(bytes(self._table.read(_LOG_FILE)), _LOG_FILE)
            self._size = cluster_size(
                [part for part in log.attributes if part.kind == DATA and not part.name]
            )
            self._bitmap = Bitmap(self._source, self._table.volume)
        except (Damaged, Unreadable):
            self._bitmap = None

    def close(self) -> None:
        if self._bitmap is not None:
            self._bitmap.close()


def _reference(number: int, sequence: int) -> int:
    """Return what referred to a record before it was deleted, which moves its sequence on by one."""
    return number | ((sequence - 1) & 0xFFFF) << 48


def _outside(raw: bytearray, record: int) -> Iterator[Run]:
    """Yield where the values of one sound record lie that stand outside it, as far as runs can be read."""
    at = record + struct.unpack_from("<H", raw, record + 20)[0]
    end = record + struct.unpack_from("<I", raw, record + 24)[0]
    while at + 24 <= end:
        kind, length, outside = struct.unpack_from("<IIB", raw, at)
        if kind == 0xFFFFFFFF or length < 24:
            return
        if outside:
            try:
                found = runs(attribute(bytes(raw[at : at + length]), kind).pairs)
                yield from (run for run in found if run.lcn is not None)
            except Damaged:
                pass
        at += length
