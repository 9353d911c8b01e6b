"""Whether a stolen machine would give its patients' data away."""

from collections.abc import Iterator

from toolkit.checkup.looked import GOOD, MEND, UNKNOWN, Looked, Row, row
from toolkit.records import Facts

_READ_AS_DISK = frozenset({"image", "device"})


def judge(looked: Looked) -> Iterator[Row]:
    """Yield one row: encrypted, read in clear, or not to be told from here."""
    rows = looked.rows("bitlocker_state")
    states = {str(one.get("state")) for one in rows if one.get("what") == "volume"}
    running = [one for one in looked.now("bitlocker") if one.get("state")]
    if running:
        yield _running(running)
    elif states & {"open", "locked"}:
        yield row(GOOD, "disk_encrypted")
    elif looked.kind in _READ_AS_DISK and looked.rows("system") and "traces" not in states:
        # Windows itself was read from the disk without any key.
        yield row(MEND, "disk_clear", 6)
    else:
        yield row(UNKNOWN, "disk_unknown", 6)


def _running(volumes: list[Facts]) -> Row:
    own = {str(one["state"]) for one in volumes if one.get("holds_windows")}
    every = {str(one["state"]) for one in volumes}
    if "off" in own:
        return row(MEND, "disk_clear", 6)
    good = own == {"on"} and every <= {"on", "locked"}
    return row(GOOD, "disk_encrypted") if good else row(UNKNOWN, "disk_unknown", 6)
