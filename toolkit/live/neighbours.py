"""Machines of the local network this one has spoken to lately: who else may be struck."""

import ipaddress
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from toolkit.errors import Unreadable
from toolkit.host.windows.answer import answer, refused
from toolkit.host.windows.ip_tables import is_group
from toolkit.records import Unread

_TABLE = Path("/proc/net/arp")
_ROOM = 1 << 20  # characters
_COMPLETE, _PERMANENT = 0x02, 0x04  # linux/if_arp.h

Row = dict[str, Any]


def collect(missed: list[Unread]) -> Iterator[Row]:
    """Yield address, hardware address and interface; nothing is sent to find out whether they still answer.

    Raises Unreadable `not_offered`, `needs_elevation`, `denied` or `io_error`.
    """
    if sys.platform == "win32":
        from toolkit.host.windows import adapters as win_adapters  # noqa: PLC0415 - asks Windows
        from toolkit.host.windows import ip_tables as win_ip_tables  # noqa: PLC0415 - same

        names = answer(win_adapters.names)
        for family in win_ip_tables.FAMILIES:
            try:
                table = answer(
                    partial(win_ip_tables.table, "GetIpNetTable2", family, win_ip_tables.NEIGHBOUR_SIZE)
                )
            except Unreadable as error:
                missed.append(Unread("", f"family {family}", error.why, error.detail))
            else:
                for row in win_ip_tables.neighbours(table):
                    yield {**row, "interface": names.get(row["index"])}
    else:
        # The neighbours of IPv6 are told on a kind of channel this toolkit never opens.
        missed.append(Unread("", "ipv6", "not_offered"))
        yield from from_proc(_arp())


def _arp() -> str:
    try:
        with _TABLE.open(encoding="ascii", errors="replace") as table:
            return table.read(_ROOM)
    except FileNotFoundError as error:
        raise Unreadable("not_offered") from error
    except OSError as error:
        raise (refused(error) or error) from error


def from_proc(table: str) -> Iterator[Row]:
    """Yield the machines of a text in the form of /proc/net/arp; lines that are none are left out."""
    for words in (line.split() for line in table.splitlines()[1:]):
        try:
            address, flags = str(ipaddress.IPv4Address(words[0])), int(words[2], 16)
            mac, name = words[3], words[5]
        except (IndexError, ValueError):
            continue
        if not is_group(address):
            known = "reachable" if flags & _COMPLETE else "incomplete"
            state = "permanent" if flags & _PERMANENT else known
            yield {"address": address, "mac": mac, "interface": name, "state": state}
