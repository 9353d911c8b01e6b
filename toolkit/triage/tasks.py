"""Scheduled tasks, from their files and from what the scheduler keeps of them in the registry."""

from collections.abc import Iterable, Iterator
from typing import Any

from toolkit.errors import Unreadable
from toolkit.records import Entry, EntryKind, Unread
from toolkit.triage.formats.task_cache import CACHE, Registered, registered
from toolkit.triage.formats.task_file import SIZE_LIMIT, parse
from toolkit.triage.machine import Machine
from toolkit.triage.suspicion import flags

_FOLDER = "Windows/System32/Tasks"
WHERE = (_FOLDER, rf"Windows/System32/config/SOFTWARE\{CACHE}")

_FILES = 10_000
_DEPTH = 16
_LAST = ("last_run_ns", "exit_code", "last_ended_ns")
_WINDOWS_OWN = ("microsoft/windows/",)

Row = dict[str, Any]


def collect(machine: Machine) -> Iterator[Row]:
    """Yield one row per action of each task, those that are not Windows' own first."""
    software = machine.config("SOFTWARE")
    cache: dict[str, list[Registered]] = {}
    for task in registered(software) if software else ():
        cache.setdefault(task.name.casefold(), []).append(task)
    rows, seen = [], set[str]()
    for entry in _files(machine):
        name = _name(entry).casefold()
        seen.add(name)
        rows += _with_cache(list(_rows(machine, entry)), cache.get(name, []))
    kept_from_us = [one.path.casefold() for one in machine.unread]
    for name in cache.keys() - seen:
        lone = not _covered(f"{_FOLDER}/{name}".casefold(), kept_from_us)
        for task in cache[name]:
            rows += _cached(task, ["task_cache_only"] if lone else [])
    yield from sorted(rows, key=lambda row: (row["standard"], not row["flags"], row["path"]))


def _covered(path: str, failures: Iterable[str]) -> bool:
    """Say whether a file may be there and have been kept from us."""
    return any(not above or path == above or path.startswith(f"{above}/") for above in failures)


def _with_cache(rows: list[Row], tasks: list[Registered]) -> list[Row]:
    """Add to the rows of a file what the scheduler knows more, and the programs the file does not name."""
    named = {_command(row) for row in rows}
    for task in tasks if named else ():
        for row in rows:
            row |= {name: task.about[name] for name in _LAST if name in task.about}
            row["flags"] = list(dict.fromkeys([*row["flags"], *_hidden(task)]))
        other = _cached(task, ["differs_from_file"])
        rows += [row for row in other if row["action"] == "program" and _command(row) not in named]
    return rows


def _hidden(task: Registered) -> list[str]:
    return ["hidden_in_list"] if task.hidden else []


def _command(row: Row) -> str:
    return " ".join(f"{row.get('command') or ''} {row.get('arguments') or ''}".casefold().split())


def _cached(task: Registered, more: list[str]) -> Iterator[Row]:
    for action in task.actions or ({"action": "none"},):
        found = flags(f"{action.get('command') or ''} {action.get('arguments') or ''}")
        yield {
            "task": task.name,
            **action,
            **task.about,
            "path": task.path,
            "standard": _standard(task.name),
            "flags": [*found, *more, *_hidden(task)],
        }


def _standard(name: str) -> bool:
    return name.casefold().startswith(_WINDOWS_OWN)


def _name(entry: Entry) -> str:
    return entry.path[len(_FOLDER) + 1 :]


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
        parsed = parse(machine.head(entry, SIZE_LIMIT))
    except Unreadable as error:
        machine.unread.append(Unread(machine.volume, entry.path, error.why, error.detail))
        return
    name = _name(entry)
    for row in parsed:
        yield {
            "task": name,
            **row,
            "path": entry.path,
            "written_ns": entry.times.modified,
            "standard": _standard(name),
            "flags": flags(f"{row.get('command') or ''} {row.get('arguments') or ''}"),
        }
