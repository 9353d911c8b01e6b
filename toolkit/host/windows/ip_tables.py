"""The routing and neighbour tables of Windows, asked of the kernel without a packet being sent.

Layouts: Microsoft, netioapi.h and ws2ipdef.h (64-bit), MIB_IPFORWARD_ROW2 and MIB_IPNET_ROW2.
"""

import ipaddress
import struct
import sys
from collections.abc import Iterator
from typing import Any

FAMILIES = (2, 23)  # AF_INET, AF_INET6: asked apart, so that one that fails hides only itself
ROUTE_SIZE, NEIGHBOUR_SIZE = 104, 88
_MOST = 20_000  # rows of one table
_ALL_BUT = {4: 1, 6: 4}  # bits of the longest prefix that still stands for "everything", by IP version
_STATES = {
    0: "unreachable", 1: "incomplete", 2: "probe", 3: "delay", 4: "stale", 5: "reachable", 6: "permanent",
}  # fmt: skip


def address(raw: bytes) -> str | None:
    """Return the address of a SOCKADDR_INET (28 bytes) or SOCKADDR_IN (16); None when it holds none."""
    family = struct.unpack_from("<H", raw)[0] if len(raw) >= 2 else 0
    if family == FAMILIES[0] and len(raw) >= 8:
        return str(ipaddress.IPv4Address(raw[4:8]))
    if family == FAMILIES[1] and len(raw) >= 24:
        return str(ipaddress.IPv6Address(raw[8:24]))
    return None


def routes(raw: bytes) -> Iterator[dict[str, Any]]:
    """Yield the routes of a MIB_IPFORWARD_TABLE2: where to, through which gateway and interface number."""
    for row in _rows(raw, ROUTE_SIZE):
        target, length, gateway = address(row[12:40]), row[40], address(row[44:72])
        if target is not None and length <= (128 if ":" in target else 32):
            direct = gateway is None or ipaddress.ip_address(gateway).is_unspecified
            yield {
                "destination": f"{target}/{length}",
                "gateway": None if direct else gateway,
                "index": struct.unpack_from("<I", row, 8)[0],
                "metric": struct.unpack_from("<I", row, 84)[0],
                # The loopback interface leads nowhere.
                "default": leads_out(f"{target}/{length}") and not row[92],
            }


def leads_out(destination: str) -> bool:
    """Say whether a route stands for all addresses, or for half of them as VPN programs write it.

    OpenVPN, --redirect-gateway: 0.0.0.0/1 and 128.0.0.0/1; for IPv6 2000::/4 and 3000::/4.
    """
    network = ipaddress.ip_network(destination, strict=False)
    return network.prefixlen <= _ALL_BUT[network.version] and not network.is_multicast


def neighbours(raw: bytes) -> Iterator[dict[str, Any]]:
    """Yield the machines of a MIB_IPNET_TABLE2 this one has spoken to; groups and broadcasts left out."""
    for row in _rows(raw, NEIGHBOUR_SIZE):
        found = address(row[:28])
        length = struct.unpack_from("<I", row, 72)[0]
        mac = row[40 : 40 + length] if length <= 32 else b""
        # The broadcast of a network such as 192.168.1.255 is known by its hardware address alone.
        if found is None or is_group(found) or mac == b"\xff" * 6:
            continue
        yield {
            "address": found,
            "mac": ":".join(f"{byte:02x}" for byte in mac),
            "index": struct.unpack_from("<I", row, 28)[0],
            "state": _STATES.get(struct.unpack_from("<I", row, 76)[0]),
        }


def is_group(found: str) -> bool:
    """Say whether an address is that of many machines at once: such rows are made up by the system."""
    return ipaddress.ip_address(found).is_multicast or found == "255.255.255.255"


def _rows(raw: bytes, size: int) -> Iterator[bytes]:
    # The count says how many rows follow, the bytes decide.
    count = struct.unpack_from("<I", raw)[0] if len(raw) >= 8 else 0
    for at in range(8, min(8 + min(count, _MOST) * size, len(raw)) - size + 1, size):
        yield raw[at : at + size]


if sys.platform == "win32":
    import ctypes

    from toolkit.errors import Unreadable
    from toolkit.host.windows.answer import why
    from toolkit.host.windows.library import function

    _NOT_FOUND = 1168  # what a table without any row is answered by (Microsoft, netioapi.h)

    def table(name: str, family: int, size: int) -> bytes:
        """Return the bytes of a table: `GetIpForwardTable2` or `GetIpNetTable2`, rows of `size` bytes.

        Raises Unreadable `not_offered`, `needs_elevation` or `io_error`.
        """
        place = ctypes.POINTER(ctypes.c_uint32)
        ask = function("iphlpapi", name, ctypes.c_uint32, ctypes.c_uint16, ctypes.POINTER(place))
        free = function("iphlpapi", "FreeMibTable", None, ctypes.c_void_p)
        given = place()
        error = ask(family, ctypes.byref(given))
        if error == _NOT_FOUND:
            return b""
        try:
            if error or not given:
                raise Unreadable(why(error), f"{name} {error}")
            return ctypes.string_at(given, 8 + min(given[0], _MOST) * size)
        finally:
            if given:
                free(given)
