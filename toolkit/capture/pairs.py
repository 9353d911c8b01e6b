"""Encrypted files whose content is still intact elsewhere on the machine: what a decryptor is tried on.

A pair has one name, the ending that was added left aside, and sizes that fit: the same, or the encrypted one
longer by what a ransomware writes behind. A longer one counts where both lie in one folder, or where the two
folders above are named alike and the same length was added to other such pairs of the same ending: two
patients' photos of one day and of one size do not agree on that.
Pairs of a maker's files are copied, both; others are named and left to the practitioner.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.capture.choice import Chosen
from toolkit.capture.samples import REASONS, SAMPLE_BYTES, public
from toolkit.scan.survey.endings import last

LISTED = 200  # pairs; more are counted
COPIED = 5
ADDED_BYTES = 64 * 1024  # the longest trailer
TWIN, SAMPLE = "twin", "sample_of_pair"
_CANDIDATES = 20_000  # files of each side that are compared
_ALIKE = 4  # intact files of one name that are compared
_PARTS = 4  # endings put one behind the other, as ".[id].[address].ending"

Line = Mapping[str, Any]
Lines = Callable[[], Iterable[Line]]


@dataclass(frozen=True, slots=True)
class Pair:
    """An encrypted file and its intact twin, by their lines; `why` is a code, `added` in bytes."""

    encrypted: Line
    intact: Line
    why: str  # "same_size", "beside", "same_trailer"
    added: int
    public: bool


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pairs to tell of, those of makers first, and how many there are."""

    shown: tuple[Pair, ...] = ()
    count: int = 0

    def facts(self, copied: Iterable[str]) -> dict[str, Any]:
        """Return {"count", "pairs"}; `copied` are the hashes of encrypted files that are exhibits."""
        taken = frozenset(copied)
        return {
            "count": self.count,
            "pairs": [
                {
                    "encrypted": _told(each.encrypted),
                    "intact": _told(each.intact),
                    "why": each.why,
                    "added": each.added,
                    "public": each.public,
                    "copied": each.public and each.encrypted["sha256"] in taken,
                }
                for each in self.shown
            ],
        }

    def chosen(self, samples: Iterable[Chosen]) -> list[Chosen]:
        """Return the files of makers' pairs to copy: encrypted ones that are no sample yet, and each twin."""
        taken = {one.line["sha256"] for one in samples if one.reason in REASONS}
        found: list[Chosen] = []
        for each in [one for one in self.shown if one.public][:COPIED]:
            if each.encrypted["sha256"] not in taken:
                found.append(Chosen(each.encrypted, SAMPLE, 1))
            facts = {"twin_of": each.encrypted["sha256"], "why": each.why, "added": each.added}
            found.append(Chosen(each.intact, TWIN, 1, facts=facts))
        return found


@dataclass(slots=True)
class _Sides:
    encrypted: list[tuple[str, str, Line]] = field(default_factory=list)  # bare name, ending, line
    intact: dict[str, list[Line]] = field(default_factory=dict)
    held: int = 0

    def add(self, line: Line, bare: str, ending: str) -> None:
        if line["damage"]["verdict"] == "encrypted":
            if len(self.encrypted) < _CANDIDATES:
                self.encrypted.append((bare, ending, line))
        elif self.held < _CANDIDATES and len(known := self.intact.setdefault(bare, [])) < _ALIKE:
            known.append(line)
            self.held += 1


def pairs(lines: Lines, private: Callable[[Line], bool]) -> Pairs:
    """Return the pairs among the lines of a scan, which are gone through twice; `lines` gives them anew.

    `private` tells a line below a folder of patients' data. Memory: 16 bytes a file, and a bounded rest.
    """
    names = _common(lines())
    if not names:
        return Pairs()
    sides = _Sides()
    for line in _judged(lines()):
        bare, ending = _bare(line)
        if hash(bare) in names:
            sides.add(line, bare, ending)
    found = _agreeing(list(_fitting(sides)))
    told = [Pair(*one, public=_public(one[0], one[1], private)) for one in found]
    told.sort(key=lambda one: (not one.public, one.added > 0, one.encrypted["size"], _place(one.encrypted)))
    return Pairs(tuple(told[:LISTED]), len(told))


def _common(lines: Iterable[Line]) -> frozenset[int]:
    """Return the hashes of names that an encrypted file and an intact one bear."""
    import numpy as np  # noqa: PLC0415 - not needed where nothing is captured

    struck, whole = array("q"), array("q")
    for line in _judged(lines):
        (struck if line["damage"]["verdict"] == "encrypted" else whole).append(hash(_bare(line)[0]))
    common = np.intersect1d(np.array(struck, dtype=np.int64), np.array(whole, dtype=np.int64))
    return frozenset(map(int, common))


def _judged(lines: Iterable[Line]) -> Iterator[Line]:
    for line in lines:
        whole = line["kind"] == "file" and line["sha256"] is not None and line["size"] and not line["note"]
        if whole and line["damage"]["verdict"] in {"encrypted", "intact"}:
            yield line


def _bare(line: Line) -> tuple[str, str]:
    """Return the folded name a file had before an ending was added, and that ending."""
    name = line["path"].rpartition("/")[2].casefold()
    if line["damage"]["verdict"] != "encrypted":
        return name, ""
    bare = name
    for _ in range(_PARTS):
        if not (ending := last(bare)):
            break
        bare = bare[: -len(ending) - 1]
    # Every ending went: a name that never had a known one.
    return (bare, name[len(bare) :]) if "." in bare else (name, "")


def _fitting(sides: _Sides) -> Iterator[tuple[Line, Line, str, int]]:
    """Yield encrypted, intact, why and bytes added; "same_trailer" is still to be agreed on."""
    for bare, ending, line in sides.encrypted:
        fitting = [
            (added, one)
            for one in sides.intact.get(bare, ())
            if 0 <= (added := line["size"] - one["size"]) <= ADDED_BYTES
        ]
        if not fitting or not ending:
            continue
        added, intact = min(
            fitting, key=lambda pair: (pair[0], not _together(line, pair[1]), _place(pair[1]))
        )
        why = "beside" if _together(line, intact) else "same_trailer" if added else "same_size"
        if why != "same_trailer" or _above(line) == _above(intact):
            yield line, intact, why, added


def _agreeing(found: list[tuple[Line, Line, str, int]]) -> list[tuple[Line, Line, str, int]]:
    counted = Counter((_bare(line)[1], added) for line, _, _, added in found)
    return [one for one in found if one[2] != "same_trailer" or counted[_bare(one[0])[1], one[3]] > 1]


def _together(line: Line, other: Line) -> bool:
    return _folder(line) == _folder(other)


def _above(line: Line) -> list[str]:
    return list(line["path"].casefold().split("/")[-3:-1])


def _folder(line: Line) -> tuple[str, str]:
    return line["volume"], line["path"].rpartition("/")[0]


def _place(line: Line) -> tuple[str, str]:
    return line["volume"], line["path"]


def _public(encrypted: Line, intact: Line, private: Callable[[Line], bool]) -> bool:
    return all(
        public(one["path"]) is not None and one["size"] <= SAMPLE_BYTES and not private(one)
        for one in (encrypted, intact)
    )


def _told(line: Line) -> dict[str, Any]:
    return {key: line[key] for key in ("volume", "path", "size", "sha256")}
