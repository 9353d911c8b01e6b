"""Whether one backup lies where no attack on the network reaches it."""

from collections.abc import Iterator
from itertools import chain

from toolkit.checkup.looked import DAY, GOOD, MEND, UNKNOWN, Looked, Row, Visit, row
from toolkit.records import Facts

_STALE = 62  # days: two months without the disk that is to be kept apart
_NAMED = 4


def judge(looked: Looked) -> Iterator[Row]:
    """Yield one row per disk a backup goes to, and what baselines of earlier visits tell of each medium."""
    targets = " ".join(
        f"{one.get('target') or ''} {one.get('arguments') or ''}".upper()
        for one in looked.rows("backup_jobs")
    )
    disks = [one for one in looked.rows("usb_history") if _serves(one, targets)]
    rows = list(chain((_disk(looked, one) for one in disks[:_NAMED]), _visits(looked)))
    if not rows and not looked.windowless:
        yield row(UNKNOWN, "offline_not_seen", 3)
    yield from rows


def _serves(disk: Facts, targets: str) -> bool:
    letters = [str(letter).upper() for letter in disk.get("letters") or ()]
    return any(letter in targets for letter in letters if len(letter) == 2 and letter[1] == ":")


def _disk(looked: Looked, disk: Facts) -> Row:
    told: Row = {
        "name": str(disk.get("name") or disk.get("model") or ""),
        "serial": str(disk.get("serial") or ""),
    }
    plugged, removed = disk.get("last_plugged_ns"), disk.get("last_removed_ns")
    if not isinstance(plugged, int) or looked.future(plugged):
        return row(UNKNOWN, "offline_undated", 3, **told)
    told |= {"at_ns": plugged, "days": looked.days(plugged)}
    if told["days"] > _STALE:
        return row(MEND, "offline_stale", 2, **told)
    if not isinstance(removed, int) or removed < plugged:
        # Windows notes a removal only while it runs: what was pulled from a stopped machine looks plugged.
        return row(UNKNOWN, "offline_still_plugged", 2, **told)
    return row(GOOD, "offline_apart", **told)


def _visits(looked: Looked) -> Iterator[Row]:
    newest: dict[str, Visit] = {}
    for visit in sorted(looked.visits, key=lambda one: one.made_ns):
        # A visit may well be later than the last use of a machine whose disk is read.
        if visit.made_ns <= max(looked.until_ns, looked.made_ns) + DAY:
            newest[visit.medium] = visit
    latest = sorted(newest.values(), key=lambda one: (not one.signs, -one.made_ns))
    for one in latest[:_NAMED]:
        told: Row = {"name": one.medium, "at_ns": one.made_ns, "days": looked.days(one.made_ns)}
        if one.signs:
            yield row(MEND, "visit_signs", 1, count=one.signs, **told)
        else:
            stale = told["days"] > _STALE
            yield row(MEND, "visit_stale", 4, **told) if stale else row(GOOD, "visit_recent", **told)
