"""Days and times as Firebird counts them: days since 1858-11-17, and ten-thousandths of a second."""

from toolkit.backup.data.columns import DAY

_MJD = 40_587  # modified Julian day of 1970-01-01
_TICKS = 864_000_000  # in a day
_LEAST, _MOST = 0, 93_000  # 1858 to 2113
# Days that programs write where they have none: Delphi's first two, and 1900-01-01.
_NONE = frozenset({15_018, 15_019, 15_020})


def moment(day: int, tick: int) -> int | None:
    """Return a day and the time in it as ns since 1970; None where it is no date that anybody meant."""
    if not _LEAST < day < _MOST or day in _NONE or not 0 <= tick < _TICKS:
        return None
    return (day - _MJD) * DAY + tick * 100_000
