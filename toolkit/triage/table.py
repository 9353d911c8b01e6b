"""The places a table of the signature set names, on one volume."""

from collections.abc import Iterator

from toolkit.records import Entry, EntryKind
from toolkit.scan.tables import fits
from toolkit.triage.machine import Machine

_PROGRAMS = ("Program Files", "Program Files (x86)")


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
