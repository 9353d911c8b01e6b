"""A SQLite database opened in memory, and its own check asked: nothing in it is run, nothing is written.

Only for a database whose pages were accounted for: SQLite's check can be led out of its stack by others.
"""

import sqlite3
import time
from contextlib import closing
from enum import StrEnum

HELD = 96 * 1024 * 1024  # bytes: held twice while it is checked
_SECONDS = 60.0
_STEPS = 20_000  # instructions between two looks at the clock
_ROWS = 100  # lines of the check that are read
_LENGTH = 64 * 1024 * 1024  # bytes of one value
_READING = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_PRAGMA, sqlite3.SQLITE_FUNCTION}
)
# Of rows their own program would not write today; the file is none the worse for them.
_OF_CONTENT = ("NULL value in ", "CHECK constraint failed in ", "NUMERIC value in ", "TEXT value in ", "non-")
# A later SQLite may know the words of a schema that this one does not.
_OF_SCHEMA = "malformed database schema"


class Opened(StrEnum):
    """What SQLite says of a database."""

    SOUND = "sound"
    DAMAGED = "damaged"
    DOUBTFUL = "doubtful"  # its schema cannot be read by the SQLite here
    UNASKED = "unasked"  # no answer: too long, a kind of index it does not know, a build that cannot


def opened(data: bytearray) -> Opened:
    """Return the answer of SQLite's integrity_check to the bytes of a whole database, which are changed."""
    if not hasattr(sqlite3.Connection, "deserialize"):
        return Opened.UNASKED
    # A database in memory has no place for a log (WAL): in our copy it is told to have none. What its log
    # would add is not there to be read, so that the answer is the same.
    data[18:20] = b"\1\1"
    with closing(sqlite3.connect(":memory:")) as base:
        try:
            base.deserialize(data)
            return _asked(base)
        except sqlite3.DatabaseError as error:
            return _refused(error)
        except UnicodeError:
            return Opened.DOUBTFUL  # what is wrong is told by a name that is no text
        except (sqlite3.Error, MemoryError, OverflowError):
            return Opened.UNASKED


def _asked(base: sqlite3.Connection) -> Opened:
    until = time.monotonic() + _SECONDS
    for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "query_only=ON"):
        base.execute(f"PRAGMA {pragma}")
    base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LENGTH)
    base.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    base.set_authorizer(_only_reading)
    base.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
    base.text_factory = bytes
    lines = [row[0].decode("utf-8", "replace") for row in base.execute(f"PRAGMA integrity_check({_ROWS})")]
    told = [line for line in lines if not line.startswith(_OF_CONTENT)]
    if any(_OF_SCHEMA in line for line in told):
        return Opened.DOUBTFUL
    if told and told != ["ok"]:
        return Opened.DAMAGED
    return Opened.SOUND if len(lines) < _ROWS else Opened.UNASKED


def _only_reading(action: int, *_: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY


def _refused(error: sqlite3.DatabaseError) -> Opened:
    told = str(error)
    if _OF_SCHEMA in told:
        return Opened.DOUBTFUL
    bad = "malformed" in told or "not a database" in told
    return Opened.DAMAGED if bad else Opened.UNASKED
