"""The files of a practice that a backup holds: counted by class, dated, and kept to be compared."""

from dataclasses import dataclass, field

from toolkit.backup.classes import CLASSES, dating
from toolkit.backup.content.kept import Kept, KeptFolders
from toolkit.backup.content.tally import Tally
from toolkit.backup.content.unlike import Unlike
from toolkit.backup.content.waiting import Row
from toolkit.backup.data.dated import Dated, How
from toolkit.backup.decisive import Newest
from toolkit.backup.inventory import Inventory, key
from toolkit.records import Seen, Times

BY_ROWS = 3  # what the date of a row is worth, above that of any file (classes.dating)


@dataclass(slots=True)
class Practice:
    """Counts of the files of a practice that are what they were, encrypted ones left out."""

    inventory: Inventory | None
    latest: int  # ns UTC; a date beyond it is no date
    tallies: dict[str, Tally]  # those of the whole reading
    classes: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in CLASSES})
    dates: dict[tuple[str, int], Newest] = field(default_factory=dict)  # by class and worth of the date
    folders: KeptFolders = field(default_factory=KeptFolders)
    unlike: Unlike = field(default_factory=Unlike)
    broken: set[int] = field(default_factory=set)  # hashes of (volume, path): damaged since
    unread: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in CLASSES})
    unread_names: set[int] = field(default_factory=set)  # hashes of folded names
    unlisted: Tally = field(default_factory=Tally)  # folders: anything may lie there

    def miss(self, seen: Seen, *, inside: bool) -> None:
        """Count what could not be read and of which nothing is known, as of a folder that is not listed."""
        if not (inside or seen.size) and seen.times == Times():
            self.unlisted.count(seen)

    def add(self, row: Row) -> None:
        self.classes[row.group].add(row.volume, row.path, row.size)
        for code in _codes(row):
            self._tally(code, row)
        if row.read and row.size:
            self.unlike.add(row.volume, row.path, row.size, row.kind)
        unread = not (row.read or row.listed)
        if unread:
            self.unread[row.group].add(row.volume, row.path, row.size)
        elif hash((row.volume, row.path)) in self.broken:
            return  # what is damaged is no data, as what is encrypted
        else:
            self._date(row)
        self._keep(row, unread=unread)

    def _keep(self, row: Row, *, unread: bool) -> None:
        """Keep a file to be compared; of one that could not be read, that something bears its name."""
        if self.inventory is None:
            return
        path = f"{row.volume}/{row.path}" if row.volume else row.path
        folder, name = key(path, self.inventory.appended)
        if unread:
            self.unread_names.add(hash(name))
        else:
            rows = row.dated.newest_ns if row.dated is not None and row.dated.how is How.DATA else None
            kept = Kept(row.volume, row.path, row.group, row.size, row.modified, rows, row.sound)
            self.folders.add(folder, name, kept)

    def _tally(self, code: str, row: Row) -> None:
        self.tallies.setdefault(code, Tally()).add(row.volume, row.path, row.size)

    def _date(self, row: Row) -> None:
        """Count the date of a file, or better that of its newest row, or of the dump it is."""
        when, worth = row.modified, dating(row.path, row.group)
        if not row.size:
            return  # nobody's work stands in it
        if when is not None and worth and when > self.latest:
            self._tally("future_dates", row)
            when = None
        when, worth = _by_rows(row.dated, when, worth)
        if when is not None and worth:
            self.dates.setdefault((row.group, worth), Newest()).add(row.volume, row.path, when, row.size)


def _codes(row: Row) -> tuple[str, ...]:
    """Return the tallies that a file of the practice is counted in."""
    if not row.read:
        return ("practice_unchosen" if row.listed else "practice_unread",)
    found = (
        ("vouched", row.sound),
        ("database_unchecked", row.unchecked),
        ("empty", row.size == 0),
    )
    return tuple(code for code, holds in found if holds)


def _by_rows(dated: Dated | None, when: int | None, worth: int) -> tuple[int | None, int]:
    if dated is not None and dated.how is How.UNKNOWN:
        return None, worth
    if dated is None or dated.newest_ns is None:
        return when, worth
    if dated.how is How.DATA:
        return dated.newest_ns, BY_ROWS
    return min(when or dated.newest_ns, dated.newest_ns), 2
