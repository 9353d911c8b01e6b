"""The table and the change journal of each volume, joined with what the scan says of its files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from toolkit.errors import Unreadable
from toolkit.media.source import Source
from toolkit.records import Unread
from toolkit.timeline.journal import Episode, Journal, Key, key_of, settled
from toolkit.timeline.marked import Marked, Marks
from toolkit.timeline.runs import Touch, run

_ROOT = 5  # the record of a volume's root
_KEPT = 1000  # rows worth naming: forged times, deleted programs and logs
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
            if row.directory and not row.deleted:
                self.folders[key_of(row.number, row.sequence)] = row.path
            elif row.deleted:
                self._gone(row)
            elif not row.stream and (marked := marks.files.get((volume, row.path))) is not None:
                marked.number, marked.sequence = row.number, row.sequence
                self.records[key_of(row.number, row.sequence)] = marked
            if "times_forged" in row.flags:
                self.forged_files += 1
                if len(self.forged) < _KEPT:
                    self.forged.append(_forged(row))

    def _gone(self, row: Any) -> None:
        self.deleted_files += 1
        self.recoverable += row.recoverable is True
        if row.path.rpartition(".")[2].casefold() in _NAMED and len(self.deleted) < _KEPT:
            facts = {"volume": row.volume, "path": row.path, "number": row.number, "size": row.size}
            self.deleted.append({**facts, "recoverable": row.recoverable, "changed_ns": row.times.changed})

    def folder(self, key: Key) -> str | None:
        """Return the path of a folder by its record, None when another one has taken its place."""
        return "" if key >> 16 == _ROOT else self.folders.get(key)


@dataclass(slots=True)
class Story:
    """One volume: its table and journal where it has them, the touches they give, what could not be read."""

    volume: str
    filesystem: str
    table: Table = field(default_factory=Table)
    journal: Journal | None = None
    touches: list[Touch] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)  # codes


def read(source: Source, marks: Marks, endings: frozenset[str]) -> Iterator[Story]:
    """Yield each volume that is read, its table before its journal."""
    for volume in source.volumes():
        if not volume.read:
            continue
        story = Story(volume.name, volume.filesystem)
        _table(source, story, marks)
        _journal(source, story, endings)
        story.touches = touches(story, marks)
        yield story


def _table(source: Source, story: Story, marks: Marks) -> None:
    from toolkit.media import mft  # noqa: PLC0415 - start-up time

    try:
        story.table.read(mft.rows(source, story.volume), marks, story.volume)
    except Unreadable as error:
        story.unread.append(error.why)


def _journal(source: Source, story: Story, endings: frozenset[str]) -> None:
    from toolkit.media import usn  # noqa: PLC0415 - start-up time

    journal = Journal(story.table.records, endings)
    try:
        journal.read(usn.changes(source, story.volume))
    except Unreadable as error:
        story.unread.append(error.why)
    if journal.records:
        story.journal = journal


def touches(story: Story, marks: Marks) -> list[Touch]:
    """Return when each file of the attack was touched: by the journal, and before it by the file's times."""
    journal, found = story.journal, list[Touch]()
    mine = [one for one in marks.files.values() if one.volume == story.volume]
    if journal is None or journal.first_ns is None:
        return _from_times(mine)
    rest = [one for one in mine if one.number is None or _key(one) not in journal.episodes]
    while journal.episodes:  # given back one by one: both forms of all of them would be twice the memory
        found.append(_from_journal(story, *journal.episodes.popitem()))
    return found + [touch for touch in _from_times(rest) if touch.first_ns < journal.first_ns]


def _key(one: Marked) -> Key:
    return key_of(one.number or 0, one.sequence or 0)


def _from_journal(story: Story, key: Key, episode: Episode) -> Touch:
    marked = story.table.records.get(key)
    first_ns, first_usn = settled(episode)
    folder = story.table.folder(episode.parent)
    path = marked.path if marked else "/".join(part for part in (folder, episode.name) if part)
    return Touch(
        first_ns, episode.last_ns, marked.kind if marked else "encrypted", story.volume, path,
        marked.size if marked else 0, "usn", first_usn, episode.last_usn, key >> 16, key & 0xFFFF,
    )  # fmt: skip


def _from_times(files: list[Marked]) -> list[Touch]:
    """Date files by their own times: their content's where it fits the others, else that of their facts.

    A ransomware may put the content's date back; rights changed afterwards move the other one.
    """
    both = [_dated(one, when) for one in files for when in {one.written_ns, one.meta_ns} if when is not None]
    attack = run(both)
    if attack is None:
        return []
    first, last = attack.began.first_ns, attack.ended.last_ns
    found = []
    for one in files:
        times = [when for when in (one.written_ns, one.meta_ns) if when is not None]
        inside = [when for when in times if first <= when <= last]
        if times:
            found.append(_dated(one, (inside or times)[0]))
    return found


def _dated(one: Marked, when: int) -> Touch:
    told = "scan" if one.number is None else "mft"
    return Touch(
        when, when, one.kind, one.volume, one.path, one.size, told, number=one.number, sequence=one.sequence
    )


def _forged(row: Any) -> dict[str, Any]:
    facts = {"volume": row.volume, "path": row.path, "number": row.number}
    return {**facts, "created_ns": row.times.created, "name_created_ns": row.name_times.created}
