r"""What the Windows firewall let in: profiles, rules somebody added, and remote desktop.

Places: Services\SharedAccess\Parameters\FirewallPolicy and Policies\Microsoft\WindowsFirewall, which has the
last word (Microsoft, [MS-GPFAS] "Firewall and Advanced Security Data Structure", 2.2).
"""

import re
from collections.abc import Iterator
from typing import Any

from toolkit.media.registry import Key
from toolkit.scan.tables import fits, load
from toolkit.triage.formats.firewall_rule import Rule, rule
from toolkit.triage.machine import Machine
from toolkit.triage.suspicion import flags

_LOCAL = r"Services\SharedAccess\Parameters\FirewallPolicy"
_POLICY = r"Policies\Microsoft\WindowsFirewall"
_TERMINAL = r"Control\Terminal Server"
_TERMINAL_POLICY = r"Policies\Microsoft\Windows NT\Terminal Services"
WHERE = (rf"Windows/System32/config/SYSTEM\{_LOCAL}", rf"Windows/System32/config/SOFTWARE\{_POLICY}")

_PROFILES = (
    ("public_network", "PublicProfile"),
    ("private_network", "StandardProfile"),
    ("domain_network", "DomainProfile"),
)
_RULES = (
    ("FirewallRules", "this_machine"),
    ("RestrictedServices\\AppIso\\FirewallRules", "applications"),
)
_RDP, _TABLE = 3389, "remote_access.toml"
# Ports through which machines are run from afar: Microsoft, "Service overview and network port requirements".
_REMOTE_PORTS = {_RDP: "rdp_open", 5985: "remote_shell_open", 5986: "remote_shell_open", 445: "shares_open",
                 22: "remote_shell_open", 5900: "remote_screen_open"}  # fmt: skip
_WINDOWS = re.compile(r"(?i)^(system|%(systemroot|windir)%\\|c:\\windows\\|%programfiles%\\windows defender)")
_RULES_LIMIT = 20_000

Row = dict[str, Any]


def collect(machine: Machine) -> Iterator[Row]:
    """Yield remote desktop, profiles, then active rules that let something in and are worth a look."""
    control, software = machine.control_set(), machine.config("SOFTWARE")
    rules = list(_rules(control, software))
    local = control.key(_LOCAL) if control else None
    policy = software.key(_POLICY) if software else None
    profiles = list(_profiles(local, policy))
    if control is not None and (key := control.key(_TERMINAL)):
        forced = software.key(_TERMINAL_POLICY) if software else None
        yield _remote_desktop(key, forced, rules, off=any(row["on"] is False for row in profiles))
    yield from profiles
    if rules:
        tools = [tool for tool in load(machine.tables, _TABLE, "tool") if tool.get("files")]
        told = [row for where, key, one in rules if (row := _row(where, key, one, tools))]
        yield {"what": "firewall_rules", "count": len(rules), "told": len(told), "flags": []}
        yield from sorted(told, key=lambda row: (not row["flags"], row["name"]))


def _rules(control: Key | None, software: Key | None) -> Iterator[tuple[str, Key, Rule]]:
    """Yield active rules that let something in; one that cannot be read is recorded."""
    places = [(control, rf"{_LOCAL}\{path}", where) for path, where in _RULES]
    places.append((software, rf"{_POLICY}\FirewallRules", "group_policy"))
    for top, path, where in places:
        key = top.key(path) if top else None
        for number, (name, text) in enumerate(key.values() if key else ()):
            found = rule(text) if isinstance(text, str) else None
            if number >= _RULES_LIMIT or found is None:
                if key is not None:
                    key.hive.fail(rf"{key.path}\{name}", "firewall_rule_damaged")
                if number >= _RULES_LIMIT:
                    break
            elif key is not None and found.active and found.allows and found.inward:
                yield where, key, found


def _row(where: str, key: Key, one: Rule, tools: list[dict[str, Any]]) -> Row | None:
    """Return what is told of a rule; None for those Windows and its applications came with."""
    program = one.program or ""
    last = program.rsplit("\\", 1)[-1]
    tool = next((tool["name"] for tool in tools if fits(last, tool["files"])), None)
    windows_own = bool(_WINDOWS.match(program)) and one.name.startswith("@")
    open_ports = _open_ports(one, program)
    if (windows_own and not open_ports) or one.package or (one.name.startswith("@") and not open_ports):
        return None
    found = [*open_ports, *flags(program)]
    if tool:
        found.append("remote_tool_let_in")
    if not program and not one.service and not one.ports:
        found.append("lets_everything_in")
    return {
        "what": "firewall_rule",
        "name": one.name,
        "image": program or None,
        "service": one.service,
        "tool": tool,
        "protocol": one.protocol,
        "ports": list(one.ports),
        "remote": list(one.remote),
        "categories": [f"{profile}_network" for profile in one.profiles],
        "set_by": where,
        "written_ns": key.written_ns,
        "flags": list(dict.fromkeys(found)),
    }


def _open_ports(one: Rule, program: str) -> list[str]:
    """Return codes of the ports for running machines from afar that a rule opens to any address."""
    if not one.from_anywhere or not one.ports or (program and not _WINDOWS.match(program)):
        return []
    # Windows' own rules for sharing files stand on private networks of every machine.
    public = not one.profiles or "public" in one.profiles
    return list(dict.fromkeys(code for port, code in _REMOTE_PORTS.items() if public and one.opens(port)))


def _profiles(local: Key | None, policy: Key | None) -> Iterator[Row]:
    for name, path in _PROFILES:
        kept, forced = (key.key(path) if key else None for key in (local, policy))
        if kept is not None or forced is not None:
            yield _profile(name, kept, forced)


def _profile(name: str, kept: Key | None, forced: Key | None) -> Row:
    value = _first("EnableFirewall", forced, kept)
    on = None if value is None else value != 0
    # Windows blocks what comes in unasked unless this is written as 0.
    lets_in = _first("DefaultInboundAction", forced, kept) == 0
    codes = (("firewall_off", on is False), ("lets_everything_in", lets_in))
    return {
        "what": "firewall_profile",
        "category": name,
        "on": on,
        "by_policy": forced is not None and forced.number("EnableFirewall") is not None,
        "written_ns": kept.written_ns if kept else None,
        "flags": [code for code, holds in codes if holds],
    }


def _remote_desktop(key: Key, policy: Key | None, rules: list[tuple[str, Key, Rule]], *, off: bool) -> Row:
    """Return whether remote desktop answers and whether a rule lets it in; a policy has the last word."""
    station = key.key(r"WinStations\RDP-Tcp")
    denied = _first("fDenyTSConnections", policy, key)
    port = (station.number("PortNumber") if station else None) or _RDP
    sign_in = _first("UserAuthentication", policy, station)
    lets_in = [one for _, _, one in rules if one.ports and one.opens(port) and (one.protocol or 0) != 17]
    answers = None if denied is None else denied == 0
    found = {
        "rdp_open": answers and (off or any(one.from_anywhere for one in lets_in)),
        "port_changed": answers and port != _RDP,
        "no_sign_in_first": answers and sign_in == 0,
        "shadowing_without_asking": (_first("Shadow", policy) or 0) in {2, 4},
    }
    return {
        "what": "remote_desktop",
        "remote_desktop": None if answers is None else "open" if answers else "closed",
        "by_policy": policy is not None and policy.number("fDenyTSConnections") is not None,
        "port": port,
        "sign_in_first": None if sign_in is None else sign_in != 0,
        "let_in": bool(lets_in),
        "written_ns": key.written_ns,
        "flags": [code for code, holds in found.items() if holds],
    }


def _first(name: str, *keys: Key | None) -> int | None:
    return next((value for key in keys if key and (value := key.number(name)) is not None), None)
