"""Where the clusters of a value lie: the mapping pairs of an attribute that stands outside its record.

Layout: the Linux-NTFS project's documentation, "Data runs".
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.media.ntfs.record import Attribute, Damaged
from toolkit.media.stream import ReadAt


@dataclass(frozen=True, slots=True)
class Run:
    """`length` clusters from cluster `vcn` of a value; `lcn` is where on the volume, None for a hole."""

    vcn: int
    length: int
    lcn: int | None


def runs(pairs: bytes, vcn: int = 0) -> Iterator[Run]:
    """Yield the runs of one extent that begins at a cluster of the value; raise Damaged."""
    at = lcn = 0
    while at < len(pairs) and pairs[at]:
        wide, far = pairs[at] & 15, pairs[at] >> 4
        end = at + 1 + wide + far
        if not wide or wide > 8 or far > 8 or end > len(pairs):
            raise Damaged("mapping pairs")
        length = int.from_bytes(pairs[at + 1 : at + 1 + wide], "little")
        lcn += int.from_bytes(pairs[at + 1 + wide : end], "little", signed=True)
        if not length or length >> 48 or not 0 <= lcn < 1 << 48:
            raise Damaged("mapping pairs")
        yield Run(vcn, length, lcn if far else None)
        vcn += length
        at = end


def mapped(extents: Iterable[Attribute]) -> list[Run]:
    """Return the runs of all extents of one value, from its first cluster without a gap; raise Damaged."""
    found: list[Run] = []
    for extent in sorted(extents, key=lambda part: part.vcn):
        if extent.vcn != (found[-1].vcn + found[-1].length if found else 0):
            raise Damaged("a gap in the extents")
        found += runs(extent.pairs, extent.vcn)
    return found


def reader(whole: list[Run], cluster: int, read: ReadAt) -> ReadAt:
    """Return the reader of a value by its runs, holes as zeros; `read` gives the volume's bytes.

    It raises OSError past the last run, and where the volume ends before it.
    """
    starts = [run.vcn for run in whole]

    def read_at(offset: int, length: int) -> bytes:
        parts: list[bytes] = []
        while length > 0:
            index = bisect_right(starts, offset // cluster) - 1
            if index < 0 or offset >= (whole[index].vcn + whole[index].length) * cluster:
                raise OSError("past the last run")
            part = _run(whole[index], cluster, read, offset, length)
            parts.append(part)
            offset, length = offset + len(part), length - len(part)
        return b"".join(parts)

    return read_at


def _run(run: Run, cluster: int, read: ReadAt, offset: int, length: int) -> bytes:
    within = offset - run.vcn * cluster
    length = min(length, run.length * cluster - within)
    if run.lcn is None:
        return bytes(length)
    part = read(run.lcn * cluster + within, length)
    if len(part) != length:
        raise OSError("past the end of the volume")
    return part


def cluster_size(extents: list[Attribute]) -> int:
    """Return the bytes per cluster, from what one whole value says it takes; raise Damaged."""
    whole = mapped(extents)
    allocated = next((part.allocated for part in extents if part.first), 0)
    count = whole[-1].vcn + whole[-1].length if whole else 0
    size = allocated // count if count else 0
    if size * count != allocated or size not in {512 << power for power in range(13)}:
        raise Damaged("cluster size")
    return size
