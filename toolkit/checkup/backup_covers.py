"""What the practice cannot lose, for whoever checks that the backups hold it."""

from collections.abc import Iterator

from toolkit.checkup.looked import GOOD, UNKNOWN, Looked, Row, row
from toolkit.checkup.trial import is_good

_NAMED = 8  # folders told


def judge(looked: Looked) -> Iterator[Row]:
    """Yield the folders of patients' data; no setting read here tells what a job copies."""
    trial = looked.trial
    if trial is not None and is_good(trial):
        yield row(GOOD, "covers_compared", medium=str(trial.get("medium", "")), count=trial.get("present", 0))
        return
    folders = {
        f"{one.get('name')}: {one.get('path')}": None
        for one in looked.rows("practice_software")
        if one.get("patients") and one.get("path")
    }
    if folders:
        named = list(folders)
        yield row(UNKNOWN, "covers_to_check", 4, folders=", ".join(named[:_NAMED]), count=len(named))
    else:
        yield row(UNKNOWN, "covers_not_found", 4)
