r"""Drivers as the kernel runs them now: those a service starts, and images loaded that no service names.

Linux: /proc/modules, proc_modules(5).
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from toolkit.errors import Unreadable
from toolkit.host.windows.loaded import loaded
from toolkit.host.windows.services import Service, services
from toolkit.live import process_signs
from toolkit.live.program_hashes import hashes
from toolkit.records import Unread

Row = dict[str, Any]

_STARTS = (("\\systemroot\\", ""), ("%systemroot%\\", ""), ("system32\\", "system32\\"))
_STATES = {"Live": "running", "Loading": "starting", "Unloading": "stopping"}
_MODULES = Path("/proc/modules")


def collect(missed: list[Unread]) -> Iterator[Row]:
    """Yield one row per driver, flagged first, then running first; `sha256` of the files of those loaded."""
    if sys.platform == "win32":
        yield from _windows(missed)
    else:
        yield from modules(_text())


def _windows(missed: list[Unread]) -> Iterator[Row]:
    folder = os.environ.get("SYSTEMROOT", "C:\\Windows")
    rows = _of_services(folder, missed)
    _note_loaded(rows, folder, missed)
    known = hashes(
        row["image"] for row in rows if row["image"] and (row["loaded"] or row["state"] == "running")
    )
    for row in rows:
        row.update(known.get(row["image"] or "", {}))
        gone = row.get("hash_why") == "image_deleted" and not dump_copy(row, folder)
        row["flags"] += ["image_deleted"] if gone else []
    yield from sorted(
        rows, key=lambda row: (not row["flags"], row["state"] != "running", row["name"].casefold())
    )


def image(text: str, folder: str) -> str:
    r"""Return the absolute path of a driver as the kernel or the registry writes it; "" when it names none.

    "\SystemRoot\x", "system32\x" and "\??\C:\x" are its ways; `folder` is that of Windows.
    """
    path = text.strip().strip('"').removeprefix("\\??\\")
    lower = path.casefold()
    for start, below in _STARTS:
        if lower.startswith(start):
            return f"{folder}\\{below}{path[len(start) :]}"
    if lower.startswith("\\windows\\"):
        return folder[:2] + path
    return path if path[1:3] == ":\\" else ""


def dump_copy(row: Row, folder: str) -> bool:
    """Say whether an image is one of the copies Windows keeps in memory to write a crash dump with.

    No file ever stood at their path (R. Chen, "What are these ghost drivers named dump_diskdump.sys").
    """
    start = f"{folder}\\system32\\drivers\\dump_".casefold()
    return bool(row.get("no_service")) and str(row["image"]).casefold().startswith(start)


def modules(text: str) -> Iterator[Row]:
    """Yield the drivers of /proc/modules; a line that is cut is passed."""
    for line in text.splitlines():
        words = line.split()
        if len(words) >= 5 and words[1].isdecimal():
            used = [] if words[3] == "-" else words[3].strip(",").split(",")
            state = _STATES.get(words[4], words[4])
            yield {"name": words[0], "memory": int(words[1]), "state": state, "used_by": used, "loaded": True}


def _text() -> str:
    try:
        return _MODULES.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError as error:
        raise Unreadable("not_offered", str(_MODULES)) from error
    except OSError as error:
        raise Unreadable("io_error", error.strerror or "") from error


def _of_services(folder: str, missed: list[Unread]) -> list[Row]:
    rows = []
    try:
        for found in services(drivers=True):
            if found.why:
                missed.append(Unread("", found.name, found.why))
            rows.append(_row(found, folder))
    except Unreadable as error:
        missed.append(Unread("", "services", error.why, error.detail))
    return rows


def _row(found: Service, folder: str) -> Row:
    # Where Windows looks for a driver whose key names no file.
    usual = "" if found.why else f"system32\\drivers\\{found.name}.sys"
    path = image(found.image or usual, folder)
    return {
        "name": found.name,
        "display": found.display,
        "state": found.state,
        "start": found.start,
        "type": found.type,
        "image": path or found.image,
        "loaded": None,
        "flags": process_signs.place(path),
    }


def _note_loaded(rows: list[Row], folder: str, missed: list[Unread]) -> None:
    """Mark the services' images that are loaded, and add those that no service names."""
    try:
        present = {path.casefold(): path for path in (image(text, folder) or text for text in loaded())}
    except Unreadable as error:
        missed.append(Unread("", "loaded_images", error.why, error.detail))
        return
    if not present:
        missed.append(Unread("", "loaded_images", "not_offered"))
        return
    named = {(row["image"] or "").casefold() for row in rows}
    for row in rows:
        # Two services may share one image, as Tcpip and Tcpip6 do.
        row["loaded"] = (row["image"] or "").casefold() in present
    for path in (path for key, path in present.items() if key not in named):
        name = path.rpartition("\\")[2]
        rows.append(
            {"name": name, "state": "running", "image": path, "loaded": True, "no_service": True}
            | {"flags": process_signs.place(path)}
        )
