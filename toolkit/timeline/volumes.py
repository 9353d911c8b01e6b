"""The table and the change journal of each volume, joined with what the scan says of its files."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from toolkit.errors import Unreadable
from toolkit.media.source import Source
from toolkit.timeline.dating import Dating, date
from toolkit.timeline.journal import Journal
from toolkit.timeline.marked import Marks
from toolkit.timeline.runs import Touch
from toolkit.timeline.table import Table

_NOTES = 200  # of which the time is compared with that of renames


@dataclass(slots=True)
class Story:
    """One volume: its table and journal where it has them, the touches they give, what could not be read."""

    volume: str
    filesystem: str
    table: Table = field(default_factory=Table)
    journal: Journal | None = None
    dating: Dating = field(default_factory=Dating)
    unread: list[str] = field(default_factory=list)  # codes

    @property
    def touches(self) -> list[Touch]:
        return self.dating.touches


def read(source: Source, marks: Marks, endings: frozenset[str]) -> Iterator[Story]:
    """Yield each volume that is read, its table before its journal."""
    for volume in source.volumes():
        if not volume.read:
            continue
        story = Story(volume.name, volume.filesystem)
        _table(source, story, marks)
        endings |= _journal(source, story, endings, marks)
        story.dating = date(story.volume, story.table, story.journal, marks)
        yield story


def _table(source: Source, story: Story, marks: Marks) -> None:
    from toolkit.media import mft  # noqa: PLC0415 - start-up time

    try:
        story.table.read(mft.rows(source, story.volume), marks, story.volume)
    except Unreadable as error:
        story.unread.append(error.why)


def _journal(source: Source, story: Story, endings: frozenset[str], marks: Marks) -> frozenset[str]:
    """Read the journal, again where it tells of an ending that no file bears any more; return these."""
    journal = _read(source, story, endings)
    notes = [one.written_ns for one in marks.files.values() if one.kind == "note" and one.written_ns]
    more = journal.taken.endings(notes[:_NOTES]) - endings if marks.files else frozenset[str]()
    if more:
        journal = _read(source, story, endings | more)
    if journal.records:
        story.journal = journal
    return more


def _read(source: Source, story: Story, endings: frozenset[str]) -> Journal:
    from toolkit.media import usn  # noqa: PLC0415 - start-up time

    journal = Journal(story.table.records, endings)
    try:
        journal.read(usn.changes(source, story.volume))
    except Unreadable as error:
        if error.why not in story.unread:
            story.unread.append(error.why)
    return journal
