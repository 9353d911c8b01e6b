"""What the states of one backup are called together, whatever number or date each of them bears."""

from collections.abc import Iterable

from toolkit.backup.forms.form import Found
from toolkit.backup.forms.named_states import rotated
from toolkit.backup.reference.baseline import Series


def series_of(found: Found, series: str, *, several: bool) -> Series:
    """Return what points of one series have in common: names without numbers, weekdays, copies."""
    # A link of a chain is called by the first of them.
    folder, _, name = str(found.about.get("full", found.path)).rpartition("/")
    # A medium of one volume may be read as a folder, or as a disk that numbers it.
    volume = found.volume if several else ""
    return found.form, volume, folder, rotated(name), series


def nowhere(found: Iterable[tuple[Found, int | None]], *, several: bool) -> list[Series]:
    """Return the series of the backups that tell no state of the data at all, each once."""
    shut = (series_of(one, "", several=several) for one, _ in found if not one.points)
    return [*dict.fromkeys(shut)]
