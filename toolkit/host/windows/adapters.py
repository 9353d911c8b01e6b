"""Network adapters as Windows describes them: kind, state, addresses, gateways and who gave them.

Layout: Microsoft, iptypes.h (64-bit), IP_ADAPTER_ADDRESSES_LH and the lists it points to. Every address is
read inside the one buffer Windows filled.
"""

import re
import sys
from collections.abc import Iterator
from typing import Any

from toolkit.host.windows import ip_tables as win_ip_tables
from toolkit.host.windows.memory import Read, chain, number, wide, within

_MOST = 512  # adapters, and entries of one list
# ipifcons.h
_KINDS = {6: "wired", 23: "dial_up", 24: "loopback", 53: "virtual", 71: "wifi", 131: "tunnel"}
_KINDS |= {243: "mobile", 244: "mobile"}
_WIRED = 6
# IF_OPER_STATUS (ifdef.h); 0, 3, 4 and 5 (testing, unknown, dormant) say neither up nor down.
_UP = {1: True, 2: False, 6: False, 7: False}
_DHCP = 0x04
# Cards that lead to programs of this machine, by how their makers describe them; they call themselves wired.
_VIRTUAL = re.compile(
    r"hyper-v virtual ethernet adapter|vmware virtual ethernet adapter|virtualbox host-only|npcap loopback"
    r"|km-test loopback",
    re.IGNORECASE,
)
_UNKNOWN_SPEED = 0xFFFF_FFFF_FFFF_FFFF


def adapters(raw: bytes, base: int) -> Iterator[dict[str, Any]]:
    """Yield the adapters of a buffer of GetAdaptersAddresses that stood at `base`."""
    read = within(raw, base)
    for at in chain(read, base, 8, _MOST):
        if len(read(at, 280)) == 280:
            yield _adapter(read, at)


def _adapter(read: Read, at: int) -> dict[str, Any]:
    by_dhcp = bool(number(read, at + 92, 4) & _DHCP)
    speed = number(read, at + 184, 8)
    mac = read(at + 80, min(number(read, at + 88, 4), 8))
    kind, label = number(read, at + 100, 4), wide(read, number(read, at + 64, 8))
    return {
        "name": wide(read, number(read, at + 72, 8)),
        "label": label,
        "kind": "virtual" if kind == _WIRED and _VIRTUAL.search(label) else _KINDS.get(kind, f"type_{kind}"),
        "up": _UP.get(number(read, at + 104, 4)),
        "mac": ":".join(f"{byte:02x}" for byte in mac),
        "addresses": [
            f"{found}/{number(read, one + 56, 1)}"
            for one, found in _addresses(read, number(read, at + 24, 8))
        ],
        "gateways": [found for _, found in _addresses(read, number(read, at + 208, 8))],
        "dns": [found for _, found in _addresses(read, number(read, at + 48, 8))],
        "dns_suffix": wide(read, number(read, at + 56, 8)),
        "dhcp": by_dhcp,
        "dhcp_server": _address(read, at + 232) if by_dhcp else None,
        "speed_mbit": speed // 1_000_000 if 0 < speed < _UNKNOWN_SPEED else None,
        "mtu": number(read, at + 96, 4) if number(read, at + 96, 4) < 0xFFFF_FFFF else None,
        "index": number(read, at + 4, 4) or number(read, at + 108, 4),
    }


def _addresses(read: Read, first: int) -> Iterator[tuple[int, str]]:
    """Yield the place and the address of a list: unicast, DNS server and gateway entries begin alike."""
    for one in chain(read, first, 8, _MOST):
        found = _address(read, one + 16)
        if found is not None:
            yield one, found


def _address(read: Read, at: int) -> str | None:
    """Return what a SOCKET_ADDRESS points to: eight bytes of address, four of length."""
    place, length = number(read, at, 8), number(read, at + 8, 4)
    return win_ip_tables.address(read(place, min(length, 28))) if place else None


if sys.platform == "win32":
    import ctypes

    from toolkit.errors import Unreadable
    from toolkit.host.windows.answer import why
    from toolkit.host.windows.library import function

    # GAA_FLAG_SKIP_ANYCAST, GAA_FLAG_SKIP_MULTICAST, GAA_FLAG_INCLUDE_GATEWAYS (iptypes.h)
    _FLAGS = 0x02 | 0x04 | 0x80
    _FIRST_ROOM, _MOST_ROOM = 16 * 1024, 4 * 1024 * 1024  # bytes
    _NO_DATA, _TOO_SMALL = 232, 111

    def listed() -> list[dict[str, Any]]:
        """Return the adapters of this machine.

        Raises Unreadable `not_offered`, `needs_elevation` or `io_error`.
        """
        ask = function(
            "iphlpapi", "GetAdaptersAddresses", ctypes.c_uint32, ctypes.c_uint32, ctypes.c_uint32,
            ctypes.c_void_p, ctypes.c_void_p, ctypes.POINTER(ctypes.c_uint32),
        )  # fmt: skip
        size, error = ctypes.c_uint32(_FIRST_ROOM), _TOO_SMALL
        while error == _TOO_SMALL and size.value <= _MOST_ROOM:
            room = ctypes.create_string_buffer(size.value)
            # The list can grow between two questions: Windows says each time how much it wants.
            error = ask(0, _FLAGS, None, room, ctypes.byref(size))
        if error == _NO_DATA:
            return []
        if error:
            raise Unreadable(why(error), str(error))
        return list(adapters(room.raw, ctypes.addressof(room)))

    def names() -> dict[int, str]:
        """Return the name of each adapter by its number; nothing where Windows does not tell."""
        try:
            return {row["index"]: row["name"] for row in listed()}
        except Unreadable:
            return {}
