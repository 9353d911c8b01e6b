"""The questions a backup answers only beside something else: complete, recent."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from toolkit.backup.baseline import Baseline
from toolkit.backup.changes import Changes
from toolkit.backup.classes import CLASSES, LASTING, dating
from toolkit.backup.decisive import Newest, decisive, newest_of
from toolkit.backup.inventory import Inventory, Item
from toolkit.backup.matching import counterparts, ways
from toolkit.backup.questions import LACKING, Medium, Reasons, listed, nothing_seen, too_opaque
from toolkit.backup.reading import Kept, Reading, Tally
from toolkit.records import Check

DAY = 86_400 * 1_000_000_000  # ns
_UNREAD = 0.01  # share of the practice's files that could not be read, above which nothing is complete
_SHRUNK = 16 * 1024  # bytes of a database on the machine, from which half its size is another database
# Calendars written anew at each export, of whatever is still to come.
_EXPORTS = (".ics", ".ical", ".vcs")
_UNNAMED = 0.01  # share of the machine's files whose names are lost, above which nothing can be compared
_ALIKE = 20  # files, from which dates that all lie within one day are those of a copy


@dataclass(slots=True)
class Match:
    """A machine and a backup compared: per class what is expected, missing, and newer than the backup."""

    expected: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CLASSES, 0))
    missing: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in CLASSES})
    since: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in CLASSES})
    newest: dict[str, Newest] = field(default_factory=dict)
    by_rows: dict[str, Newest] = field(default_factory=dict)
    emptied: Tally = field(default_factory=Tally)
    shrunk: Tally = field(default_factory=Tally)
    sizes: tuple[int, int] = (0, 0)  # of the first that shrank, here and on the machine
    found: int = 0


def match(reading: Reading, inventory: Inventory) -> Match:
    """Look for every practice file of the machine in the backup."""
    known = ways(inventory.folders, reading.folders)
    result = Match()
    absent: list[tuple[str, Item]] = []
    for folder, names in inventory.folders.items():
        places = [reading.folders[one] for one in counterparts(folder, known) if one in reading.folders]
        for name, item in names.items():
            result.expected[item.group] += 1
            copies = [held[name] for held in places if name in held]
            if copies:
                result.found += 1
                _dated(result, item, copies, reading.latest)
                _sized(result, item, copies)
            else:
                absent.append((f"{folder}/{name}", item))
    result.newest = {
        group: one
        for group in CLASSES
        if (one := decisive(result.by_rows.get(group), result.newest.get(group))) is not None
    }
    _missing(result, absent, inventory)
    return result


def _dated(result: Match, item: Item, copies: list[Kept], latest: int) -> None:
    for kept in copies:
        if kept.dated is not None:
            by_rows = result.by_rows.setdefault(item.group, Newest())
            by_rows.add(kept.volume, kept.path, kept.dated, kept.size)
            continue
        when = kept.modified
        if when is None or when > latest or not dating(kept.path, kept.group):
            continue
        # A copy may bear the date of the copying; the same file on the machine tells when it was written.
        if item.whole and item.size == kept.size and item.modified is not None:
            when = min(when, item.modified)
        result.newest.setdefault(item.group, Newest()).add(kept.volume, kept.path, when, kept.size)


def _sized(result: Match, item: Item, copies: list[Kept]) -> None:
    """Count a copy that has the name of what the machine held, and not the weight."""
    largest = max(copies, key=lambda kept: kept.size)
    lasting = item.group in LASTING and not largest.path.lower().endswith(_EXPORTS)
    if lasting and item.size >= _SHRUNK and largest.size * 2 < item.size:
        result.sizes = result.sizes if result.shrunk.files else (largest.size, item.size)
        result.shrunk.add(largest.volume, largest.path, largest.size)
    elif item.size and not largest.size:
        result.emptied.add(largest.volume, largest.path)


def _missing(result: Match, absent: list[tuple[str, Item]], inventory: Inventory) -> None:
    """Part what the backup lacks from what came to the machine after its newest data."""
    last = newest_of(result.newest)
    for path, item in absent:
        volume, _, inner = path.partition("/")
        # A database or an agenda is written every day and was there before: its last date says nothing of its
        # birth, and a backup without it lacks it.
        when = None if item.group in LASTING else inventory.written(item)
        later = last.when is not None and when is not None and when > last.when
        (result.since if later else result.missing)[item.group].add(volume, inner, item.size)


def complete(
    reading: Reading,
    medium: Medium,
    inventory: Inventory | None,
    baseline: Baseline | None,
    found: Match | None,
) -> Check:
    """Everything the machine, or the medium's own baseline, says should be there is there."""
    reasons = Reasons()
    if nothing_seen(medium) and not medium.coverage["files_not_seen"] and not unseen_volumes(medium):
        reasons.against.append({"code": "nothing_examined"})
    total, missed = sum(one.files for one in reading.classes.values()), reading.count("practice_unread")
    if missed > _UNREAD * total:
        reasons.unsure.append(reading.tallies["practice_unread"].reason("practice_unread", total=total))
    answers = False
    if inventory is not None and found is not None:
        answers = _with_inventory(reasons, inventory, found, hidden=_hides(reading, medium))
    if baseline is not None:
        attack = inventory.attack_ns if inventory is not None else None
        answers = _with_baseline(reasons, reading, baseline, attack) or answers
    reasons.against.extend(one for one in reading.faults if one["code"] in LACKING)
    if not answers and not reasons.against and not reasons.unsure:
        reasons.unsure.append({"code": "completeness_unknown"})
    return reasons.check("complete")


def _hides(reading: Reading, medium: Medium) -> bool:
    """Tell a medium part of which could hold anything: what was not found there is not proven missing."""
    return too_opaque(reading, medium) or unseen_volumes(medium)


def unseen_volumes(medium: Medium) -> bool:
    return any(not volume.read and volume.why != "no_files" for volume in medium.volumes)


def _with_inventory(reasons: Reasons, inventory: Inventory, found: Match, *, hidden: bool) -> bool:
    total = sum(found.expected.values())
    if not total:
        reasons.unsure.append({"code": "inventory_empty"})
        return False
    short = reasons.unsure if hidden else reasons.against
    if not found.found:
        short.append({"code": "nothing_in_common", "total": total})
    for group in CLASSES:
        lost, whole = found.missing[group], found.expected[group]
        if lost.files:
            percent = max(1, round(100 * lost.files / whole))
            short.append(lost.reason(f"missing_{group}", total=whole, percent=percent))
        elif whole:
            reasons.beside.append(
                {"code": f"present_{group}", "files": whole - found.since[group].files, "total": whole}
            )
        if found.since[group].files:
            reasons.beside.append(found.since[group].reason(f"since_{group}"))
    reasons.against.extend(_too_small(found))
    if not found.expected["database"]:
        reasons.beside.append({"code": "no_database_on_machine"})
    if inventory.unnamed > _UNNAMED * (total + inventory.unnamed):
        reasons.unsure.append({"code": "machine_names_lost", "files": inventory.unnamed})
        return False
    return True


def _too_small(found: Match) -> Iterator[dict[str, Any]]:
    size, before = found.sizes
    if found.shrunk.files:
        yield found.shrunk.reason("shrunk_database", size=size, machine_size=before)
    if found.emptied.files:
        yield found.emptied.reason("emptied")


def _with_baseline(reasons: Reasons, reading: Reading, baseline: Baseline, attack: int | None) -> bool:
    """Say what left and what changed; only a baseline that vouches lets the answer be yes."""
    if baseline.signed == "invalid" or reading.changes is None:
        reasons.unsure.append({"code": "baseline_tampered"})
        return False
    _changed(reasons, reading, reading.changes, baseline)
    if baseline.unread:
        reasons.beside.append({"code": "baseline_unread", "files": baseline.unread})
    doubts = (
        ("baseline_superseded", bool(baseline.newer)),
        ("baseline_on_medium", baseline.on_medium),
        ("baseline_unsigned", baseline.signed == "absent"),
        ("baseline_after_attack", attack is not None and not baseline.is_before(attack)),
        ("baseline_empty", not baseline.count),
    )
    for code, holds in doubts:
        if holds:
            reasons.unsure.append({"code": code, "made": baseline.made, "newer": baseline.newer})
            return False
    reasons.beside.append({"code": "baseline_made", "made": baseline.made, "files": baseline.count})
    if not baseline.anchored:
        reasons.beside.append({"code": "baseline_unanchored"})
    return True


def _changed(reasons: Reasons, reading: Reading, changes: Changes, baseline: Baseline) -> None:
    """Say what is damage, and what is the work of every day."""
    lying, within = changes.gone(), reading.within
    left = {code: getattr(lying, code) for code in ("missing", "moved", "deleted", "rotated")}
    total = baseline.count
    if within is not None:
        for code, where in within.gone():
            left[code].append(where)
        for code, places in (("inside_closed", within.unseen()), ("outside_only", within.unknown())):
            if places:
                reasons.unsure.append(listed(f"baseline_{code}", places))
    differing = {code: reading.differing(code) for code in ("changed", "silent", "broken", "renewed")}
    differing |= {"programs": changes.programs, "added": list(changes.added.values())}
    found = left | differing
    for code in ("missing", "changed", "silent", "broken"):
        if found[code]:
            reasons.against.append(listed(f"baseline_{code}", found[code], total=total))
    for code in ("moved", "deleted", "rotated", "renewed", "programs", "added"):
        if found[code]:
            reasons.beside.append(listed(f"baseline_{code}", found[code], total=total))
