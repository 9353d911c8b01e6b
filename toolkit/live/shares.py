"""What this machine shares, who from outside is connected to it, and what they have open right now."""

import ipaddress
import sys
from collections.abc import Container, Iterator
from typing import Any

from toolkit.errors import Unreadable
from toolkit.records import Unread

Row = dict[str, Any]


def collect(missed: list[Unread]) -> Iterator[Row]:
    """Yield shares, machines connected to them and files they hold open; `kind` says which.

    Raises Unreadable `not_offered`, or the code of the refusal where nothing at all was told.
    """
    if sys.platform == "win32":
        yield from _rows(missed)
    else:
        del missed
        raise Unreadable("not_offered")


def flags(row: Row) -> list[str]:
    """Return the codes of what deserves a look: a machine connected from outside, a file it may write."""
    if row["kind"] == "session":
        return [] if row.get("ours") else ["connected_from_elsewhere"]
    return ["written_from_elsewhere"] if row["kind"] == "open_file" and row["writing"] else []


def ours(client: str, own: Container[str]) -> bool:
    """Say whether a client is this machine itself; `own` are its addresses and names in small letters."""
    name = client.strip("\\[]").partition("%")[0].casefold()
    try:
        found: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(name)
    except ValueError:
        return bool(name) and name in own
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return found.is_loopback or str(found) in own


if sys.platform == "win32":
    import win32api

    from toolkit.host.windows import adapters as win_adapters
    from toolkit.host.windows import shares as win_shares
    from toolkit.host.windows.answer import answer
    from toolkit.host.windows.rights import refusal

    _NOT_STARTED = "2114"  # NERR_ServerNotStarted, lmerr.h
    _QUESTIONS = (
        ("sessions", win_shares.sessions),
        ("open_files", win_shares.open_files),
        ("shares", win_shares.shares),
    )

    def _rows(missed: list[Unread]) -> Iterator[Row]:
        for name, question in _QUESTIONS:
            try:
                rows = answer(question)
            except Unreadable as error:
                if error.detail == _NOT_STARTED:
                    # Without the service nothing is shared: a fact, and the answer to all three questions.
                    yield {"kind": "service", "running": False}
                    return
                missed.append(Unread("", name, error.why, error.detail))
            else:
                if name == "shares" and rows and all(row["path"] is None for row in rows):
                    missed.append(Unread("", name, refusal(), "path"))
                own = _own() if name == "sessions" and rows else frozenset[str]()
                for row in rows:
                    whole = {**row, "ours": ours(row.get("client", ""), own) or None}
                    yield {**whole, "flags": flags(whole)}

    def _own() -> frozenset[str]:
        """Return the addresses and names of this machine; what is not told is none of them."""
        try:
            told = [
                one.partition("/")[0] for card in answer(win_adapters.listed) for one in card["addresses"]
            ]
        except Unreadable:
            told = []
        try:
            told += ["localhost", win32api.GetComputerName()]
            told.append(win32api.GetComputerNameEx(3))  # ComputerNameDnsFullyQualified, from the registry
        except win32api.error:
            pass
        return frozenset(one.casefold() for one in told)
