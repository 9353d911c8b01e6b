"""Where this machine sends what it sends, and whether a road to the outside is open."""

import ipaddress
import struct
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from toolkit.errors import Unreadable
from toolkit.host.windows.answer import answer, refused
from toolkit.host.windows.ip_tables import leads_out
from toolkit.records import Unread

_PROC = Path("/proc/net")
_ROOM = 1 << 20  # characters read of one table
_UP, _REJECT = 0x0001, 0x0200  # linux/route.h, linux/ipv6_route.h

Row = dict[str, Any]


def collect(missed: list[Unread]) -> Iterator[Row]:
    """Yield routes, `default` ones first; a family that could not be read goes to `missed`."""
    found = [row for family in _tables(missed) for row in family]
    yield from sorted(found, key=lambda row: (not row["default"], row.get("metric") or 0))


def _tables(missed: list[Unread]) -> Iterator[list[Row]]:
    if sys.platform == "win32":
        from toolkit.host.windows import adapters as win_adapters  # noqa: PLC0415 - asks Windows
        from toolkit.host.windows import ip_tables as win_ip_tables  # noqa: PLC0415 - same

        names = answer(win_adapters.names)
        for family in win_ip_tables.FAMILIES:
            try:
                table = answer(
                    partial(win_ip_tables.table, "GetIpForwardTable2", family, win_ip_tables.ROUTE_SIZE)
                )
            except Unreadable as error:
                missed.append(Unread("", f"family {family}", error.why, error.detail))
            else:
                yield [{**row, "interface": names.get(row["index"])} for row in win_ip_tables.routes(table)]
    else:
        for name, parse in (("route", from_proc), ("ipv6_route", from_proc6)):
            try:
                with (_PROC / name).open(encoding="ascii", errors="replace") as table_file:
                    yield list(parse(table_file.read(_ROOM)))
            except FileNotFoundError:
                missed.append(Unread("", name, "not_offered"))
            except OSError as error:
                failed = refused(error) or Unreadable("io_error")
                missed.append(Unread("", name, failed.why, failed.detail))


def from_proc(table: str) -> Iterator[Row]:
    """Yield the routes of a text in the form of /proc/net/route; lines that are not routes are left out."""
    for words in (line.split() for line in table.splitlines()[1:]):
        try:
            name, target, gateway, flags, metric, mask = words[0], *words[1:4], words[6], words[7]
            bits = int(mask, 16).bit_count()
            row = _row(name, f"{_ipv4(target)}/{bits}", _ipv4(gateway), int(flags, 16), int(metric))
        except (IndexError, ValueError, struct.error):
            continue
        if row:
            yield row


def from_proc6(table: str) -> Iterator[Row]:
    """Yield the routes of a text in the form of /proc/net/ipv6_route; other lines are left out."""
    for words in (line.split() for line in table.splitlines()):
        try:
            target, gateway = (ipaddress.IPv6Address(bytes.fromhex(words[at])) for at in (0, 4))
            row = _row(
                words[9], f"{target}/{int(words[1], 16)}", gateway, int(words[8], 16), int(words[5], 16)
            )
        except (IndexError, ValueError):
            continue
        if row:
            yield row


def _ipv4(word: str) -> ipaddress.IPv4Address:
    # The kernel writes the four bytes as one number of the machine's own byte order.
    return ipaddress.IPv4Address(struct.pack("=I", int(word, 16)))


def _row(
    name: str,
    target: str,
    gateway: ipaddress.IPv4Address | ipaddress.IPv6Address,
    flags: int,
    metric: int,
) -> Row | None:
    network = ipaddress.ip_network(target)
    if flags & _REJECT or not flags & _UP or network.is_multicast:
        return None
    return {
        "destination": target,
        "gateway": None if gateway.is_unspecified else str(gateway),
        "interface": name,
        "metric": metric,
        "default": leads_out(target),
    }
