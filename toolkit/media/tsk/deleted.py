"""Names of deleted files that folders of a FAT, exFAT or ext volume still hold, as The Sleuth Kit finds them.

A file is recoverable when every block it needs is in use by nobody and, on FAT and exFAT, which forget the
order of its clusters, when these follow each other; and when no other deleted file, changed as late or
later, claims any of them. From ext3 on Linux clears where a file's content was.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytsk3

from toolkit.media.mft.claims import Claims
from toolkit.media.mft.row import TableRow
from toolkit.media.names import below, hostile, shown
from toolkit.media.tsk.allocation import InUse, ReadAt, doubtful, in_use
from toolkit.media.tsk.directory import place_of
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
_WAITING = 200_000  # rows kept until all claims are known; of more than these it is not known


@dataclass(frozen=True, slots=True)
class Asking:
    """One volume, and what is asked of it again for every name."""

    volume: str
    kind: str
    system: Any
    used: InUse | None
    doubtful: int
    times: Callable[[Any], Times]
    claims: Claims = field(default_factory=Claims)


def deleted(
    volume: str, system: Any, kind: str, read: ReadAt | None, times: Callable[[Any], Times]
) -> Iterator[TableRow | Unread]:
    """Yield one row per deleted name, folder by folder from the root; what cannot be listed is Unread."""
    asking = Asking(volume, kind, system, *_in_use(kind, read), times)
    waiting: list[TableRow] = []
    for row in _rows(asking):
        if isinstance(row, Unread) or not row.recoverable:
            yield row
        elif len(waiting) < _WAITING:
            waiting.append(row)
        else:
            yield _unknown(row)
    for row in waiting:
        yield row if asking.claims.sole(row.number) else _unknown(row)


def _unknown(row: TableRow) -> TableRow:
    return row._replace(recoverable=False, flags=("recoverable_unknown",))


def _rows(asking: Asking) -> Iterator[TableRow | Unread]:
    """Yield the rows as the table or bitmap alone tells them, and note what each file claims.

    A deleted folder comes after all others: its place may be one of theirs by now, and is then not listed.
    """
    system = asking.system
    root = int(system.info.root_inum)
    pending, later = [(root, "", _place_of_root(system, asking.kind))], list[tuple[int, str, str]]()
    seen: set[str] = set()
    count = 0
    while pending or later:
        parent, folder, place = (pending or later).pop()
        if place in seen or len(seen) >= _MOST:
            continue
        seen.add(place)
        try:
            for file in system.open_dir(inode=parent):
                path, own, gone = _named(file, folder)
                if own and int(file.info.meta.type) == _FOLDER:
                    found = (int(file.info.meta.addr), path, place_of(file, asking.kind))
                    (later if gone else pending).append(found)
                if gone and count < _MOST:
                    count += 1
                    yield _row(asking, path, parent, file, own=own)
        except (OSError, RuntimeError) as error:
            yield Unread(asking.volume, folder, "damaged_directory", str(error))


def _place_of_root(system: Any, kind: str) -> str:
    try:
        return place_of(system.open_meta(int(system.info.root_inum)), kind)
    except (OSError, RuntimeError):
        return ""  # its listing says so


def _in_use(kind: str, read: ReadAt | None) -> tuple[InUse | None, int]:
    try:
        return (in_use(kind, read), doubtful(kind, read)) if read else (None, 0)
    except (OSError, struct.error, IndexError, ZeroDivisionError):
        return None, 0


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
    times = asking.times(meta) if own else Times()
    runs = _runs(file) if folder or size else []
    answer = (None if runs is None else _recoverable(asking, runs, size)) if size else False
    _claim(asking, int(file.info.name.meta_addr), runs or [], times)
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
        times=times,
        name_times=Times(),
        stream="",
        links=0,
        attributes=0,
        flags=("recoverable_unknown",) if answer is None else (),
    )


def _runs(file: Any) -> list[Any] | None:
    """Return where a deleted file or folder lies; None where that cannot be read."""
    try:
        return [run for part in file if int(part.info.type) == _CONTENT for run in part]
    except (OSError, RuntimeError):
        return None


def _claim(asking: Asking, number: int, runs: list[Any], times: Times) -> None:
    """Note where a deleted file or folder was, and when it was last changed as far as its dates tell."""
    for run in runs:
        if not int(run.flags) & (_SPARSE | _FILLER):
            asking.claims.add(number, int(run.addr), int(run.len))
    # A copy keeps the last write of its model and is created now.
    if runs and (last := max(times.created or 0, times.modified or 0, times.changed or 0)):
        asking.claims.owner(number, last)


def _recoverable(asking: Asking, runs: list[Any], size: int) -> bool | None:
    """Say whether all of a deleted file's content is still its own; None where that is not known."""
    need, after = -(-size // int(asking.system.info.block_size)), 0
    if asking.used is None or need > _BLOCKS or any(int(run.flags) & _FILLER for run in runs):
        return None
    if runs and int(runs[0].addr) < asking.doubtful:
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
