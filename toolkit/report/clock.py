"""The times of one machine by an exact clock: its own, less the offset noted when it was examined."""

from datetime import datetime

from toolkit.report.opened import Opened

_SECOND = 1_000_000_000


def offset(machine: Opened) -> int:
    """Return how far the clock of a machine was ahead, in nanoseconds; 0 where that was not noted."""
    return round((machine.facts.clock.get("offset_seconds") or 0) * _SECOND)


def offset_of_log(machine: Opened) -> int:
    """Return how far the clock of its log was ahead: the machine's own only when it ran the program."""
    return offset(machine) if machine.facts.source.get("kind") == "live" else 0


def span(machine: Opened) -> tuple[int | None, int | None]:
    """Return when encryption began and ended, corrected; None where it is not known."""
    at = {line["code"]: line["at_ns"] for line in machine.timeline}
    burst = (machine.survey or {}).get("burst") or {}
    first = at.get("began") or at.get("began_before") or burst.get("first")
    last = at.get("ended") or burst.get("last")
    ahead = offset(machine)
    return None if first is None else first - ahead, None if last is None else last - ahead


def examined(machine: Opened) -> tuple[int, int]:
    """Return when a machine was taken up and last dealt with, corrected."""
    opened, ahead = machine.facts.opened, offset_of_log(machine)
    known = [at for act in machine.acts if (at := nanoseconds(act.at)) is not None]
    return opened - ahead, max([opened, *known]) - ahead


def nanoseconds(text: str) -> int | None:
    """Return the time of an act; None for what is no time, since a log may be a damaged or forged one."""
    try:
        return int(datetime.fromisoformat(text).timestamp()) * _SECOND
    except (ValueError, OverflowError, OSError):
        return None
