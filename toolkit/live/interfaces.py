"""Network interfaces: which are up, wired or wireless, with which addresses, and who gave them."""

import ipaddress
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from toolkit.errors import Unreadable
from toolkit.host.windows.answer import answer
from toolkit.records import Unread

_SYSTEM = Path("/sys/class/net")
_KINDS = {1: "wired", 512: "dial_up", 772: "loopback", 768: "tunnel", 776: "tunnel", 65534: "tunnel"}
_LINK_FAMILIES = {-1, 17}  # psutil: hardware address on Windows, on Linux

Row = dict[str, Any]


def collect(missed: list[Unread]) -> Iterator[Row]:
    """Yield one row per interface, those that are up first; `kind` loopback leads nowhere.

    `up` is not told where the system does not say it. Every system has its loopback: an empty list is one
    that was not given. Raises Unreadable `needs_elevation`, `denied`, `not_offered`, `timed_out` or
    `io_error`.
    """
    found = _rows(missed)
    if not found:
        missed.append(Unread("", "", "not_offered"))
    yield from sorted(found, key=lambda row: (not row["up"], row["kind"] == "loopback", row["name"]))


def _rows(missed: list[Unread]) -> list[Row]:
    if sys.platform == "win32":
        from toolkit.host.windows import adapters as win_adapters  # noqa: PLC0415 - asks Windows

        try:
            return answer(win_adapters.listed)
        except Unreadable as error:
            missed.append(Unread("", "GetAdaptersAddresses", error.why, error.detail))
    return answer(_told_by_psutil)


def _told_by_psutil() -> list[Row]:
    states = psutil.net_if_stats()
    return [_row(name, found, states.get(name)) for name, found in psutil.net_if_addrs().items()]


def _row(name: str, addresses: list[Any], state: Any) -> Row:
    ours = [one for one in addresses if one.family not in _LINK_FAMILIES]
    mac = next((one.address for one in addresses if one.family in _LINK_FAMILIES), "")
    return {
        "name": name,
        "kind": _kind(name, addresses),
        "up": bool(state.isup) if state else None,
        "mac": mac.replace("-", ":").lower(),
        "addresses": [_with_mask(one.address.partition("%")[0], one.netmask) for one in ours],
        "speed_mbit": state.speed or None if state else None,
        "mtu": state.mtu if state else None,
    }


def _with_mask(address: str, mask: str | None) -> str:
    """Return an address with the length of its network part, where the system gives a mask."""
    if not mask:
        return address
    parts = mask.split(":") if ":" in mask else mask.split(".")
    bits = sum(int(part or "0", 16 if ":" in mask else 10).bit_count() for part in parts)
    return f"{address}/{bits}"


def _kind(name: str, addresses: list[Any]) -> str:
    place = _SYSTEM / name
    try:
        if (place / "wireless").exists() or (place / "phy80211").exists():
            return "wifi"
        number = int((place / "type").read_text(encoding="ascii")[:8])
        if not (place / "device").exists() and number == 1:
            return "virtual"
    except (OSError, ValueError):
        return "loopback" if _loops(addresses) else "unknown"
    return _KINDS.get(number, f"type_{number}")


def _loops(addresses: list[Any]) -> bool:
    """Say whether every address of a card is one of the machine to itself; any card may bear one too."""
    try:
        ours = [one.address.partition("%")[0] for one in addresses if one.family not in _LINK_FAMILIES]
        return bool(ours) and all(ipaddress.ip_address(one).is_loopback for one in ours)
    except ValueError:
        return False
