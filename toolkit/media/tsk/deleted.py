"""Names of deleted files that folders of a FAT, exFAT or ext volume still hold, as The Sleuth Kit finds them.

A file is recoverable when every block it needs is in use by nobody and, on FAT and exFAT, which forget the
order of its clusters, when these follow each other. From ext3 on Linux clears where a file's content was.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytsk3

from toolkit.media.mft.row import TableRow
from toolkit.media.names import below, hostile, shown
from toolkit.media.tsk.allocation import InUse, ReadAt, in_use
from toolkit.records import Times, Unread

_UNUSED_NAME = int(pytsk3.TSK_FS_NAME_FLAG_UNALLOC)
_UNUSED = int(pytsk3.TSK_FS_META_FLAG_UNALLOC)
_FOLDER = int(pytsk3.TSK_FS_META_TYPE_DIR)
_VIRTUAL = (int(pytsk3.TSK_FS_META_TYPE_VIRT), int(pytsk3.TSK_FS_META_TYPE_VIRT_DIR))
_CONTENT = int(pytsk3.TSK_FS_ATTR_TYPE_DEFAULT)
_SPARSE, _FILLER = int(pytsk3.TSK_FS_ATTR_RUN_FLAG_SPARSE), int(pytsk3.TSK_FS_ATTR_RUN_FLAG_FILLER)
_OWN = (b".", b"..", b"$OrphanFiles")
_MOST = 2_000_000  # names of one volume
_BLOCKS = 1 << 22  # blocks of one file that are looked up


@dataclass(frozen=True, slots=True)
class Asking:
    """One volume, and what is asked of it again for every name."""

    volume: str
    kind: str
    system: Any
    used: InUse | None
    times: Callable[[Any], Times]


def deleted(
    volume: str, system: Any, kind: str, read: ReadAt | None, times: Callable[[Any], Times]
) -> Iterator[TableRow | Unread]:
    """Yield one row per deleted name, folder by folder from the root; what cannot be listed is Unread."""
    asking = Asking(volume, kind, system, _in_use(kind, read), times)
    root = int(system.info.root_inum)
    pending, seen, count = [(root, "")], {root}, 0
    while pending:
        parent, folder = pending.pop()
        try:
            for file in system.open_dir(inode=parent):
                path, own, gone = _named(file, folder)
                inode = int(file.info.meta.addr) if own else 0
                if own and int(file.info.meta.type) == _FOLDER and inode not in seen and len(seen) < _MOST:
                    seen.add(inode)
                    pending.append((inode, path))
                if gone and count < _MOST:
                    count += 1
                    yield _row(asking, path, parent, file, own=own)
        except (OSError, RuntimeError) as error:
            yield Unread(volume, folder, "damaged_directory", str(error))


def _in_use(kind: str, read: ReadAt | None) -> InUse | None:
    try:
        return in_use(kind, read) if read else None
    except (OSError, struct.error, IndexError, ZeroDivisionError):
        return None


def _named(file: Any, folder: str) -> tuple[str, bool, bool]:
    """Return the path of a name, whether its inode is still its own, and whether it is deleted."""
    entry, meta = file.info.name, file.info.meta
    if not entry.name or entry.name in _OWN or (meta is not None and int(meta.type) in _VIRTUAL):
        return folder, False, False
    gone = bool(int(entry.flags) & _UNUSED_NAME)
    name = entry.name.decode("utf-8", "surrogateescape")
    own = meta is not None and (not gone or bool(int(meta.flags) & _UNUSED))
    return below(folder, shown(name) if hostile(name) else name), own, gone


def _row(asking: Asking, path: str, parent: int, file: Any, *, own: bool) -> TableRow:
    """Return the row of a deleted name; of one whose inode is another file's by now, only the name."""
    meta = file.info.meta
    folder = own and int(meta.type) == _FOLDER
    size = max(0, int(meta.size)) if own and not folder else 0
    answer = _recoverable(asking, file, size) if size else False
    return TableRow(
        volume=asking.volume,
        path=path,
        number=int(file.info.name.meta_addr),
        sequence=0,
        parent=parent,
        directory=folder,
        deleted=True,
        recoverable=bool(answer),
        size=size,
        times=asking.times(meta) if own else Times(),
        name_times=Times(),
        stream="",
        links=0,
        attributes=0,
        flags=("recoverable_unknown",) if answer is None else (),
    )


def _recoverable(asking: Asking, file: Any, size: int) -> bool | None:
    """Say whether all of a deleted file's content is still its own; None where that is not known."""
    runs = [run for part in file if int(part.info.type) == _CONTENT for run in part]
    need, after = -(-size // int(asking.system.info.block_size)), 0
    if asking.used is None or need > _BLOCKS or any(int(run.flags) & _FILLER for run in runs):
        return None
    for run in runs:
        first, length = int(run.addr), min(int(run.len), need)
        need -= length
        if int(run.flags) & _SPARSE:
            continue
        if after and first != after and not asking.kind.startswith("ext"):
            return False
        answer = _free(asking.used, first, length)
        if not answer:
            return answer
        after = first + length
    return need <= 0 and after > 0


def _free(used: InUse, first: int, length: int) -> bool | None:
    """Say whether every block of a run is free; None where the volume does not tell."""
    for block in range(first, first + length):
        try:
            answer = used(block)
        except (OSError, ZeroDivisionError):
            answer = None
        if answer is not False:
            return None if answer is None else False
    return True
