"""What only the running machine can tell, the most volatile first; nothing here runs a program of it."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from toolkit.errors import Unreadable
from toolkit.host.windows.deadline import within
from toolkit.live import (
    bitlocker,
    clock,
    connections,
    dns_cache,
    drivers,
    interfaces,
    logged_on,
    mapped_drives,
    mounted_devices,
    neighbours,
    power,
    processes,
    protection,
    routes,
    running_services,
    scheduled_tasks,
    sessions,
    shadow_copies,
    shares,
)
from toolkit.records import Artefact, Outcome, Unread, clipped

ROWS_LIMIT = 10_000  # rows of one unit
UNREAD_LIMIT = 200  # failures of one unit
DEADLINE = 60.0  # seconds one unit is waited for
# These read files or whole volumes under limits of their own, which end before this.
_LONGER = {"processes": 300.0, "drivers": 240.0, "shadow_copies": 240.0, "scheduled_tasks": 120.0}

Row = dict[str, Any]


class Unit(Protocol):
    """One module of the volatile inventory."""

    __name__: str

    def collect(self, missed: list[Unread]) -> Iterator[dict[str, Any]]:
        """Yield rows of plain facts; a part that could not be read goes to `missed` and the rest goes on.

        Raises Unreadable `not_offered` where this system has no such interface, `needs_elevation`,
        `timed_out` or `io_error`.
        """


# Written, not discovered; order of volatility (RFC 3227, 2.1).
UNITS: tuple[Unit, ...] = (
    clock, connections, interfaces, routes, dns_cache, neighbours, sessions, mapped_drives, shares, logged_on,
    processes, running_services, scheduled_tasks, drivers, protection, shadow_copies, bitlocker,
    mounted_devices, power,
)  # fmt: skip


def take(units: Sequence[Unit] = UNITS, seconds: float | None = None) -> Iterator[Artefact]:
    """Yield one artefact per unit: found, absent or failed; no unit can end the listing or hold it up.

    Each unit is waited for `seconds`, or as long as it is known to need.
    """
    for unit in units:
        name = unit.__name__.rpartition(".")[2]
        yield told(name, unit.collect, seconds or _LONGER.get(name, DEADLINE))


def told(name: str, collect: Callable[[list[Unread]], Iterator[Row]], seconds: float = DEADLINE) -> Artefact:
    """Return what `collect` yields within its time as an artefact; past it, what came before is kept."""
    missed: list[Unread] = []
    rows: list[Row] = []
    late: list[Unread] = []
    try:
        within(seconds, lambda: _fill(collect, rows, missed))
    except Unreadable as error:
        late.append(Unread("", "", error.why, error.detail))
    except Exception as error:  # noqa: BLE001 - one interface that breaks must not end the others
        late.append(Unread("", "", "unit_failed", type(error).__name__))
    # A call that hangs may come back any time and go on filling its own lists.
    unread = tuple(one.facts() for one in [*late, *missed][:UNREAD_LIMIT])
    if kept := tuple(rows):
        return Artefact(name, Outcome.FOUND, kept, unread=unread)
    if unread:
        return Artefact(name, Outcome.FAILED, detail=unread[0]["why"], unread=unread)
    return Artefact(name, Outcome.ABSENT)


def _fill(collect: Callable[[list[Unread]], Iterator[Row]], rows: list[Row], missed: list[Unread]) -> None:
    for number, row in enumerate(collect(missed)):
        if number >= ROWS_LIMIT:
            missed.append(Unread("", "", "too_many_rows"))
            break
        rows.append(clipped(row))
