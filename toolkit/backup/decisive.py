"""Which of two dates tells the age of a class: that of rows, or that of files."""

from dataclasses import dataclass


@dataclass(slots=True)
class Newest:
    """The newest date among some files, and how the dates are spread."""

    when: int | None = None  # ns UTC
    volume: str = ""
    path: str = ""
    dated: int = 0
    oldest: int | None = None
    bytes: int = 0

    def add(self, volume: str, path: str, when: int, size: int = 0) -> None:
        self.dated += 1
        self.bytes += size
        self.oldest = when if self.oldest is None else min(self.oldest, when)
        if self.when is None or when > self.when:
            self.when, self.volume, self.path = when, volume, path


def decisive(rows: Newest | None, files: Newest | None) -> Newest | None:
    """Return the date of a class: that of rows, unless most of its bytes lie in files that show none."""
    if rows is None or files is None:
        return rows or files
    if rows.bytes >= files.bytes or (rows.when or 0) > (files.when or 0):
        return rows
    return files


def newest_of(dates: dict[str, Newest]) -> Newest:
    """Return the newest of several, with all their files counted."""
    total = Newest()
    for one in dates.values():
        if one.when is not None and (total.when is None or one.when > total.when):
            total.when, total.volume, total.path = one.when, one.volume, one.path
        if one.oldest is not None:
            total.oldest = one.oldest if total.oldest is None else min(total.oldest, one.oldest)
        total.dated += one.dated
    return total
