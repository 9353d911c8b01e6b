"""Whether clusters of an NTFS volume are free, as its $Bitmap says; read in parts, as they are asked for."""

from functools import lru_cache

from toolkit.errors import Unreadable
from toolkit.media.ntfs.runs import Run
from toolkit.media.source import Source

_PART = 1 << 18  # bytes
_KEPT = 128  # parts: 32 MiB, the whole bitmap of a volume of 1 TiB


class Bitmap:
    """The $Bitmap of one volume; raises Unreadable where it cannot be opened."""

    def __init__(self, source: Source, volume: str | None) -> None:
        entry = source.find("$Bitmap", volume)
        if entry is None:
            raise Unreadable("damaged", "$Bitmap")
        self._stream = source.open(entry)
        self._size = entry.size
        self._part = lru_cache(_KEPT)(self._read)

    def free(self, run: Run) -> bool:
        """Say whether every cluster of a run is free; False beyond the end; raise Unreadable."""
        if run.lcn is None:
            return True
        at, end = run.lcn, run.lcn + run.length
        if end > self._size * 8:
            return False
        while at < end:
            part = at // (_PART * 8)
            stop = min(end, (part + 1) * _PART * 8)
            if not self._clear(part, at - part * _PART * 8, stop - part * _PART * 8):
                return False
            at = stop
        return True

    def _clear(self, part: int, start: int, end: int) -> bool:
        bits = int.from_bytes(self._part(part)[start // 8 : -(-end // 8)], "little")
        return not (bits >> start % 8) & ((1 << end - start) - 1)

    def _read(self, part: int) -> bytes:
        self._stream.seek(part * _PART)
        raw = self._stream.read(_PART)
        if len(raw) < min(_PART, self._size - part * _PART):
            raise Unreadable("io_error", "$Bitmap")
        return raw

    def close(self) -> None:
        self._stream.close()
