"""What is told of one database or dump: how recent the data in it is, and whether it is whole."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, BinaryIO


class How(StrEnum):
    """What the date of a database was taken from."""

    DATA = "data"  # its rows
    HEADER = "header"  # what made it wrote when: its data is no newer than that
    NONE = "none"
    UNKNOWN = "unknown"  # its rows could not all be asked: the date of the file says nothing of them


@dataclass(frozen=True, slots=True)
class Dated:
    """One database as its own format tells of it.

    `rows` counts those seen, all of them when `whole`; `faults` are codes (backup.fault_<code>) against its
    being restored; `remarks` are codes of what is only said beside it.
    """

    kind: str
    newest_ns: int | None = None
    how: How = How.NONE
    rows: int | None = None
    whole: bool = True
    faults: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    checked: bool = False  # read to its end, every part of it unpacked to its checksum, or opened
    unproven: bool = False  # too large or too strange to be opened here: what scanned its pages is no proof
    tables: tuple[str, ...] = ()  # databases or tables it covers, the first of them

    def facts(self) -> dict[str, Any]:
        """Return what is recorded of it."""
        return {
            "kind": self.kind,
            "newest_ns": self.newest_ns,
            "rows": self.rows,
            "rows_whole": self.whole,
            "how": str(self.how),
        }


# Gives a file of the same folder by its name, None where there is none; raises Unreadable.
Near = Callable[[str], BinaryIO | None]


def nowhere(_name: str) -> None:
    """Return nothing: of a file that lies alone."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the dates in one file are held against, ns since 1970, and where its other parts are."""

    latest: int  # a date beyond it was not written yet: an appointment, or a lie
    size: int = 0  # bytes of the file
    near: Near = nowhere  # what lies beside it


NAMED = 64  # tables named
