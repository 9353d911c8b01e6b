"""What runs without lying on any disk: the memory of running processes, compared with the rules.

Only asked for, never taken by itself: it costs minutes. The memory is read by libyara where it lies and never
written down. A rule that asks for the first bytes or the size of a file cannot hold here.
"""

import os
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

import psutil

from toolkit import live
from toolkit.host.windows.rights import refusal
from toolkit.records import Artefact, Unread
from toolkit.scan.rules.signatures import CONTROL_RULE, Signatures

NAME = "process_memory"
EACH = 20  # seconds for one process and one set of rules
TOTAL = 600.0  # seconds for all
_GRACE = 60.0
# The kernel's own, which have no memory a program reads.
_KERNEL = frozenset({0, 4})

_FLAGS = ("rule_in_memory",)

Row = dict[str, Any]


def look(signatures: Signatures, pids: list[int] | None = None) -> Artefact:
    """Return the artefact: a row per process in which a rule holds; `pids` limits it to some."""
    return live.told(NAME, partial(hits, signatures, pids), TOTAL + _GRACE)


def hits(signatures: Signatures, pids: list[int] | None, missed: list[Unread]) -> Iterator[Row]:
    """Yield "pid", "name", "image", "rules" and "why" of each process in which a rule holds.

    Those that could not be read are counted in `missed` by why: `needs_elevation` or `denied`,
    `memory_timeout` for one that took too long, `memory_budget` once the time for all was spent. Our own
    processes hold the rules themselves and are left out.
    """
    until = time.monotonic() + TOTAL
    refused: Counter[str] = Counter()
    ours = {os.getpid(), *(child.pid for child in psutil.Process().children(recursive=True))}
    asked = psutil.pids() if pids is None else pids
    for pid in asked:
        # A process named by its number alone is one that somebody wants to know about.
        if pid in _KERNEL or (pids is None and pid in ours):
            continue
        if time.monotonic() > until:
            refused["memory_budget"] += 1
            continue
        names, why = _matched(pid, signatures)
        if why and psutil.pid_exists(pid) and not _is_kernel(pid):
            refused[why] += 1
        if names:
            yield {"pid": pid, **_named(pid), "rules": names, "why": why or None, "flags": list(_FLAGS)}
    missed += [Unread("", "", why, str(count)) for why, count in sorted(refused.items())]


def _matched(pid: int, signatures: Signatures) -> tuple[list[str], str]:
    """Return the rules that hold in a process, and the code of what limits that."""
    import yara  # noqa: PLC0415 - 36 ms that other commands do not pay

    found: set[str] = set()
    why = ""
    try:
        found |= {hit.rule for hit in signatures.rules.match(pid=pid, timeout=EACH, fast=True)}
        # Those compiled as one are all in the first; ours went before, as theirs may take too long.
        for others in signatures.sets[:1] if signatures.joint else signatures.sets:
            hits = others.whole.match(pid=pid, timeout=EACH, fast=True)
            found |= {others.names[hit.namespace, hit.rule] for hit in hits}
    except yara.TimeoutError:
        why = "memory_timeout"
    except (yara.Error, OSError, MemoryError):
        why = refusal()
    return sorted(found - {CONTROL_RULE}), why


def _is_kernel(pid: int) -> bool:
    """Tell a thread of the kernel on Linux: it has no words and no file."""
    try:
        process = psutil.Process(pid)
        return os.name == "posix" and not process.cmdline() and not process.exe()
    except (psutil.Error, OSError):
        return False


def _named(pid: int) -> Row:
    row: Row = {"name": None, "image": None}
    for field, method in (("name", "name"), ("image", "exe")):
        try:
            row[field] = getattr(psutil.Process(pid), method)()
        except (psutil.Error, OSError):
            continue
    return row
