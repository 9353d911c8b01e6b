"""The questions a backup answers only beside something else: complete, recent."""

from toolkit.backup.answers.compared import Match, many_tiny, match
from toolkit.backup.answers.questions import (
    LACKING,
    LOCKED,
    Medium,
    Reasons,
    is_empty,
    listed,
    too_opaque,
    unsearched,
    unseen_volumes,
)
from toolkit.backup.classes import CLASSES, LASTING
from toolkit.backup.content.reading import Reading
from toolkit.backup.inventory import Inventory
from toolkit.backup.reference.baseline import Baseline
from toolkit.backup.reference.changes import Changes
from toolkit.records import Check

__all__ = ["DAY", "Match", "complete", "match", "unseen_volumes"]

DAY = 86_400 * 1_000_000_000  # ns
_UNREAD = 0.01  # share of the practice's files that could not be read, above which nothing is complete
_UNNAMED = 0.01  # share of the machine's files whose names are lost, above which nothing can be compared
# Papers and pictures, and share of those of the machine, from which a backup of others is no chance.
_PAPERS, _AS_MANY = 20, 0.2
_OF_ONE_FILE = ("fault_database", "fault_dump")  # faults of a file that was read: nothing is hidden by them
_KEPT_AS = {"shrunk_database": "shrunk", "emptied": "emptied", "shrunk_files": "tiny"}


def complete(
    reading: Reading,
    medium: Medium,
    inventory: Inventory | None,
    baseline: Baseline | None,
    found: Match | None,
) -> Check:
    """Everything the machine, or the medium's own baseline, says should be there is there."""
    reasons = Reasons()
    if empty := is_empty(reading, medium):
        reasons.against.append({"code": empty})
    total, missed = sum(one.files for one in reading.classes.values()), reading.count("practice_unread")
    if missed > _UNREAD * total:
        reasons.unsure.append(reading.tallies["practice_unread"].reason("practice_unread", total=total))
    answers = False
    if inventory is not None and found is not None:
        hidden = not empty and _hides(reading, medium)
        answers = _with_inventory(reasons, reading, inventory, found, hidden=hidden)
    if baseline is not None:
        attack = inventory.attack_ns if inventory is not None else None
        answers = _with_baseline(reasons, reading, baseline, attack) or answers
    reasons.against.extend(one for one in reading.faults if one["code"] in LACKING)
    if not answers and not reasons.against and not reasons.unsure:
        reasons.unsure.append({"code": "completeness_unknown"})
    return reasons.check("complete")


def _hides(reading: Reading, medium: Medium) -> bool:
    """Tell a medium part of which could hold anything: what was not found there is not proven missing."""
    unread = (one["code"] for one in reading.faults if one["code"] not in LACKING | {LOCKED})
    return (
        too_opaque(reading, medium)
        or unsearched(reading)
        or unseen_volumes(medium)
        or bool(reading.count("archive_unopened"))
        or bool(reading.practice.unlisted.files)
        or not all(code.startswith(_OF_ONE_FILE) for code in unread)
    )


def _with_inventory(
    reasons: Reasons, reading: Reading, inventory: Inventory, found: Match, *, hidden: bool
) -> bool:
    total = sum(found.expected.values())
    if not total:
        reasons.unsure.append({"code": "inventory_empty"})
        return False
    if hidden:
        _in_part(reasons, reading, found, total)
    else:
        _firmly(reasons, reading, found, total)
        if found.unread.files:
            named = reading.tallies["practice_unread"]
            reasons.unsure.append(named.reason("content_unread", files=found.unread.files, total=total))
    for group in CLASSES:
        if found.held[group] and (hidden or not found.missing[group].files):
            held, whole = found.held[group], found.expected[group]
            reasons.beside.append({"code": f"present_{group}", "files": held, "total": whole})
        if found.since[group].files:
            reasons.beside.append(found.since[group].reason(f"since_{group}"))
    if found.intact.files:
        reasons.beside.append(found.intact.reason("since_intact"))
    _doubted(reasons, reading, found)
    if inventory.unnamed > _UNNAMED * (total + inventory.unnamed):
        reasons.unsure.append({"code": "machine_names_lost", "files": inventory.unnamed})
        return False
    return True


def _in_part(reasons: Reasons, reading: Reading, found: Match, total: int) -> None:
    """Say what was not met, where not everything could be read: nothing of it is known to be missing."""
    missing = found.unread.files + sum(lost.files for lost in found.missing.values())
    if missing:
        folders = reading.practice.unlisted
        reasons.unsure.append(
            folders.reason("content_unread", files=missing, total=total)
            if folders.files
            else {"code": "content_unread", "files": missing, "total": total}
        )


def _firmly(reasons: Reasons, reading: Reading, found: Match, total: int) -> None:
    # Of what is encrypted there nobody asks whether it is the right backup.
    if not reading.count("encrypted") and (strange := _strange(reading, found, total)):
        reasons.against.append({"code": "nothing_in_common", "total": strange})
    for group in CLASSES:
        lost, whole = found.missing[group], found.expected[group]
        if lost.files:
            percent = max(1, round(100 * lost.files / whole))
            reasons.against.append(lost.reason(f"missing_{group}", total=whole, percent=percent))


def _strange(reading: Reading, found: Match, total: int) -> int:
    """Return how many files of the machine a backup that may be another one's lacks to the last, or 0.

    Databases and agendas bear one name in every practice: its papers and pictures tell whose backup it is.
    """
    if not (found.found or found.unread.files or found.emptied.files or found.shrunk.files):
        return total
    own = [group for group in CLASSES if group not in LASTING]
    expected = sum(found.expected[group] for group in own)
    others = sum(reading.classes[group].files for group in own)
    met = found.emptied.files + sum(found.held[group] for group in own)
    enough = expected >= _PAPERS and others >= max(_PAPERS, _AS_MANY * expected)
    return expected if enough and not met else 0


def _doubted(reasons: Reasons, reading: Reading, found: Match) -> None:
    """Say what has another size, form or date than on the machine, and what nothing compares with."""
    for code, tally, where in (
        ("shrunk_database", found.shrunk, reasons.against),
        ("emptied", found.emptied, reasons.against),
        ("shrunk_files", found.tiny, reasons.against if many_tiny(found) else reasons.beside),
    ):
        size, before = found.sizes.get(_KEPT_AS[code], (0, 0))
        if tally.files:
            where.append(tally.reason(code, size=size, machine_size=before))
    for group in CLASSES:
        if found.undated[group].files:
            reasons.unsure.append(found.undated[group].reason(f"undated_{group}"))
    if found.unclear.files:
        reasons.unsure.append(found.unclear.reason("export_unclear"))
    if found.exported.files:
        reasons.beside.append(found.exported.reason("database_exported"))
    if not found.expected["database"]:
        # A practice has one: without any, here or there, this is not its server, or not its backup.
        known = reading.classes["database"].files > 0
        (reasons.beside if known else reasons.unsure).append({"code": "no_database_on_machine"})


def _with_baseline(reasons: Reasons, reading: Reading, baseline: Baseline, attack: int | None) -> bool:
    """Say what left and what changed; only a baseline that vouches lets the answer be yes."""
    if baseline.signed == "invalid" or reading.changes is None:
        reasons.unsure.append({"code": "baseline_tampered"})
        return False
    _changed(reasons, reading, reading.changes, baseline)
    if baseline.unread:
        reasons.beside.append({"code": "baseline_unread", "files": baseline.unread})
    doubts = (
        ("baseline_signs", bool(baseline.signs)),
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
