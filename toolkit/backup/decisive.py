"""Which of several dates tells the age of the data: those of rows, or those of files."""

from collections.abc import Mapping
from dataclasses import dataclass

_DAY = 86_400 * 1_000_000_000  # ns
_FEW = 5  # files, from which dates that all lie within one day are not those of the work


@dataclass(slots=True)
class Newest:
    """The newest date among some files, and how the dates are spread."""

    when: int | None = None  # ns UTC
    volume: str = ""
    path: str = ""
    dated: int = 0
    oldest: int | None = None
    bytes: int = 0
    of_rows: bool = False  # read in the data itself, not from a file

    def add(self, volume: str, path: str, when: int, size: int = 0) -> None:
        self.dated += 1
        self.bytes += size
        self.oldest = when if self.oldest is None else min(self.oldest, when)
        if self.when is None or when > self.when:
            self.when, self.volume, self.path = when, volume, path


def decisive(rows: Newest | None, files: Newest | None) -> Newest | None:
    """Return the date of a class: that of rows, unless most of its bytes lie in files that show none."""
    if rows is not None:
        rows.of_rows = True
    if rows is None or files is None:
        return rows or files
    if rows.bytes >= files.bytes or (rows.when or 0) > (files.when or 0):
        return rows
    return files


def newest_of(dates: Mapping[str, Newest]) -> Newest:
    """Return the newest of several classes, with all their files counted.

    Files that all bear the date of one day are copies made then: beside older rows, the rows tell.
    """
    total = Newest()
    for one in _telling([*dates.values()]):
        if one.when is not None and (total.when is None or one.when > total.when):
            total.when, total.volume, total.path = one.when, one.volume, one.path
            total.of_rows = one.of_rows
    for one in dates.values():
        if one.oldest is not None:
            total.oldest = one.oldest if total.oldest is None else min(total.oldest, one.oldest)
        total.dated += one.dated
    return total


def _telling(dates: list[Newest]) -> list[Newest]:
    rows = [one for one in dates if one.of_rows]
    files = [one for one in dates if not one.of_rows]
    newest = max((one.when or 0 for one in files), default=0)
    oldest = min((one.oldest or 0 for one in files), default=0)
    copied = sum(one.dated for one in files) >= _FEW and newest - oldest < _DAY
    older = rows and newest - max(one.when or 0 for one in rows) > _DAY
    return rows if copied and older else dates
