"""One rule of the Windows firewall, from the text the registry keeps.

Format: [MS-FASP] Firewall and Advanced Security Protocol, 2.2.37 (the text form "v2.30|Action=Allow|…|").
"""

from collections.abc import Mapping
from dataclasses import dataclass

_TEXT = 16_384  # characters of one rule read
_PARTS = 500
_ANY = 256  # "any protocol" in the remote procedure; the text then has no Protocol at all
_ANYWHERE = frozenset({"*", "0.0.0.0-255.255.255.255", "::/0", "0.0.0.0/0.0.0.0", "0.0.0.0/0"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; empty ports and addresses mean any, None is "not said"."""

    name: str
    active: bool
    allows: bool
    inward: bool
    protocol: int | None
    ports: tuple[str, ...]
    remote: tuple[str, ...]
    program: str | None
    service: str | None
    profiles: tuple[str, ...]
    package: str | None

    @property
    def from_anywhere(self) -> bool:
        """Say whether it lets in any address."""
        return not self.remote or not _ANYWHERE.isdisjoint(self.remote)

    def opens(self, port: int) -> bool:
        """Say whether it lets in what comes for a TCP port, whatever program listens there."""
        if self.protocol not in {None, 6, _ANY}:
            return False
        return not self.ports or any(_covers(one, port) for one in self.ports)


def rule(text: str) -> Rule | None:
    """Read one rule; None when the text is none."""
    parts = text[:_TEXT].split("|", _PARTS)
    if not parts[0].startswith("v") or len(parts) < 2:
        return None
    told: dict[str, list[str]] = {}
    for part in parts[1:]:
        name, found, value = part.partition("=")
        if found:
            told.setdefault(name.casefold(), []).append(value)
    protocol = _one(told, "protocol")
    return Rule(
        name=_one(told, "name") or "",
        active=(_one(told, "active") or "").casefold() == "true",
        allows=(_one(told, "action") or "").casefold() in {"allow", "bypass"},
        inward=(_one(told, "dir") or "").casefold() == "in",
        protocol=int(protocol) if protocol and protocol.isdecimal() and len(protocol) < 6 else None,
        ports=_all(told, "lport"),
        remote=_all(told, "ra4", "ra6"),
        program=_one(told, "app"),
        service=_one(told, "svc"),
        profiles=tuple(one.casefold() for one in told.get("profile", ())),
        package=_one(told, "apppkgid"),
    )


def _one(told: Mapping[str, list[str]], name: str) -> str | None:
    return told[name][0] if told.get(name) else None


def _all(told: Mapping[str, list[str]], *names: str) -> tuple[str, ...]:
    """Join lists kept under several names: LPort, LPort2_10, RA4, RA42…"""
    return tuple(
        value
        for name, values in told.items()
        if name in names or name.partition("_")[0].removesuffix("2") in names
        for value in values
    )


def _covers(ports: str, port: int) -> bool:
    first, dash, last = ports.partition("-")
    if not first.isdecimal() or len(first) > 5:
        return False
    if not dash:
        return int(first) == port
    return last.isdecimal() and len(last) < 6 and int(first) <= port <= int(last)
