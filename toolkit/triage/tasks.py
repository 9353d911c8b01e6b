"""Scheduled tasks, from their files."""

from collections.abc import Iterator
from typing import Any

from toolkit.errors import Unreadable
from toolkit.records import Entry, EntryKind, Unread
from toolkit.triage.machine import Machine
from toolkit.triage.suspicion import flags
from toolkit.triage.task_file import SIZE_LIMIT, parse

_FOLDER = "Windows/System32/Tasks"
WHERE = (_FOLDER,)

_FILES = 10_000
_DEPTH = 16
_WINDOWS_OWN = ("microsoft/windows/",)

Row = dict[str, Any]


def collect(machine: Machine) -> Iterator[Row]:
    """Yield one row per action of each task, those that are not Windows' own first."""
    rows = [row for entry in _files(machine) for row in _rows(machine, entry)]
    yield from sorted(rows, key=lambda row: (row["standard"], not row["flags"], row["path"]))


def _files(machine: Machine) -> Iterator[Entry]:
    waiting, count = [(_FOLDER, 0)], 0
    while waiting:
        folder, depth = waiting.pop()
        for entry in machine.listing(folder):
            if entry.kind is EntryKind.DIRECTORY and depth < _DEPTH:
                waiting.append((entry.path, depth + 1))
            elif entry.kind is EntryKind.FILE and count < _FILES:
                count += 1
                yield entry
            elif entry.kind is not EntryKind.STREAM:
                machine.unread.append(Unread(machine.volume, entry.path, "task_not_looked_at"))


def _rows(machine: Machine, entry: Entry) -> Iterator[Row]:
    try:
        parsed = parse(_bytes(machine, entry))
    except Unreadable as error:
        machine.unread.append(Unread(machine.volume, entry.path, error.why, error.detail))
        return
    name = entry.path[len(_FOLDER) + 1 :]
    for row in parsed:
        found = flags(f"{row.get('command') or ''} {row.get('arguments') or ''}")
        yield {
            "task": name,
            **row,
            "path": entry.path,
            "written_ns": entry.times.modified,
            "standard": name.casefold().startswith(_WINDOWS_OWN),
            "flags": found,
        }


def _bytes(machine: Machine, entry: Entry) -> bytes:
    with machine.source.open(entry) as stream:
        try:
            return stream.read(SIZE_LIMIT + 1)
        except OSError as error:
            raise Unreadable("io_error", type(error).__name__) from error
