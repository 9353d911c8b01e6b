"""Which files become exhibits: every distinct note, and a few encrypted samples that hold no patient data.

Samples are files of Windows and of program makers only: their originals are public, so a decryptor can be
tried on them and no medical secret is at stake. Documents of the practice are never chosen here, and a text
that only looks like a note is left where it is: it may be a patient's letter.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.custody.places import vendor_file

SAMPLES = 5
SAMPLE_BYTES = 1024 * 1024
_PUBLIC = ("windows/", "program files/", "program files (x86)/", "programdata/", "users/public/")
NOTES = 500  # distinct notes kept; beyond that the count is recorded, not the copies
_NOTE_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Chosen:
    """One file to copy: its scan line, the coded reason, and how many files hold the same bytes."""

    line: Mapping[str, Any]
    reason: str
    copies: int


@dataclass(slots=True)
class _Notes:
    best: dict[str, tuple[tuple[Any, ...], Mapping[str, Any]]] = field(default_factory=dict)
    copies: dict[str, int] = field(default_factory=dict)

    def add(self, line: Mapping[str, Any], *, private: bool) -> None:
        sha256 = line["sha256"]
        self.copies[sha256] = self.copies.get(sha256, 0) + 1
        rank = (private, line["path"].count("/"), len(line["path"]), line["volume"], line["path"])
        if sha256 in self.best:
            if rank < self.best[sha256][0]:
                self.best[sha256] = (rank, line)
        elif len(self.best) < NOTES:
            self.best[sha256] = (rank, line)


def choose(lines: Iterable[Mapping[str, Any]], data_roots: Iterable[str]) -> list[Chosen]:
    """Return notes first, then samples, in an order that depends on nothing but the lines."""
    roots = tuple(root.casefold().rstrip("/") + "/" for root in data_roots)
    notes = _Notes()
    struck = set[str]()
    samples: dict[str, tuple[tuple[Any, ...], Mapping[str, Any]]] = {}
    for line in lines:
        if line["sha256"] is None:
            continue
        private = line["path"].casefold().startswith(roots) if roots else False
        if line["damage"]["verdict"] == "encrypted":
            struck.add(_folder(line))
        if line["note"] and line["note"]["verdict"] == "note" and line["size"] <= _NOTE_BYTES:
            notes.add(line, private=private or not line["path"].casefold().startswith(_PUBLIC))
        elif not private and (rank := _sample_rank(line)) is not None:
            samples.setdefault(line["sha256"], (rank, line))
            _keep_best(samples)
    chosen_notes = [item for item in notes.best.items() if _is_attackers(item, notes, struck)]
    chosen_notes.sort(key=lambda item: item[1][0])
    chosen_samples = sorted(samples.values(), key=lambda pair: pair[0])
    return [Chosen(line, "note", notes.copies[sha256]) for sha256, (_, line) in chosen_notes] + [
        Chosen(line, _REASONS[rank[0]], 1) for rank, line in chosen_samples
    ]


_REASONS = ("sample_windows_file", "sample_program_file")


def _folder(line: Mapping[str, Any]) -> str:
    return f"{line['volume']}/{line['path'].rpartition('/')[0]}"


def _is_attackers(
    item: tuple[str, tuple[tuple[Any, ...], Mapping[str, Any]]], notes: _Notes, struck: set[str]
) -> bool:
    """Tell a note an attacker dropped from a single letter that reads like one, among people's files."""
    sha256, (rank, line) = item
    private = rank[0]
    return notes.copies[sha256] > 1 or not private or _folder(line) in struck


def _keep_best(samples: dict[str, tuple[tuple[Any, ...], Mapping[str, Any]]]) -> None:
    if len(samples) > SAMPLES:
        del samples[max(samples, key=lambda sha256: samples[sha256][0])]


def _sample_rank(line: Mapping[str, Any]) -> tuple[int, int, str, str] | None:
    if line["damage"]["verdict"] != "encrypted" or not 0 < line["size"] <= SAMPLE_BYTES:
        return None
    if line["kind"] != "file" or not vendor_file(line["path"]):
        return None
    program = not line["path"].casefold().startswith("windows/")
    return (int(program), line["size"], line["volume"], line["path"])
