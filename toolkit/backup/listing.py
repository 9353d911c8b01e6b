"""Writing a baseline: every file that lies on a medium, then those the current states of its backups keep."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from toolkit import VERSION
from toolkit.backup.content.reading import Reading, reading_of
from toolkit.backup.forms.form import Words
from toolkit.backup.held import unheard
from toolkit.backup.lures import lures
from toolkit.backup.reference.baseline import FORM, Series, has_volumes, place
from toolkit.backup.reference.series import nowhere
from toolkit.backup.sweep.generations import Generation
from toolkit.backup.sweep.holdings import Holdings
from toolkit.backup.sweep.looking import Looking
from toolkit.media.source import Source
from toolkit.records import Seen
from toolkit.scan.known import Known

_COUNTED = ("files", "bytes", "unread", "inside", "signs")
_WIDEST = 10**18  # a count that none reaches: the room kept for each


@dataclass(slots=True)
class Counts:
    """What the lines written so far add up to; `inside` counts the files that backups keep.

    `missed` are those of them that could not be read, `closed` the backups of which nothing could; `notes`,
    `encrypted` and `hostile` are signs of an attack.
    """

    files: int = 0
    bytes: int = 0
    unread: int = 0
    inside: int = 0
    missed: int = 0
    closed: int = 0
    notes: int = 0
    encrypted: int = 0
    hostile: int = 0

    @property
    def signs(self) -> int:
        return self.notes + self.encrypted + self.hostile


@dataclass(frozen=True, slots=True)
class Opening:
    """The first line of a baseline but for its counts.

    `previous` is the SHA-256 of the baseline before this one, so that an old one cannot pass for the latest.
    """

    medium: str
    made: str  # ISO date and time
    previous: str | None = None

    def line(self, counts: Counts) -> str:
        """Return the first line, of one length whatever the counts: it can be written last."""
        widest = self._line(Counts(_WIDEST, _WIDEST, _WIDEST, _WIDEST, notes=_WIDEST))
        return self._line(counts).ljust(len(widest)) + "\n"

    def _line(self, counts: Counts) -> str:
        told = {"baseline": FORM, "medium": self.medium, "tool": VERSION, "made": self.made}
        counted = {name: getattr(counts, name) for name in _COUNTED}
        return _line({**told, **counted, "previous": self.previous}).rstrip("\n")


def opening_of(source: Source, previous: str | None = None) -> Opening:
    """Start the baseline of a source, made now."""
    return Opening(source.label, datetime.now(UTC).isoformat(timespec="seconds"), previous)


@dataclass(slots=True)
class _Inside:
    """The series met so far: their numbers, and of each how many of its files were and were not read."""

    numbers: dict[Series, int] = field(default_factory=dict)
    read: dict[Series, int] = field(default_factory=dict)
    unread: dict[Series, int] = field(default_factory=dict)

    def number(self, series: Series) -> int:
        return self.numbers.setdefault(series, len(self.numbers))

    def row(self, each: Generation, counts: Counts) -> str:
        """Return the line of a series; nothing of it was read where there was only something wrong."""
        read, missed = self.read.get(each.series, 0), self.unread.get(each.series, 0)
        shut = each.point.open is None or (not read and bool(each.faults or missed))
        return self.named(each.series, None if shut else missed, counts)

    def named(self, series: Series, unread: int | None, counts: Counts) -> str:
        counts.closed += unread is None
        counts.missed += unread or 0
        return _line({"series": [*series], "number": self.number(series), "unread": unread})


def rows(
    source: Source,
    known: Known,
    counts: Counts,
    *,
    words: Words = (),
    heard: Callable[[int], None] = unheard,
) -> Iterator[str]:
    """Yield the lines after the first as a medium is read; what could not be read is counted.

    Signs of an attack are counted as a check counts them. `words` are passwords tried on backups that are
    locked; `heard(n)` is told of bytes as they are read.
    """
    several, inside = has_volumes(source), _Inside()
    holdings = Holdings(source, Looking(known, heard), words, None)
    kinds = {rule["rule"]: rule["kind"] for rule in known.signatures.facts}
    reading = reading_of(kinds, None, None, several=several, latest=0)
    for held, each in holdings.files(reading):
        reading.add(held)
        seen = held.found
        if not isinstance(seen, Seen):
            continue
        if not held.inside:
            yield from _lying(seen, counts, several=several)
        elif each is not None and held.member:
            yield from _kept(seen, held.member, each.series, inside, counts)
    for each in holdings.points:
        if each.current and (not each.found.transparent or each.series in inside.numbers):
            yield inside.row(each, counts)
    for series in nowhere(holdings.found, several=several):
        if series not in inside.numbers:
            yield inside.named(series, None, counts)
    _signs(source, reading, counts)


def _signs(source: Source, reading: Reading, counts: Counts) -> None:
    """Count what a check calls an infection or an encryption."""
    reading.settle()
    counts.notes, counts.encrypted = _noted(reading), reading.count("encrypted")
    laid = sum(code != "root_unread" for code, _, _ in lures(source))
    # What the rules of notes recognise is counted as notes.
    rules = sum(one.files for name, one in reading.rules.items() if reading.kinds.get(name) != "note")
    counts.hostile = rules + reading.count("disguised_programs") + laid


def _noted(reading: Reading) -> int:
    by_rules = [one.files for name, one in reading.rules.items() if reading.kinds.get(name) == "note"]
    return max(reading.count("notes_found"), *by_rules, 0)


def _lying(seen: Seen, counts: Counts, *, several: bool) -> Iterator[str]:
    if seen.sha256 is None:
        counts.unread += 1
        return
    counts.files += 1
    counts.bytes += seen.size
    yield _line({"path": place(seen, several=several), **_told(seen)})


def _kept(seen: Seen, member: str, series: Series, inside: _Inside, counts: Counts) -> Iterator[str]:
    if seen.sha256 is None:
        inside.unread[series] = inside.unread.get(series, 0) + 1
        return
    inside.read[series] = inside.read.get(series, 0) + 1
    counts.inside += 1
    yield _line({"inside": inside.number(series), "path": member, **_told(seen)})


def _told(seen: Seen) -> dict[str, Any]:
    return {"size": seen.size, "mtime": seen.times.modified, "sha256": seen.sha256}


def lines(source: Source, known: Known, *, previous: str | None = None, words: Words = ()) -> Iterator[str]:
    """Yield the lines of a baseline, the first one first: every line is held until then."""
    counts, start = Counts(), opening_of(source, previous)
    held = list(rows(source, known, counts, words=words))
    yield start.line(counts)
    yield from held


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=True) + "\n"
