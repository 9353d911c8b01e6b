"""How far the damage goes, in files and bytes: by verdict, volume, folder and kind of practice data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.scan.survey.practice_kinds import KINDS, Places, kind_of

# The order of every table; what could not be judged or read stands beside what could, never hidden.
STATES = ("encrypted", "intact", "protected", "damaged", "undetermined", "not_read")
_STATE = {"random": "undetermined", "unknown": "undetermined"}
_DEPTH = 2  # folders told apart from the top of a volume
_FOLDERS = 5000  # kept apart; more are added to their top folder
_TOLD = 60  # folders in the facts; the rest is one row

Tally = dict[str, list[int]]  # a state to its files and bytes


@dataclass(slots=True)
class Extent:
    """Tallies added line by line; `places` are the folders of practice programs (practice_kinds.places)."""

    places: Places = ()
    whole: Tally = field(default_factory=dict)
    volumes: dict[str, Tally] = field(default_factory=dict)
    folders: dict[tuple[str, str], Tally] = field(default_factory=dict)
    kinds: dict[str, Tally] = field(default_factory=dict)

    def add(self, line: Mapping[str, Any]) -> None:
        """Add one line of a scan; notes are the attacker's files, and none of the practice's."""
        note = line["note"]
        if note and note["verdict"] == "note":
            return
        verdict = line["damage"]["verdict"]
        state = _STATE.get(verdict, verdict) if line["sha256"] is not None else "not_read"
        self._count(line, state, 1)

    def change(self, change: Mapping[str, Any]) -> None:
        """Move one file from what its content says to what context says (context.changes)."""
        self._count(change, _STATE.get(change["was"], change["was"]), -1)
        self._count(change, _STATE.get(change["verdict"], change["verdict"]), 1)

    def _count(self, line: Mapping[str, Any], state: str, files: int) -> None:
        volume, path, size = line["volume"], line["path"], line["size"]
        for tally in (
            self.whole,
            self.volumes.setdefault(volume, {}),
            self._folder(volume, path),
            self.kinds.setdefault(kind_of(path, self.places), {}),
        ):
            one = tally.setdefault(state, [0, 0])
            one[0] += files
            one[1] += files * size

    def _folder(self, volume: str, path: str) -> Tally:
        parts = path.split("/", _DEPTH)
        key = (volume, "/".join(parts[: min(_DEPTH, len(parts) - 1)]))
        if key not in self.folders and len(self.folders) >= _FOLDERS:
            key = (volume, parts[0] if len(parts) > 1 else "")
        return self.folders.setdefault(key, {})

    def copy(self) -> "Extent":
        """Return another one with the same counts, for what context changes."""
        return Extent(
            self.places,
            _copied(self.whole),
            {key: _copied(tally) for key, tally in self.volumes.items()},
            {key: _copied(tally) for key, tally in self.folders.items()},
            {key: _copied(tally) for key, tally in self.kinds.items()},
        )

    def facts(self) -> dict[str, Any]:
        """Return {"whole", "volumes", "folders", "rest", "kinds"}; each row gives every state its counts."""
        order = sorted(self.folders.items(), key=lambda item: (-_files(item[1], "encrypted"), item[0]))
        rows = [{"volume": volume, "path": path, **filled(tally)} for (volume, path), tally in order]
        return {
            "whole": filled(self.whole),
            "volumes": [{"volume": name, **filled(tally)} for name, tally in self.volumes.items()],
            "folders": rows[:_TOLD],
            "rest": added(rows[_TOLD:]) if len(rows) > _TOLD else None,
            "kinds": [{"kind": kind, **filled(self.kinds[kind])} for kind in KINDS if kind in self.kinds],
        }


def _copied(tally: Tally) -> Tally:
    return {state: list(counts) for state, counts in tally.items()}


def _files(tally: Tally, state: str) -> int:
    return tally[state][0] if state in tally else 0


def filled(tally: Tally) -> dict[str, dict[str, int]]:
    """Return every state with its files and bytes."""
    none = [0, 0]
    return {state: dict(zip(("files", "bytes"), tally.get(state, none), strict=True)) for state in STATES}


def added(rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """Add up rows state by state."""
    whole = filled({})
    for row in rows:
        for state in STATES:
            for key in ("files", "bytes"):
                whole[state][key] += row[state][key]
    return whole
