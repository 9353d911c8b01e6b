"""What databases and dumps say of themselves: how new the data in them is, and whether they are whole.

The date of a file is that of its last copy; the date of a row is that of somebody's work. A column of births
or of appointments to come says nothing of either.
"""

import re
import struct
from collections.abc import Callable
from dataclasses import replace
from typing import BinaryIO, NamedTuple

from toolkit.backup.data import dbf, firebird, gbak, ics, pg_custom, sql_dump, sqlite, tape
from toolkit.backup.data.dated import Dated, How, Limits, Near, nowhere
from toolkit.records import DamageVerdict, EntryKind, Seen

__all__ = ["KINDS", "Dated", "How", "is_one", "newest"]


class Kind(NamedTuple):
    """A kind of database: the types its content may be of, the endings of its name."""

    types: frozenset[str]
    endings: frozenset[str]
    read: Callable[[BinaryIO, Limits], Dated | None]


KINDS: tuple[Kind, ...] = (
    Kind(frozenset({"sqlite"}), frozenset(), sqlite.read),
    Kind(frozenset({"dbf"}), frozenset(), dbf.read),
    Kind(frozenset({"mtf"}), frozenset(), tape.read),
    Kind(frozenset({"firebird"}), frozenset({"fdb"}), firebird.read),
    Kind(frozenset({"gbak"}), frozenset({"fbk", "gbk", "bak"}), gbak.read),
    Kind(
        frozenset({"pgdump"}),
        frozenset({"dump", "backup", "pgdump", "dmp", "bak", "sql", "pgc"}),
        pg_custom.read,
    ),
    Kind(frozenset(), frozenset({"sql", "dump", "dmp", "pgdump", "backup"}), sql_dump.read),
    Kind(frozenset(), frozenset({"ics", "ical"}), ics.read),
)  # fmt: skip
_SECTOR, _LOOKED = 512, 64 * 1024
_DUMPS = frozenset({"sql", "dump", "dmp", "pgdump", "backup"})
_NO_TEXT = bytes([*range(9), *range(14, 27), *range(28, 32)])
_STATEMENT = re.compile(
    rb"(?im)^\s*(?:select|insert|update|delete|create|alter|drop|set|use|begin|commit|copy|grant|exec|declare|go"
    rb"|if|connect|merge|truncate|replace|call|print|pragma|lock|--|/\*)(?!\w)"
)
_SPARED = frozenset({DamageVerdict.ENCRYPTED, DamageVerdict.RANDOM, DamageVerdict.PROTECTED})


def is_one(seen: Seen) -> bool:
    """Tell a file that may be one of these, by its type or its name; nothing an attack made of it is."""
    if seen.kind != EntryKind.FILE or seen.sha256 is None or not seen.size or seen.damage.verdict in _SPARED:
        return False
    return bool(_readers(seen))


def newest(stream: BinaryIO, seen: Seen, latest: int, near: Near = nowhere) -> Dated | None:
    """Return what one file says of its data, None where it is none of KINDS.

    `stream` is seekable, at its start; `latest` is the moment (ns) beyond which no date is believed. What was
    written later than the file itself is not believed either. `near` gives what lies in the same folder.
    Raises Unreadable where the medium fails.
    """
    written = seen.times.modified
    # The file was closed after its last row: what lies a day beyond was planned.
    latest = latest if written is None else min(latest, written + 86_400 * 10**9)
    limits = Limits(latest, seen.size, near)
    for read in _readers(seen):
        stream.seek(0)
        try:
            found = read(stream, limits)
        except (ValueError, IndexError, ArithmeticError, struct.error):
            # A lie none of the checks foresaw.
            return Dated("unknown", faults=("database_damaged",))
        if found is not None:
            return _believed(found, latest)
    if _beheaded(stream):
        return Dated("unknown", faults=("database_damaged",))
    return Dated("unknown", faults=("dump_unlike",)) if _is_other_text(stream, seen) else None


def _beheaded(stream: BinaryIO) -> bool:
    """Tell a file whose first sector was wiped: none of these begins by as many zeros."""
    stream.seek(0)
    return stream.read(_SECTOR) == bytes(_SECTOR) and any(stream.read(_LOOKED))


def _is_other_text(stream: BinaryIO, seen: Seen) -> bool:
    """Tell a text under the name of a dump, whatever it was packed in, without a single statement of SQL."""
    if _ending(seen) not in _DUMPS:
        return False
    stream.seek(0)
    head = stream.read(_LOOKED)
    return not _STATEMENT.search(head) and not any(byte in head for byte in _NO_TEXT)


def _believed(found: Dated, latest: int) -> Dated:
    if found.newest_ns is None or found.newest_ns <= latest:
        return found
    return replace(found, newest_ns=None, how=How.NONE)


def _readers(seen: Seen) -> list[Callable[[BinaryIO, Limits], Dated | None]]:
    ending = _ending(seen)
    return [kind.read for kind in KINDS if seen.type in kind.types or ending in kind.endings]


def _ending(seen: Seen) -> str:
    name = seen.path.rpartition("/")[2].lower()
    return name.rpartition(".")[2] if "." in name else ""
