"""What each state of the data that a backup keeps is worth, and the last of them that is clean."""

from collections.abc import Iterable
from enum import StrEnum

from toolkit.backup.answers.questions import LOCKED, mostly_opaque
from toolkit.backup.answers.recency import newest_facts
from toolkit.backup.forms.form import State
from toolkit.backup.sweep.generations import Generation, dated_by
from toolkit.records import Facts


class Worth(StrEnum):
    """What one point is worth, by everything that was read of it."""

    CLEAN = "clean"  # nothing against it was found in what was read
    ENCRYPTED = "encrypted"
    INFECTED = "infected"
    DAMAGED = "damaged"
    DOUBTFUL = "doubtful"  # random files, notes that may be none, files that could not be read
    CLOSED = "closed"  # its files cannot be read here
    EMPTY = "empty"
    SAMPLED = "sampled"  # nothing against it, in files of which only some were read


def judged(each: Generation) -> Facts:
    """Return what is told of one point: where it lies, its date, its newest data, its files and its worth."""
    reading = each.reading
    files = sum(tally.files for tally in reading.classes.values())
    return {
        "form": each.found.form,
        "volume": each.found.volume,
        "path": each.found.path,
        "name": each.point.name,
        "at_ns": each.at_ns,
        "dated_by": dated_by(each.found, each.point),
        "newest_ns": newest_facts(reading, None)["modified_ns"],
        "files": reading.files,
        "practice_files": files,
        "current": each.current,
        "worth": str(worth(each)),
        "faults": list(each.faults),
    }


def worth(each: Generation) -> Worth:
    """Return what a point is worth; unknown is never clean."""
    reading = each.reading
    if each.point.open is None:
        return Worth.CLOSED if each.found.state in {State.LOCKED, State.OPAQUE} else Worth.DAMAGED
    found = (
        (
            bool(reading.rules) or any(map(reading.count, ("notes_found", "disguised_programs"))),
            Worth.INFECTED,
        ),
        (bool(reading.count("encrypted")), Worth.ENCRYPTED),
        (bool(_wrong(each) or reading.count("damaged") or reading.unlike.get("against")), Worth.DAMAGED),
        (any(map(reading.count, ("random", "notes_suspect", "unread", "archive_unopened"))), Worth.DOUBTFUL),
        (bool(reading.unlike.get("unsure")), Worth.DOUBTFUL),
        (bool(reading.count("sampled_listed")), Worth.SAMPLED),
        (not reading.files, Worth.EMPTY),
    )
    return next((verdict for holds, verdict in found if holds), Worth.CLEAN)


def _wrong(each: Generation) -> list[Facts]:
    """Return the faults of a point; that a small archive in it is locked is none."""
    faults = [*each.faults, *each.reading.faults]
    light = not mostly_opaque(each.reading)
    return [one for one in faults if not (light and one["code"] == LOCKED)]


def last_clean(points: Iterable[Facts]) -> Facts | None:
    """Return the newest point that is clean and holds files of the practice, by its newest data."""
    held = [one for one in points if one["worth"] == Worth.CLEAN and one["practice_files"]]
    return max(held, key=_age, default=None)


def _age(point: Facts) -> tuple[int, int]:
    return int(point["newest_ns"] or 0), int(point["at_ns"] or 0)
