"""One walk over a source: each file is read once, and every examiner sees those same bytes.

This process reads and hashes in walk order, whatever the source; workers examine the bytes of many files at
a time, and the lines come out in walk order again. What is larger than WHOLE_LIMIT is read, hashed and
examined by a worker where that is a file of a folder and a worker a fork; else here, from one stream.
"""

import hashlib
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from toolkit.errors import Unreadable
from toolkit.media.folder import FolderSource
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind, Seen, Unread
from toolkit.scan import hashing
from toolkit.scan.batch import Again, Batch, Job
from toolkit.scan.content import WHOLE_LIMIT, Content
from toolkit.scan.examine import Findings, findings, not_read, seen
from toolkit.scan.known import Known
from toolkit.scan.pace import Pace, Rest, lower

if TYPE_CHECKING:
    from toolkit.scan.workers import Workers

UNAVAILABLE = "workers_unavailable"

_READ = (EntryKind.FILE, EntryKind.STREAM)
_LIBRARIES = ("numpy", "pefile", "yara")
_AT_ONCE = 4 * 1024 * 1024  # bytes read between two words to whoever watches
_HELD = 64 * 1024 * 1024  # bytes read and not yet examined
_APART = 1024 * 1024
_LINKS = 16_384  # files of several names remembered: what Windows keeps twice stands close together
_ANY = Pace()


def _unheard(_: int) -> None:
    return


def _nothing_done(_volume: str, _path: str) -> bool:
    return False


def _unremarked(_: str) -> None:
    return


def look(
    source: Source,
    known: Known,
    *,
    done: Callable[[str, str], bool] = _nothing_done,
    heard: Callable[[int], None] = _unheard,
    pace: Pace = _ANY,
    remarked: Callable[[str], None] = _unremarked,
) -> Iterator[Seen | Entry]:
    """Yield one Seen per file and alternate stream, and the Entry of each link or special name.

    `done(volume, path)` says, once per line, what an interrupted scan has already recorded; `heard(n)` is
    told of bytes as they are read; `remarked` of "workers_unavailable". What cannot be read is a Seen without
    a hash, whose `errors` say why; what an examiner failed on has the code of that among its `errors`.
    Raises ImportError when a library of the examiners does not load.
    """
    # Before the first file: a library an antivirus took away is no fact about each program on the disk.
    for library in _LIBRARIES:
        import_module(library)
    if pace.gentle:
        lower()
    rest = Rest(gentle=pace.gentle)

    def listened(count: int) -> None:
        heard(count)
        rest.take()

    reading = _Reading(source, known, listened, pace)
    yield from _examined(reading, reading.batches(done), pace, rest, remarked)


def size_of(source: Source) -> int:
    """Return the bytes that a walk reads, by listing names only."""
    return sum(one.size for one in source.walk() if isinstance(one, Entry) and one.kind in _READ)


def see(source: Source, entry: Entry, known: Known, heard: Callable[[int], None] = _unheard) -> Seen:
    """Read one file to its end and say what every examiner found in it."""
    line = _Reading(source, known, heard, Pace(workers=0)).line(entry)
    if not isinstance(line, Job):
        return line
    return seen(line.entry, line.size, line.sha256, findings(entry.path, Content.of(line.data), known))


class _Reading:
    """Reading a source in walk order; a file met under a second name is not read again."""

    def __init__(self, source: Source, known: Known, heard: Callable[[int], None], pace: Pace) -> None:
        self._source = source
        self.known = known
        self.heard = heard
        self._files = source if isinstance(source, FolderSource) else None
        # A gentle pace rests between files: a large one read elsewhere would get no rest.
        apart = pace.forks and not pace.gentle and pace.processes()
        self.folder = self._files if apart else None
        self._linked: OrderedDict[tuple[str, str, str], Job] = OrderedDict()

    def batches(self, done: Callable[[str, str], bool]) -> Iterator[Batch]:
        batch = Batch()
        for entry in self._source.walk():
            if isinstance(entry, Entry) and entry.kind not in _READ:
                if entry.kind == EntryKind.DIRECTORY:
                    continue
                batch.add(entry)
            elif not done(entry.volume, entry.path):
                batch.add(not_read(entry) if isinstance(entry, Unread) else self._known_or_read(entry))
            if batch.full:
                yield batch
                batch = Batch()
        if batch.lines:
            yield batch

    def _known_or_read(self, entry: Entry) -> Seen | Job | Again:
        if entry.links < 2 or not entry.ident:
            return self.line(entry)
        # Under another name some examiners say something else.
        key = (entry.volume, entry.ident, entry.name)
        first = self._linked.get(key)
        if first is not None and first.entry.size == entry.size and first.entry.times == entry.times:
            return Again(entry, first)
        line = self.line(entry)
        if isinstance(line, Job):
            self._linked[key] = line
            if len(self._linked) > _LINKS:
                self._linked.popitem(last=False)
        return line

    def line(self, entry: Entry) -> Seen | Job:
        """Read one file: to a job when it is held whole, to its line when it is too large or unreadable."""
        if self.folder is not None and entry.size > _APART:
            return Job(entry, entry.size, "", apart=True)
        return self._read(entry)

    def _read(self, entry: Entry) -> Seen | Job:
        try:
            if self._files is not None and entry.size <= _AT_ONCE:
                data = self._files.whole(entry, WHOLE_LIMIT)
                if data is not None:
                    self.heard(len(data))
                    return Job(entry, len(data), hashlib.sha256(data).hexdigest(), data)
            with self._source.open(entry) as stream:
                content = Content(stream, entry.size)
                sha256 = content.digest(self.heard)
                if content.whole is not None:
                    return Job(entry, content.size, sha256, content.whole)
                return seen(entry, content.size, sha256, findings(entry.path, content, self.known))
        except Unreadable as refused:
            return not_read(Unread(entry.volume, entry.path, refused.why, refused.detail, entry.size), entry)

    def examine(self, job: Job) -> None:
        """Examine a file here."""
        if not job.apart:
            job.answer(findings(job.entry.path, Content.of(job.data), self.known))
            return
        try:
            with self._source.open(job.entry) as stream:
                content = Content(stream, job.entry.size)
                job.sha256 = content.digest(self.heard)
                job.size = content.size
                job.answer(findings(job.entry.path, content, self.known))
        except Unreadable as refused:
            job.sha256, job.why = "", refused.why
            job.answer(Findings())

    def hash_failed(self, job: Job) -> None:
        """Hash a file that ended the worker which was to read it."""
        if job.apart and not job.sha256 and not job.why:
            try:
                job.size, job.sha256 = hashing.of(self._source, job.entry, self.heard)
            except Unreadable as refused:
                job.why = refused.why


def _examined(
    reading: _Reading, batches: Iterator[Batch], pace: Pace, rest: Rest, remarked: Callable[[str], None]
) -> Iterator[Seen | Entry]:
    """Yield the lines of batches in order, each examined here or by workers once they are worth it."""
    count = pace.processes()
    crew: Workers | None = None
    waiting: deque[Batch] = deque()
    try:
        for batch in batches:
            # A fork is there at once: even a handful of files is not examined where one could end the scan.
            if crew is None and count and (batch.full or (pace.forks and batch.jobs)):
                crew = _started(reading, pace, count if batch.full else 1)
            if crew is None or crew.failed:
                _examine(batch.jobs, reading, rest)
            else:
                crew.give(batch.jobs)
            waiting.append(batch)
            while waiting and (waiting[0].ready or _too_much(waiting, count)):
                _finish(waiting[0], crew, reading, rest)
                yield from waiting.popleft().told()
        while waiting:
            _finish(waiting[0], crew, reading, rest)
            yield from waiting.popleft().told()
    finally:
        if crew is not None:
            crew.close()
            if crew.failed:
                remarked(UNAVAILABLE)


def _started(reading: _Reading, pace: Pace, count: int) -> "Workers":
    from toolkit.scan.workers import Workers  # noqa: PLC0415 - 15 ms that a scan without workers does not pay

    return Workers(reading.known, pace, count, reading.folder, reading.heard)


def _too_much(waiting: deque[Batch], count: int) -> bool:
    return len(waiting) > 2 * count + 2 or sum(batch.bytes for batch in waiting) > _HELD


def _finish(batch: Batch, crew: "Workers | None", reading: _Reading, rest: Rest) -> None:
    """Have a batch examined to its end; what no worker can take yet, or any more, is done here."""
    while crew is not None and not batch.ready:
        jobs = crew.take_back() if crew.failed or crew.booting else None
        if jobs:
            _examine(jobs, reading, rest)
            crew.turn(0)
        else:
            crew.turn()
        rest.take(crew.spent())
    for job in batch.jobs:
        reading.hash_failed(job)


def _examine(jobs: list[Job], reading: _Reading, rest: Rest) -> None:
    for job in jobs:
        reading.examine(job)
        rest.take()
