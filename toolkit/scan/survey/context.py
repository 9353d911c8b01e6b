"""What the set of files says of those whose content says too little, after the pass and without the disk.

Every line of a scan is given to `Context.add`; `changes()` then yields the judgements that context allows,
{"volume", "path", "size", "was", "verdict", "reasons"}, in the order of the lines. The line stays as it was
recorded: a change is a second record beside it (the stage "context" of a case), and `overlaid` reads both
together. `Survey` holds a Context and applies it by itself: add lines, then ask for its state and facts.

Facts, each a reason code ("context_…" in texts/*/scan.toml), none of which rests on content:
  context:extension   its ending is one learnt from files whose content is encrypted, or one that many random
                      files share where a note lies
  context:note        a ransom note lies in its folder
  context:note_near   one lies in the folder above or in one right below
  context:neighbours  most files judged in its folder are encrypted, named in the way it is named; or all are
                      random where a note lies
  context:burst       written between the first and the last of the encrypted files, when little else was
  context:twin        the same name and size stand intact elsewhere
  context:strewn      random files named alike lie among the documents of several folders
  context:mismatch    many documents hold, but as another kind of file than their names say
  context:wrapped     a common tool protects many files under one ending put behind their own, and a note lies
                      in their folder, or above where they were not locked over time, or anywhere on the
                      medium where they are very many and were locked at once

Rules. A legitimate wrapper (protected) is made encrypted by context:wrapped alone, and where content tells an
attack already only if it was written during it. An empty file never is, nor a valid content under a name
that fits it, be there a learnt ending behind.
  random    needs two facts, one of them the extension or the note, or else strewn and burst; one is enough
            where the extension stands behind many names of several kinds, all encrypted
  intact    as a mismatch where a note lies; or under a learnt ending, where its content is not what its own
            name promised: text where the attack writes text is encrypted, the rest becomes unknown
  unknown, damaged   with the learnt ending: that is enough; under its own name: burst and one other fact,
            where the name promises a type and the content was not recognised, small or broken
  note_near counts under the second rule only
An encrypted container under its own name (a ".hc", a repository of restic) is never judged by its
neighbours, unless many such are strewn. Memory: 24 bytes an intact file, about thirty a file that waits.
"""

import json
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from toolkit.scan.survey.attack import (
    HOLDS,
    HOLDS_TEXT,
    Attack,
    decides,
    facts_of,
    is_wrapped,
    twin,
    verdict_of,
)
from toolkit.scan.survey.burst import Burst, beside, within
from toolkit.scan.survey.endings import Endings, encrypted, last
from toolkit.scan.survey.loose import Loose
from toolkit.scan.survey.mismatched import Mismatched
from toolkit.scan.survey.neighbours import Neighbours, is_paper, key
from toolkit.scan.survey.wrapped import Wrapped, above, upwards

WAITING = frozenset({"random", "unknown", "damaged"})
_OTHERS = frozenset({"intact", "damaged", "protected"})
_BLOCK = 4096  # files packed together
_ENOUGH = 3  # encrypted neighbours
_NOTES = 200_000  # folders above notes kept
_AROUND = 5 * 60 * 1_000_000_000  # ns before and after the burst in which little else may be written
_BURST = 5  # encrypted files within the burst
_STRUCK = 3  # folders a burst goes through
_NAMED = 3  # encrypted files with a learnt ending


@dataclass(slots=True)
class Context:
    """What is gathered line by line; memory is bounded for a million files."""

    endings: Endings = field(default_factory=Endings)
    neighbours: Neighbours = field(default_factory=Neighbours)
    burst: Burst = field(default_factory=Burst)  # times of files encrypted by content
    _written: "array[int]" = field(
        default_factory=lambda: array("q")
    )  # times of intact, damaged and protected files
    _where: "array[int]" = field(default_factory=lambda: array("Q"))  # folders of the same files
    _struck: "array[int]" = field(default_factory=lambda: array("Q"))  # folders of the burst's files
    _intact: "array[int]" = field(default_factory=lambda: array("Q"))  # their names and sizes, hashed
    _blocks: list[bytes] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)
    _above: set[int] = field(default_factory=set)  # folders right above one with a note
    loose: Loose = field(default_factory=Loose)
    mismatched: Mismatched = field(default_factory=Mismatched)
    wrapped: Wrapped = field(default_factory=Wrapped)

    def add(self, line: Mapping[str, Any], written: int | None) -> None:
        """Add one line that was read; `written` is when the file last changed, in ns UTC, or None."""
        folder, _, name = line["path"].rpartition("/")
        folder = f"{line['volume']}/{folder}"
        if line["note"]:
            self._note(folder, line["note"]["verdict"])
            return
        verdict = line["damage"]["verdict"]
        ending = last(name)
        is_text = bool(ending) and (line["type"] or "").startswith("text/")
        other = verdict == "intact" and self.mismatched.add(folder, name, line)
        paper = verdict == "intact" and not other and is_paper(name)
        self.neighbours.add(folder, verdict, own_name=not ending, paper=paper)
        if ending:
            self.endings.add(name, verdict, text=is_text)
        if verdict == "encrypted":
            self._burn(folder, written)
        elif verdict == "random":
            self.loose.add(folder, name, written)
        elif verdict in _OTHERS:
            self._date(folder, written)
            if verdict == "intact" and not other:
                self._intact.append(twin(name, line["size"]))
        reason = next(iter(line["damage"]["reasons"]), "")
        waits = verdict in WAITING or other
        if verdict == "intact" and not other:
            reason, waits = HOLDS_TEXT if is_text else HOLDS, self._is_borne(ending, line)
        elif verdict == "protected":
            waits = self.wrapped.add(folder, name, written)
        if waits and line["size"] and line["kind"] == "file":
            self._wait(line, reason, written)

    def _is_borne(self, ending: str, line: Mapping[str, Any]) -> bool:
        """Tell an intact file under an unknown ending whose content is not what its own name promised."""
        known = not ending or "renamed_only" in line["damage"]["reasons"]
        return not known and not self.endings.ordinary(ending)

    def _burn(self, folder: str, written: int | None) -> None:
        before = len(self.burst.times)
        self.burst.add(written)
        if len(self.burst.times) > before:
            self._struck.append(key(folder))

    def _note(self, folder: str, verdict: str) -> None:
        if verdict == "note":
            self.neighbours.add(folder, "note")
            if len(self._above) < _NOTES:
                self._above.add(key(above(folder)))

    def _date(self, folder: str, written: int | None) -> None:
        if written is not None and -(2**63) <= written < 2**63:
            self._written.append(written)
            self._where.append(key(folder))

    def _wait(self, line: Mapping[str, Any], reason: str, written: int | None) -> None:
        facts = [line["volume"], line["path"], line["size"], line["damage"]["verdict"], reason, written]
        self._open.append(json.dumps(facts, separators=(",", ":")))
        if len(self._open) >= _BLOCK:
            self._blocks.append(zlib.compress("\n".join(self._open).encode("ascii"), 1))
            self._open = []

    def _waiting(self) -> Iterator[list[Any]]:
        for block in self._blocks:
            yield from map(json.loads, zlib.decompress(block).decode("ascii").split("\n"))
        yield from map(json.loads, self._open)

    def changes(self) -> Iterator[dict[str, Any]]:
        """Yield {"volume", "path", "size", "was", "verdict", "reasons"} of each file that context decides."""
        attack = self._settled()
        folders = self.neighbours.settle()
        noted = any(row.notes for row in folders.values())
        if not (attack.learnt or noted or self.burst.times or attack.strewn):
            return
        for volume, path, size, was, reason, written in self._waiting():
            folder, _, name = path.rpartition("/")
            place = f"{volume}/{folder}"
            around = self.neighbours.of(place)
            alike = self.loose.among(place, name, folders) if was == "random" and attack.strewn else None
            facts = facts_of(attack, around, name, size, written, alike)
            if was == "intact" and reason not in {HOLDS, HOLDS_TEXT}:
                facts = self._misnamed(facts)
            if "note" not in facts and self._near(place):
                facts.append("note_near")
            if was == "protected" and noted and is_wrapped(attack, name, written, self._noted(place)):
                facts.append("wrapped")
            if decides(was, reason, name, facts, around, attack):
                yield {
                    "volume": volume,
                    "path": path,
                    "size": size,
                    "was": was,
                    "verdict": verdict_of(was, reason, name, attack),
                    "reasons": [f"context:{fact}" for fact in facts],
                }

    def _misnamed(self, facts: list[str]) -> list[str]:
        return [*facts, "mismatch"] if self.mismatched.packed else facts

    def _near(self, place: str) -> bool:
        return key(place) in self._above or (above(place) != place and self._has_note(above(place)))

    def _has_note(self, place: str) -> bool:
        return self.neighbours.of(place).notes > 0

    def _noted(self, place: str) -> Iterator[bool]:
        """Yield whether a note lies in a folder, in it or above, and on the medium; the last is given."""
        yield self._has_note(place)
        yield any(map(self._has_note, upwards(place)))
        yield True

    def _settled(self) -> Attack:
        import numpy as np  # noqa: PLC0415 - not needed to list a medium

        folders = self.neighbours.settle()
        intact = np.array(self._intact, dtype=np.uint64)
        intact.sort()
        span = self.burst.span()
        strewn = self.loose.strewn(folders, self._written, self._where)
        attack = Attack(
            self.endings.learnt(), self.endings.shared(), intact, strewn=strewn, proven=self.endings.proven(),
            coded=self.endings.coded(), wrapped=self.wrapped.decided(self._written),
            told=sum(row.encrypted for row in folders.values()) >= _ENOUGH,
        )  # fmt: skip
        if span is None or span["files"] < _BURST:
            return attack
        # A copy of everything on the day of the attack dates all files alike: then dates say nothing.
        if within(self._written, span["first"] - _AROUND, span["last"] + _AROUND) > span["files"]:
            return attack
        return replace(attack, first=span["first"], last=span["last"])

    def evidence(self) -> dict[str, Any]:
        """Return those facts of standing.Evidence that rest on names, places and times."""
        attack = self._settled()
        folders = self.neighbours.settle()
        return {
            "named": encrypted(self.endings, attack.learnt),
            "folders": sum(
                row.encrypted >= _ENOUGH and row.encrypted >= row.intact for row in folders.values()
            ),
            "beside": any(row.notes and row.encrypted for row in folders.values()),
            "dated": self._dated(attack, noted=any(row.notes for row in folders.values())),
            "loose": self.loose.files,
            "scattered": any(attack.strewn.values()) or self.loose.scattered(folders, self._written),
            "mismatched": self.mismatched.many,
            "protected": self.wrapped.beside(self._has_note),
        }

    def _dated(self, attack: Attack, *, noted: bool) -> bool:
        """Tell a burst that went through several folders in use; what is unpacked has one date everywhere."""
        if attack.first is None or attack.last is None:
            return False
        pairs = zip(self.burst.times, self._struck, strict=True)
        struck = [place for when, place in pairs if attack.first <= when <= attack.last]
        among = set(struck)
        inside, older = beside(self._written, self._where, among, attack.first, attack.last)
        if len(among) < _STRUCK or inside >= len(struck):
            return False
        return noted or older >= _STRUCK or encrypted(self.endings, attack.learnt) >= _NAMED


def overlaid(
    lines: Iterable[Mapping[str, Any]], changes: Iterable[Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    """Yield the lines of a scan with what context decided put into their verdict; records stay as they are.

    Both are in the order of the scan.
    """
    left = iter(changes)
    change = next(left, None)
    for line in lines:
        if change is not None and (line["volume"], line["path"], line["damage"]["verdict"]) == (
            change["volume"],
            change["path"],
            change["was"],
        ):
            reasons = [*line["damage"]["reasons"], *change["reasons"]]
            yield {**line, "damage": {**line["damage"], "verdict": change["verdict"], "reasons": reasons}}
            change = next(left, None)
        else:
            yield line
