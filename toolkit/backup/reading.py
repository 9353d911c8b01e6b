"""What one pass over a backup adds up to, file by file, for the five questions to be answered from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from toolkit.backup.baseline import Baseline
from toolkit.backup.changes import Changes
from toolkit.backup.choice import is_listed
from toolkit.backup.classes import CLASSES, LASTING, dating, practice_class
from toolkit.backup.data.dated import Dated, How
from toolkit.backup.decisive import Newest
from toolkit.backup.forms.form import Found
from toolkit.backup.held import Held
from toolkit.backup.inventory import Inventory, key
from toolkit.backup.lures import SCRIPTS
from toolkit.backup.standing import standings
from toolkit.backup.struck import is_struck_name
from toolkit.backup.within import Current, Within
from toolkit.records import DamageVerdict, Entry, EntryKind, Facts, NoteVerdict, Seen, plain
from toolkit.scan.survey import WITHIN, Survey

SAMPLES = 5  # paths kept per reason
BY_ROWS = 3  # what the date of a row is worth, above that of any file (classes.dating)
_FAULTS = 1000  # of databases, told one by one
_DISGUISE = frozenset({"direction", "double_extension", "invisible", "nbsp_name", "control"})
_BROKEN = frozenset({"damaged", "overlapping"})  # a checksum or a structure says so: not only unread


@dataclass(slots=True)
class Tally:
    """How many, how large, and a few paths."""

    files: int = 0
    bytes: int = 0
    samples: list[dict[str, str]] = field(default_factory=list)

    def add(self, volume: str, path: str, size: int = 0) -> None:
        self.files += 1
        self.bytes += size
        if len(self.samples) < SAMPLES:
            self.samples.append({"volume": volume, "path": path})

    def less(self, volume: str, path: str, size: int) -> None:
        """Take one file out again."""
        self.files -= 1
        self.bytes -= size
        gone = {"volume": volume, "path": path}
        self.samples = [sample for sample in self.samples if sample != gone]

    def count(self, seen: Seen) -> None:
        self.add(seen.volume, seen.path, seen.size)

    def reason(self, code: str, **facts: Any) -> dict[str, Any]:
        """Return the coded reason, with the figures, the paths kept and the first of them."""
        # A path always stands beside its volume, under these names: so it can be found and pseudonymised.
        first = self.samples[0] if self.samples else {"volume": "", "path": ""}
        counts = {"files": self.files, "bytes": self.bytes, "samples": list(self.samples)}
        return {"code": code, **counts, **first, **facts}


class Kept(NamedTuple):
    """One practice file of a backup, to be held against the machine."""

    volume: str
    path: str
    group: str
    size: int
    modified: int | None
    dated: int | None = None  # the newest date in its rows, where they tell


@dataclass(slots=True)
class Reading:
    """Counts of everything a backup holds; `kinds` says of each rule what it recognises."""

    kinds: Mapping[str, str]
    inventory: Inventory | None
    changes: Changes | None
    latest: int  # ns UTC; a date beyond it is no date
    within: Within | None = None  # what changed in what backups keep
    survey: Survey = field(default_factory=lambda: Survey(metadata_times=False))
    tallies: dict[str, Tally] = field(default_factory=dict)
    rules: dict[str, Tally] = field(default_factory=dict)
    classes: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in CLASSES})
    dates: dict[tuple[str, int], Newest] = field(default_factory=dict)  # by class and worth of the date
    folders: dict[str, dict[str, Kept]] = field(default_factory=dict)
    root_scripts: list[tuple[str, str]] = field(default_factory=list)  # volume and path
    remarks: list[Facts] = field(default_factory=list)  # about them, for nobody's verdict
    faults: list[Facts] = field(default_factory=list)  # of the backups that count, as their forms tell them
    files: int = 0
    leaves: int = 0  # files that are not archives opened here
    leaf_bytes: int = 0  # bytes of files that are not archives opened here

    def add(self, held: Held) -> None:
        """Count one file, or one link."""
        if isinstance(held.found, Entry):
            self.survey.add_link(held.found.volume)
            return
        seen = held.found
        if self.within is not None and self.changes is not None:
            self.within.add(held, seen, self.changes)
        if held.inside and seen.errors == ("password",):
            # The archive itself was seen to its last byte, as a locked document is.
            if not held.older:
                self.tally("opaque").count(seen)
                self.leaf_bytes += seen.size
                self.leaves += 1
            return
        self.survey.add(plain(seen))
        self.files += 1
        if is_listed(seen):
            self.tally("sampled_listed").count(seen)
        self.leaves += not held.opened
        if not held.opened and not held.older:
            self.leaf_bytes += seen.size
        self._hostile(seen, held)
        self._runnable(seen, held)
        if held.older:
            return  # what a newer generation replaced can infect, and is no measure of what can be restored
        group = None if held.opened or held.closed else self._group(seen)
        self._state(seen, held, group)
        if group is not None:
            self._practice(seen, group, held.dated)

    def meet(self, states: Iterable[Current], found: Sequence[tuple[Found, int | None]]) -> None:
        """Learn which states of the data are the current ones, before their files are added."""
        if self.within is not None:
            self.within.meet(states, found)

    def differing(self, code: str) -> list[tuple[str, str]]:
        """Return the files, lying or kept in backups, that are not as the baseline lists them."""
        lying = getattr(self.changes, code) if self.changes is not None else []
        return [*lying, *self.within.places(code)] if self.within is not None else [*lying]

    def settle(self) -> None:
        """Count as encrypted what its name, folder and dates say of it, once every file was added."""
        counted = {DamageVerdict.RANDOM: "random", DamageVerdict.PROTECTED: "opaque"}
        for change in self.survey.context.changes():
            if change["verdict"] != DamageVerdict.ENCRYPTED:
                continue
            if change["was"] == DamageVerdict.RANDOM and is_struck_name(change["path"]):
                continue  # counted as it was read
            about = (change["volume"], change["path"], change["size"])
            self.tally("encrypted").add(*about)
            if (before := counted.get(change["was"])) and self.count(before):
                self.tally(before).less(*about)

    def _group(self, seen: Seen) -> str | None:
        """Return the class of a practice file; a ransom note is none, whatever it is called."""
        if seen.kind != EntryKind.FILE or seen.note:
            return None
        return practice_class(seen.path, seen.type, self._appended)

    @property
    def _appended(self) -> frozenset[str]:
        return self.inventory.appended if self.inventory else frozenset()

    def beside(self) -> "Reading":
        """Return an empty reading by the same rules, for one generation: compared with nothing."""
        return Reading(self.kinds, None, None, self.latest)

    def tally(self, code: str) -> Tally:
        return self.tallies.setdefault(code, Tally())

    def count(self, code: str) -> int:
        return self.tallies[code].files if code in self.tallies else 0

    def _hostile(self, seen: Seen, held: Held) -> None:
        for rule in seen.rules:
            if self.kinds.get(rule) in {"tool", "imported"}:
                self.tally("tools").count(seen)
            else:
                self.rules.setdefault(rule, Tally()).count(seen)
        if not held.opened:
            self._hostile_inside(seen)
        if seen.note:
            found = "notes_found" if seen.note.verdict == NoteVerdict.NOTE else "notes_suspect"
            self.tally(found).count(seen)
        if (seen.program or seen.type == "lnk") and not _DISGUISE.isdisjoint(seen.marks):
            self.tally("disguised_programs").count(seen)
        if seen.program and self.changes and not held.inside and self.changes.is_new(seen):
            self.tally("new_programs").count(seen)

    def _hostile_inside(self, seen: Seen) -> None:
        """Count what was recognised in an archive whose files are no lines of their own."""
        counted = set(seen.rules)  # the archive is one file, however many of its members hit one rule
        for member in seen.inside:
            for rule in member["rules"]:
                if rule in counted:
                    continue
                counted.add(rule)
                is_tool = self.kinds.get(rule) in {"tool", "imported"}
                found = self.tally("tools") if is_tool else self.rules.setdefault(rule, Tally())
                found.add(seen.volume, f"{seen.path}{WITHIN}{member['path']}", member["size"])

    def _runnable(self, seen: Seen, held: Held) -> None:
        """Count what could be run, and note what lies in the root where somebody will click on it."""
        # Windows drops what stands behind a name.
        ending = seen.path.rpartition("/")[2].rstrip(" .").rpartition(".")[2].lower()
        if seen.program or ending in SCRIPTS:
            self.tally("programs_held").count(seen)
        in_root = seen.kind == EntryKind.FILE and not held.inside and "/" not in seen.path
        if in_root and (ending in SCRIPTS or ending == "lnk") and not self._is_vouched(seen):
            self.root_scripts.append((seen.volume, seen.path))

    def _state(self, seen: Seen, held: Held, group: str | None) -> None:
        if seen.sha256 is None:
            self._unread(seen)
            return
        for code in standings(seen, held, group):
            if code == "damaged":
                self._damaged(seen, group)
            else:
                self.tally(code).count(seen)

    def _unread(self, seen: Seen) -> None:
        if is_listed(seen):
            return
        if not _BROKEN.isdisjoint(seen.errors):
            self.tally("damaged").count(seen)
        elif "password" in seen.errors:
            self.tally("opaque").count(seen)
        self.tally("unread").count(seen)

    def _damaged(self, seen: Seen, group: str | None) -> None:
        """Tell a copy that went bad from a faithful copy of what was bad already."""
        before = self.inventory is not None and seen.sha256 in self.inventory.damaged
        if not before and not self._is_vouched(seen):
            self.tally("damaged").count(seen)
        elif group in LASTING:
            self.tally("lasting_damaged_before").count(seen)
        else:
            self.tally("damaged_before").count(seen)

    def _practice(self, seen: Seen, group: str, dated: Dated | None) -> None:
        self.classes[group].count(seen)
        checked = dated is not None and dated.checked
        if seen.sha256 is None:
            self.tally("practice_unchosen" if is_listed(seen) else "practice_unread").count(seen)
        elif checked or seen.damage.verdict == DamageVerdict.INTACT:
            self.tally("vouched").count(seen)
        unknown = seen.damage.verdict == DamageVerdict.UNKNOWN and not is_listed(seen)
        if group == "database" and unknown and not checked:
            self.tally("database_unchecked").count(seen)
        if seen.size == 0:
            self.tally("empty").count(seen)
        self._dated(seen, group, dated)
        self._told(seen, dated)
        if self.inventory is not None:
            path = f"{seen.volume}/{seen.path}" if seen.volume else seen.path
            folder, name = key(path, self._appended)
            rows = dated.newest_ns if dated is not None and dated.how is How.DATA else None
            kept = Kept(seen.volume, seen.path, group, seen.size, seen.times.modified, rows)
            self.folders.setdefault(folder, {})[name] = kept

    def _is_vouched(self, seen: Seen) -> bool:
        """Tell a file that is the one a baseline to be trusted lists: the same, for better or worse."""
        return self.changes is not None and self.changes.trusted and self.changes.is_same(seen)

    def _dated(self, seen: Seen, group: str, dated: Dated | None) -> None:
        """Count the date of a file, or better that of its newest row, or of the dump it is."""
        when, worth = seen.times.modified, dating(seen.path, group)
        if when is not None and worth and when > self.latest:
            self.tally("future_dates").count(seen)
            when = None
        if dated is not None and dated.newest_ns is not None:
            if dated.how is How.DATA:
                when, worth = dated.newest_ns, BY_ROWS
            else:
                when, worth = min(when or dated.newest_ns, dated.newest_ns), 2
        if when is not None and worth:
            self.dates.setdefault((group, worth), Newest()).add(seen.volume, seen.path, when, seen.size)

    def _told(self, seen: Seen, dated: Dated | None) -> None:
        """Keep what a database says is wrong with itself; what it says beside is counted."""
        if dated is None:
            return
        for code in dated.faults if seen.damage.verdict != DamageVerdict.DAMAGED else ():
            if not self._is_vouched(seen) and len(self.faults) < _FAULTS:
                about = {"volume": seen.volume, "path": seen.path, "kind": dated.kind}
                self.faults.append({"code": f"fault_{code}", **about})
        for code in dated.remarks:
            self.tally(code).count(seen)


def reading_of(
    kinds: Mapping[str, str],
    inventory: Inventory | None,
    baseline: Baseline | None,
    *,
    several: bool,
    latest: int,
) -> Reading:
    """Start an empty reading; a baseline whose signature is wrong is not compared with."""
    usable = baseline is not None and baseline.signed != "invalid"
    trusted = baseline is not None and baseline.vouches(inventory.attack_ns if inventory else None)
    changes = Changes(baseline, several, trusted) if baseline is not None and usable else None
    within = Within(changes.baseline, several, trusted) if changes is not None else None
    return Reading(kinds, inventory, changes, latest, within)
