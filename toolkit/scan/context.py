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

Rules. A valid content is never made encrypted, nor is a legitimate wrapper (protected) or an empty file.
  random    needs two facts, one of them the extension or the note
  unknown, damaged   with the learnt ending: that is enough; under its own name: burst and one other fact,
            where the name promises a type and the content was not recognised, small or broken
  note_near counts under the second rule only
An encrypted container under its own name (a ".hc", a repository of restic) is never judged by its
neighbours. Memory: eight bytes an intact file, and about thirty a file that waits for judgement.
"""

import json
import re
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.scan import extensions
from toolkit.scan.burst import Burst, within
from toolkit.scan.endings import Endings, encrypted, last
from toolkit.scan.loose import Loose
from toolkit.scan.neighbours import Folder, Neighbours, key

WAITING = frozenset({"random", "unknown", "damaged"})
_OTHERS = frozenset({"intact", "damaged", "protected"})
_BLOCK = 4096  # files packed together
_MASK = 0xFFFF_FFFF_FFFF_FFFF
_ENOUGH = 3  # encrypted neighbours
_RUINED = 5  # random neighbours, where a note lies
_NOTES = 200_000  # folders above notes kept
_AROUND = 5 * 60 * 1_000_000_000  # ns before and after the burst in which little else may be written
_BURST = 5  # encrypted files within the burst
# What a content nobody recognised may be under its own name; a type that holds, or that is known, is none.
_OPEN_UNKNOWN = frozenset({"too_small", "random_blocks", "not_recognised"})
_OPEN_DAMAGED = frozenset({"structure_broken", "checksum", "truncated"})
# Names that promise nothing of what a content must look like: a program may write its own there at any time.
_ANY_CONTENT = frozenset({None, "database"})
# Containers and keys of people's own, and the names backup programs give their packs (restic: 64 digits of
# hexadecimal; borg: numbers; duplicati: its own name). Their content is random and always was.
_STORE = re.compile(
    r"(?:[0-9a-f]{32,64}|\d+|duplicati-.*)\Z"
    r"|.*\.(?:hc|tc|vc|kdbx?|gpg|pgp|age|aes|enc|p7m|p12|pfx|jks|keystore|c9[rs]|tibx?|vb[kib]|vhdx?|luks"
    r"|crypt\d*|axx|cpt|7z|zip|rar|key|pack|keyx?)\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Attack:
    """What all lines together taught, read by every judgement."""

    learnt: frozenset[str]
    shared: frozenset[str]
    twins: Any  # sorted hashes of the name and size of every intact file
    first: int | None = None  # ns UTC; None: no burst to go by
    last: int | None = None


@dataclass(slots=True)
class Context:
    """What is gathered line by line; memory is bounded for a million files."""

    endings: Endings = field(default_factory=Endings)
    neighbours: Neighbours = field(default_factory=Neighbours)
    burst: Burst = field(default_factory=Burst)  # times of files encrypted by content
    _written: "array[int]" = field(
        default_factory=lambda: array("q")
    )  # times of intact, damaged and protected files
    _intact: "array[int]" = field(default_factory=lambda: array("Q"))  # their names and sizes, hashed
    _blocks: list[bytes] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)
    _above: set[int] = field(default_factory=set)  # folders right above one with a note
    loose: Loose = field(default_factory=Loose)

    def add(self, line: Mapping[str, Any], written: int | None) -> None:
        """Add one line that was read; `written` is when the file last changed, in ns UTC, or None."""
        folder, _, name = line["path"].rpartition("/")
        folder = f"{line['volume']}/{folder}"
        if line["note"]:
            self._note(folder, line["note"]["verdict"])
            return
        verdict = line["damage"]["verdict"]
        ending = last(name)
        self.neighbours.add(folder, verdict, own_name=not ending)
        if ending:
            self.endings.add(name, verdict)
        if verdict == "encrypted":
            self.burst.add(written)
        elif verdict == "random" and not is_store(name):
            self.loose.add(folder, ending, written)
        elif verdict in _OTHERS:
            self._date(written)
            if verdict == "intact":
                self._intact.append(_twin(name, line["size"]))
        if verdict in WAITING and line["size"] and line["kind"] == "file":
            self._wait(line, written)

    def _note(self, folder: str, verdict: str) -> None:
        if verdict == "note":
            self.neighbours.add(folder, "note")
            if len(self._above) < _NOTES:
                self._above.add(key(folder.rpartition("/")[0]))

    def _date(self, written: int | None) -> None:
        if written is not None and -(2**63) <= written < 2**63:
            self._written.append(written)

    def _wait(self, line: Mapping[str, Any], written: int | None) -> None:
        reason = next(iter(line["damage"]["reasons"]), "")
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
        noted = any(row.notes for row in self.neighbours.settle().values())
        if not (attack.learnt or noted or self.burst.times):
            return
        for volume, path, size, was, reason, written in self._waiting():
            folder, _, name = path.rpartition("/")
            place = f"{volume}/{folder}"
            around = self.neighbours.of(place)
            facts = _facts(attack, around, name, size, written)
            if "note" not in facts and self._near(place):
                facts.append("note_near")
            if _decides(was, reason, name, facts, around, attack):
                yield {
                    "volume": volume,
                    "path": path,
                    "size": size,
                    "was": was,
                    "verdict": "encrypted",
                    "reasons": [f"context:{fact}" for fact in facts],
                }

    def _near(self, place: str) -> bool:
        return key(place) in self._above or self.neighbours.of(place.rpartition("/")[0]).notes > 0

    def _settled(self) -> _Attack:
        import numpy as np  # noqa: PLC0415 - not needed to list a medium

        self.neighbours.settle()
        intact = np.array(self._intact, dtype=np.uint64)
        intact.sort()
        span = self.burst.span()
        attack = _Attack(self.endings.learnt(), self.endings.shared(), intact)
        if span is None or span["files"] < _BURST:
            return attack
        # A copy of everything on the day of the attack dates all files alike: then dates say nothing.
        if within(self._written, span["first"] - _AROUND, span["last"] + _AROUND) > span["files"]:
            return attack
        return _Attack(attack.learnt, attack.shared, intact, span["first"], span["last"])

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
            "dated": attack.first is not None,
            "loose": self.loose.files,
            "scattered": self.loose.scattered(folders, self._written),
        }


def is_store(name: str) -> bool:
    """Tell a name that programs of encryption and backup give their own containers."""
    return bool(_STORE.match(name))


def _facts(attack: _Attack, around: Folder, name: str, size: int, written: int | None) -> list[str]:
    """List the facts that speak for encryption, in the order they are told."""
    ending = last(name)
    borne = ending in attack.learnt or (bool(around.notes) and ending in attack.shared)
    checks = (
        ("extension", bool(ending) and borne),
        ("note", around.notes > 0),
        ("neighbours", _alike(around, named=bool(ending) and borne)),
        ("burst", _within(attack, written)),
        ("twin", _has_twin(attack, name, size)),
    )
    return [fact for fact, holds in checks if holds]


def _alike(around: Folder, *, named: bool) -> bool:
    """Tell a folder whose files were treated as this one would have been."""
    struck = around.encrypted if named else around.own_names
    if struck >= _ENOUGH and struck >= around.intact:
        return True
    # A tree renamed and encrypted whole: nothing is left that any content could tell.
    ruined = around.random >= _RUINED and around.intact * 4 <= around.random
    return around.notes > 0 and ruined


def _within(attack: _Attack, written: int | None) -> bool:
    if attack.first is None or attack.last is None or written is None:
        return False
    return attack.first <= written <= attack.last


def _decides(was: str, reason: str, name: str, facts: list[str], around: Folder, attack: _Attack) -> bool:
    ending = last(name)
    if was == "random":
        if "extension" not in facts and (is_store(name) or (attack.learnt and around.own_names < _ENOUGH)):
            # Where the attack renames, a file under another name is one it passed over.
            return False
        strong = [fact for fact in facts if fact != "note_near"]
        return len(strong) >= 2 and ("extension" in facts or "note" in facts)
    if reason in {"empty", "split_part"}:
        return False
    if ending in attack.learnt:
        return True
    if "burst" not in facts or len(facts) < 2 or extensions.expected(name) in _ANY_CONTENT:
        return False
    return reason in (_OPEN_UNKNOWN if was == "unknown" else _OPEN_DAMAGED)


def _twin(name: str, size: int) -> int:
    return hash((name.casefold(), size)) & _MASK


def _has_twin(attack: _Attack, name: str, size: int) -> bool:
    if not len(attack.twins):
        return False
    ending = last(name)
    bare = name[: -len(ending) - 1] if ending in attack.learnt else name
    sought = attack.twins.dtype.type(_twin(bare, size))
    at = int(attack.twins.searchsorted(sought))
    return at < len(attack.twins) and bool(attack.twins[at] == sought)


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
