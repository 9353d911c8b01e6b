"""The questions a backup answers only beside something else: complete, recent."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from toolkit.backup.baseline import Baseline
from toolkit.backup.classes import CLASSES, LASTING, dating
from toolkit.backup.inventory import Inventory, Item
from toolkit.backup.matching import counterparts, ways
from toolkit.backup.questions import Medium, Reasons, listed, nothing_seen, too_opaque
from toolkit.backup.reading import Kept, Newest, Reading, Tally
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
    _missing(result, absent, inventory)
    return result


def _dated(result: Match, item: Item, copies: list[Kept], latest: int) -> None:
    for kept in copies:
        when = kept.modified
        if when is None or when > latest or not dating(kept.path, kept.group):
            continue
        # A copy may bear the date of the copying; the same file on the machine tells when it was written.
        if item.whole and item.size == kept.size and item.modified is not None:
            when = min(when, item.modified)
        result.newest.setdefault(item.group, Newest()).add(kept.volume, kept.path, when)


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


def newest_of(dates: dict[str, Newest]) -> Newest:
    """Return the newest of several, with all their files counted."""
    total = Newest()
    for one in dates.values():
        if one.when is not None and (total.when is None or one.when > total.when):
            total.when, total.volume, total.path = one.when, one.volume, one.path
        if one.oldest is not None:
            total.oldest = one.oldest if total.oldest is None else min(total.oldest, one.oldest)
        total.dated += one.dated
    return total


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
    gone, moved = reading.changes.left()
    if gone:
        reasons.against.append(listed("baseline_missing", gone, total=len(baseline.files)))
    for code, paths in (
        ("changed", reading.changes.changed),
        ("silent", reading.changes.silent),
        ("broken", reading.changes.broken),
    ):
        if paths:
            reasons.against.append(listed(f"baseline_{code}", paths))
    if moved:
        reasons.beside.append(listed("baseline_moved", moved))
    if reading.changes.added:
        reasons.beside.append(listed("baseline_added", list(reading.changes.added.values())))
    doubts = (
        ("baseline_on_medium", baseline.on_medium),
        ("baseline_unsigned", baseline.signed == "absent"),
        ("baseline_after_attack", attack is not None and not baseline.is_before(attack)),
        ("baseline_empty", not baseline.files),
    )
    for code, holds in doubts:
        if holds:
            reasons.unsure.append({"code": code, "made": baseline.made})
            return False
    reasons.beside.append({"code": "baseline_made", "made": baseline.made, "files": len(baseline.files)})
    if not baseline.anchored:
        reasons.beside.append({"code": "baseline_unanchored"})
    return True


def ages(reading: Reading, found: Match | None) -> tuple[dict[str, Newest], bool]:
    """Return the newest date of each class, and whether only weak dates were to be had."""
    if found is not None and found.newest:
        return found.newest, False
    for worth in (2, 1):
        dates = {group: one for (group, at), one in reading.dates.items() if at == worth}
        if dates:
            return dates, worth == 1
    return {}, False


def recent(
    reading: Reading, inventory: Inventory | None, found: Match | None, now_ns: int, max_age_days: int
) -> Check:
    """The newest data of the practice is within the limit, counted back from the attack, or from now."""
    reasons = Reasons()
    dates, _ = ages(reading, found)
    newest = newest_of(dates)
    reasons.add("beside", reading, "future_dates")
    if newest.when is None:
        reasons.unsure.append({"code": "no_dates"})
        return reasons.check("recent")
    until, since = reference(inventory, now_ns)
    facts = {"days": age(until, newest.when), "limit": max_age_days, "since": since, **_where(newest)}
    for code, one in _old(dates, newest, until, max_age_days):
        reasons.against.append({**facts, "code": code, "days": age(until, one.when), **_where(one)})
    if not reasons.against:
        reasons.beside.append({**facts, "code": f"age_{since}"})
    if newest.when > until and since == "attack":
        reasons.beside.append({"code": "newer_than_attack", **_where(newest)})
    if found is None and newest.dated >= _ALIKE and newest.when - (newest.oldest or 0) < DAY:
        reasons.unsure.append({"code": "dates_of_copy", "files": newest.dated})
    return reasons.check("recent")


def _where(newest: Newest) -> dict[str, str]:
    return {"volume": newest.volume, "path": newest.path}


def reference(inventory: Inventory | None, now_ns: int) -> tuple[int, str]:
    """Return the moment ages are counted back from, and which it is: attack, machine or now."""
    if inventory is not None:
        if inventory.attack_ns is not None:
            return inventory.attack_ns, "attack"
        newest = inventory.newest()
        if newest is not None and newest <= now_ns:
            return newest, "machine"
    return now_ns, "now"


def age(until: int, when: int | None) -> int:
    """Return whole days between two moments, never below zero."""
    return max(0, (until - (when or 0)) // DAY)


def _old(dates: dict[str, Newest], newest: Newest, until: int, limit: int) -> Iterator[tuple[str, Newest]]:
    """Yield what is too old: everything, or the databases while other files go on being copied."""
    if newest.when is not None and until - newest.when > limit * DAY:
        yield "old_data", newest
        return
    base = dates.get("database")
    if base is not None and base.when is not None and until - base.when > limit * DAY:
        yield "old_database", base


def newest_facts(reading: Reading, found: Match | None) -> dict[str, Any]:
    """Return the newest data of the practice: when, where, and the same per class (ns UTC)."""
    dates, weak = ages(reading, found)
    newest = newest_of(dates)
    group = next((name for name, one in dates.items() if one.path == newest.path and one.path), None)
    return {
        "modified_ns": newest.when,
        **_where(newest),
        "class": group,
        "dated_files": newest.dated,
        "weak": weak,
        "by_class": {name: dates[name].when for name in CLASSES if name in dates},
    }
