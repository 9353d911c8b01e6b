"""What a whole scan adds up to: an encrypted disk gives 100,000 lines, and one page is wanted.

Works on the lines as recorded (records.plain of Seen), so that a survey made from a saved case is the
survey made while scanning.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.records import Volume, plain
from toolkit.scan.burst import Burst
from toolkit.scan.extensions import EXTENSIONS

SAMPLES = 5  # paths kept per finding
_DISTINCT = 10_000  # distinct notes kept; more are counted
_FOLDER_DEPTH = 2
NO_FILES = "no_files"  # why a reserved or swap partition is not read: there is nothing to miss
_LONGEST = 40  # characters of an extension; longer ones are sentences with a full stop
# Every byte of a large file is seen, by overlapping windows: worth a remark, not an unknown.
_REMARKS = frozenset({"rules_windowed"})
# What a source warns of without hiding anything.
HARMLESS = frozenset({"local_times", "hostile_names", "access_times", "container_hash_not_compared"})
# One wiped or misplaced block can make a healthy file look encrypted; several files do not all have one.
_SURE = 5
# Shares measured on 20,000 ordinary files: 0.03 % random or damaged, 13 % of no known kind.
_ODD, _VAGUE = 0.05, 0.5


@dataclass(slots=True)
class Tally:
    """How many, how large, and a few of the paths."""

    files: int = 0
    bytes: int = 0
    samples: list[dict[str, str]] = field(default_factory=list)

    def add(self, line: Mapping[str, Any]) -> None:
        self.files += 1
        self.bytes += line["size"]
        if len(self.samples) < SAMPLES:
            self.samples.append({"volume": line["volume"], "path": line["path"]})


@dataclass(slots=True)
class Survey:
    """Counts of everything found, added line by line; `metadata_times` when the medium keeps its own."""

    metadata_times: bool = True
    hostile: frozenset[str] = frozenset()  # rules that name an attack; others name tools a practice may own
    damage: dict[str, Tally] = field(default_factory=dict)
    extensions: dict[str, Tally] = field(default_factory=dict)
    folders: dict[str, Tally] = field(default_factory=dict)
    rules: dict[str, Tally] = field(default_factory=dict)
    marks: dict[str, Tally] = field(default_factory=dict)
    errors: dict[str, Tally] = field(default_factory=dict)
    notes: dict[str, dict[str, Any]] = field(default_factory=dict)
    note_files: int = 0
    suspect_files: int = 0
    families: Counter[tuple[str, str]] = field(default_factory=Counter)
    contacts: dict[str, dict[str, None]] = field(default_factory=dict)
    burst: Burst = field(default_factory=Burst)
    coverage: dict[str, "_Covered"] = field(default_factory=dict)

    def add(self, line: Mapping[str, Any]) -> None:
        """Add one line of a scan."""
        self._cover(line)
        for code in line["errors"]:
            _tally(self.errors, code, line)
        for code in line["marks"]:
            _tally(self.marks, code, line)
        for name in line["rules"]:
            _tally(self.rules, name, line)
        verdict = line["damage"]["verdict"]
        if line["sha256"] is not None:
            _tally(self.damage, verdict, line)
        if verdict == "encrypted":
            _tally(self.extensions, _extension(line["path"]), line)
            _tally(self.folders, _folder(line), line)
            self.burst.add(self._written(line["times"]))
        if line["note"]:
            self._note(line)

    def _written(self, times: Mapping[str, int | None]) -> int | None:
        # A renamed file keeps its modification time on some families; the metadata change betrays it.
        # A folder's change time may be that of its copy to another medium, so it only counts on the original.
        names = ("modified", "created", "changed") if self.metadata_times else ("modified",)
        return max((when for name in names if (when := times[name]) is not None), default=None)

    def _note(self, line: Mapping[str, Any]) -> None:
        note = line["note"]
        sure = note["verdict"] == "note"
        self.note_files += sure
        self.suspect_files += not sure
        known = self.notes.get(line["sha256"])
        if known is None and len(self.notes) < _DISTINCT:
            known = {**note, "volume": line["volume"], "path": line["path"], "files": 0}
            self.notes[line["sha256"]] = known
        if known is not None:
            known["files"] += 1
        if not sure:
            return  # a text that only looks like a note may be a patient's letter: its addresses are nobody's
        if note["family"]:
            self.families[(note["family"], note["certainty"])] += 1
        for kind, values in note["contacts"].items():
            self.contacts.setdefault(kind, {}).update(dict.fromkeys(values))

    def _cover(self, line: Mapping[str, Any]) -> None:
        covered = self.coverage.setdefault(line["volume"], _Covered())
        if line["sha256"] is None:
            covered.files_not_seen += 1
            covered.bytes_not_seen += line["size"]
            covered.why.update(line["errors"])
        else:
            covered.files_seen += 1
            covered.bytes_seen += line["size"]
            covered.partly.update(line["errors"])

    def add_link(self, volume: str) -> None:
        """Count a link, junction or special name: listed, never followed."""
        self.coverage.setdefault(volume, _Covered()).links += 1

    @property
    def state(self) -> str:
        """Return "attacked", "doubtful" (a few files only, which damage alone may explain) or "nothing"."""
        encrypted = self.damage["encrypted"].files if "encrypted" in self.damage else 0
        random = self.damage["random"].files if "random" in self.damage else 0
        # Files renamed at random and encrypted whole say nothing alone; beside a note they say enough.
        dropped = self.note_files > 1 or (self.note_files and (encrypted or random >= _SURE))
        if dropped or encrypted >= _SURE or self.hostile & self.rules.keys():
            return "attacked"
        return "doubtful" if encrypted or self.notes or self._ruined() else "nothing"

    def _ruined(self) -> bool:
        """Tell a medium much of which is random, broken or of no known kind: it may not be called fine."""
        count = {verdict: tally.files for verdict, tally in self.damage.items()}
        odd = count.get("random", 0) + count.get("damaged", 0)
        undetermined = odd + count.get("unknown", 0)
        seen = sum(count.values())
        return (odd >= _SURE and odd > _ODD * seen) or (
            undetermined >= _SURE and undetermined > _VAGUE * seen
        )

    def facts(self) -> dict[str, Any]:
        """Return all of it as plain facts, largest tallies first."""
        tallies = ("damage", "extensions", "folders", "rules", "marks", "errors")
        families = [
            {"family": family, "certainty": certainty, "files": files}
            for (family, certainty), files in self.families.most_common()
        ]
        return {
            "state": self.state,
            "hostile_rules": sorted(self.hostile & self.rules.keys()),
            **{name: _largest_first(getattr(self, name)) for name in tallies},
            "notes": [{"sha256": sha256, **note} for sha256, note in self.notes.items()],
            "note_files": self.note_files,
            "note_texts": sum(note["verdict"] == "note" for note in self.notes.values()),
            "suspect_files": self.suspect_files,
            "families": families,
            "contacts": {kind: list(values) for kind, values in self.contacts.items()},
            "burst": self.burst.span(),
        }


@dataclass(slots=True)
class _Covered:
    files_seen: int = 0
    bytes_seen: int = 0
    files_not_seen: int = 0
    bytes_not_seen: int = 0
    links: int = 0
    why: Counter[str] = field(default_factory=Counter)
    partly: Counter[str] = field(default_factory=Counter)


def _tally(tallies: dict[str, Tally], key: str, line: Mapping[str, Any]) -> None:
    tallies.setdefault(key, Tally()).add(line)


def _largest_first(tallies: Mapping[str, Tally]) -> dict[str, Any]:
    ordered = sorted(tallies.items(), key=lambda item: (-item[1].files, item[0]))
    return {key: plain(tally) for key, tally in ordered}


def _extension(path: str) -> str:
    """Return the extension an attacker may have added; "" where the last one is an ordinary one, or none."""
    name = path.rsplit("/", 1)[-1]
    _, dot, last = name.rpartition(".")
    added = dot and len(last) <= _LONGEST and last.lower() not in EXTENSIONS
    return f".{last.lower()}" if added else ""


def _folder(line: Mapping[str, Any]) -> str:
    parts = line["path"].split("/")[:-1]
    return "/".join(parts[:_FOLDER_DEPTH])


def coverage_facts(survey: Survey, volumes: Iterable[Volume], warnings: Iterable[str]) -> dict[str, Any]:
    """Say what was seen and not seen, per volume and in all; complete only when nothing is missing."""
    listed = list(volumes)
    rows = [_volume_row(survey, volume) for volume in listed]
    warned = sorted(set(warnings))
    totals = {
        key: sum(row[key] for row in rows)
        for key in ("files_seen", "bytes_seen", "files_not_seen", "bytes_not_seen")
    }
    complete = (
        HARMLESS.issuperset(warned)
        and totals["files_seen"] > 0
        and totals["files_not_seen"] == 0
        and all(row["partly"].keys() <= _REMARKS for row in rows)
        and all(volume.read or volume.why == NO_FILES for volume in listed)
    )
    return {**totals, "complete": complete, "warnings": warned, "volumes": rows}


def _volume_row(survey: Survey, volume: Volume) -> dict[str, Any]:
    covered = survey.coverage.get(volume.name, _Covered())
    row: dict[str, Any] = {
        "volume": volume.name,
        "label": volume.label,
        "filesystem": volume.filesystem,
        "read": volume.read,
        "files_seen": covered.files_seen,
        "bytes_seen": covered.bytes_seen,
        "files_not_seen": covered.files_not_seen,
        "bytes_not_seen": covered.bytes_not_seen,
        "links_not_followed": covered.links,
        "why": dict(covered.why),
        "partly": dict(covered.partly),
    }
    if not volume.read and volume.why != NO_FILES:
        row["bytes_not_seen"] += volume.size
        row["why"][volume.why] = row["why"].get(volume.why, 0) + 1
    return row
