"""A whole NTFS 3.1 volume from a tree of nodes, the same bytes each time: no clock, no chance, no mount."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence

from demo.builder.ntfs_clusters import CLUSTER, SECTOR, Clusters, Run, bitmap_size
from demo.builder.ntfs_contents import boot_sector
from demo.builder.ntfs_files import File, give_name, numbered, user_files
from demo.builder.ntfs_index import Order, index
from demo.builder.ntfs_journal import Change, Journal, journal
from demo.builder.ntfs_overflow import records
from demo.builder.ntfs_records import RECORD, Flag, Type, outside, record
from demo.builder.ntfs_system import (
    EXTEND,
    FIRST_USER,
    MFT,
    NAMES,
    ROOT,
    add_journal,
    add_reparse_view,
    system_files,
)
from demo.builder.tree import Node, complete, earliest
from toolkit.records import Times

_BOOT_SIZE = 8192
_MIRRORED = 4  # records


def volume(
    nodes: Iterable[Node],
    *,
    size: int,
    label: str,
    serial: int,
    fragment: Mapping[str, int] | None = None,
    changes: Sequence[Change] = (),
) -> bytes:
    """Return the bytes of a volume of `size` bytes: clusters of 4096, records of 1024, sectors of 512.

    `fragment` cuts contents into pieces that stand apart: "path" or "path:stream" to how many. A content so
    named never stands in its record. `changes`, in the order of their times, are written to a change journal;
    without any there is no journal. Raises ValueError when the tree does not fit or contradicts itself.
    """
    if size < 16 * CLUSTER or size % SECTOR:
        raise ValueError(f"not a whole number of sectors, or too few: {size}")
    tree = complete(nodes)
    clusters = Clusters(size)
    map_size = bitmap_size(clusters.total)
    placed = {
        "$Boot": (clusters.reserve(_BOOT_SIZE // CLUSTER), _BOOT_SIZE),
        "$MFTMirr": (clusters.reserve(1), _MIRRORED * RECORD),
        "$Bitmap": (clusters.reserve(-(-map_size // CLUSTER)), map_size),
    }
    moment = earliest(tree)
    system = system_files(Times(moment, moment, moment, moment), label, clusters, placed)
    numbers = numbered(tree, FIRST_USER)
    kept = journal(changes, numbers, tree)
    users = user_files(tree, system[ROOT], numbers, clusters, _checked(fragment or {}, tree), kept.last)
    _add_journal(system, kept, clusters)
    add_reparse_view(system, users, clusters)
    mft = _write_records(system, users, clusters, placed["$MFTMirr"][0])
    clusters.fill(placed["$Bitmap"][0], clusters.bitmap())
    boot = boot_sector(size, serial, mft, _first(placed["$MFTMirr"][0]))
    clusters.fill(placed["$Boot"][0], boot)
    clusters.image[-SECTOR:] = boot
    return bytes(clusters.image)


def _add_journal(system: dict[int, File], kept: Journal, clusters: Clusters) -> None:
    if kept.stream:
        add_journal(system, kept.stream, kept.limits, kept.first, clusters)


def _checked(fragment: Mapping[str, int], tree: Sequence[Node]) -> Mapping[str, int]:
    contents = {node.path for node in tree if node.hard_link_of is None and not node.directory}
    contents |= {f"{node.path}:{stream}" for node in tree for stream in node.streams}
    if unknown := sorted(set(fragment) - contents):
        raise ValueError(f"no such content to fragment: {unknown[0]!r}")
    return fragment


def _write_records(
    system: dict[int, File], users: Sequence[File], clusters: Clusters, mirror: list[Run]
) -> int:
    """Write $MFT and its mirror; return the cluster where it begins."""
    packed = dict(_packed(users, FIRST_USER + len(users), clusters))
    count = -(-max(FIRST_USER, FIRST_USER + len(packed)) // _MIRRORED) * _MIRRORED
    gone = {file.number for file in users if not file.flags & Flag.IN_USE}
    runs = _place_mft(system, packed.keys() - gone, count, clusters)
    for number in [number for number in NAMES if number in system]:
        parent = system[ROOT] if number <= EXTEND else system[EXTEND]
        give_name(system[number], parent, NAMES[number], system[number].times, system=True)
    packed |= _packed(list(system.values()), count, clusters)
    content = b"".join(packed.get(number) or record(number, Flag(0)) for number in range(count))
    clusters.fill(runs, content)
    clusters.fill(mirror, content[: _MIRRORED * RECORD])
    return _first(runs)


def _place_mft(system: dict[int, File], users: Iterable[int], count: int, clusters: Clusters) -> list[Run]:
    used = sum(1 << number for number in [*system, *users])
    bitmap = used.to_bytes(bitmap_size(count), "little")
    runs = clusters.reserve(count * RECORD // CLUSTER)
    file = system[MFT]
    file.size = file.taken = count * RECORD
    file.attributes.append(outside(Type.DATA, runs, file.size))
    file.attributes.append(outside(Type.BITMAP, clusters.place(bitmap), len(bitmap)))
    return runs


def _packed(files: Sequence[File], spare: int, clusters: Clusters) -> Iterator[tuple[int, bytes]]:
    """Yield every record, directories with their index; `spare` is the first number free for more records."""
    numbers = itertools.count(spare)
    for file in files:
        if file.flags & Flag.DIRECTORY:
            entries = [entry for _, entry in sorted(file.entries.items())]
            file.attributes += index("$I30", Order.FILE_NAME, entries, clusters, file.room)
        yield from records(file, numbers, clusters)


def _first(runs: list[Run]) -> int:
    return runs[0][0] or 0
