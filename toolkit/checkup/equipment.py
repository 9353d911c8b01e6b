"""Whether Windows is still mended by its maker, and how old the machine is."""

from collections.abc import Iterator
from datetime import date

from toolkit.checkup.looked import DAY, GOOD, MEND, UNKNOWN, Looked, Row, row

_SOON = 180  # days
_OLD = 8  # years: Windows 11 asks for processors of 2018 and later
_EPOCH_DAY = date(1970, 1, 1).toordinal()


def judge(looked: Looked) -> Iterator[Row]:
    """Yield the end of support of each Windows, by the dated table of builds, and the age of the machine."""
    systems = looked.rows("system")
    if not systems:
        yield row(UNKNOWN, "windows_unknown", 5)
    for one in systems:
        told: Row = {"product": str(one.get("product") or ""), "build": str(one.get("build") or "")}
        yield _support(looked, str(one.get("support_ends") or ""), told)
        years = one.get("equipment_years")
        if not isinstance(years, int):
            yield row(UNKNOWN, "machine_age_unknown", 8)
        else:
            yield (
                row(MEND, "machine_old", 6, years=years)
                if years >= _OLD
                else row(GOOD, "machine_age", years=years)
            )


def _support(looked: Looked, ends: str, told: Row) -> Row:
    try:
        last = (date.fromisoformat(ends).toordinal() + 1 - _EPOCH_DAY) * DAY
    except ValueError:
        if not told["product"]:
            return row(UNKNOWN, "support_unnamed", 5)
        return row(UNKNOWN, "support_unknown", 5, **told)
    if last <= looked.until_ns:
        return row(MEND, "support_ended", 2, ends=ends, **told)
    if last - looked.until_ns < _SOON * DAY:
        return row(MEND, "support_ends_soon", 5, ends=ends, **told)
    return row(GOOD, "support_goes_on", ends=ends, **told)
