"""Whether the content of a deleted file is still whole on its volume, as the table and $Bitmap tell."""

from toolkit.errors import Unreadable
from toolkit.media.mft.file import TableFile
from toolkit.media.ntfs.bitmap import Bitmap
from toolkit.media.ntfs.record import DATA, Attribute, Damaged, parse
from toolkit.media.ntfs.runs import Run, cluster_size, mapped
from toolkit.media.source import Source

_LOG_FILE = 2  # the record of $LogFile, which always lies in clusters and in one record


class Clusters:
    """Which clusters of a volume are free; opened when first asked: most copies of a table lack $Bitmap."""

    def __init__(self, source: Source, table: TableFile) -> None:
        self._source = source
        self._table = table
        self._opened = False
        self._bitmap: Bitmap | None = None
        self._size = 0

    def hold(self, extents: list[Attribute]) -> bool | None:
        """Say whether all of a deleted value can be read back; None where that cannot be told.

        A value is whole when it stands in its record, or when its extents follow each other without a gap,
        cover all that was allocated, and none of their clusters is in use again.
        """
        if len(extents) == 1 and extents[0].content is not None:
            return extents[0].size > 0
        first = next((part for part in extents if part.first), None)
        if first is None or not first.size or any(part.content is not None for part in extents):
            return False
        try:
            return self._free(first, mapped(extents))
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
