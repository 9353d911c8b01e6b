"""Counts of findings with a few of their paths, as the lines say them and as context judges them."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.records import plain
from toolkit.scan.extensions import EXTENSIONS
from toolkit.scan.survey.extent import Extent

SAMPLES = 5  # paths kept per finding
_FOLDER_DEPTH = 2
# Fewer are names people give: "IMG_0042", "Facture2024".
_DRAWN = re.compile(r"(?=\D*\d)(?:[0-9a-fA-F-]{8,}|(?=(?:\D*\d){3})(?=[^a-zA-Z]*[a-zA-Z])[0-9A-Za-z]{12,})")
_LONGEST = 40  # characters of an extension; longer ones are sentences with a full stop


@dataclass(slots=True)
class Tally:
    """How many, how large, and a few of the paths."""

    files: int = 0
    bytes: int = 0
    samples: list[dict[str, str]] = field(default_factory=list)

    def add(self, line: Mapping[str, Any]) -> None:
        self.files += 1
        self.bytes += line["size"]
        self.show(line)

    def show(self, line: Mapping[str, Any]) -> None:
        """Keep a path of what is counted already, such as that of a member of an archive."""
        if len(self.samples) < SAMPLES:
            self.samples.append({"volume": line["volume"], "path": line["path"]})

    def less(self, change: Mapping[str, Any]) -> None:
        """Take one file out again."""
        self.files -= 1
        self.bytes -= change["size"]
        gone = {"volume": change["volume"], "path": change["path"]}
        self.samples = [sample for sample in self.samples if sample != gone]


@dataclass(slots=True)
class Judged:
    """The tallies of a survey after context; those of the survey itself stay what content says."""

    damage: dict[str, Tally]
    extensions: dict[str, Tally]
    folders: dict[str, Tally]
    extent: Extent
    files: int = 0
    bytes: int = 0
    was: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    state: tuple[str, tuple[str, ...]] = ("nothing", ())
    renamed_whole: int = 0  # encrypted files whose name and extension were replaced
    protected: int = 0  # protected files beside a note, or below one

    def apply(self, change: Mapping[str, Any]) -> None:
        """Move one file from one verdict to another."""
        before = self.damage[change["was"]]
        before.less(change)
        if not before.files:
            del self.damage[change["was"]]
        tally(self.damage, change["verdict"], change)
        self.extent.change(change)
        if change["verdict"] != "encrypted":
            return
        tally(self.extensions, extension(change["path"]), change)
        tally(self.folders, folder(change), change)
        self.renamed_whole += replaced(change["path"])
        self.files += 1
        self.bytes += change["size"]
        self.was[change["was"]] += 1
        self.reasons.update(change["reasons"])


def tally(tallies: dict[str, Tally], key: str, line: Mapping[str, Any]) -> None:
    """Count a line, or a change, under one finding."""
    tallies.setdefault(key, Tally()).add(line)


def copied(tallies: Mapping[str, Tally]) -> dict[str, Tally]:
    """Return the same counts, apart."""
    return {key: Tally(one.files, one.bytes, list(one.samples)) for key, one in tallies.items()}


def largest_first(tallies: Mapping[str, Tally]) -> dict[str, Any]:
    """Return plain facts, in an order that depends on nothing else."""
    ordered = sorted(tallies.items(), key=lambda item: (-item[1].files, item[0]))
    return {key: plain(tally) for key, tally in ordered}


def extension(path: str) -> str:
    """Return the extension an attacker may have added; "" where the last one is an ordinary one, or none."""
    name = path.rsplit("/", 1)[-1]
    _, dot, last = name.rpartition(".")
    added = dot and len(last) <= _LONGEST and last.lower() not in EXTENSIONS
    return f".{last.lower()}" if added else ""


def replaced(path: str) -> bool:
    """Tell a name without any extension that nobody chose: digits of hexadecimal, or letters and digits."""
    return bool(_DRAWN.fullmatch(path.rsplit("/", 1)[-1]))


def folder(line: Mapping[str, Any]) -> str:
    """Return the first folders of a path."""
    parts = line["path"].split("/")[:-1]
    return "/".join(parts[:_FOLDER_DEPTH])
