"""What stands on a partitioned disk outside its partitions: lost file systems, and bytes nobody lists.

A row of a table is removed, or overwritten, far more easily than the volume it leads to.
"""

from collections.abc import Iterator, Sequence
from heapq import merge

from toolkit.media.filesystems import recognise
from toolkit.media.partitions import UNKNOWN, Partition, ReadAt, boot_record

_STEP = 1024 * 1024  # bytes; where partitions begin, and the least stretch that is searched
_OLD = 63 * 512  # bytes; where they began before Windows Vista
_PROBES = 1024  # places looked at on one disk: each may be a move of a slow disk's heads
_FEW = 8  # places looked at in one stretch, however many there are
_READ = 256 * 1024 * 1024  # bytes read on one disk to see that they are zeros; the rest is not known to be
_AHEAD = 128 * 1024  # bytes that hold all the marks of a file system but one
# Bytes at the end of a disk where a GPT, even a former one, keeps its copy: 20 KiB at most.
_LAST = 64 * 1024

Stretch = tuple[int, int]  # first byte and the one after the last


def search(read: ReadAt, size: int, parts: Sequence[Partition]) -> tuple[list[Partition], bool]:
    """Return the file systems outside the partitions of a disk, and whether more may be written there.

    A file system is looked for at each MiB, at sector 63, and right after each partition. Stretches of 1 MiB
    or less are left out. Bytes of no file system do not count in the first MiB of the disk, where tables and
    boot programs stand, nor in its last 64 KiB.
    """
    taken = [(part.offset, part.offset + part.size) for part in parts if part.declared != UNKNOWN]
    gaps = _gaps(taken, size)
    found = [part for gap in gaps for part in _file_systems(read, gap, max(_FEW, _PROBES // len(gaps)))]
    taken += [(part.offset, part.offset + part.size) for part in found]
    return found, _written(read, size, _gaps(taken, size))


def _file_systems(read: ReadAt, gap: Stretch, probes: int) -> Iterator[Partition]:
    """Yield what is recognised in one stretch, looking at so many places; none begins inside another."""
    start, end = gap
    near = sorted({start or _OLD, start + _OLD})
    reached = max(start, 1)
    for place in merge(near, range(-(-start // _STEP) * _STEP, end, _STEP)):
        if not probes:
            return
        if not reached <= place < end:
            continue
        probes, reached = probes - 1, place + 1
        at = _ahead(read, place)
        held = recognise(at)
        if held and held.name != "swap":
            # NTFS keeps a copy of its boot sector in the sector behind those it counts.
            behind = min(int.from_bytes(at(11, 2), "little"), 4096) if held.name == "ntfs" else 0
            reached = min(place + held.size + behind, end) if held.size else end
            yield Partition(place, reached - place)


def _gaps(taken: Sequence[Stretch], size: int) -> list[Stretch]:
    """Return the stretches longer than 1 MiB that nothing takes."""
    gaps, reached = [], 0
    for start, end in [*sorted(taken), (size, size)]:
        if min(start, size) - reached > _STEP:
            gaps.append((reached, min(start, size)))
        reached = max(reached, end)
    return gaps


def _ahead(read: ReadAt, start: int) -> ReadAt:
    """Read from a place on, its first bytes at once: a probe looks at some thirty marks."""
    try:
        held = read(start, _AHEAD)
    except OSError:
        held = b""

    def at(offset: int, length: int) -> bytes:
        return (
            held[offset : offset + length] if offset + length <= len(held) else read(start + offset, length)
        )

    return at


def _written(read: ReadAt, size: int, gaps: Sequence[Stretch]) -> bool:
    """Say whether anything but zeros may stand in these stretches."""
    left = _READ
    for start, stop in gaps:
        end = min(stop, size - _LAST)
        for place in range(max(start, _STEP), end, _STEP):
            length = min(_STEP, end - place)
            left -= length
            if left < 0:
                return True
            try:
                piece = read(place, length)
            except OSError:
                return True
            if len(piece) < length or _content(piece):
                return True
    return False


def _content(piece: bytes) -> bool:
    """Say whether a piece holds anything but one repeated byte and links of a chain of partitions."""
    if not piece.strip(b"\0") or not piece.strip(b"\xff"):
        return False
    sectors = (piece[at : at + 512] for at in range(0, len(piece), 512))
    return any(sector.strip(b"\0") and not _link(sector) for sector in sectors)


def _link(sector: bytes) -> bool:
    return not sector[:446].strip(b"\0") and bool(boot_record(sector))
