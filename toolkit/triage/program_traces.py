"""What the traces that programs leave have in common: how many are kept, and which places deserve a look."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from toolkit.records import Unread
from toolkit.triage.machine import Machine
from toolkit.triage.suspicion import flags

TRACES_LIMIT = 20_000  # of one kind on one volume; the samples we have hold up to 1,400

Row = dict[str, Any]


def at_most(machine: Machine, place: str, rows: Iterable[Row]) -> list[Row]:
    """Return the rows, cut at the limit, which is then recorded."""
    found = list(islice(rows, TRACES_LIMIT + 1))
    if len(found) > TRACES_LIMIT:
        machine.unread.append(Unread(machine.volume, place, "too_many_rows"))
    return found[:TRACES_LIMIT]


def place_flags(image: str, letter: str = "") -> list[str]:
    """Return codes of where a program lies: its folder, or a drive that is not Windows' own `letter`."""
    codes = [code for code in flags(image) if code != "through_shell"]
    elsewhere = letter and image[1:3] == ":\\" and image[0].upper() != letter
    return ["on_other_volume", *codes] if elsewhere else codes
