"""When what happened on the demonstration machine, and who did it: what its hives, logs and journal agree on.

All times are UTC; Paris is two hours ahead. Addresses stand in a range kept for documentation (RFC 5737).
"""

from datetime import UTC, datetime, timedelta

COMPUTER = "CABINET-PC1"
ADDRESS = "203.0.113.77"  # where the intruder comes from
DOCTOR, INTRUDER, RID = "claire.martin", "support$", 1004
PROGRAM = r"C:\Users\Public\svc_maj.exe"
SERVICE, TASK = "MajSysSvc", "MajSysteme"
CLEARED = "Windows PowerShell"


def at(hour: int, minute: int, second: float = 0, *, day: int = 10) -> int:
    """Return a time of October 2026 in nanoseconds since 1970 UTC; the attack is in the night of the 11th."""
    moment = datetime(2026, 10, day, hour, minute, tzinfo=UTC) + timedelta(seconds=second)
    return _ns(moment)


def day(year: int, month: int, number: int, hour: int = 0, minute: int = 0, second: int = 0) -> int:
    """Return a time of any day in nanoseconds since 1970 UTC."""
    return _ns(datetime(year, month, number, hour, minute, second, tzinfo=UTC))


def _ns(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 1000


CLOSED_FRIDAY = at(17, 2, 11, day=9)
STARTED = at(7, 57, 31)  # Saturday morning
DOCTOR_IN = at(7, 58, 21)
DISK_IN = at(17, 21, 36)  # the disk of the backups is plugged in, and taken away
COPIED = at(17, 30, 4), at(17, 41, 52)  # the program's own backup, on that disk
SAVED = at(19, 0, 5), at(19, 4, 12)  # the last backup that succeeded, to another machine
DISK_OUT = at(19, 14, 8)
GUESSING = at(21, 20, 4), at(21, 43, 57)  # passwords tried, first and last
DOCTOR_TAKEN = at(21, 44, 9)  # the doctor's password is found
NAMED = at(21, 47, 3)  # the account is created
INTRUDER_IN = at(21, 51, 30)
EXCLUDED = at(21, 54, 40)  # the antivirus told to leave a folder alone
UNPROTECTED = at(21, 54, 48)
DROPPED = at(21, 55, 30)
PREPARED = at(21, 56, 2)  # service and task
SCRIPTED = at(21, 57, 12)
BACK = at(0, 11, 52, day=11)  # the session taken up again
SHADOWS_GONE = at(0, 13, 12.4, day=11)
CATALOGUE_GONE = at(0, 13, 14.1, day=11)
RECOVERY_OFF = at(0, 13, 31.2, day=11)
RUN = at(0, 14, 0.4, day=11)  # the task starts the program
RUN_ENDED = at(0, 22, 48.1, day=11)
TRACE_DELETED = at(0, 23, 4, day=11)
SCRIPT_DELETED = at(0, 23, 6, day=11)
LOG_CLEARED = at(0, 23, 10, day=11)
LEFT = at(0, 23, 41, day=11)
STOPPED = at(0, 24, 40, day=11)  # the last that was written; then the plug is pulled

SCRIPT, TRACE = "Windows/Temp/maj_fin.cmd", "Users/Public/svc_maj.log"
