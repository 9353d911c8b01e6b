"""What a whole scan adds up to: an encrypted disk gives 100,000 lines, and one page is wanted.

Works on the lines as recorded (records.plain of Seen), so that a survey made from a saved case is the
survey made while scanning. Whoever asks for its state or facts gets them with what context decides.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.records import Entry, EntryKind, Volume
from toolkit.scan.notes.endings import Endings
from toolkit.scan.programs.suspects import Suspects
from toolkit.scan.survey.context import Context
from toolkit.scan.survey.extent import Extent
from toolkit.scan.survey.standing import Evidence, standing
from toolkit.scan.survey.tallies import (
    Judged,
    Tally,
    copied,
    extension,
    folder,
    largest_first,
    replaced,
    tally,
)

_DISTINCT = 10_000  # distinct notes kept; more are counted
NO_FILES = "no_files"  # why a reserved or swap partition is not read: there is nothing to miss
# Every byte of a large file is seen, by overlapping windows, and of an archive as of any other file: what was
# not unpacked of it is worth a remark, not an unknown. So is a demand in it, which may be somebody's sample.
REMARKS = frozenset(
    {
        "rules_windowed",
        "inside_locked",
        "inside_limited",
        "inside_nested",
        "inside_damaged",
        "inside_unread",
        "inside_note",
    }
)
# What a source warns of without hiding anything.
HARMLESS = frozenset({"local_times", "hostile_names", "access_times", "container_hash_not_compared"})

_NOTE_INSIDE = "inside_note"
_OURS = "Trousse_"  # how our own rules are called; what other people's find, a person must look at

WITHIN = " » "  # between the path of an archive and that of its member


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
    renamed_whole: int = 0  # encrypted files whose name and extension were replaced
    note_files: int = 0
    suspects: Suspects = field(default_factory=Suspects)
    suspect_files: int = 0
    families: Counter[tuple[str, str]] = field(default_factory=Counter)
    contacts: dict[str, dict[str, None]] = field(default_factory=dict)
    endings: Endings = field(default_factory=Endings)
    context: Context = field(default_factory=Context)
    extent: Extent = field(default_factory=Extent)
    coverage: dict[str, "_Covered"] = field(default_factory=dict)
    _judged: Judged | None = None  # until a line is added

    def add(self, line: Mapping[str, Any]) -> None:
        """Add one line of a scan."""
        self._judged = None
        errors = _errors(line)
        self._cover(line, errors)
        self.suspects.add(line, self.hostile)
        self.extent.add(line)
        self.endings.add(line["path"])
        for code in errors:
            tally(self.errors, code, line)
        for code in line["marks"]:
            tally(self.marks, code, line)
        for name in line["rules"]:
            tally(self.rules, name, line)
        if line.get("inside"):
            self._inside(line)
        verdict = line["damage"]["verdict"]
        if verdict == "encrypted" and line["note"] and line["note"]["verdict"] == "note":
            verdict = "unknown"  # the attacker's own file, whatever its bytes look like
        if line["sha256"] is not None:
            tally(self.damage, verdict, line)
            self.context.add(line, self._written(line["times"]))
        if verdict == "encrypted":
            tally(self.extensions, extension(line["path"]), line)
            tally(self.folders, folder(line), line)
            self.renamed_whole += replaced(line["path"])
        if line["note"]:
            self._note(line)

    def _inside(self, line: Mapping[str, Any]) -> None:
        """Count the rules its members hit; the archive is one file, however many of them hit one rule."""
        counted = set(line["rules"])
        for member in line["inside"]:
            held = {**line, "path": f"{line['path']}{WITHIN}{member['path']}", "size": member["size"]}
            for name in member["rules"]:
                if name in counted:
                    self.rules[name].show(held)
                else:
                    tally(self.rules, name, held)
            counted.update(member["rules"])

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

    def _cover(self, line: Mapping[str, Any], errors: Iterable[str]) -> None:
        covered = self.coverage.setdefault(line["volume"], _Covered())
        if line["sha256"] is None:
            covered.files_not_seen += 1
            covered.bytes_not_seen += line["size"]
            covered.why.update(errors)
        else:
            covered.files_seen += 1
            covered.bytes_seen += line["size"]
            covered.partly.update(errors)

    def add_link(self, entry: Entry) -> None:
        """Count a link or junction, or a pipe, socket or device: listed, never followed nor opened."""
        covered = self.coverage.setdefault(entry.volume, _Covered())
        if entry.kind is EntryKind.SPECIAL:
            covered.special += 1
        else:
            covered.links += 1

    @property
    def state(self) -> str:
        """Return "attacked", "doubtful" (a person must look first) or "nothing"."""
        return self.judged().state[0]

    def judged(self) -> Judged:
        """Return the tallies with what context decides of files whose content says too little."""
        if self._judged is None:
            found = Judged(
                copied(self.damage), copied(self.extensions), copied(self.folders), self.extent.copy(),
                renamed_whole=self.renamed_whole,
            )  # fmt: skip
            for change in self.context.changes():
                found.apply(change)
            evidence = self._evidence(found)
            found.state, found.protected = standing(evidence), evidence.protected
            self._judged = found
        return self._judged

    def _evidence(self, found: Judged) -> Evidence:
        return Evidence(
            damage={verdict: tally.files for verdict, tally in found.damage.items()},
            hostile=bool(self.hostile & self.rules.keys()),
            notes=self.note_files,
            dropped=self._dropped(),
            suspects=self.suspect_files,
            wrapped=found.was["protected"],
            inside=_NOTE_INSIDE in self.errors,
            imported=any(not name.startswith(_OURS) for name in self.rules),
            **self.context.evidence(),
        )

    def _contacts(self) -> dict[str, list[str]]:
        """Return what the notes give, and behind it what the endings of encrypted files say."""
        found = {kind: list(values) for kind, values in self.contacts.items()}
        for kind, values in self.endings.contacts().items() if found or self.judged().extensions else ():
            known = found.setdefault(kind, [])
            known += [value for value in values if value not in known]
        return found

    def _dropped(self) -> bool:
        """Tell notes that belong together: one text, one name or one address in several places.

        Texts about ransoms that a library keeps share none of these.
        """
        once = set[object]()
        for note in self.notes.values():
            if note["verdict"] != "note":
                continue
            marks = {("name", note["path"].rpartition("/")[2].casefold())}
            marks |= {(kind, value) for kind, values in note["contacts"].items() for value in values}
            if note["files"] > 1 or once & marks:
                return True
            once |= marks
        return False

    def facts(self) -> dict[str, Any]:
        """Return all of it as plain facts, largest tallies first."""
        found = self.judged()
        tallies = {
            "damage": found.damage,
            "extensions": found.extensions,
            "folders": found.folders,
            "rules": self.rules,
            "marks": self.marks,
            "errors": self.errors,
        }
        families = [
            {"family": family, "certainty": certainty, "files": files}
            for (family, certainty), files in self.families.most_common()
        ]
        return {
            "state": found.state[0],
            "state_reasons": list(found.state[1]),
            "hostile_rules": sorted(self.hostile & self.rules.keys()),
            **{name: largest_first(counts) for name, counts in tallies.items()},
            "by_context": {
                "files": found.files,
                "bytes": found.bytes,
                "was": dict(found.was),
                "reasons": dict(found.reasons.most_common()),
            },
            "extent": found.extent.facts(),
            "renamed_whole": found.renamed_whole,
            "protected_beside_note": found.protected,
            "suspects": self.suspects.facts(),
            "notes": [{"sha256": sha256, **note} for sha256, note in self.notes.items()],
            "note_files": self.note_files,
            "note_texts": sum(note["verdict"] == "note" for note in self.notes.values()),
            "suspect_files": self.suspect_files,
            "families": families,
            "contacts": self._contacts(),
            "burst": self.context.burst.span(),
        }


def _errors(line: Mapping[str, Any]) -> list[str]:
    """Return the codes of a line; that an encrypted document does not open inside says nothing more of it."""
    encrypted = line["damage"]["verdict"] == "encrypted"
    return [code for code in line["errors"] if not (encrypted and code == "inside_damaged")]


@dataclass(slots=True)
class _Covered:
    files_seen: int = 0
    bytes_seen: int = 0
    files_not_seen: int = 0
    bytes_not_seen: int = 0
    links: int = 0
    special: int = 0
    why: Counter[str] = field(default_factory=Counter)
    partly: Counter[str] = field(default_factory=Counter)


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
        and all(row["partly"].keys() <= REMARKS for row in rows)
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
        "special_not_opened": covered.special,
        "why": dict(covered.why),
        "partly": dict(covered.partly),
    }
    if not volume.read and volume.why != NO_FILES:
        row["bytes_not_seen"] += volume.size
        row["why"][volume.why] = row["why"].get(volume.why, 0) + 1
    return row
