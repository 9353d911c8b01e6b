"""What was copied into a case, over all the times it was asked for: one stage each, numbered from 1."""

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toolkit.custody.case import Case  # and its keys: a screen that only words facts needs neither


ANNEX = "A"  # how the number of an exhibit begins that leaves in the confidential annex alone
OPEN = "P"


def captured(case: "Case") -> Iterator[dict[str, Any]]:
    """Yield the lines of every capture as they were recorded: exhibits, and what could not be one."""
    for stage in stages(case):
        yield from case.recorded(stage)


def stages(case: "Case") -> Iterator[str]:
    """Yield the stages opened so far: "capture", "capture_2"…"""
    for number in count(1):
        if f"{(stage := name(number))}.opened" not in case.marks:
            return
        yield stage


def unfinished(case: "Case") -> str:
    """Return the stage to record next: the last one where it was interrupted, a new one otherwise."""
    opened = list(stages(case))
    return opened[-1] if opened and not case.done(opened[-1]) else name(len(opened) + 1)


def name(number: int) -> str:
    return "capture" if number == 1 else f"capture_{number}"


def in_annex(number: str) -> bool:
    """Tell an exhibit that must not leave in the open archive."""
    return number.startswith(ANNEX)
