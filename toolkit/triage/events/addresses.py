"""Addresses as logs write them, and whether they lie outside any local network.

Ranges: RFC 1918, 3927, 4193, 4291, 6598.
"""

import ipaddress

_NOBODY = frozenset({"", "-", "LOCAL", "::", "0.0.0.0"})  # noqa: S104 - compared with, never listened on

_LOCAL = tuple(map(ipaddress.ip_network, (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "100.64.0.0/10",
    "0.0.0.0/8", "224.0.0.0/3", "::/127", "fc00::/7", "fe80::/10", "ff00::/8",
)))  # fmt: skip


def plain(text: str) -> str:
    r"""Return an address without port, brackets, "\\" and IPv6 wrapping; "" where the log names none."""
    found = text.strip().strip("\\")
    if found.startswith("["):
        found = found[1:].partition("]")[0]
    elif found.count(":") == 1:
        found = found.partition(":")[0]
    found = found.partition("%")[0]
    try:
        address = ipaddress.ip_address(found)
    except ValueError:
        return "" if found in _NOBODY else found
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    found = str(mapped or address)
    return "" if found in _NOBODY else found


def outside(text: str) -> bool:
    """Say whether an address is none of a local network; a name is not known to be."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return not any(address.version == network.version and address in network for network in _LOCAL)
