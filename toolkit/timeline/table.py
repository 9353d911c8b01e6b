"""What the table of an NTFS volume tells: the record of each file of the attack, folders, oddities."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from toolkit.records import Unread
from toolkit.timeline.journal import Key, key_of
from toolkit.timeline.marked import Marked, Marks
from toolkit.timeline.statement import SECOND

_ROOT = 5  # the record of a volume's root
_KEPT = 1000  # rows worth naming: forged times, deleted programs and logs
_OLDER = 2 * SECOND  # between the dates of a file and that of its name
_NAMED = frozenset({
    "evtx", "log", "exe", "dll", "bat", "cmd", "ps1", "vbs", "js", "hta", "scr", "msi", "bkf", "vhd",
    "vhdx", "vbk", "tib", "mrimg",
})  # fmt: skip


@dataclass(slots=True)
class Table:
    """What the names of one volume tell: the record of each file of the attack, folders, oddities."""

    records: dict[Key, Marked] = field(default_factory=dict)
    folders: dict[Key, str] = field(default_factory=dict)
    forged: list[dict[str, Any]] = field(default_factory=list)
    forged_files: int = 0
    deleted: list[dict[str, Any]] = field(default_factory=list)
    deleted_files: int = 0
    recoverable: int = 0
    rows: int = 0

    def read(self, rows: Iterable[Any], marks: Marks, volume: str) -> None:
        """Take every row of the table (toolkit.media.mft)."""
        for row in rows:
            if isinstance(row, Unread):
                continue
            self.rows += 1
            forged = "times_forged" in row.flags
            if row.directory and not row.deleted:
                self.folders[key_of(row.number, row.sequence)] = row.path
            elif row.deleted:
                self._gone(row)
            elif not row.stream and (marked := marks.files.get((volume, row.path))) is not None:
                forged = self._mark(row, marked) or forged
            if forged:
                self.forged_files += 1
                if len(self.forged) < _KEPT:
                    self.forged.append(_forged(row))

    def _mark(self, row: Any, marked: Marked) -> bool:
        """Join a file of the attack with its record; tell one whose dates are all older than its name."""
        marked.number, marked.sequence = row.number, row.sequence
        self.records[key_of(row.number, row.sequence)] = marked
        marked.named_ns = _named(row)
        return marked.named_ns is not None

    def _gone(self, row: Any) -> None:
        self.deleted_files += 1
        self.recoverable += row.recoverable is True
        if row.path.rpartition(".")[2].casefold() in _NAMED and len(self.deleted) < _KEPT:
            facts = {"volume": row.volume, "path": row.path, "number": row.number, "size": row.size}
            # The sequence tells whether it is the file a journal saw deleted, or another of its name.
            facts["sequence"] = row.sequence
            self.deleted.append({**facts, "recoverable": row.recoverable, "changed_ns": row.times.changed})

    def folder(self, key: Key) -> str | None:
        """Return the path of a folder by its record, None when another one has taken its place."""
        return "" if key >> 16 == _ROOT else self.folders.get(key)


def _named(row: Any) -> int | None:
    """Return the date of a name where every date of its file is older; a name takes the dates of its file."""
    own, name = _latest(row.times), _latest(row.name_times)
    return name if own is not None and name is not None and own < name - _OLDER else None


def _latest(times: Any) -> int | None:
    known = (times.created, times.modified, times.changed, times.accessed) if times is not None else ()
    return max((when for when in known if when is not None), default=None)


def _forged(row: Any) -> dict[str, Any]:
    facts = {"volume": row.volume, "path": row.path, "number": row.number}
    return {**facts, "created_ns": row.times.created, "name_created_ns": row.name_times.created}
