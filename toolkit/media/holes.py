"""Files made of holes: how much of each stands nowhere on the medium, and when that is too much to read.

A file of terabytes takes no place at all where nothing was written into it, and hours to read.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import pytsk3

from toolkit.records import Entry, EntryKind, Unread

_MOST = 10 * 1024**3  # bytes of holes read on one volume: a quarter of a minute of zeros
_SMALL = 4 * 1024 * 1024  # bytes; below, a file is read without asking
# NTFS packs sixteen clusters into one at best, so that less than this share is no compression.
_PACKED = 16
_DATA = (int(pytsk3.TSK_FS_ATTR_TYPE_NTFS_DATA), int(pytsk3.TSK_FS_ATTR_TYPE_DEFAULT))
_NOWHERE = int(pytsk3.TSK_FS_ATTR_RUN_FLAG_SPARSE)


def bounded(found: Iterable[Entry | Unread], system: Any) -> Iterator[Entry | Unread]:
    """Yield what a walk finds; a file whose holes are more than is left to read is `sparse_holes`."""
    left = _MOST
    for entry in found:
        hole = _hole(system, entry) if isinstance(entry, Entry) and _large(entry) else 0
        if hole > left:
            yield Unread(entry.volume, entry.path, "sparse_holes", "", entry.size)
            continue
        left -= hole
        yield entry


def _large(entry: Entry) -> bool:
    return entry.size > _SMALL and entry.kind in {EntryKind.FILE, EntryKind.STREAM}


def _hole(system: Any, entry: Entry) -> int:
    """Return the bytes of a file that stand nowhere; 0 when they are few, or when it cannot be told."""
    number, _, name = entry.ident.partition(":")
    try:
        file = system.open_meta(int(number.partition("-")[0]))
        held = _held(file, entry.size, name) * int(system.info.block_size)
    except (OSError, RuntimeError, ValueError):
        return 0
    return max(0, entry.size - held) if held * _PACKED < entry.size else 0


def _held(file: Any, size: int, name: str) -> int:
    """Return how many clusters hold the bytes of a file or of a named stream of this size.

    The Sleuth Kit does not write each name as it is: then the one with the most holes is meant.
    """
    parts = [part for part in file if int(part.info.type) in _DATA and int(part.info.size) == size]
    exact = [part for part in parts if (part.info.name or b"") == name.encode("utf-8", "replace")]
    return min(sum(int(run.len) for run in part if not int(run.flags) & _NOWHERE) for part in exact or parts)
