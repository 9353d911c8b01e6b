"""The sign-ins of people, one by one, as the logs tell them: who, when, how and from where."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from toolkit.timeline.inventory import Inventory, Row, in_part, times

CODES = ("logon", "rdp_session", "session_opened")
# Logon types of people: at the screen, through the network, unlocking, in clear text, other credentials,
# remote desktop, cached. Batch (4) and services (5) are programs: Microsoft, event 4624.
_PEOPLE = frozenset({2, 3, 7, 8, 9, 10, 11, 12, 13})
_NETWORK = frozenset({3, 8})
_KEYBOARD, _REMOTE_DESKTOP = 2, 10
# Windows' own accounts: SYSTEM and services, by their names in French and English.
_OWN = frozenset({
    "system", "système", "local service", "service local", "network service", "service réseau",
    "anonymous logon", "anonymous", "-", "",
})  # fmt: skip
_OWN_START = ("dwm-", "umfd-", "s-1-5-18", "s-1-5-19", "s-1-5-20", "s-1-5-7", "s-1-5-90-", "s-1-5-96-")


@dataclass(frozen=True, slots=True)
class SignIn:
    """One sign-in of a person; `kind` is the logon type where it is told, `address` another machine's."""

    at_ns: int
    account: str
    name: str
    kind: int | None
    address: str | None
    row: Row

    @property
    def networked(self) -> bool:
        return self.kind in _NETWORK


def sign_ins(inventory: Inventory) -> list[SignIn]:
    """Return every known sign-in of a person in order of time, each instant of a group for itself."""
    machines, found = computers(inventory), list[SignIn]()
    for row in inventory.events(*CODES):
        if _of_person(row, machines):
            account, address = str(row["account"]), remote(row.get("address"))
            found += [SignIn(at, account, plain(account), _kind(row), address, row) for at in times(row)]
    return sorted(found, key=lambda one: (one.at_ns, one.name, one.row.get("code") == "logon"))


def kept_in_part(inventory: Inventory, began: int) -> bool:
    """Tell whether sign-ins around the beginning were counted without keeping each one's time."""
    machines = computers(inventory)
    return any(_of_person(row, machines) and in_part(row, began) for row in inventory.events(*CODES))


def person(account: str, machines: frozenset[str]) -> bool:
    """Tell an account of a person from those of Windows and of the machine itself."""
    name = plain(account)
    return name not in _OWN and not name.startswith(_OWN_START) and name not in machines


def computers(inventory: Inventory) -> frozenset[str]:
    """Return the names by which this machine signs in itself."""
    named = (row.get("computer") for row in inventory.of_unit("system"))
    return frozenset(f"{name}$".casefold() for name in named if name)


def plain(account: str) -> str:
    """Return the name of an account without its domain, folded."""
    return account.rpartition("\\")[2].casefold()


def remote(address: Any) -> str | None:
    """Return the address of another machine; Windows writes its own one for a sign-in at the keyboard."""
    text = str(address or "").strip()
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None if text.casefold() in {"", "-", "local", "localhost"} else text
    inner = getattr(found, "ipv4_mapped", None) or found
    return None if inner.is_loopback or inner.is_unspecified else text


def _of_person(row: Row, machines: frozenset[str]) -> bool:
    account, kind = str(row.get("account") or ""), _type(row)
    other_machine = account.endswith("$") and kind in _NETWORK
    known_kind = kind is None or kind in _PEOPLE
    return person(account, machines) and not other_machine and known_kind


def _kind(row: Row) -> int | None:
    """Return the logon type; a session without address is one at the machine, never remote desktop."""
    given = _type(row)
    if given is None and row.get("code") == "session_opened":
        return _KEYBOARD
    if given is None and row.get("code") == "rdp_session" and remote(row.get("address")):
        return _REMOTE_DESKTOP
    return given


def _type(row: Row) -> int | None:
    text = str(row.get("logon_type", ""))
    return int(text) if text.isdecimal() and len(text) < 4 else None
