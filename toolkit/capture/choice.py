"""Which files become exhibits: every distinct note, and a few encrypted samples that hold no patient data.

Samples are taken from Windows and program folders only: their originals are public, so a decryptor can be
tried on them and no medical secret is at stake. Documents of the practice are never chosen here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

SAMPLES = 5
SAMPLE_BYTES = 1024 * 1024
NOTES = 500  # distinct notes kept; beyond that the count is recorded, not the copies
_NOTE_BYTES = 4 * 1024 * 1024
_SYSTEM = ("windows",)
_PROGRAMS = ("program files", "program files (x86)")
# A file of these kinds is the same on every machine, so its clear twin can be had.
_VENDOR = frozenset({"dll", "exe", "ini", "inf", "sys", "cat", "mui", "ttf", "chm", "hlp", "xml", "lnk"})


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
    samples: dict[str, tuple[tuple[Any, ...], Mapping[str, Any]]] = {}
    for line in lines:
        if line["sha256"] is None:
            continue
        private = line["path"].casefold().startswith(roots) if roots else False
        if line["note"] and line["size"] <= _NOTE_BYTES:
            notes.add(line, private=private)
        elif not private and (rank := _sample_rank(line)) is not None:
            samples.setdefault(line["sha256"], (rank, line))
            _keep_best(samples)
    chosen_notes = sorted(notes.best.items(), key=lambda item: item[1][0])
    chosen_samples = sorted(samples.values(), key=lambda pair: pair[0])
    return [Chosen(line, "note", notes.copies[sha256]) for sha256, (_, line) in chosen_notes] + [
        Chosen(line, _REASONS[rank[0]], 1) for rank, line in chosen_samples
    ]


_REASONS = ("sample_vendor_file", "sample_program_folder")


def _keep_best(samples: dict[str, tuple[tuple[Any, ...], Mapping[str, Any]]]) -> None:
    if len(samples) > SAMPLES:
        del samples[max(samples, key=lambda sha256: samples[sha256][0])]


def _sample_rank(line: Mapping[str, Any]) -> tuple[int, int, str, str] | None:
    if line["damage"]["verdict"] != "encrypted" or not 0 < line["size"] <= SAMPLE_BYTES:
        return None
    top = line["path"].split("/", 1)[0].casefold()
    if top not in (*_SYSTEM, *_PROGRAMS) or line["kind"] != "file":
        return None
    extensions = line["path"].rsplit("/", 1)[-1].casefold().split(".")[1:]
    vendor = top in _SYSTEM or any(part in _VENDOR for part in extensions)
    return (0 if vendor else 1, line["size"], line["volume"], line["path"])
