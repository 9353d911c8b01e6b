"""The write barrier of one command: set before the source is opened, looked at again, recorded and told."""

from pathlib import Path
from typing import Any

from toolkit.commands.screen import Screen
from toolkit.custody.case import Case
from toolkit.host.read_only_linux import raised

_RECORD = "read_only"


def before(where: str, screen: Screen) -> None:
    """Set the disk read-only where the source is a device of Linux that nothing uses."""
    screen.barrier = raised(Path(where))


def recorded(case: Case, screen: Screen) -> None:
    """Look again, and write down what can be proven so far; a fault of an earlier run stays one."""
    if screen.barrier is None:
        return
    facts: dict[str, Any] = screen.barrier.facts()
    earlier = case.read_json(_RECORD) or {"faults": [], "after": facts["before"]}
    faults = dict.fromkeys([*earlier["faults"], *facts["faults"]])
    if earlier["after"]["regions_sha256"] != facts["before"]["regions_sha256"]:
        faults["content_changed"] = None  # since the last run, by whoever held the disk
    screen.barrier.faults.update(faults)  # what is told at the end is what was recorded
    facts |= {"faults": list(faults), "proven": not faults}
    if facts != case.read_json(_RECORD):
        case.write_json(_RECORD, facts)


def told(screen: Screen) -> None:
    """Say in one sentence whether it can be proven that nothing was written on the disk."""
    if screen.barrier is None:
        return
    faults = screen.barrier.facts()["faults"]
    if not faults:
        screen.tell("report.read_only_proven")
        for limit in screen.barrier.limits:
            screen.tell("screen.read_only_but", why=screen.speech.say(f"report.read_only_{limit}"))
        return
    why = " ".join(screen.speech.say(f"report.read_only_{fault}") for fault in faults)
    screen.tell("screen.read_only_not_proven", style="yellow", why=why)
