r"""When the machine was last in use, by its own account: what "old" and "ended" are judged from."""

from toolkit.media.registry import Key
from toolkit.triage.hardware import configuration, moment
from toolkit.triage.machine import CONFIG, Machine


def last_use(machine: Machine) -> int | None:
    """Return the newest date the system's own hives give; None when they give none."""
    # That a hive is missing was said by the unit that asks.
    software, system = (machine.hive(f"{CONFIG}/{name}", wanted=False) for name in ("SOFTWARE", "SYSTEM"))
    dates = [one.written_ns for one in (software, system) if one is not None]
    control = machine.control_set() if system is not None else None
    dates += [_value(configuration(system.root if system else None), "LastUse")]
    dates += [_value(control.key(r"Control\Windows") if control else None, "ShutdownTime")]
    return max((one for one in dates if one is not None), default=None)


def _value(key: Key | None, name: str) -> int | None:
    return moment(key.get(name)) if key is not None else None
