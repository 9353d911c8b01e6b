"""The system files of an NTFS volume, those at fixed numbers before the user's."""

import struct
from collections.abc import Iterable

from demo.builder import ntfs_contents
from demo.builder.ntfs_clusters import CLUSTER, Clusters, Run
from demo.builder.ntfs_files import File
from demo.builder.ntfs_index import Order, index, view_entry
from demo.builder.ntfs_records import Attribute, Flag, Type, outside, reference, resident, sparse, wide
from toolkit.records import Times

MFT, MIRROR, ROOT, EXTEND = 0, 1, 5, 11
FIRST_USER = 64
_LOG_FILE, _VOLUME, _DEFINITIONS, _BITMAP, _BOOT, _BAD, _SECURE, _UPCASE = 2, 3, 4, 6, 7, 8, 9, 10
_KEPT = range(12, 16)  # in use and nameless on every volume
_OBJECTS, _REPARSE, _JOURNAL = 25, 26, 27
NAMES = {
    MFT: "$MFT",
    MIRROR: "$MFTMirr",
    _LOG_FILE: "$LogFile",
    _VOLUME: "$Volume",
    _DEFINITIONS: "$AttrDef",
    ROOT: ".",
    _BITMAP: "$Bitmap",
    _BOOT: "$Boot",
    _BAD: "$BadClus",
    _SECURE: "$Secure",
    _UPCASE: "$UpCase",
    EXTEND: "$Extend",
    _OBJECTS: "$ObjId",
    _REPARSE: "$Reparse",
    _JOURNAL: "$UsnJrnl",
}
_HIDDEN_SYSTEM = 6
_SPARSE_BIT = 0x200
_JOURNAL_PIECES = 3  # it grows day by day, so it never lies in one piece
_VIEW_BIT = 0x2000_0000
_SMALL = 16 * 1024 * 1024  # a volume under this has about the smallest log that drivers take
_VIEW_ROOM = 400  # bytes that each of the two views of $Secure may take in its record
_JUNCTION = 0xA000_0003


def system_files(
    times: Times, label: str, clusters: Clusters, placed: dict[str, tuple[list[Run], int]]
) -> dict[int, File]:
    """Return the files by number, without their names; `placed` says where those of the layout stand."""
    log = b"\xff" * (256 * 1024 if len(clusters.image) < _SMALL else 2 * 1024 * 1024)
    placed = placed | {
        # All ones is a log never used: the driver that mounts the volume writes its own.
        "$LogFile": (clusters.place(log), len(log)),
        "$AttrDef": _place(ntfs_contents.attribute_definitions(), clusters),
        "$UpCase": _place(ntfs_contents.upcase(), clusters),
    }
    files = {
        number: File(number, _flags(number), times, _bits(number))
        for number in [*NAMES, *_KEPT]
        if number != _JOURNAL
    }
    for number, file in files.items():
        if NAMES.get(number) in placed:
            runs, size = placed[NAMES[number]]
            file.size, file.taken = size, sum(count for _, count in runs) * CLUSTER
            file.attributes.append(outside(Type.DATA, runs, size))
        elif number in (_VOLUME, _BAD, *_KEPT):
            file.attributes.append(resident(Type.DATA, b""))
    files[_VOLUME].attributes += _volume(label)
    hole: list[Run] = [(None, clusters.total)]
    files[_BAD].attributes.append(outside(Type.DATA, hole, clusters.total * CLUSTER, "$Bad"))
    files[_SECURE].attributes += _secure(clusters)
    files[_OBJECTS].attributes += _view("$O", Order.NUMBERS, [], clusters)
    return files


def add_reparse_view(system: dict[int, File], users: Iterable[File], clusters: Clusters) -> None:
    """List the junctions where Windows looks for them, in $Extend/$Reparse."""
    found = sorted(
        reference(file.number)
        for file in users
        if any(attribute.type is Type.REPARSE_POINT for attribute in file.attributes)
    )
    entries = [view_entry(struct.pack("<IQ", _JUNCTION, where)) for where in found]
    system[_REPARSE].attributes += _view("$R", Order.NUMBERS, entries, clusters)


def add_journal(
    system: dict[int, File], stream: bytes, limits: bytes, first: int, clusters: Clusters
) -> None:
    """Add $Extend/$UsnJrnl: `stream` begins at byte `first` of $J, and a hole comes before it."""
    file = File(_JOURNAL, Flag.IN_USE | Flag.EXTEND, system[EXTEND].times, _HIDDEN_SYSTEM | _SPARSE_BIT)
    # The Sleuth Kit takes no run that is longer than the volume, a hole neither.
    parts = range(0, first // CLUSTER, clusters.total)
    hole: list[Run] = [(None, min(clusters.total, first // CLUSTER - at)) for at in parts]
    runs = hole + clusters.place(stream, _JOURNAL_PIECES)
    file.attributes += [
        sparse(Type.DATA, runs, first + len(stream), "$J"),
        resident(Type.DATA, limits, "$Max"),
    ]
    system[_JOURNAL] = file


def _place(content: bytes, clusters: Clusters) -> tuple[list[Run], int]:
    return clusters.place(content), len(content)


def _flags(number: int) -> Flag:
    if number in (ROOT, EXTEND):
        return Flag.IN_USE | Flag.DIRECTORY
    if number in (_OBJECTS, _REPARSE):
        return Flag.IN_USE | Flag.EXTEND | Flag.VIEW
    return Flag.IN_USE | (Flag.VIEW if number == _SECURE else Flag(0))


def _bits(number: int) -> int:
    return _HIDDEN_SYSTEM | (_VIEW_BIT if _flags(number) & Flag.VIEW else 0)


def _volume(label: str) -> list[Attribute]:
    if len(wide(label)) > 64:
        raise ValueError(f"a label longer than 32 UTF-16 units: {label!r}")
    version = struct.pack("<QBBH", 0, 3, 1, 0)
    return [resident(Type.VOLUME_NAME, wide(label)), resident(Type.VOLUME_INFORMATION, version)]


def _secure(clusters: Clusters) -> list[Attribute]:
    stream, by_hash, by_number = ntfs_contents.security()
    return [
        outside(Type.DATA, clusters.place(stream), len(stream), "$SDS"),
        *_view("$SDH", Order.SECURITY_HASH, by_hash, clusters),
        *_view("$SII", Order.SECURITY_ID, by_number, clusters),
    ]


def _view(name: str, order: Order, entries: list[bytes], clusters: Clusters) -> list[Attribute]:
    return index(name, order, entries, clusters, _VIEW_ROOM)
