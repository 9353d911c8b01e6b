"""What one pass over a backup adds up to, file by file, for the five questions to be answered from."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.backup.classes import LASTING, is_of_system, practice_class
from toolkit.backup.content.alike import Alike
from toolkit.backup.content.disguised import is_disguised
from toolkit.backup.content.kept import Kept, KeptFolders
from toolkit.backup.content.practice import BY_ROWS, Practice
from toolkit.backup.content.since import is_zeros, since
from toolkit.backup.content.standing import standings
from toolkit.backup.content.struck import is_of_phone, is_struck_name
from toolkit.backup.content.tally import SAMPLES, Tally
from toolkit.backup.content.waiting import Waiting, is_lost, row_of, waits
from toolkit.backup.data.dated import Dated
from toolkit.backup.decisive import Newest
from toolkit.backup.forms.form import Found
from toolkit.backup.held import Held
from toolkit.backup.inventory import Inventory
from toolkit.backup.lures import SCRIPTS
from toolkit.backup.reference.baseline import Baseline
from toolkit.backup.reference.changes import Changes
from toolkit.backup.reference.within import Current, Within
from toolkit.backup.unchosen import is_listed
from toolkit.records import DamageVerdict, Entry, EntryKind, Facts, NoteVerdict, Seen, plain
from toolkit.scan.survey import WITHIN, Survey

__all__ = ["BY_ROWS", "SAMPLES", "Kept", "Reading", "Tally", "reading_of"]

_LOOKS = frozenset({"encrypted", "random", "random_dump", "opaque", "unrecognised"})
_FAULTS = 1000  # of databases, told one by one
_BROKEN = frozenset({"damaged", "overlapping"})  # a checksum or a structure says so: not only unread


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
    practice: Practice = field(init=False)
    waiting: Waiting = field(default_factory=Waiting)  # of the practice, once every file was seen
    known: "array[int]" = field(default_factory=lambda: array("q"))  # hashes of files of a trusted baseline
    unlike: dict[str, list[Facts]] = field(default_factory=dict)  # reasons: against, unsure, beside
    root_scripts: list[tuple[str, str]] = field(default_factory=list)  # volume and path
    remarks: list[Facts] = field(default_factory=list)  # about them, for nobody's verdict
    faults: list[Facts] = field(default_factory=list)  # of the backups that count, as their forms tell them
    files: int = 0
    leaves: int = 0  # files that are not archives opened here
    zeroed: int = 0  # files of nothing but zeros
    of_system: int = 0  # files that the system writes on any disk by itself
    leaf_bytes: int = 0  # bytes of files that are not archives opened here
    alike: Alike = field(default_factory=Alike)
    decisive: tuple[str, int] | None = None  # class and ns UTC, once found too old beside newer files

    def __post_init__(self) -> None:
        self.practice = Practice(self.inventory, self.latest, self.tallies)

    @property
    def classes(self) -> dict[str, Tally]:
        return self.practice.classes

    @property
    def dates(self) -> dict[tuple[str, int], Newest]:
        return self.practice.dates

    @property
    def folders(self) -> KeptFolders:
        return self.practice.folders

    def add(self, held: Held) -> None:
        """Count one file, or one link."""
        if isinstance(held.found, Entry):
            self.survey.add_link(held.found)
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
        of_system = not held.inside and is_of_system(seen.path)
        self.of_system += of_system
        self.zeroed += not of_system and is_zeros(seen)
        if not held.opened and not held.older:
            self.leaf_bytes += seen.size
        self._hostile(seen, held)
        self._runnable(seen, held)
        if held.older:
            return  # what a newer generation replaced can infect, and is no measure of what can be restored
        group = None if held.opened or held.closed else self._group(seen)
        codes = self._state(seen, held, group)
        if group is not None and not is_lost(seen, codes):
            self._practice(seen, group, held)
        if (code := since(seen, codes, self.inventory)) and not self._is_vouched(seen, held):
            self.tally(code).count(seen)

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
        known: set[int] = set()  # made of the list only where there is a change
        lost: set[int] = set()  # hashes: there may be a million
        for change in self.survey.context.changes():
            if change["verdict"] != DamageVerdict.ENCRYPTED:
                continue
            known = known or set(self.known)
            about = (change["volume"], change["path"], change["size"])
            lost.add(hash(about[:2]))
            if change["was"] == DamageVerdict.RANDOM and is_struck_name(change["path"]):
                continue  # counted as it was read
            if hash(about[:2]) in known:
                continue
            self.tally("encrypted").add(*about)
            if (before := counted.get(change["was"])) and self.count(before):
                self.tally(before).less(*about)
        for row in self.waiting.rows():
            if hash((row.volume, row.path)) not in lost or row.same:
                self.practice.add(row)
        self.waiting = Waiting()
        for cipher in self.practice.unlike.ciphers():
            self.tally("encrypted").join(cipher)
        machine = self.inventory.alike if self.inventory is not None else None
        alike = (("unsure", reason) for reason in self.alike.found(machine))
        for where, reason in (*self.practice.unlike.found(), *alike):
            self.unlike.setdefault(where, []).append(reason)

    def _group(self, seen: Seen) -> str | None:
        """Return the class of a practice file; a ransom note is none, whatever it is called."""
        held = seen.kind == EntryKind.FILE and not seen.note
        return practice_class(seen.path, seen.type, self._appended) if held else None

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
        if is_disguised(seen):
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

    def _state(self, seen: Seen, held: Held, group: str | None) -> tuple[str, ...]:
        """Count what a file is, and return the tallies."""
        if seen.sha256 is None:
            self._unread(seen, held)
            return ()
        codes = () if self._is_empty_anyway(seen, held, group) else standings(seen, held, group)
        if is_of_phone(seen):
            self.known.append(hash((seen.volume, seen.path)))
        if self._is_vouched(seen, held):
            # It was so before the attack: whatever it looks like, no attack made it so.
            self.known.append(hash((seen.volume, seen.path)))
            codes = tuple(code for code in codes if code not in _LOOKS or held.closed or held.opened)
        for code in codes:
            if code == "damaged":
                self._damaged(seen, group, held)
            else:
                self.tally(code).count(seen)
        return codes

    def _is_empty_anyway(self, seen: Seen, held: Held, group: str | None) -> bool:
        """Tell an empty database that was as empty on the machine, or when its baseline was made."""
        if seen.size or group != "database":
            return False
        machine = self.inventory is not None and self.inventory.is_empty(seen.path)
        return machine or self._is_vouched(seen, held)

    def _unread(self, seen: Seen, held: Held) -> None:
        if is_listed(seen):
            return
        self.practice.miss(seen, inside=held.inside)
        if not _BROKEN.isdisjoint(seen.errors):
            self.tally("damaged").count(seen)
        elif "password" in seen.errors:
            self.tally("opaque").count(seen)
        self.tally("unread").count(seen)

    def _damaged(self, seen: Seen, group: str | None, held: Held) -> None:
        """Tell a copy that went bad from a faithful copy of what was bad already."""
        known = self.inventory
        before = known is not None and (seen.sha256 in known.damaged or seen.sha256 in known.unlike)
        if not before and not self._is_vouched(seen, held):
            self.tally("damaged").count(seen)
            self.practice.broken.add(hash((seen.volume, seen.path)))
        elif group in LASTING:
            self.tally("lasting_damaged_before").count(seen)
        else:
            self.tally("damaged_before").count(seen)

    def _practice(self, seen: Seen, group: str, held: Held) -> None:
        row = row_of(seen, group, held.dated, same=self._is_same(seen, held), asked=self.latest > 0)
        (self.waiting if waits(seen) else self.practice).add(row)
        if not self._is_vouched(seen, held):
            self.alike.add(group, seen.size, seen.sha256, seen.volume, seen.path)
        self._told(seen, held.dated, same=row.same)

    def _is_same(self, seen: Seen, held: Held) -> bool:
        """Tell a file that was so before: on the machine as it is, or in a baseline to be trusted."""
        before = self.inventory is not None and seen.sha256 in self.inventory.unlike
        return before or self._is_vouched(seen, held)

    def _is_vouched(self, seen: Seen, held: Held | None = None) -> bool:
        """Tell a file that is the one a baseline to be trusted lists: the same, for better or worse."""
        if self.changes is None or not self.changes.trusted:
            return False
        if held is None or not held.inside:
            return self.changes.is_same(seen)
        part = self.within.compared.get(held.series) if self.within is not None and held.member else None
        return part is not None and part.is_same(replace(seen, volume="", path=held.member))

    def _told(self, seen: Seen, dated: Dated | None, *, same: bool) -> None:
        """Keep what a database says is wrong with itself; what it says beside is counted."""
        if dated is None:
            return
        for code in dated.faults if seen.damage.verdict != DamageVerdict.DAMAGED else ():
            if not same and len(self.faults) < _FAULTS:
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
