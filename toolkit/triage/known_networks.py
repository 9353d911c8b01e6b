r"""Networks the machine was on, wired and wireless, and when first and last; passwords are never read.

Places: SOFTWARE\...\NetworkList (dates are a SYSTEMTIME in the machine's local time, Microsoft, minwinbase.h)
and the profiles of the wireless service, of which only names and kinds of protection are kept.
"""

import struct
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from toolkit.errors import Unreadable
from toolkit.media.registry import Key
from toolkit.records import Entry, EntryKind, Unread
from toolkit.triage.formats.wireless_profile import SIZE_LIMIT, parse
from toolkit.triage.machine import Machine

_LIST = r"Microsoft\Windows NT\CurrentVersion\NetworkList"
_PROFILES = "ProgramData/Microsoft/Wlansvc/Profiles/Interfaces"
WHERE = (rf"Windows/System32/config/SOFTWARE\{_LIST}", _PROFILES)

_CATEGORIES = {0: "public_network", 1: "private_network", 2: "domain_network"}
_KINDS = {6: "wired", 23: "vpn", 71: "wireless", 243: "mobile", 53: "vpn", 131: "vpn"}  # IANA ifType
_CARDS, _NETWORKS = 64, 2000
_WEAK = frozenset({"none", "WEP"})

Row = dict[str, Any]


def collect(machine: Machine) -> Iterator[Row]:
    """Yield known networks, the last used first, then profiles of the wireless service."""
    software = machine.config("SOFTWARE")
    listed = software.key(_LIST) if software else None
    if listed is not None:
        yield from sorted(_networks(listed), key=lambda row: row["last_local"] or "", reverse=True)
    for entry in _files(machine):
        try:
            row = parse(machine.head(entry, SIZE_LIMIT))
        except Unreadable as error:
            machine.unread.append(Unread(machine.volume, entry.path, error.why, error.detail))
            continue
        weak = row["encryption"] in _WEAK
        yield {
            "what": "wireless_profile",
            **row,
            "path": entry.path,
            "created_ns": entry.times.created,
            "written_ns": entry.times.modified,
            "flags": ["wireless_unprotected"] if weak else [],
        }


def _networks(listed: Key) -> Iterator[Row]:
    signatures = dict(_signatures(listed))
    profiles = listed.key("Profiles")
    for key in profiles.subkeys() if profiles else ():
        category, kind = key.number("Category"), key.number("NameType")
        yield {
            "what": "known_network",
            "name": key.text("ProfileName"),
            "comment": key.text("Description")
            if key.text("Description") != key.text("ProfileName")
            else None,
            "category": _CATEGORIES.get(category, str(category)) if category is not None else None,
            "kind": _KINDS.get(kind, str(kind)) if kind is not None else None,
            "first_local": local_time(key.get("DateCreated")),
            "last_local": local_time(key.get("DateLastConnected")),
            **signatures.get(key.name.casefold(), {}),
            "flags": [],
        }


def _signatures(listed: Key) -> Iterator[tuple[str, Row]]:
    for name in ("Managed", "Unmanaged"):
        above = listed.key(rf"Signatures\{name}")
        for key in above.subkeys() if above else ():
            profile, hardware = key.text("ProfileGuid"), key.get("DefaultGatewayMac")
            if profile:
                yield (
                    profile.casefold(),
                    {
                        "dns_suffix": key.text("DnsSuffix"),
                        "gateway_mac": hardware[:6].hex(":")
                        if isinstance(hardware, bytes) and hardware
                        else None,
                    },
                )


def local_time(value: object) -> str | None:
    """Read a SYSTEMTIME of 16 bytes as ISO text without zone; None when it is no date."""
    if not isinstance(value, bytes) or len(value) < 16:
        return None
    year, month, _, day, hour, minute, second, _ = struct.unpack_from("<8H", value)
    try:
        return datetime(year, month, day, hour, minute, second).isoformat()
    except ValueError:
        return None


def _files(machine: Machine) -> Iterator[Entry]:
    count = 0
    for number, card in enumerate(machine.listing(_PROFILES)):
        if number >= _CARDS or count >= _NETWORKS:
            machine.unread.append(Unread(machine.volume, _PROFILES, "folder_too_long"))
            return
        for entry in machine.listing(card.path) if card.kind is EntryKind.DIRECTORY else ():
            if entry.kind is EntryKind.FILE and entry.name.casefold().endswith(".xml"):
                count += 1
                yield entry
