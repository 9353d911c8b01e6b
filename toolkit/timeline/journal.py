"""What the change journal of a volume tells of each file of the attack: when it was last made what it is.

A file has a history of healthy saves before it. Changes of one file that follow each other closely are one
episode; the episode in which it took the attacker's ending is the one of the attack, else the last in which
its content changed. Later changes of attributes or rights are none, and a rename alone encrypts nothing.
Reasons: Microsoft, USN_RECORD_V2.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from toolkit.records import Unread
from toolkit.timeline.learned import Taken
from toolkit.timeline.marked import LIMIT, Marked, ending
from toolkit.timeline.statement import HOUR, MINUTE

_CONTENT = 0x1 | 0x2 | 0x4 | 0x100  # overwritten, extended, truncated, created
_CREATED = 0x100
_DELETED = 0x200
_LEFT_NAME = 0x1000
_RENAMED = 0x2000
_CLOSED = 0x8000_0000
_RELEVANT = _CONTENT | _RENAMED
_EPISODE = MINUTE  # between two changes of one file that was closed
_OPEN = 12 * HOUR  # a large database is open for long before the journal says it was closed
_SECOND_PASS = HOUR  # some programs encrypt every file first and rename them all afterwards
_JUMP = 2 * MINUTE  # a journal is written in order: time going back further is a clock set back
_KEPT = 2000  # deletions worth naming
_RECENT = 50_000  # files last written, and files last deleted, of which a later change may tell more
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
    created: bool = False  # the file itself is new
    replaced: bool = False  # and the one it was made from was deleted
    before: "Before | None" = None  # of a rename: when the content was last written


Before = tuple[int, int, int, int]  # first and last time, first and last number


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
    deleted_files: dict[int, Key] = field(default_factory=dict)  # number of the change to the file deleted
    unread: list[Unread] = field(default_factory=list)
    taken: Taken = field(default_factory=Taken)
    _recent: OrderedDict[Key, Episode] = field(default_factory=OrderedDict)  # of any file, the last written
    _lost: OrderedDict[int, None] = field(default_factory=OrderedDict)  # hashes of folder and name
    _made: dict[int, Key] = field(default_factory=dict)  # the same, of the originals of new files

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
        elif change.reasons & _LEFT_NAME:
            self._lose(change)

    def _gone(self, change: Change) -> None:
        self.deletions[change.at_ns // MINUTE] += 1
        parent = key_of(change.parent_number, change.parent_sequence)
        if change.name.rpartition(".")[2].casefold() in _TOLD and len(self.deleted) < _KEPT:
            self.deleted.append((change.at_ns, change.usn, change.name, parent))
            self.deleted_files[change.usn] = key_of(change.number, change.sequence)
        self._lose(change)

    def _lose(self, change: Change) -> None:
        """Note that a name is free, perhaps for the encrypted file made from what bore it."""
        place = hash((key_of(change.parent_number, change.parent_sequence), change.name.casefold()))
        made = self.episodes.get(self._made.pop(place, -1))
        if made is not None:
            made.replaced = True
        else:
            self._lost[place] = None
            if len(self._lost) > _RECENT:
                self._lost.popitem(last=False)

    def _touched(self, change: Change) -> None:
        key = key_of(change.number, change.sequence)
        last = ending(change.name)
        theirs, known = last in self.endings, self._recent.get(key)
        if last and known is not None and change.reasons & _RENAMED:
            self._took(known, change, marked=key in self.marked)
        if key in self.marked or (theirs and len(self.episodes) < LIMIT):
            self._of_the_attack(key, change, last, theirs=theirs)
        if change.reasons & _CONTENT and not last:
            self._remember(key, change, known)

    def _of_the_attack(self, key: Key, change: Change, last: str, *, theirs: bool) -> None:
        earlier = self.episodes.get(key)
        if earlier is None and key not in self.marked:
            earlier = self._recent.pop(key, None)
        episode = _episode(earlier, change, theirs=theirs)
        if episode is None:
            return
        self.episodes[key] = episode
        _extend(episode, change, theirs=theirs)
        if key not in self.marked:
            episode.name = change.name
            episode.parent = key_of(change.parent_number, change.parent_sequence)
        if theirs and episode.created and not episode.replaced:
            self._made_from(key, change, change.name[: -len(last) - 1])

    def _took(self, known: Episode, change: Change, *, marked: bool) -> None:
        if 0 <= change.at_ns - known.last_ns <= _SECOND_PASS:
            self.taken.take(known.name, change.name, change.at_ns, marked=marked)
            known.name = change.name

    def _remember(self, key: Key, change: Change, known: Episode | None) -> None:
        """Keep when any file was last written, for the rename that may follow."""
        if known is None or _anew(known, change):
            known = _begun(change, None)
        _extend(known, change, theirs=False)
        known.name = change.name
        self._recent[key] = known
        self._recent.move_to_end(key)
        if len(self._recent) > _RECENT:
            self._recent.popitem(last=False)

    def _made_from(self, key: Key, change: Change, original: str) -> None:
        place = hash((key_of(change.parent_number, change.parent_sequence), original.casefold()))
        if place in self._lost:
            self.episodes[key].replaced = True
        elif len(self._made) < LIMIT:
            self._made[place] = key


def key_of(number: int, sequence: int) -> Key:
    """Return the reference of a record, which no other file of its number shares."""
    return number << _SEQUENCE | sequence


def _episode(last: Episode | None, change: Change, *, theirs: bool) -> Episode | None:
    """Return the episode a change belongs to, None for one that tells nothing of the attack."""
    if last is None or _anew(last, change):
        if not theirs and not change.reasons & _CONTENT:
            return None  # renamed or moved by people
        return _begun(change, _before(last) if theirs and change.reasons & _RENAMED else None)
    if last.theirs and last.closed and change.at_ns > last.last_ns + _EPISODE:
        # Some programs rename first; all else is what people did to an encrypted file afterwards.
        waits = not last.rewritten and last.before is None and change.reasons & _CONTENT
        return last if waits and change.at_ns - last.last_ns <= _SECOND_PASS else None
    return last


def _anew(episode: Episode, change: Change) -> bool:
    """Tell a change that does not belong to the file's last episode; the attack's own is never left."""
    if episode.theirs:
        return False
    return abs(change.at_ns - episode.last_ns) > (_EPISODE if episode.closed else _OPEN)


def _begun(change: Change, before: Before | None) -> Episode:
    return Episode(change.at_ns, change.at_ns, change.usn, change.usn, before=before)


def _before(last: Episode | None) -> Before | None:
    if last is None or not last.rewritten:
        return None
    return last.first_ns, last.last_ns, last.first_usn, last.last_usn


def _extend(episode: Episode, change: Change, *, theirs: bool) -> None:
    episode.last_ns, episode.last_usn = max(episode.last_ns, change.at_ns), change.usn
    episode.closed = bool(change.reasons & _CLOSED)
    episode.theirs = episode.theirs or theirs
    episode.created = episode.created or bool(change.reasons & _CREATED)
    # Reasons add up until a file is closed: what it was renamed with says nothing of a later pass.
    if change.reasons & _CONTENT:
        episode.rewritten, episode.before = True, None


def settled(episode: Episode) -> tuple[int, int]:
    """Return the time and number of the first change of an episode, an earlier pass included."""
    if episode.before is not None and not renamed_only(episode):
        return episode.before[0], episode.before[2]
    return episode.first_ns, episode.first_usn


def renamed_only(episode: Episode) -> bool:
    """Tell a file that took the attacker's ending while its content was written at another time, or not."""
    if episode.rewritten:
        return False
    return episode.before is None or episode.first_ns - episode.before[1] > _SECOND_PASS


def struck(episode: Episode) -> bool:
    """Tell a file the journal saw written and given the attacker's ending, and that was there before."""
    return episode.theirs and not renamed_only(episode) and (not episode.created or episode.replaced)
