"""How far the damage goes, in files and bytes: per folder, per kind of data."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.timeline.kinds import KINDS, kind_of
from toolkit.timeline.statement import Statement, Sure

STATES = ("encrypted", "intact", "unknown")
_DEPTH = 2  # folders told apart from the top of a volume
_FOLDERS = 5000  # kept apart; more are added to their top folder
_TOLD = 60

Tally = dict[str, dict[str, int]]


@dataclass(slots=True)
class Extent:
    """Tallies added line by line; `places` are the folders of the practice's programs."""

    places: list[tuple[str, str, str]] = field(default_factory=list)
    folders: dict[tuple[str, str], Tally] = field(default_factory=dict)
    kinds: dict[str, Tally] = field(default_factory=dict)
    whole: Tally = field(default_factory=dict)

    def add(self, line: Mapping[str, Any]) -> None:
        """Add one line of a scan; notes are the attacker's files, and none of the practice's."""
        note = line["note"]
        if note and note["verdict"] == "note":
            return
        verdict = str(line["damage"]["verdict"])
        state = verdict if verdict in {"encrypted", "intact"} and line["sha256"] is not None else "unknown"
        volume, path, size = line["volume"], line["path"], line["size"]
        kind = kind_of(volume, path, self.places)
        for tally in (self._folder(volume, path), self.kinds.setdefault(kind, {}), self.whole):
            one = tally.setdefault(state, {"files": 0, "bytes": 0})
            one["files"] += 1
            one["bytes"] += size

    def _folder(self, volume: str, path: str) -> Tally:
        parts = path.split("/")[:-1]
        key = (volume, "/".join(parts[:_DEPTH]))
        if key not in self.folders and len(self.folders) >= _FOLDERS:
            key = (volume, parts[0] if parts else "")
        return self.folders.setdefault(key, {})

    def statements(self) -> Iterator[Statement]:
        """Yield the whole, then folders with the most encrypted files first, then kinds of data."""
        if not self.whole:
            return
        yield Statement("extent", sure=Sure.ESTABLISHED, facts=_filled(self.whole))
        order = sorted(self.folders.items(), key=lambda item: (-_count(item[1], "encrypted"), item[0]))
        rows = [{"volume": volume, "path": path, **_filled(tally)} for (volume, path), tally in order]
        told = [row for row in rows if row["encrypted"]["files"]][:_TOLD] or rows[:_TOLD]
        rest = _added([row for row in rows if row not in told]) if len(rows) > len(told) else None
        yield Statement(
            "extent_folders",
            sure=Sure.ESTABLISHED,
            facts={"folders": told, **({"rest": rest} if rest else {})},
        )
        kinds = [{"kind": kind, **_filled(self.kinds[kind])} for kind in KINDS if kind in self.kinds]
        yield Statement("extent_kinds", sure=Sure.ESTABLISHED, facts={"kinds": kinds})


def _count(tally: Tally, state: str) -> int:
    return tally.get(state, {}).get("files", 0)


def _filled(tally: Tally) -> dict[str, Any]:
    return {state: dict(tally.get(state, {"files": 0, "bytes": 0})) for state in STATES}


def _added(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    whole: Tally = {state: {"files": 0, "bytes": 0} for state in STATES}
    for row in rows:
        for state in STATES:
            for key in ("files", "bytes"):
                whole[state][key] += row[state][key]
    return _filled(whole)
