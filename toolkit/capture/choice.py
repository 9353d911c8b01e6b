"""Which files become exhibits unasked: every distinct note, and a few encrypted samples without patient data.

Documents of the practice are never chosen here, and a text that only looks like a note is left where it is:
it may be a patient's letter. A note that is not chosen is named, with the code of the reason.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.capture.samples import REASONS, SAMPLE_BYTES, rank
from toolkit.custody.captures import OPEN

__all__ = ["NAMED", "NOTES", "SAMPLES", "SAMPLE_BYTES", "Chosen", "Left", "choose", "every_note"]

SAMPLES = 5
_PUBLIC = ("windows/", "program files/", "program files (x86)/", "programdata/", "users/public/")
NOTES = 500  # distinct notes kept; beyond that the count is recorded, not the copies
_NOTE_BYTES = 4 * 1024 * 1024
NAMED = 20  # notes left that are named one by one; more are counted
# What an attack may have left of files, whether or not their content proves it.
_STRUCK = ("encrypted", "random", "protected")

Ranked = tuple[tuple[Any, ...], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """One file to copy: its scan line, the coded reason, and how many files hold the same bytes."""

    line: Mapping[str, Any]
    reason: str
    copies: int
    prefix: str = OPEN  # of its number: where it leaves
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Left:
    """What is not copied, by a line or a place: why, as a code of coverage.toml, and how many texts."""

    line: Mapping[str, Any]
    why: str
    texts: int = 1
    prefix: str = OPEN
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Notes:
    best: dict[str, Ranked] = field(default_factory=dict)
    copies: dict[str, int] = field(default_factory=dict)
    beyond: dict[str, Left] = field(default_factory=dict)

    def add(self, line: Mapping[str, Any], *, private: bool) -> None:
        sha256 = line["sha256"]
        known = sha256 in self.copies
        self.copies[sha256] = self.copies.get(sha256, 0) + 1
        rank = (private, line["path"].count("/"), len(line["path"]), line["volume"], line["path"])
        if sha256 in self.best:
            if rank < self.best[sha256][0]:
                self.best[sha256] = (rank, line)
        elif len(self.best) < NOTES:
            self.best[sha256] = (rank, line)
        elif not known:
            self.leave(line, "notes_many")

    def leave(self, line: Mapping[str, Any], why: str) -> None:
        before = self.beyond.get(why)
        first = line if before is None else min(line, before.line, key=_place)
        self.beyond[why] = Left(first, why, 1 + (before.texts if before else 0))


def every_note(survey: Mapping[str, Any] | None) -> bool:
    """Tell whether each note of a medium is taken to be an attacker's, wherever it stands.

    `survey` is what a scan adds up to: on a medium called attacked, and on a doubtful one that holds files
    which are encrypted, random or protected, one text in a folder of its own is no letter to be spared.
    """
    if not survey or survey["state"] == "nothing":
        return False
    return survey["state"] == "attacked" or any(each in survey["damage"] for each in _STRUCK)


def choose(
    lines: Iterable[Mapping[str, Any]], data_roots: Iterable[str], *, every: bool = False
) -> list[Chosen | Left]:
    """Return notes, then samples, then notes left, in an order that depends on nothing but the lines.

    `every` is what `every_note` answers; without it a single text among people's own files is left.
    """
    roots = tuple(root.casefold().rstrip("/") + "/" for root in data_roots)
    notes = _Notes()
    struck = set[str]()
    samples: dict[str, Ranked] = {}
    for line in lines:
        if line["sha256"] is None:
            continue
        private = line["path"].casefold().startswith(roots) if roots else False
        if line["damage"]["verdict"] == "encrypted":
            struck.add(_folder(line))
        if any(_is_note(member.get("note")) for member in line.get("inside") or ()):
            notes.leave(line, "note_inside")
        if _is_note(line["note"]):
            _note(line, notes, private=private or not line["path"].casefold().startswith(_PUBLIC))
        elif not private and (standing := rank(line)) is not None:
            samples.setdefault(line["sha256"], (standing, line))
            _keep_best(samples)
    taken = {sha256 for sha256, best in notes.best.items() if every or _is_attackers(best, notes, struck)}
    ranked = sorted(notes.best.items(), key=lambda item: item[1][0])
    return [
        *(Chosen(line, "note", notes.copies[sha256]) for sha256, (_, line) in ranked if sha256 in taken),
        *(Chosen(line, REASONS[where[0]], 1) for where, line in sorted(samples.values(), key=_rank)),
        *_left([line for sha256, (_, line) in ranked if sha256 not in taken], notes),
    ]


def _rank(ranked: Ranked) -> tuple[Any, ...]:
    return ranked[0]


def _place(line: Mapping[str, Any]) -> tuple[str, str]:
    return line["volume"], line["path"]


def _is_note(note: Mapping[str, Any] | None) -> bool:
    return note is not None and note["verdict"] == "note"


def _note(line: Mapping[str, Any], notes: _Notes, *, private: bool) -> None:
    if line["size"] > _NOTE_BYTES:
        notes.leave(line, "note_large")
    else:
        notes.add(line, private=private)


def _left(lone: list[Mapping[str, Any]], notes: _Notes) -> Iterator[Left]:
    yield from (Left(line, "note_lone") for line in lone[:NAMED])
    if more := lone[NAMED:]:
        yield Left(more[0], "notes_more", len(more))
    yield from (notes.beyond[why] for why in sorted(notes.beyond))


def _folder(line: Mapping[str, Any]) -> str:
    return f"{line['volume']}/{line['path'].rpartition('/')[0]}"


def _is_attackers(best: Ranked, notes: _Notes, struck: set[str]) -> bool:
    """Tell a note an attacker dropped from a single letter that reads like one, among people's files."""
    rank, line = best
    private = rank[0]
    return notes.copies[line["sha256"]] > 1 or not private or _folder(line) in struck


def _keep_best(samples: dict[str, Ranked]) -> None:
    if len(samples) > SAMPLES:
        del samples[max(samples, key=lambda sha256: samples[sha256][0])]
