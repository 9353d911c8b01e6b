"""Files on which the set of all files still has its say, packed until it has."""

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from toolkit.backup.content.unlike import Kind, is_doubtful, kind_of
from toolkit.backup.data.dated import Dated
from toolkit.backup.unchosen import is_listed
from toolkit.records import DamageVerdict, Seen
from toolkit.scan.survey.endings import last

_BLOCK = 4096  # files packed together
_CHANGED = frozenset(
    {DamageVerdict.RANDOM, DamageVerdict.UNKNOWN, DamageVerdict.DAMAGED, DamageVerdict.PROTECTED}
)


class Row(NamedTuple):
    """What is counted of one practice file."""

    volume: str
    path: str
    group: str
    size: int
    modified: int | None
    read: bool
    listed: bool  # not chosen, where time is short
    sound: bool  # its structure holds, and is that of its name
    unchecked: bool  # a database of which nothing was checked
    same: bool  # as it was on the machine, or in a baseline to be trusted
    kind: Kind
    dated: Dated | None


def row_of(seen: Seen, group: str, dated: Dated | None, *, same: bool, asked: bool) -> Row:
    """Return what is counted of a file; `asked` where databases and calendars were asked for their dates."""
    row = Row(
        seen.volume, seen.path, group, seen.size, seen.times.modified, seen.sha256 is not None,
        listed=is_listed(seen), sound=False, unchecked=False, same=same, kind=Kind.NONE, dated=dated,
    )  # fmt: skip
    return _judged(row, seen, asked=asked) if row.read else row


def _judged(row: Row, seen: Seen, *, asked: bool) -> Row:
    """Say what is known of a file that was read: whether its structure is that of its name."""
    dated, verdict, base = row.dated, seen.damage.verdict, row.group == "database"
    checked = dated is not None and dated.checked
    kind = Kind.NONE if row.same or checked else kind_of(seen, dated, asked=asked)
    unlike = not row.same and not checked and base and is_doubtful(seen, dated)
    unproven = dated is not None and dated.unproven
    unseen = verdict == DamageVerdict.UNKNOWN or (unproven and not (dated and dated.faults))
    opaque = base and row.size > 0 and unseen and not checked
    # That a file is as it was says nothing of its structure.
    holds = checked or (verdict == DamageVerdict.INTACT and not unproven)
    return row._replace(sound=holds and not kind and not unlike, unchecked=opaque or unlike, kind=kind)


def is_lost(seen: Seen, codes: tuple[str, ...]) -> bool:
    """Tell what an attack left: no data, whatever its name and its date."""
    if "encrypted" in codes:
        return True
    return "random" in codes and bool(last(seen.path.rpartition("/")[2]))


def waits(seen: Seen) -> bool:
    """Tell a file that may turn out encrypted by what lies around it."""
    if not seen.size or seen.sha256 is None:
        return False
    reasons = seen.damage.reasons
    if last(seen.path.rpartition("/")[2]) or "name_mismatch" in reasons:
        return True
    return seen.damage.verdict in _CHANGED and "body_unchecked" not in reasons


@dataclass(slots=True)
class Waiting:
    """Rows in the order they came; about thirty bytes each."""

    _blocks: list[bytes] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)
    _dated: dict[int, Dated] = field(default_factory=dict)  # by number
    _count: int = 0

    def add(self, row: Row) -> None:
        if row.dated is not None:
            self._dated[self._count] = row.dated
        self._count += 1
        self._open.append(json.dumps([*row[:-1]], separators=(",", ":")))
        if len(self._open) >= _BLOCK:
            self._blocks.append(zlib.compress("\n".join(self._open).encode("ascii"), 1))
            self._open = []

    def rows(self) -> Iterator[Row]:
        lines = (
            line for block in self._blocks for line in zlib.decompress(block).decode("ascii").split("\n")
        )
        for at, line in enumerate(line for part in (lines, self._open) for line in part):
            *facts, kind = json.loads(line)
            yield Row._make([*facts, Kind(kind), self._dated.get(at)])
