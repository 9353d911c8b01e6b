"""The hash of every file and nothing else: no file is examined, hence nothing is said of any."""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

from toolkit.errors import Unreadable
from toolkit.media.folder import FolderSource
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind, Unread, Volume
from toolkit.scan import hashing
from toolkit.scan.hashers import OFFERED, Answer, Hashers, started

_READ = (EntryKind.FILE, EntryKind.STREAM)
_FILES = 64  # of a stretch
_BYTES = 4 * 1024 * 1024
_AHEAD = 3  # stretches each process has before it
_HEARD = Callable[[int], None]


@dataclass(slots=True)
class Hashed:
    """What a manifest holds, and what it does not and why (a code to a count)."""

    files: int = 0
    bytes: int = 0
    not_read: int = 0
    links: int = 0
    special: int = 0
    why: Counter[str] = field(default_factory=Counter)

    def coverage(self, source: Source) -> dict[str, Any]:
        """Say what was hashed, what was not, and that nothing was examined."""
        return {
            "examined": False,
            "files_hashed": self.files,
            "bytes_hashed": self.bytes,
            "files_not_read": self.not_read,
            "links_not_followed": self.links,
            "special_not_opened": self.special,
            "why": dict(self.why),
            "warnings": sorted(set(source.warnings)),
            "volumes": [_volume(one) for one in source.volumes()],
        }


@dataclass(slots=True)
class _Stretch:
    """A part of the walk: what stands there, of which `files` are to be hashed, and their bytes as listed."""

    found: list[Entry | Unread] = field(default_factory=list)
    files: list[Entry] = field(default_factory=list)
    bytes: int = 0

    def add(self, one: Entry | Unread) -> None:
        self.found.append(one)
        if isinstance(one, Entry):
            self.files.append(one)
            self.bytes += one.size

    @property
    def full(self) -> bool:
        return len(self.found) >= _FILES or self.bytes >= _BYTES


def lines(source: Source, tally: Hashed, heard: _HEARD, processes: int = 0) -> Iterator[str]:
    """Yield a line of JSON per file, in walk order.

    It is {"volume", "path", "kind", "size", "sha256", "times", "errors"}; sizes are bytes as read, times
    nanoseconds UTC. What could not be read to its end has no hash. The files of a folder are hashed by that
    many `processes`, where the system has a cheap way to start them; 0 is this one.
    """
    several = processes > 0 and OFFERED and isinstance(source, FolderSource)
    crew: Hashers | None = None
    waiting: deque[_Stretch] = deque()
    try:
        for stretch in _stretches(source, tally):
            if several and crew is None and stretch.full and isinstance(source, FolderSource):
                crew = started(source, processes)
                several = crew is not None
            if crew is not None:
                crew.give(stretch.files)
                waiting.append(stretch)
            else:
                yield from _told(source, stretch, tally, heard, None)
            if crew is not None and len(waiting) > _AHEAD * processes:
                yield from _told(source, waiting.popleft(), tally, heard, crew.take(heard))
        while crew is not None and waiting:
            yield from _told(source, waiting.popleft(), tally, heard, crew.take(heard))
    finally:
        if crew is not None:
            crew.close()


def _stretches(source: Source, tally: Hashed) -> Iterator[_Stretch]:
    stretch = _Stretch()
    for entry in source.walk():
        if isinstance(entry, Unread) or entry.kind in _READ:
            stretch.add(entry)
        elif entry.kind is EntryKind.SPECIAL:
            tally.special += 1
        elif entry.kind is not EntryKind.DIRECTORY:
            tally.links += 1
        if stretch.full:
            yield stretch
            stretch = _Stretch()
    yield stretch


def _told(
    source: Source, stretch: _Stretch, tally: Hashed, heard: _HEARD, answers: list[Answer] | None
) -> Iterator[str]:
    """Yield the lines of a stretch; without answers, its files are hashed here."""
    given = iter(answers) if answers is not None else (_hashed(source, one, heard) for one in stretch.files)
    for one in stretch.found:
        if isinstance(one, Unread):
            yield _lost(tally, one)
            continue
        answer = next(given)
        if isinstance(answer, str):
            yield _lost(tally, Unread(one.volume, one.path, answer, "", one.size))
        else:
            yield _line(tally, one, *answer)


def _hashed(source: Source, entry: Entry, heard: _HEARD) -> Answer:
    try:
        return hashing.of(source, entry, heard)
    except Unreadable as refused:
        return refused.why


def _line(tally: Hashed, entry: Entry, length: int, sha256: str) -> str:
    tally.files += 1
    tally.bytes += length
    times = entry.times
    created, modified, changed, accessed = (
        "null" if one is None else one
        for one in (times.created, times.modified, times.changed, times.accessed)
    )
    # Written by hand: the general way takes as long as hashing a small file.
    return (
        f'{{"volume":{quoted(entry.volume)},"path":{quoted(entry.path)},"kind":"{entry.kind}",'
        f'"size":{length},"sha256":"{sha256}","times":{{"created":{created},"modified":{modified},'
        f'"changed":{changed},"accessed":{accessed}}},"errors":[]}}'
    )


def _lost(tally: Hashed, unread: Unread) -> str:
    tally.not_read += 1
    tally.why[unread.why] += 1
    return (
        f'{{"volume":{quoted(unread.volume)},"path":{quoted(unread.path)},"size":{unread.size},'
        f'"sha256":null,"errors":[{quoted(unread.why)}]}}'
    )


def _volume(volume: Volume) -> dict[str, Any]:
    return {"volume": volume.name, "filesystem": volume.filesystem, "read": volume.read, "why": volume.why}
