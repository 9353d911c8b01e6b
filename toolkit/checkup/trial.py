"""Whether a backup would give the data back: the verdict on a medium that was tried."""

from collections.abc import Iterator

from toolkit.checkup.looked import DAY, GOOD, MEND, UNKNOWN, Looked, Row, row
from toolkit.records import Facts

_READABLE = ("not_encrypted", "recent", "restorable")
_HEAVY = frozenset({"database", "agenda"})  # kinds of data without which a practice does not work
_MUCH = 10  # of so many files one is missing


def judge(looked: Looked) -> Iterator[Row]:
    """Yield what the trial shows, the worst first, or that none was made.

    A copy that lies on the disk it is a copy of is none, and what was held against nothing is not good.
    """
    trial = looked.trial
    if trial is None:
        yield row(UNKNOWN, "trial_not_made", 1)
        return
    told: Row = {"medium": str(trial.get("medium", "")), "at_ns": trial.get("newest_ns")}
    if trial.get("empty"):
        yield row(MEND, "trial_empty", 0, **told)
        return
    bad = list(_bad(looked, trial, told))
    yield from bad
    if trial.get("same_disk"):
        yield row(MEND, "trial_same_disk", 0, **told)
    elif not bad:
        yield _not_bad(trial, told)


def is_good(trial: Facts) -> bool:
    """Tell a backup on a disk of its own that was held against the whole machine and found good."""
    verdict = (trial.get("connect"), trial.get("rely"))
    return verdict == ("clean", "good") and bool(trial.get("compared")) and not trial.get("same_disk")


def _bad(looked: Looked, trial: Facts, told: Row) -> Iterator[Row]:
    rely = str(trial.get("rely"))
    if trial.get("connect") == "suspect-device":
        yield row(MEND, "trial_suspect_device", 0, **told)
    elif trial.get("connect") == "infected":
        yield row(MEND, "trial_infected", 0, **told)
    if rely == "encrypted":
        yield row(MEND, "trial_encrypted", 0, **told)
    elif rely == "damaged":
        yield row(MEND, "trial_damaged", 0, **told)
    elif rely == "incomplete":
        if trial.get("stale") and not _is_of_then(looked, trial):
            yield _stale(trial, told)
        yield _incomplete(trial, told)
    elif rely == "stale" and not _is_of_then(looked, trial):
        yield _stale(trial, told)


def _stale(trial: Facts, told: Row) -> Row:
    if kind := trial.get("stale_class"):
        return row(MEND, "trial_stale_class", 0, kinds=(str(kind),), **told)
    return row(MEND, "trial_stale", 0, **told)


def _incomplete(trial: Facts, told: Row) -> Row:
    kinds, missing, total = tuple(trial.get("kinds", ())), trial.get("missing", 0), trial.get("total", 0)
    if not kinds:
        return row(MEND, "trial_lacking", 0, **told)
    much = bool(_HEAVY.intersection(kinds)) or missing * _MUCH >= total
    facts = {**told, "kinds": kinds, "count": missing, "total": total, "first": trial.get("first", "")}
    return row(MEND, "trial_incomplete", 0, **facts) if much else row(MEND, "trial_lacks_some", 2, **facts)


def _is_of_then(looked: Looked, trial: Facts) -> bool:
    """Tell data that is old today, and was not when the machine was last used."""
    stale = trial.get("stale")
    if not stale or stale["since"] != "now":
        return False
    return bool(stale["days"] - (looked.made_ns - looked.until_ns) // DAY <= stale["limit"])


def _not_bad(trial: Facts, told: Row) -> Row:
    connect, answers = str(trial.get("connect")), trial.get("answers", {})
    if is_good(trial):
        return row(GOOD, "trial_good", **told)
    if trial.get("not_read"):
        return row(UNKNOWN, "trial_not_read", 1, **told)
    if trial.get("rely") == "opaque":
        return row(UNKNOWN, "trial_closed", 1, **told)
    if connect == "clean" and all(answers.get(one) == "yes" for one in _READABLE):
        return row(UNKNOWN, "trial_not_compared", 1, **told)
    return row(UNKNOWN, "trial_unknown", 1, **told)
