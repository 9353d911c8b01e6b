r"""Whether the server of a network path may be this very machine.

A PC that shares its own folders is reached as \\ITSELF\data, and what is written there lies on its own disk.
Nobody is asked over the network: an alias that only a name server knows is not seen through.
"""

import ipaddress
import re
import sys
from collections.abc import Collection

_REMOTE = re.compile(r"(?:\\\\\?\\UNC\\|\\\\)([^\\/?.][^\\/]*)", re.IGNORECASE)
# How Windows also takes an IPv4 address: "127.1", "2130706433", "0x7f.1".
_NUMBERS = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+)){0,3}\Z")
_LITERAL = ".ipv6-literal.net"  # Microsoft, [MS-DTYP] 2.2.57: an IPv6 address as the name of a server


def server(path: str) -> str | None:
    r"""Return the server of \\server\share\…, without the port of \\server@8080\; None for another path."""
    found = _REMOTE.match(path.replace("/", "\\"))
    return found[1].partition("@")[0] if found else None


def may_be_ours(name: str, names: Collection[str], addresses: Collection[str]) -> bool:
    """Say whether a server may be this machine, known by these names and network addresses."""
    plain = name.strip("[]").rstrip(".").casefold()
    if plain.endswith(_LITERAL):
        plain = plain.removesuffix(_LITERAL).replace("-", ":").replace("s", "%")
    try:
        address = _address(plain)
    except ValueError:
        first = plain.partition(".")[0]
        known = {"", "localhost", *(each.casefold() for each in names)}
        return bool(_NUMBERS.match(plain)) or not known.isdisjoint({plain, first, plain.rpartition(".")[2]})
    return address.is_loopback or address.is_unspecified or address in set(_addresses(addresses))


def _addresses(texts: Collection[str]) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    found = []
    for text in texts:
        try:
            found.append(_address(text))
        except ValueError:  # the hardware address of an adapter
            continue
    return found


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    found = ipaddress.ip_address(text.partition("%")[0])
    return getattr(found, "ipv4_mapped", None) or found


if sys.platform == "win32":
    import psutil
    import win32api

    def is_ours(name: str) -> bool:
        """Say whether a server may be this machine; what the system does not tell of itself is "may"."""
        names = set[str]()
        for kind in range(8):  # COMPUTER_NAME_FORMAT, sysinfoapi.h: NetBIOS, DNS, full, of the cluster too
            try:
                names.add(win32api.GetComputerNameEx(kind))
            except win32api.error:
                continue
        try:
            found = psutil.net_if_addrs()
        except (OSError, RuntimeError):
            return True
        addresses = {each.address for adapter in found.values() for each in adapter}
        return not names or not addresses or may_be_ours(name, names, addresses)
