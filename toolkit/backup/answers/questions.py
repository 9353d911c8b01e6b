"""The questions about what a backup holds: clean, not encrypted, restorable."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from toolkit.backup.content.reading import SAMPLES, Reading, Tally
from toolkit.records import Answer, Check, Facts, Volume
from toolkit.scan.survey import HARMLESS, REMARKS

QUESTIONS = ("clean", "not_encrypted", "complete", "recent", "restorable")

# Shares above which what cannot be explained, or seen into, is no longer a detail of a good medium: a locked
# payslip is one, a backup that is one locked archive is not.
SUBSTANTIAL_BYTES = 0.10
SUBSTANTIAL_FILES = 0.05
# Faults that leave files unlooked at: of these, what is no damage by itself.
LOCKED = "fault_locked"
_LIMITED = frozenset({"fault_bomb", "fault_archives_many"})
_CLOSED = frozenset({LOCKED, "fault_newer_version", "fault_method", "fault_disk_variant"}) | _LIMITED
_UNOPENED = _CLOSED | {"fault_unopened", "fault_part_missing"}
# What a database says of itself: that it may not be whole, and what is only good to know.
_DOUBTS = ("database_freed", "database_end_unseen", "database_rows_unread")
_REMARKS = ("database_wal", "database_no_wal", "database_unread_version", "database_unread_packing")
# Faults of a backup that is whole, and lacks what it should hold.
LACKING = frozenset({"fault_database_empty"})
_SEVERAL = 3  # random files that are not so on the machine, from which that is no chance
_CHECKED = 0.5  # share of the practice's files whose content some check covered
# What limits the dates or the names of an answer, and not what was looked at.
_WARNINGS = frozenset({"truncated", "dirty_volume", "hibernated", "hibernation_unknown", "zip_count_differs"})
# Every byte was matched, only by pieces of 32 MiB: any large database would else stay unknown for ever.
_BY_PIECES = "rules_windowed"
# Archives that are locked or of another kind are counted as opaque, those opened file by file.
_TOLD_ELSEWHERE = (REMARKS - {_BY_PIECES}) | {"bomb"}


@dataclass(slots=True)
class Reasons:
    """Coded reasons as they are found; the weakest answer is the one given."""

    against: list[Facts] = field(default_factory=list)
    unsure: list[Facts] = field(default_factory=list)
    beside: list[Facts] = field(default_factory=list)

    def check(self, question: str) -> Check:
        answer = Answer.NO if self.against else Answer.UNKNOWN if self.unsure else Answer.YES
        return Check(question, answer, (*self.against, *self.unsure, *self.beside))

    def add(self, where: str, reading: Reading, *codes: str) -> None:
        """Add the tallies of these codes that counted anything."""
        kept: list[Facts] = getattr(self, where)
        kept.extend(reading.tallies[code].reason(code) for code in codes if reading.count(code))


@dataclass(frozen=True, slots=True)
class Medium:
    """What a source says of itself beside its files."""

    kind: str
    volumes: Sequence[Volume]
    warnings: Sequence[str]
    lures: Sequence[tuple[str, str, str]]  # (code, volume, path)
    coverage: Facts
    leaves: int  # files that are no archives opened here


def clean(reading: Reading, medium: Medium) -> Check:
    """No sign of infection in anything, everything having been looked at."""
    reasons = Reasons()
    for rule, hits in sorted(reading.rules.items(), key=lambda item: -item[1].files):
        reasons.against.append(hits.reason("rule_hits", rule=rule))
    reasons.add("against", reading, "notes_found", "disguised_programs")
    for code, volume, path in medium.lures:
        found = {"code": code, "volume": volume, "path": path}
        (reasons.unsure if code == "root_unread" else reasons.against).append(found)
    reasons.add("unsure", reading, "notes_suspect", "new_programs")
    if reading.count("encrypted"):
        # The attack, or a machine it held, wrote on this medium.
        reasons.unsure.append(reading.tallies["encrypted"].reason("encrypted_present"))
    if scripts := _root_scripts(reading, medium):
        reasons.unsure.append(listed("script_in_root", scripts))
    reasons.unsure.extend(unseen(reading, medium))
    if too_opaque(reading, medium):
        reasons.unsure.append({"code": "not_searched", **_opaque(reading)})
    elif unsearched(reading) and not is_empty(reading, medium):
        reasons.add("unsure", reading, "unrecognised")
    reasons.add("beside", reading, "tools", "programs_held")
    reasons.beside.extend(_limits(reading, medium))
    # Encrypted files are a sign: beside them the sentence would say another thing.
    if not reasons.against and not nothing_seen(medium) and not reading.count("encrypted"):
        reasons.beside.insert(0, no_sign(reading, medium))
    return reasons.check("clean")


def _root_scripts(reading: Reading, medium: Medium) -> list[tuple[str, str]]:
    """Return what lies in the root and runs at a click, save what another reason names already."""
    named = {(volume, path) for _, volume, path in medium.lures}
    named.update((one["volume"], one["path"]) for hits in reading.rules.values() for one in hits.samples)
    return [place for place in reading.root_scripts if place not in named]


def no_sign(reading: Reading, medium: Medium) -> dict[str, Any]:
    """Return the sentence that stands for "clean": how many were searched, of how many, and what was not."""
    seen, missed = medium.coverage["files_seen"], medium.coverage["files_not_seen"]
    return {
        "code": "no_sign",
        "files": seen,
        "total": seen + missed,
        "not_seen": missed + reading.count("opaque"),
    }


def unseen(reading: Reading, medium: Medium) -> list[dict[str, Any]]:
    """Return why not everything was looked at; nothing when everything was."""
    found: list[dict[str, Any]] = []
    # What time did not allow to read is told as such.
    missed = medium.coverage["files_not_seen"] - reading.count("sampled_listed")
    if empty := is_empty(reading, medium):
        found.append({"code": empty})
    elif nothing_seen(medium) and not medium.coverage["files_not_seen"]:
        found.append({"code": "nothing_examined"})
    if missed:
        found.append(reading.tallies.get("unread", Tally()).reason("unread", files=missed))
    found += [
        {"code": "volume_unread", "volume": volume.name, "filesystem": volume.filesystem, "why": volume.why}
        for volume in medium.volumes
        if not volume.read and volume.why != "no_files"
    ]
    found += [
        {"code": warning if warning in _WARNINGS else "medium_limited", "warning": warning}
        for warning in medium.warnings
        if warning not in HARMLESS
    ]
    if reading.count("archive_unopened"):
        found.append(reading.tallies["archive_unopened"].reason("archive_unopened"))
    found += [dict(one) for one in _weighty(reading, medium) if one["code"] in _UNOPENED]
    partly = sum(_partly(medium, by_pieces=False))
    return [*found, {"code": "rules_partial", "files": partly}] if partly else found


def nothing_seen(medium: Medium) -> bool:
    return medium.leaves == 0


def is_empty(reading: Reading, medium: Medium) -> str:
    """Return the code of a medium, read whole, that holds nothing but what any system writes, or zeros."""
    if medium.coverage["files_not_seen"] or unseen_volumes(medium):
        return ""
    held = medium.leaves - reading.of_system
    return "empty_medium" if not held else "blank_medium" if held == reading.zeroed else ""


def unseen_volumes(medium: Medium) -> bool:
    return any(not volume.read and volume.why != "no_files" for volume in medium.volumes)


def too_opaque(reading: Reading, medium: Medium) -> bool:
    """Tell a backup whose content is, for a good part, locked or packed by another program."""
    return any(volume.why == "bitlocker" for volume in medium.volumes) or mostly_opaque(reading)


def mostly_opaque(reading: Reading) -> bool:
    """Tell files that are, for a good part of their bytes, locked or packed by another program."""
    opaque = reading.tallies.get("opaque")
    return opaque is not None and opaque.bytes >= SUBSTANTIAL_BYTES * max(1, reading.leaf_bytes)


def _weighty(reading: Reading, medium: Medium) -> list[Facts]:
    """Return the faults of backups, those left out that are a locked archive among many files."""
    light = not too_opaque(reading, medium)
    return [one for one in reading.faults if not (light and one["code"] == LOCKED)]


def unsearched(reading: Reading) -> bool:
    """Tell a medium most of which, by files and bytes, is of no known kind: an image of a disk, wiped."""
    found = reading.tallies.get("unrecognised", Tally())
    return found.files * 2 > reading.leaves and found.bytes * 2 > reading.leaf_bytes


def not_encrypted(reading: Reading, medium: Medium) -> Check:
    """No file is encrypted by an attack; locked by its owner is another thing, and random is not proof."""
    reasons = Reasons()
    reasons.add("against", reading, "encrypted")
    reasons.unsure.extend(_reduced(unseen(reading, medium)))
    if too_opaque(reading, medium):
        reasons.unsure.append({"code": "not_searched", **_opaque(reading)})
    elif unsearched(reading) and not is_empty(reading, medium):
        reasons.add("unsure", reading, "unrecognised")
    several = reading.count("random_since") >= _SEVERAL
    reasons.add("against" if several else "unsure", reading, "random_since")
    random = reading.tallies.get("random")
    if random is not None and random.files:
        files = medium.coverage["files_seen"]
        much = (
            random.bytes >= SUBSTANTIAL_BYTES * reading.leaf_bytes
            or random.files >= SUBSTANTIAL_FILES * files
            or reading.count("random_dump") > 0
        )
        reasons.add("unsure" if much else "beside", reading, "random")
    if not too_opaque(reading, medium):
        reasons.add("beside", reading, "opaque")
    return reasons.check("not_encrypted")


def restorable(  # noqa: C901 - each doubt is told
    reading: Reading, medium: Medium, differing: Iterable[Facts] = ()
) -> Check:
    """Everything was read to its end, and what can be checked is what its name says.

    `differing` are reasons against it that a machine gives.
    """
    reasons = Reasons()
    if reading.count("encrypted"):
        reasons.against.append(reading.tallies["encrypted"].reason("encrypted_lost"))
    reasons.add("against", reading, "damaged", "zeroed_since")
    reasons.against.extend(differing)
    reasons.against.extend(reading.unlike.get("against", ()))
    if reading.count("archive_empty") and not any(tally.files for tally in reading.classes.values()):
        reasons.add("against", reading, "archive_empty")
    for one in _weighty(reading, medium):
        # What cannot be read here may be whole.
        if one["code"] not in LACKING:
            (reasons.unsure if one["code"] in _CLOSED else reasons.against).append(one)
    if reading.changes:
        for code in ("broken", "silent"):
            if paths := reading.differing(code):
                reasons.against.append(listed(f"baseline_{code}", paths))
    reasons.unsure.extend(_reduced(unseen(reading, medium)))
    if too_opaque(reading, medium):
        reasons.unsure.append({"code": "opaque_mostly", **_opaque(reading)})
    reasons.add("unsure", reading, "database_unchecked", "lasting_damaged_before")
    files = sum(tally.files for tally in reading.classes.values())
    vouched, read = reading.count("vouched"), files - reading.count("practice_unchosen")
    if not files and not nothing_seen(medium):
        reasons.unsure.append({"code": "nothing_recognised"})
    elif read and vouched < _CHECKED * read:
        reasons.unsure.append({"code": "little_checked", "files": vouched, "total": read})
    elif read:
        tally = reading.tallies["vouched"]
        reasons.beside.append(tally.reason("content_checked", total=read))
    reasons.unsure.extend(reading.unlike.get("unsure", ()))
    reasons.add("unsure", reading, *_DOUBTS)
    reasons.beside.extend(reading.unlike.get("beside", ()))
    reasons.add("beside", reading, "empty", "damaged_before", "program_damaged", *_REMARKS)
    reasons.beside.extend(reading.remarks)
    if files and not (reading.changes and reading.changes.trusted):
        reasons.beside.append({"code": "flips_not_excluded"})
    return reasons.check("restorable")


def listed(code: str, places: Sequence[tuple[str, str]], **facts: Any) -> dict[str, Any]:
    """Return a reason about some (volume, path): how many, and the first of them."""
    tally = Tally()
    for volume, path in places[:SAMPLES]:
        tally.add(volume, path)
    reason = tally.reason(code, files=len(places), **facts)
    return {key: value for key, value in reason.items() if key != "bytes"}


def _reduced(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out what limits the comparison with rules only."""
    return [reason for reason in found if reason["code"] != "rules_partial"]


def _opaque(reading: Reading) -> dict[str, Any]:
    facts = reading.tallies.get("opaque", Tally()).reason("opaque")
    return {key: value for key, value in facts.items() if key != "code"}


def _limits(reading: Reading, medium: Medium) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if not too_opaque(reading, medium) and reading.count("opaque"):
        found.append(reading.tallies["opaque"].reason("opaque"))
    if pieces := sum(_partly(medium, by_pieces=True)):
        found.append({"code": "rules_by_pieces", "files": pieces})
    found += [{"code": f"medium_{name}"} for name in medium.warnings if name in HARMLESS]
    # Whether the medium was kept from being written to is not proven by having only read it.
    return [*found, {"code": "read_only_not_proven"}] if medium.kind == "device" else found


def _partly(medium: Medium, *, by_pieces: bool) -> list[int]:
    return [
        count
        for row in medium.coverage["volumes"]
        for why, count in row["partly"].items()
        if (why == _BY_PIECES) is by_pieces and why not in _TOLD_ELSEWHERE
    ]
