"""What several steps wait for: a stage of the examination, or its end, or that there is a case at all."""

from typing import Any

from toolkit.walkthrough.visit import Visit

BESIDE = frozenset({"isolation", "windows"})  # works that need no case: they may run beside another
JUDGED = (0, 1)  # exit statuses of a check of a backup that gave its verdict
_READ = frozenset({"examine", "windows", "backup"})  # works that read disks


def stage(visit: Visit, mark: str) -> dict[str, Any]:
    """Return how a page of what a stage recorded stands: to be read, waited for, or not to be had."""
    if mark in visit.seen.marks:
        return {}
    return {"waits": True} if under_way(visit) else {"blocked": "blocked_examination"}


def under_way(visit: Visit) -> bool:
    """Tell whether the examination holds the case."""
    return "examine" in visit.running


def looked_at(visit: Visit) -> bool:
    """Tell whether what was picked to be examined is a disk, at which one looks first."""
    given = visit.given.get("source/disk")
    return given is not None and given.facts.get("kind") in {"device", "image"}


def locked(visit: Visit) -> bool:
    """Tell whether that look saw a locked volume: its key is asked for before the examination."""
    return looked_at(visit) and visit.ended("windows", 1)


def without_case(visit: Visit) -> str:
    """Return why what needs a case cannot be done: nothing was examined."""
    return "" if visit.seen.case or under_way(visit) else "blocked_examination"


def busy(visit: Visit) -> bool:
    """Tell whether a work holds the case: what needs it waits."""
    return bool(visit.running - BESIDE)


def reading(visit: Visit) -> bool:
    """Tell whether a work reads disks: none is taken out meanwhile."""
    return any(work.partition("_")[0] in _READ for work in visit.running)


def gate_closed(visit: Visit) -> str:
    """Return why nothing is restored yet: only a complaint's number or a waiver by name opens the gate."""
    return "" if visit.value("legal.pv") or visit.value("restore.waiver") else "blocked_gate"


def unchecked(visit: Visit) -> str:
    """Return why nothing is restored from a backup yet: none was checked."""
    judged = any(visit.ended(work, *JUDGED) for work in visit.works if work.startswith("backup_"))
    return "" if judged else "blocked_unchecked"


def of_run(visit: Visit, work: str, name: str) -> str:
    """Return the name of a page about the last run of a work: what was read of another one is no answer."""
    ran = visit.works.get(work)
    return name if ran is None or ran.number == 1 else f"{name}_{ran.number}"
