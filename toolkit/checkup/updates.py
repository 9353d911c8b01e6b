"""Whether the updates of Windows go on being installed."""

from collections.abc import Iterator

from toolkit.checkup.looked import GOOD, MEND, UNKNOWN, Looked, Row, row

# Microsoft publishes every month (the second Tuesday): two missed are no longer chance.
LATE = 62  # days


def judge(looked: Looked) -> Iterator[Row]:
    """Yield one row: when the last update was installed."""
    dated = [
        at
        for one in looked.rows("patches")
        if one.get("state") == "in_place" and isinstance(at := one.get("installed_ns"), int)
    ]
    newest = max((at for at in dated if not looked.future(at)), default=None)
    if newest is None:
        yield row(UNKNOWN, "updates_unknown", 5)
        return
    told: Row = {"at_ns": newest, "days": looked.days(newest)}
    yield row(MEND, "updates_late", 3, **told) if told["days"] > LATE else row(GOOD, "updates_recent", **told)
