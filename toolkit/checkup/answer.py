"""Whether the practice would be back on its feet, in one word: never yes while a backup is in doubt."""

from collections.abc import Sequence

from toolkit.checkup.looked import GOOD, MEND, UNKNOWN, Row

NO, YES = "no", "yes"
# What the answer hangs on; the rest of a checkup makes an attack likelier, not worse.
_BACKUPS = frozenset({"attack", "backup_runs", "trial", "offline", "backup_covers", "no_windows"})


def answer(rows: Sequence[Row]) -> tuple[str, str]:
    """Return "no", "unknown" or "yes", and the code of the row that decides, "" where none does alone."""
    loud = next((one for one in rows if one["state"] == MEND and one["urgency"] == 0), None)
    if loud is not None:
        return NO, str(loud["code"])
    states = [one["state"] for one in rows if one["subject"] in _BACKUPS]
    if states and all(state == GOOD for state in states):
        return YES, ""
    deciding = next((one for one in rows if one["subject"] in _BACKUPS and one["state"] == MEND), None)
    if deciding is None and any(one["code"] == "trial_good" for one in rows):
        # The backup is not what is in doubt: what is must be named.
        deciding = next((one for one in rows if one["subject"] in _BACKUPS and one["state"] == UNKNOWN), None)
    return UNKNOWN, str(deciding["code"]) if deciding is not None else ""
