r"""Protection now at work: Microsoft Defender, other antivirus products, the firewall.

Where Windows keeps it: Microsoft, "Defender for Endpoint" and Group Policy references (WindowsDefender.admx,
WindowsFirewall.admx); Security Center\Provider as Windows 8.1 and later fill it, its state as commonly read.
"""

import time
from collections.abc import Iterator
from typing import Any

from toolkit.errors import Unreadable
from toolkit.host.windows.registry import Value, filetime, subkeys, values
from toolkit.host.windows.security_center import PROVIDERS, health
from toolkit.host.windows.services import Service, services
from toolkit.records import Unread

Row = dict[str, Any]
Values = dict[str, Value]

_DEFENDER = r"SOFTWARE\Microsoft\Windows Defender"
_POLICY = r"SOFTWARE\Policies\Microsoft\Windows Defender"
_FIREWALL = r"SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy"
_FIREWALL_POLICY = r"SOFTWARE\Policies\Microsoft\WindowsFirewall"
_PRODUCTS = r"SOFTWARE\Microsoft\Security Center\Provider\Av"
_PROFILES = (
    ("domain", "DomainProfile", "DomainProfile"),
    ("private", "StandardProfile", "PrivateProfile"),
    ("public", "PublicProfile", "PublicProfile"),
)
_REALTIME = (
    "DisableRealtimeMonitoring", "DisableBehaviorMonitoring", "DisableOnAccessProtection",
    "DisableScanOnRealtimeEnable", "DisableIOAVProtection",
)  # fmt: skip
_WHOLE = ("DisableAntiSpyware", "DisableAntiVirus")
_EXCLUSIONS = {"Paths": "path", "Processes": "process", "Extensions": "extension", "IpAddresses": "address"}
_SERVICES = {
    "windefend": "antivirus",
    "sense": "endpoint_detection",
    "wscsvc": "security_center",
    "mpssvc": "firewall",
}
# Stopped where no such product was bought; Defender itself where another antivirus is installed.
_MAY_REST = frozenset({"sense", "windefend"})
_TAMPER = {5: True, 4: False, 0: False}
_OLD = 7  # days
_DAY = 86_400 * 1_000_000_000


def collect(missed: list[Unread]) -> Iterator[Row]:
    """Yield Defender's row, then exclusions, other products, firewall profiles, services, Security Center."""
    defender = _read(_DEFENDER, missed, top=True)
    found = _services(missed)
    if defender is not None:
        settings = [_read(f"{_DEFENDER}\\{name}", missed) or {} for name in ("Features", "Signature Updates")]
        own = _read(f"{_DEFENDER}\\Real-Time Protection", missed) or {}
        policy = _read(_POLICY, missed) or {}
        forced = _read(f"{_POLICY}\\Real-Time Protection", missed) or {}
        service = found.get("windefend") if found is not None else None
        runs = None if found is None else service is not None and service.state == "running"
        now = time.time_ns()
        yield defender_row(
            {**defender, **own}, {**policy, **forced}, {**settings[0], **settings[1]}, runs, now
        )
    yield from _exclusions(missed)
    yield from _products(missed)
    for profile, local, forced_name in _PROFILES:
        kept = _read(f"{_FIREWALL}\\{local}", missed)
        forced = _read(f"{_FIREWALL_POLICY}\\{forced_name}", missed) or {}
        if kept is not None or forced:
            yield firewall_row(profile, kept or {}, forced)
    yield from _states(found or {}, missed)


def defender_row(local: Values, policy: Values, settings: Values, runs: bool | None, now_ns: int) -> Row:
    """Return Defender's state from its registry values; a switch that is not written is on.

    `runs` is whether its service runs, None when unknown: only then is `realtime` true.
    """
    off = [name for name in (*_WHOLE, *_REALTIME) if local.get(name) == 1]
    forced = [name for name in (*_WHOLE, *_REALTIME) if policy.get(name) == 1]
    dated = [
        when for name in ("AVSignatureApplied", "SignaturesLastUpdated") if (when := _moment(settings, name))
    ]
    updated = max(dated, default=None)
    age = max(0, (now_ns - updated) // _DAY) if updated else None
    tamper = settings.get("TamperProtection")
    stopped = {*_WHOLE, "DisableRealtimeMonitoring"} & {*off, *forced}
    found = {
        "realtime_off": bool(stopped),
        "defender_not_running": runs is False,
        "protection_reduced": bool({*off, *forced} - {*_WHOLE, "DisableRealtimeMonitoring"}),
        "policy_disables": bool(forced),
        "signatures_old": age is not None and age > _OLD,
    }
    return {
        "what": "defender",
        "realtime": False if stopped else runs,
        "switched_off": off,
        "switched_off_by_policy": forced,
        "tamper_protection": _TAMPER.get(tamper) if isinstance(tamper, int) else None,
        "signatures": _text(settings, "AVSignatureVersion"),
        "engine": _text(settings, "EngineVersion"),
        "signatures_ns": updated,
        "signatures_days": age,
        "flags": [code for code, holds in found.items() if holds],
    }


def product_row(told: Values) -> Row:
    """Return one registered antivirus; bits 12 to 15 of its state say whether it is on, 4 to 7 its age."""
    state = told.get("STATE")
    on = {1: True, 0: False, 2: False, 3: False}.get(state >> 12 & 15) if isinstance(state, int) else None
    old = bool(state >> 4 & 15) if isinstance(state, int) else None
    flags = [code for code, holds in (("product_off", on is False), ("signatures_old", old)) if holds]
    return {
        "what": "product",
        "name": _text(told, "DISPLAYNAME"),
        "image": _text(told, "PRODUCTEXE"),
        "on": on,
        "state": f"0x{state:06x}" if isinstance(state, int) else None,
        "flags": flags,
    }


def firewall_row(profile: str, local: Values, policy: Values) -> Row:
    """Return whether the firewall is on for one kind of network; a policy has the last word."""
    forced, kept = policy.get("EnableFirewall"), local.get("EnableFirewall")
    value = forced if isinstance(forced, int) else kept
    on = bool(value) if isinstance(value, int) else None
    flags = ["firewall_off"] if on is False else []
    return {
        "what": "firewall",
        "profile": profile,
        "on": on,
        "by_policy": isinstance(forced, int),
        "flags": flags,
    }


def _exclusions(missed: list[Unread]) -> Iterator[Row]:
    for base, by_policy in ((_DEFENDER, False), (_POLICY, True)):
        for name, kind in _EXCLUSIONS.items():
            for excluded in _read(f"{base}\\Exclusions\\{name}", missed) or {}:
                row = {"what": "exclusion", "kind": kind, "excluded": excluded, "by_policy": by_policy}
                yield {**row, "flags": ["exclusion_added"]}


def _products(missed: list[Unread]) -> Iterator[Row]:
    try:
        for name in subkeys(_PRODUCTS, missed) or {}:
            told = _read(f"{_PRODUCTS}\\{name}", missed)
            if told:
                yield product_row(told)
    except Unreadable as error:
        missed.append(Unread("", _PRODUCTS, error.why, error.detail))


def _services(missed: list[Unread]) -> dict[str, Service] | None:
    """Return the services of protection by name, None when no service could be listed."""
    try:
        listed = {found.name.casefold(): found for found in services(drivers=False)}
    except Unreadable as error:
        missed.append(Unread("", "services", error.why, error.detail))
        return None
    return {name: found for name, found in listed.items() if name in _SERVICES}


def _states(found: dict[str, Service], missed: list[Unread]) -> Iterator[Row]:
    for name, service in found.items():
        stopped = service.state != "running" and name not in _MAY_REST
        row = {"what": "service", "name": service.name, "role": _SERVICES[name], "state": service.state}
        yield {**row, "start": service.start, "flags": ["protection_service_stopped"] if stopped else []}
    for provider in PROVIDERS:
        try:
            state = health(provider)
        except Unreadable as error:
            missed.append(Unread("", f"security_center {provider}", error.why, error.detail))
            continue
        flags = [] if state == "good" else ["security_center_warns"]
        yield {"what": "security_center", "provider": provider, "health": state, "flags": flags}


def _read(path: str, missed: list[Unread], *, top: bool = False) -> Values | None:
    try:
        return values(path, missed)
    except Unreadable as error:
        if top and error.why == "not_offered":
            raise
        missed.append(Unread("", path, error.why, error.detail))
        return None


def _moment(settings: Values, name: str) -> int | None:
    """Return a FILETIME kept as eight bytes."""
    value = settings.get(name)
    return filetime(int.from_bytes(value, "little")) if isinstance(value, bytes) and len(value) == 8 else None


def _text(told: Values, name: str) -> str | None:
    value = told.get(name)
    return value if isinstance(value, str) and value else None
