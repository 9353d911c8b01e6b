"""Processes now running: who started them, from which file, with which words, and what is odd about them."""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import psutil

from toolkit.host.windows import processes as win_processes
from toolkit.host.windows.devices import drive_kind
from toolkit.host.windows.rights import refusal
from toolkit.live import process_signs
from toolkit.live.program_hashes import hashes
from toolkit.records import Unread
from toolkit.scan.marks import marks

Row = dict[str, Any]

_SECONDS = 90  # spent asking for details; names and numbers are given all the same
_ANCESTORS = 64
_ASKED = {
    "name": "name",
    "image": "exe",
    "command": "cmdline",
    "created": "create_time",
    "parent_pid": "ppid",
    "threads": "num_threads",
}
# Windows starts these by a process that ends at once.
_ORPHANS = frozenset({"csrss.exe", "wininit.exe", "winlogon.exe", "explorer.exe"})
_ORIGIN = frozenset({0, 1, 2, 4})  # numbers of the first processes of Windows and Linux
_KERNEL_THREADS = 2  # parent of the kernel's threads on Linux


def collect(missed: list[Unread]) -> Iterator[Row]:
    """Yield one row per process, those with a flag first, then by number.

    `unknown` names the facts the system refused for this process; `hash_why` says why there is no SHA-256.
    """
    running = _running(missed)
    for row in running.values():
        _relate(row, running)
    lineage = _lineage(running)
    known = hashes(row["image"] for row in running.values() if row.get("image"))
    for row in sorted(running.values(), key=lambda row: (row["pid"] not in lineage, row["pid"])):
        row.update(known.get(row.get("image") or "", {}), ours=row["pid"] in lineage or None)
        row["flags"] = [] if row["pid"] == os.getpid() else _flags(row)
        row.pop("words", None)
    yield from sorted(running.values(), key=lambda row: (not row["flags"], row["pid"]))


def _running(missed: list[Unread]) -> dict[int, Row]:
    shown = _snapshot(missed)
    numbers = sorted({*psutil.pids(), *shown})
    users: dict[str, str | None] = {}
    late, deadline = 0, time.monotonic() + _SECONDS
    found: dict[int, Row] = {}
    for number in numbers:
        stopped = time.monotonic() > deadline
        late += stopped
        row = None if stopped else _asked(number, users)
        if row is not None or number in shown:
            found[number] = _completed(row or {"pid": number}, shown.get(number))
    refused = Counter(what for row in found.values() for what in row["unknown"])
    missed += [Unread("", what, refusal(), str(count)) for what, count in sorted(refused.items())]
    missed += [Unread("", "", "timed_out", str(late))] if late else []
    return found


def _snapshot(missed: list[Unread]) -> dict[int, tuple[str, int, int]]:
    try:
        return win_processes.snapshot()
    except OSError as error:
        missed.append(Unread("", "toolhelp", "io_error", str(error)))
        return {}


def _asked(number: int, users: dict[str, str | None]) -> Row | None:
    """Return what one process tells, each fact asked for on its own; None once it has ended."""
    try:
        process = psutil.Process(number)
    except psutil.NoSuchProcess:
        return None
    except (psutil.Error, OSError):
        process = None
    row: Row = {"pid": number}
    if process is not None:
        with process.oneshot():
            row.update({field: _fact(process, method) for field, method in _ASKED.items()})
        rights = win_processes.token(number)
        row.update(integrity=rights.integrity, elevated=rights.elevated)
        row["user"] = _user(process, rights.sid, users)
    told = _absolute(row.get("image"))
    row["image"] = told or win_processes.image(number) or told
    row["session"] = win_processes.session(number)
    row["unknown"] = [what for what in (*_ASKED, "user") if row.get(what) is None]
    return row


def _fact(process: psutil.Process, method: str) -> Any:
    # psutil raises OSError 87 for single processes of some systems: the others must still be told.
    try:
        ask: Callable[[], Any] = getattr(process, method)
        return ask()
    except (psutil.Error, OSError, ValueError, NotImplementedError):
        return None


def _user(process: psutil.Process, sid: str | None, users: dict[str, str | None]) -> str | None:
    """Return the owner's name; on Windows that of its profile or the bare SID, and nobody is asked."""
    if sid is None:
        # psutil asks Windows for the name of the account, and Windows asks a domain controller.
        user = _fact(process, "username") if os.name == "posix" else None
        return user if isinstance(user, str) else None
    if sid not in users:
        users[sid] = win_processes.account(sid)
    return users[sid]


def _absolute(image: Any) -> str | None:
    r"""Keep an image that is a path; "" stands (a kernel thread); "Registry" and its like are none.

    Nor is "\x": psutil leaves the drive out of the path of a volume that has no letter.
    """
    if not isinstance(image, str):
        return None
    return image if image.startswith(("/", "\\\\")) or image[1:3] == ":\\" else ""


def _completed(row: Row, shown: tuple[str, int, int] | None) -> Row:
    """Fill in what another interface told, and say what nobody told."""
    name, parent, threads = shown or (None, None, None)
    row["name"] = row.get("name") or name
    row["parent_pid"] = row.get("parent_pid") if row.get("parent_pid") is not None else parent
    row["threads"] = row.get("threads") or threads
    row["words"] = row.pop("command", None) or []
    row["command"] = " ".join(_quoted(word) for word in row["words"])
    created = row.pop("created", None)
    row["created_ns"] = round(created * 1_000_000) * 1000 if created else None
    # The kernel's own processes have neither file nor words: nothing is refused there.
    kernel = row["pid"] in _ORIGIN or (row["parent_pid"] == _KERNEL_THREADS and os.name == "posix")
    told = {what for what in ("name", "parent_pid", "threads") if row[what] is not None}
    row["unknown"] = [] if kernel else [what for what in row.get("unknown", ()) if what not in told]
    return row


def _quoted(word: str) -> str:
    return f'"{word}"' if " " in word or not word else word


def _relate(row: Row, running: dict[int, Row]) -> None:
    """Name the parent, unless another process has taken its number since."""
    number = row["parent_pid"]
    parent = running.get(number) if number is not None else None
    older = parent is not None and not (
        row["created_ns"] and parent["created_ns"] and parent["created_ns"] > row["created_ns"]
    )
    row["parent"] = parent["name"] if parent is not None and older and parent is not row else None
    row["parent_gone"] = True if number not in {None, 0} and not older else None


def _lineage(running: dict[int, Row]) -> set[int]:
    """Return our own number and those of the processes that led to us."""
    found: set[int] = set()
    number: int | None = os.getpid()
    while number in running and number not in found and len(found) < _ANCESTORS:
        found.add(number)
        row = running[number]
        number = None if row["parent_gone"] else row["parent_pid"]
    return found - {0}


def _flags(row: Row) -> list[str]:
    image, name = row.get("image") or "", (row.get("name") or "").casefold()
    found = process_signs.place(image, drive_kind(image)) if image else []
    found += process_signs.command(row["words"])
    if process_signs.impostor(image):
        found.append("windows_name_elsewhere")
    if row.get("hash_why") == "image_deleted":
        found.append("image_deleted")
    if row["parent_gone"] and row["pid"] not in _ORIGIN and name not in _ORPHANS:
        found.append("parent_gone")
    odd = {"double_extension", "direction", "invisible"} & set(marks(image.replace("\\", "/")))
    return [*found, *(["deceptive_name"] if odd else [])]
