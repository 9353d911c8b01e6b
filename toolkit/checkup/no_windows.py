"""Where no Windows was found, that is said once: what follows from it is not repeated."""

from collections.abc import Iterator

from toolkit.checkup.looked import UNKNOWN, Looked, Row, row


def judge(looked: Looked) -> Iterator[Row]:
    """Yield one row for a folder or a disk of data only."""
    if looked.windowless:
        yield row(UNKNOWN, "no_windows", 0)
