"""The times of one machine by an exact clock: its own, less the offset noted when it was examined."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from toolkit.custody.log import Act
from toolkit.report.opened import Opened

_SECOND = 1_000_000_000
_TIME = "_ns"  # how the name of a time ends
_LENGTHS = frozenset({"step_ns"})  # and these are none


def noted(machine: Opened) -> bool:
    """Tell whether the clock of a machine was compared with an exact one: its times are then corrected."""
    return machine.facts.clock.get("offset_seconds") is not None


def offset(machine: Opened) -> int:
    """Return how far the clock of a machine was ahead, in nanoseconds; 0 where that was not noted."""
    return round((machine.facts.clock.get("offset_seconds") or 0) * _SECOND)


def offset_of_log(machine: Opened) -> int:
    """Return how far the clock of its log was ahead: the machine's own only when it ran the program."""
    return offset(machine) if machine.facts.source.get("kind") == "live" else 0


def exact(machine: Opened, at_ns: int | None) -> int | None:
    """Return a time of a machine as an exact clock would have given it, where the offset is known."""
    return None if at_ns is None else at_ns - offset(machine)


def line(machine: Opened, held: Mapping[str, Any]) -> dict[str, Any]:
    """Return a line of a record with every time in it corrected: names that end with "_ns", at any depth."""
    ahead = offset(machine)
    return dict(held) if not ahead else {key: _moved(key, value, ahead) for key, value in held.items()}


def _moved(key: str, value: Any, ahead: int) -> Any:
    if type(value) is int:
        return value - ahead if key.endswith(_TIME) and key not in _LENGTHS else value
    if isinstance(value, Mapping):
        return {name: _moved(name, each, ahead) for name, each in value.items()}
    return [_moved(key, each, ahead) for each in value] if isinstance(value, list | tuple) else value


def timeline(machine: Opened) -> list[dict[str, Any]]:
    """Return the statements of a machine with their times corrected: what every document tells."""
    return [line(machine, each) for each in machine.timeline]


def span(machine: Opened) -> tuple[int | None, int | None]:
    """Return when encryption began and ended, corrected; None where it is not known, or no attack stands."""
    at = {line["code"]: line["at_ns"] for line in machine.timeline}
    # Dates of files alone date an attack that is established, and only until a timeline weighed them.
    burst = (machine.survey or {}).get("burst") or {}
    burst = burst if not at and (machine.survey or {}).get("state") == "attacked" else {}
    first = at.get("began") or at.get("began_before") or burst.get("first")
    last = at.get("ended") or burst.get("last")
    ahead = offset(machine)
    return None if first is None else first - ahead, None if last is None else last - ahead


def examined(machine: Opened) -> tuple[int, int]:
    """Return when a machine was taken up and last dealt with, corrected."""
    opened, ahead = machine.facts.opened, offset_of_log(machine)
    known = [at for act in machine.acts if (at := nanoseconds(act.at)) is not None]
    return opened - ahead, max([opened, *known]) - ahead


def last_dealt_with(machines: Sequence[Opened], acts: Iterable[Act] = ()) -> int | None:
    """Return when anything was done last with the machines or their case: what documents call now.

    It is that of the logs, never of the clock of whoever prints: the same case gives the same bytes.
    """
    own = [at for act in acts if (at := nanoseconds(act.at)) is not None]
    return max([*own, *(examined(machine)[1] for machine in machines)], default=None)


def nanoseconds(text: str) -> int | None:
    """Return the time of an act; None for what is no time, since a log may be a damaged or forged one."""
    try:
        return int(datetime.fromisoformat(text).timestamp()) * _SECOND
    except (ValueError, OverflowError, OSError):
        return None
