"""Network connections of this moment, each with the program that holds it."""

import ipaddress
from collections import Counter
from collections.abc import Iterator
from typing import Any

import psutil

from toolkit.errors import Unreadable
from toolkit.host.windows.rights import refusal
from toolkit.records import Unread

_STREAM = 1  # SOCK_STREAM; the rest of what is asked for is UDP
_WHERE = ("outside", "local_network", "this_machine")

Row = dict[str, Any]


def collect(missed: list[Unread]) -> Iterator[Row]:
    """Yield connections and open ports, those that leave the local network first.

    Raises Unreadable `needs_elevation`, `denied`, `not_offered` or `io_error`.
    """
    try:
        found = psutil.net_connections(kind="inet")
    except psutil.AccessDenied as error:
        raise Unreadable(refusal()) from error
    except NotImplementedError as error:
        raise Unreadable("not_offered") from error
    except (OSError, psutil.Error) as error:
        raise Unreadable("io_error", str(getattr(error, "errno", "") or "")) from error
    names: dict[int, str | None] = {}
    rows = [_row(one, names) for one in found]
    _note(rows, missed)
    yield from sorted(rows, key=_rank)


def _row(one: Any, names: dict[int, str | None]) -> Row:
    local, remote = one.laddr, one.raddr
    return {
        "protocol": "tcp" if one.type == _STREAM else "udp",
        "local": local.ip if local else None,
        "local_port": local.port if local else None,
        "remote": remote.ip if remote else None,
        "remote_port": remote.port if remote else None,
        "where": where(remote.ip) if remote else None,
        "state": None if one.status == psutil.CONN_NONE else one.status.lower(),
        "pid": one.pid,
        "process": _name(one.pid, names) if one.pid else None,
    }


def where(address: str) -> str | None:
    """Say how far away an address is, as a code; None for what is not an address."""
    try:
        found: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if found.is_loopback:
        return "this_machine"
    return "outside" if found.is_global else "local_network"


def _name(pid: int, names: dict[int, str | None]) -> str | None:
    if pid not in names:
        try:
            names[pid] = psutil.Process(pid).name()
        except (psutil.Error, OSError):  # gone meanwhile, or not shown
            names[pid] = None
    return names[pid]


def _note(rows: list[Row], missed: list[Unread]) -> None:
    hidden: Counter[str] = Counter()
    for row in rows:
        # A connection that is being closed belongs to no program any more.
        if row["pid"] is None and row["state"] != "time_wait":
            hidden[refusal()] += 1
        elif row["pid"] and row["process"] is None:
            hidden["process_not_named"] += 1
    missed += [Unread("", "", why, str(count)) for why, count in sorted(hidden.items())]


def _rank(row: Row) -> tuple[int, str, int, int]:
    place = _WHERE.index(row["where"]) if row["where"] in _WHERE else len(_WHERE)
    return place, row["protocol"], row["local_port"] or 0, row["pid"] or 0
