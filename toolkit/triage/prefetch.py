"""Programs that ran, from the traces Windows keeps to start them faster."""

import re
from collections.abc import Iterator
from typing import Any

from toolkit.errors import Unreadable
from toolkit.media.prefetch import Runs, read
from toolkit.records import Entry, Unread
from toolkit.triage.machine import Machine
from toolkit.triage.program_traces import place_flags

WHERE = ("Windows/Prefetch",)

FILES_LIMIT = 4096  # Windows keeps 128, or 1,024 since Windows 8
# Windows' own programs that destroy backups, logs and recovery, and tools met in intrusions done by hand.
# Most have an honest use too: running one is no proof.
_TOOLS = re.compile(
    r"(?i)^(vssadmin|wbadmin|bcdedit|wmic|diskshadow|cipher|wevtutil|fsutil|reagentc|"
    r"psexe(c|c64|svc)|paexec|csexec|remcom|winexesvc|mimikatz|lazagne|procdump(64)?|rclone|megasync|winscp|"
    r"advanced_(ip|port)_scanner.*|netscan.*|processhacker|pchunter.*|gmer|kportscan.*|nlbrute.*|"
    r"sdelete(64)?|adfind|sharphound|defendercontrol|dcontrol)\.exe$"
)

Row = dict[str, Any]


def collect(machine: Machine) -> Iterator[Row]:
    """Yield one row per trace, those with a flag first, then the latest run first."""
    rows = list(_rows(machine))
    yield from sorted(rows, key=lambda row: (not row["flags"], -(row["last_run_ns"] or 0), row["path"]))


def _rows(machine: Machine) -> Iterator[Row]:
    taken = 0
    for entry in machine.listing(WHERE[0]):
        if not entry.name.casefold().endswith(".pf"):
            continue
        taken += 1
        if taken > FILES_LIMIT:
            machine.unread.append(Unread(machine.volume, WHERE[0], "folder_too_long"))
            return
        try:
            yield _row(entry, read(machine.source, entry))
        except Unreadable as error:
            machine.unread.append(Unread(machine.volume, entry.path, error.why, error.detail))


def _row(entry: Entry, found: Runs) -> Row:
    last, *earlier = found.dates or (None,)
    return {
        "program": found.program,
        "path": entry.path,
        "image": found.image,
        "runs": found.runs,
        "last_run_ns": last,
        "earlier_ns": earlier,
        "version": found.version,
        "flags": _flags(found),
    }


def _flags(found: Runs) -> list[str]:
    codes = ["attack_tool_ran"] if _TOOLS.match(found.program) else []
    if found.elsewhere:
        codes.append("on_other_volume")
    return codes + (place_flags(found.image) if found.image else [])
