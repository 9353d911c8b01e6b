"""Services as the system runs them now; what their registry keys say is the triage's to tell."""

from collections.abc import Iterator
from typing import Any

from toolkit.host.windows.services import services
from toolkit.live.process_signs import command
from toolkit.records import Unread

_IDLE = "stopped"


def collect(missed: list[Unread]) -> Iterator[dict[str, Any]]:
    """Yield one row per service, those that run first; `unknown` names what was refused for one."""
    rows: list[dict[str, Any]] = []
    for found in services(drivers=False):
        if found.why:
            missed.append(Unread("", found.name, found.why))
        rows.append(
            {
                "name": found.name,
                "display": found.display,
                "state": found.state,
                "start": found.start,
                "type": found.type,
                "pid": found.pid,
                "image": found.image,
                "account": found.account,
                "unknown": ["start", "image", "account"] if found.why else [],
                "flags": command([found.image or ""]),
            }
        )
    yield from sorted(rows, key=lambda row: (not row["flags"], row["state"] == _IDLE, row["name"].casefold()))
