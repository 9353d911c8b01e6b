"""Whether a backup would give the data back: the verdict on a medium that was tried."""

from collections.abc import Iterator

from toolkit.checkup.looked import GOOD, MEND, UNKNOWN, Looked, Row, row

_BAD = frozenset({"stale", "incomplete", "damaged", "encrypted"})
_READABLE = ("not_encrypted", "recent", "restorable")
_NO_ENTRY = frozenset({"infected", "suspect-device"})


def judge(looked: Looked) -> Iterator[Row]:
    """Yield one row: of the trial that was made, or that none was."""
    trial = looked.trial
    if trial is None:
        yield row(UNKNOWN, "trial_not_made", 2)
        return
    told: Row = {"medium": str(trial.get("medium", ""))}
    connect, rely = str(trial.get("connect")), str(trial.get("rely"))
    if connect in _NO_ENTRY:
        yield row(MEND, "trial_infected", 0, **told)
    if rely in _BAD:
        yield row(MEND, f"trial_{rely}", 0, **told)
    elif rely == "good" and connect == "clean":
        yield row(GOOD, "trial_good", **told)
    elif connect == "clean" and all(trial.get("answers", {}).get(one) == "yes" for one in _READABLE):
        # Nothing to compare with: what a backup should hold is a question of its own.
        yield row(GOOD, "trial_readable", **told)
    elif connect not in _NO_ENTRY:
        yield row(UNKNOWN, "trial_unknown", 2, **told)
