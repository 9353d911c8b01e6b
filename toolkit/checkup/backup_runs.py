"""Whether backups are made, and when each last went well."""

from collections.abc import Iterator

from toolkit.checkup.looked import GOOD, MEND, UNKNOWN, Looked, Row, row
from toolkit.records import Facts

# A practice that works every day loses what it wrote since: a week is late, a month is a backup that stopped.
LATE, STOPPED = 7, 31  # days
_NAMED = 12  # jobs told one by one


def judge(looked: Looked) -> Iterator[Row]:
    """Yield one row per job, the loudest first: none at all, one that stopped, one that failed."""
    jobs = looked.rows("backup_jobs")
    if not jobs:
        # What could not be read may be the only backup there is.
        none = looked.absent("backup_jobs") and looked.whole("backup_jobs")
        yield row(MEND, "backup_none", 0) if none else row(UNKNOWN, "backup_not_seen", 0)
        return
    dated = [at for job in jobs if (at := _success(looked, job)) is not None]
    newest = max(dated, default=None)
    fresh = newest is not None and looked.days(newest) <= LATE
    rows = [_judged(looked, job, fresh=fresh) for job in jobs]
    if newest is None:
        yield row(UNKNOWN, "backup_never_proven", 0, jobs=len(jobs))
    yield from sorted(rows, key=lambda one: (one["urgency"], -one.get("days", 0)))[:_NAMED]


def _success(looked: Looked, job: Facts) -> int | None:
    at = job.get("last_success_ns")
    return at if isinstance(at, int) and at > 0 and not looked.future(at) else None


def _judged(looked: Looked, job: Facts, *, fresh: bool) -> Row:
    told: Row = {"name": _name(job), "target": str(job.get("target") or "")}
    if job.get("basis") == "task":
        told["by"] = "task"
    at, claimed = _success(looked, job), job.get("last_success_ns")
    if at is None:
        code = "backup_future" if claimed else "backup_unproven"
        if job.get("result") in {"failure", "finished_with_errors"}:
            return row(MEND, "backup_failed", 1 if not fresh else 4, at_ns=job.get("last_run_ns"), **told)
        return row(UNKNOWN, code, 5 if fresh else 1, at_ns=job.get("last_run_ns"), **told)
    told |= {"at_ns": at, "days": looked.days(at)}
    if told["days"] > STOPPED:
        return row(MEND, "backup_stopped", 3 if fresh else 0, **told)
    if told["days"] > LATE:
        return row(MEND, "backup_late", 3 if fresh else 1, **told)
    if "last_run_failed" in job.get("flags", ()):
        return row(MEND, "backup_last_failed", 2, **told)
    return row(GOOD, "backup_recent", **told)


def _name(job: Facts) -> str:
    name, of = str(job.get("name") or ""), str(job.get("job") or job.get("user") or "")
    if job.get("basis") == "task" and of:
        return of.rpartition("/")[2].rpartition("\\")[2]  # the scheduler itself copies nothing
    return f"{name}, {of}" if of else name
