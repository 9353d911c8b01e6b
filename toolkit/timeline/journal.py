"""What the change journal of a volume tells of each file of the attack: when it was last made what it is.

A file has a history of healthy saves before it. Changes of one file that follow each other closely are one
episode; the episode in which it took the attacker's ending is the one of the attack, else the last in which
its content changed. Later changes of attributes or rights are none. Reasons: Microsoft, USN_RECORD_V2.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from toolkit.records import Unread
from toolkit.timeline.marked import LIMIT, Marked, ending
from toolkit.timeline.statement import HOUR, MINUTE, SECOND

_CONTENT = 0x1 | 0x2 | 0x4 | 0x100  # overwritten, extended, truncated, created
_DELETED = 0x200
_RENAMED = 0x2000
_CLOSED = 0x8000_0000
_RELEVANT = _CONTENT | _RENAMED
_EPISODE = MINUTE  # between two changes of one file that was closed
_OPEN = 12 * HOUR  # a large database is open for long before the journal says it was closed
_SECOND_PASS = HOUR  # some programs encrypt every file first and rename them all afterwards
_JUMP = 2 * MINUTE  # a journal is written in order: time going back further is a clock set back
_KEPT = 2000  # deletions worth naming
_TOLD = frozenset({
    "evtx", "log", "exe", "dll", "bat", "cmd", "ps1", "vbs", "js", "hta", "scr", "msi", "bkf", "vhd",
    "vhdx", "vbk", "tib", "mrimg", "wbcat",
})  # fmt: skip

# One record of the table: one integer is a third of a pair in memory, and there may be half a million.
Key = int
_SEQUENCE = 16  # bits


class Change(Protocol):
    """One record of the journal, see toolkit.media.usn."""

    @property
    def usn(self) -> int: ...
    @property
    def at_ns(self) -> int: ...
    @property
    def number(self) -> int: ...
    @property
    def sequence(self) -> int: ...
    @property
    def parent_number(self) -> int: ...
    @property
    def parent_sequence(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def reasons(self) -> int: ...


@dataclass(slots=True)
class Episode:
    """Changes of one file that belong together; `theirs` once it bears the attacker's ending."""

    first_ns: int
    last_ns: int
    first_usn: int
    last_usn: int
    name: str = ""  # of a file that stands in the table no more
    parent: Key = 0
    closed: bool = False
    theirs: bool = False
    rewritten: bool = False  # its content changed in it
    before: "tuple[int, int] | None" = None  # time and number of an earlier episode that may belong to it


@dataclass(slots=True)
class Journal:
    """One journal read to its end: the episode of each file, its reach, and what was deleted."""

    marked: Mapping[Key, Marked]
    endings: frozenset[str]
    episodes: dict[Key, Episode] = field(default_factory=dict)
    records: int = 0
    first_ns: int | None = None
    last_ns: int | None = None
    newest_ns: int = 0
    jumps: list[tuple[int, int, int]] = field(default_factory=list)  # from, to, number of the change
    deletions: Counter[int] = field(default_factory=Counter)  # by minute
    deleted: list[tuple[int, int, str, Key]] = field(default_factory=list)  # time, usn, name, its folder
    unread: list[Unread] = field(default_factory=list)

    def read(self, changes: Iterable[Change | Unread]) -> None:
        """Take every change in the order of the journal."""
        for change in changes:
            if isinstance(change, Unread):
                self.unread.append(change)
            else:
                self._take(change)

    def _take(self, change: Change) -> None:
        now = change.at_ns
        self.records += 1
        self.first_ns = now if self.first_ns is None else self.first_ns
        if self.last_ns is not None and now < self.last_ns - _JUMP and len(self.jumps) < _KEPT:
            self.jumps.append((self.last_ns, now, change.usn))
        self.last_ns = now
        self.newest_ns = max(self.newest_ns, now)
        if change.reasons & _DELETED and change.reasons & _CLOSED:
            self._gone(change)
        elif change.reasons & _RELEVANT:
            self._touched(change)

    def _gone(self, change: Change) -> None:
        self.deletions[change.at_ns // MINUTE] += 1
        if change.name.rpartition(".")[2].casefold() in _TOLD and len(self.deleted) < _KEPT:
            parent = key_of(change.parent_number, change.parent_sequence)
            self.deleted.append((change.at_ns, change.usn, change.name, parent))

    def _touched(self, change: Change) -> None:
        key = key_of(change.number, change.sequence)
        theirs = ending(change.name) in self.endings
        if key not in self.marked and (not theirs or len(self.episodes) >= LIMIT):
            return
        episode = self.episodes.get(key)
        if episode is None or _anew(episode, change):
            before = self._before(episode, change, theirs=theirs)
            if episode is not None and episode.theirs and not theirs:
                return
            episode = self.episodes[key] = _begun(change, before)
        elif episode.theirs and episode.closed and change.at_ns > episode.last_ns + _EPISODE:
            return  # what people did to an encrypted file afterwards
        _extend(episode, change, theirs=theirs)
        if key not in self.marked:
            episode.name = change.name
            episode.parent = key_of(change.parent_number, change.parent_sequence)

    def _before(self, episode: Episode | None, change: Change, *, theirs: bool) -> tuple[int, int] | None:
        second = theirs and change.reasons & _RENAMED and episode is not None and episode.rewritten
        if not second or episode is None or change.at_ns - episode.last_ns > _SECOND_PASS:
            return None
        return episode.first_ns, episode.first_usn


def key_of(number: int, sequence: int) -> Key:
    """Return the reference of a record, which no other file of its number shares."""
    return number << _SEQUENCE | sequence


def _anew(episode: Episode, change: Change) -> bool:
    """Tell a change that does not belong to the file's last episode; the attack's own is never left."""
    if episode.theirs:
        return False
    return abs(change.at_ns - episode.last_ns) > (_EPISODE if episode.closed else _OPEN)


def _begun(change: Change, before: tuple[int, int] | None) -> Episode:
    return Episode(change.at_ns, change.at_ns, change.usn, change.usn, before=before)


def _extend(episode: Episode, change: Change, *, theirs: bool) -> None:
    episode.last_ns, episode.last_usn = max(episode.last_ns, change.at_ns), change.usn
    episode.closed = bool(change.reasons & _CLOSED)
    episode.theirs = episode.theirs or theirs
    # Reasons add up until a file is closed: what it was renamed with says nothing of a later pass.
    if change.reasons & _CONTENT:
        episode.rewritten, episode.before = True, None


def settled(episode: Episode) -> tuple[int, int]:
    """Return the time and number of the first change of an episode, an earlier pass included."""
    if episode.before is not None and episode.last_ns - episode.before[0] < _SECOND_PASS + SECOND:
        return episode.before
    return episode.first_ns, episode.first_usn
