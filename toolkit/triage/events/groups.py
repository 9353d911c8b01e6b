"""Events of one log put together: rare ones one by one, frequent ones counted with those like them."""

from bisect import insort
from dataclasses import dataclass, field
from typing import Any

from toolkit.triage.events.codes import FOUND_OUT, KINDS, TWOFOLD

Row = dict[str, Any]

ALONE = 300  # events of one code kept one by one; what follows is counted with those like it
GROUPS = 4000  # groups of one log
_FREQUENT = frozenset({*(kind.code for kind in KINDS.values() if kind.many), *FOUND_OUT})
# Whose every time matters to tell what came just before an attack.
_TIMED = frozenset({
    "logon", "logon_explicit", "rdp_session", "rdp_connection", "session_opened", "share_accessed",
    "process_created", "task_started", "shadow_copy_service", "shadow_copy_rotated", "backup_done",
})  # fmt: skip
EARLIEST, LATEST = 10, 40  # times kept of one group; an attack lies near the end of its logs
# What no two events share, and so is not compared.
_OWN = frozenset({"record", "at_ns", "logon_id", "session", "before", "after", "block"})


@dataclass(slots=True)
class Groups:
    """The rows of one log so far; `left_out` counts events beyond the limits."""

    rows: list[Row] = field(default_factory=list)
    left_out: int = 0
    _alike: dict[tuple[Any, ...], Row] = field(default_factory=dict)
    _alone: dict[str, int] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """Keep a row, or count it with those like it."""
        code = row["code"]
        if code not in _FREQUENT and self._room(code):
            self.rows.append(row)
            return
        key = tuple(tuple(value) if isinstance(value, list) else value for value in self._shared(row))
        known = self._alike.get(key)
        if known is not None:
            _count(known, row)
        elif len(self._alike) < GROUPS:
            self._alike[key] = row
            self.rows.append(row)
        elif row["flags"] and self._room(code):
            self.rows.append(row)
        else:
            self.left_out += 1

    def _room(self, code: str) -> bool:
        self._alone[code] = self._alone.get(code, 0) + 1
        return self._alone[code] <= ALONE

    @staticmethod
    def _shared(row: Row) -> list[Any]:
        return [part for key in sorted(row) if key not in _OWN for part in (key, row[key])]


def _count(known: Row, row: Row) -> None:
    """Add one to a group: its own time and record stay those of the first, `last_ns` is the latest.

    `times_ns` are its earliest and its latest times: fewer than `count` when some in between are left out.
    The second event of one sign-in, which bears the very same time, is not counted.
    """
    twofold = known["code"] == "logon" and known.get("logon_type") in TWOFOLD
    if twofold and row["at_ns"] is not None and row["at_ns"] == known.get("last_ns", known["at_ns"]):
        return
    known["count"] = known.get("count", 1) + 1
    if known["code"] in _TIMED and row["at_ns"] is not None:
        kept = known.setdefault("times_ns", [known["at_ns"]] if known["at_ns"] is not None else [])
        insort(kept, row["at_ns"])
        del kept[EARLIEST : max(EARLIEST, len(kept) - LATEST)]
    times = [one for one in (known.get("last_ns"), known["at_ns"], row["at_ns"]) if one is not None]
    known["last_ns"] = max(times, default=None)
    for key in _OWN - {"record", "at_ns"}:
        if known.get(key) != row.get(key):
            known.pop(key, None)
