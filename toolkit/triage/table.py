"""The tables that say which names to look for, and names compared the way Windows does."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from toolkit.errors import Unreadable
from toolkit.records import Entry, EntryKind
from toolkit.triage.machine import Machine

_PROGRAMS = ("Program Files", "Program Files (x86)")


def load(tables: Mapping[str, bytes], name: str, section: str) -> list[dict[str, Any]]:
    """Return one section of a table of the signature set; raises Unreadable `table_missing`."""
    try:
        return list(tomllib.loads(tables[name].decode("utf-8"))[section])
    except (ValueError, KeyError) as error:
        raise Unreadable("table_missing", name) from error


def fits(name: str, patterns: Sequence[str]) -> bool:
    """Say whether a name is one of the patterns, where "*" is any text; brackets mean themselves."""
    folded = name.casefold()
    return any(fnmatchcase(folded, pattern.casefold().replace("[", "[[]")) for pattern in patterns)


def places(machine: Machine, pattern: str) -> Iterator[Entry]:
    """Yield what stands at a path of a table: "<programs>", "<user>", and "*" in its last name."""
    for path in _expanded(machine, pattern):
        parent, _, name = path.rpartition("/")
        if "*" in name:
            yield from (one for one in machine.listing(parent) if fits(one.name, [name]))
        else:
            found = machine.source.find(path, machine.volume)
            if found is not None and found.kind in {EntryKind.FILE, EntryKind.DIRECTORY}:
                yield found


def _expanded(machine: Machine, pattern: str) -> list[str]:
    if pattern.startswith("<programs>"):
        return [parent + pattern.removeprefix("<programs>") for parent in _PROGRAMS]
    if pattern.startswith("<user>"):
        return [profile.path + pattern.removeprefix("<user>") for profile in machine.profiles()]
    return [pattern]
