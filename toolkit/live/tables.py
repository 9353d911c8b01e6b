"""Programs by the names of their processes, from the tables of the signature set."""

from collections.abc import Sequence
from typing import Any

from toolkit.scan.tables import fits

Table = dict[str, Any]


def fitting(process: str, programs: Sequence[Table], key: str) -> str | None:
    """Return the name of the program one of whose patterns a process bears; "*" is any text."""
    whole = process if "." in process else f"{process}.exe"
    found = (program for program in programs if fits(whole, map(str, program.get(key, ()))))
    return next((str(program["name"]) for program in found), None)
