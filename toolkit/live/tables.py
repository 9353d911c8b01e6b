"""Programs by the names of their processes, from the tables of the signature set."""

import tomllib
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from toolkit.errors import Unreadable

Table = dict[str, Any]


def table(tables: Mapping[str, bytes], name: str, section: str) -> list[Table]:
    """Return one section of a table of the set; raises Unreadable `table_missing`."""
    try:
        return list(tomllib.loads(tables[name].decode("utf-8"))[section])
    except (ValueError, KeyError) as error:
        raise Unreadable("table_missing", name) from error


def fitting(process: str, programs: Sequence[Table], key: str) -> str | None:
    """Return the name of the program one of whose patterns a process bears; "*" is any text."""
    name = process.casefold()
    whole = name if "." in name else f"{name}.exe"
    for program in programs:
        for pattern in program.get(key, ()):
            if fnmatchcase(whole, str(pattern).casefold().replace("[", "[[]")):
                return str(program["name"])
    return None
