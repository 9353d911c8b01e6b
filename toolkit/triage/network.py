r"""How the machine was set up on the network: cards, addresses, names, proxies and diversions.

Places: Services\Tcpip\Parameters (Microsoft, "TCP/IP and NBT configuration parameters"), Control\Network for
the names of cards, Internet Settings for proxies, Services\PortProxy for diversions `netsh` adds.
"""

import struct
from collections.abc import Iterator
from typing import Any

from toolkit.errors import Unreadable
from toolkit.media.registry import Key
from toolkit.records import Unread
from toolkit.triage.machine import Machine

_HOSTS = "Windows/System32/drivers/etc/hosts"
WHERE = (
    r"Windows/System32/config/SYSTEM\Services\Tcpip\Parameters", _HOSTS,
    r"Windows/System32/config/SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings", "NTUSER.DAT",
)  # fmt: skip

_PARAMETERS = r"Services\Tcpip\Parameters"
_CARDS = r"Control\Network\{4D36E972-E325-11CE-BFC1-08002BE10318}"
_SETTINGS = r"Microsoft\Windows\CurrentVersion\Internet Settings"
_HOSTS_FOLDER = "%systemroot%\\system32\\drivers\\etc"
_HOSTS_LIMIT = 1024 * 1024  # bytes; lists against advertising are the largest honest ones
_LINES = 500  # lines of hosts told
_LOCAL = frozenset({"127.0.0.1 localhost", "::1 localhost"})
_SECOND = 1_000_000_000
_CLOCK_SET = 978_307_200  # 2001: a lease dated before was given while the clock was not set
_PROXY, _SCRIPT = 0x2, 0x4  # flags of WinHttpSettings: a proxy is named, a script names it

Row = dict[str, Any]


def collect(machine: Machine) -> Iterator[Row]:
    """Yield diversions, then proxies, then cards with an address, then the other cards."""
    control, software = machine.control_set(), machine.config("SOFTWARE")
    if control is not None:
        yield from _diversions(control)
    yield from _hosts(machine)
    yield from _proxies(machine, software)
    if control is not None:
        cards = list(_interfaces(control))
        yield from sorted(cards, key=lambda row: (not row["addresses"], row["name"]))


def _interfaces(control: Key) -> Iterator[Row]:
    listed, names = control.key(rf"{_PARAMETERS}\Interfaces"), control.key(_CARDS)
    for key in listed.subkeys() if listed else ():
        dynamic = key.number("EnableDHCP") == 1
        connection = names.key(rf"{key.name}\Connection") if names else None
        lease = key.number("LeaseObtainedTime")
        yield {
            "what": "network_card",
            "name": (connection.text("Name") if connection else None) or key.name,
            "dynamic": dynamic,
            "addresses": _addresses(key, "DhcpIPAddress" if dynamic else "IPAddress"),
            "masks": _texts(key, "DhcpSubnetMask" if dynamic else "SubnetMask"),
            "gateways": _texts(key, "DhcpDefaultGateway" if dynamic else "DefaultGateway"),
            "dns": _texts(key, "NameServer") or _texts(key, "DhcpNameServer"),
            "dns_chosen": bool(_texts(key, "NameServer")),
            "dhcp_server": key.text("DhcpServer") if dynamic else None,
            "dns_suffix": key.text("Domain") or key.text("DhcpDomain"),
            "lease_ns": lease * _SECOND if dynamic and lease and lease > _CLOCK_SET else None,
            "written_ns": key.written_ns,
            "flags": [],
        }


def _addresses(key: Key, name: str) -> list[str]:
    return [one for one in _texts(key, name) if one not in {"0.0.0.0", "255.255.255.255"}]  # noqa: S104 - "none"


def _texts(key: Key, name: str) -> list[str]:
    """Return a list kept as several texts, or as one with spaces or commas between."""
    value = key.get(name)
    parts = value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()
    return [one for part in parts for one in part.replace(",", " ").split()]


def _diversions(control: Key) -> Iterator[Row]:
    parameters = control.key(_PARAMETERS)
    folder = parameters.text("DataBasePath") if parameters else None
    if folder and folder.rstrip("\\").casefold() not in {_HOSTS_FOLDER, r"c:\windows\system32\drivers\etc"}:
        yield {"what": "hosts_folder", "location": folder, "flags": ["hosts_moved"]}
    routes = parameters.key("PersistentRoutes") if parameters else None
    for name, _ in routes.values() if routes else ():
        parts = [*name.split(","), "", "", ""]
        yield {"what": "route", "network": parts[0], "mask": parts[1], "gateway": parts[2], "flags": []}
    proxies = control.key(r"Services\PortProxy")
    for family in proxies.subkeys() if proxies else ():
        for protocol in family.subkeys():
            for name, target in protocol.values():
                yield {
                    "what": "port_proxy",
                    "listens": name,
                    "leads_to": target if isinstance(target, str) else None,
                    "written_ns": protocol.written_ns,
                    "flags": ["port_forwarded"],
                }


def _hosts(machine: Machine) -> Iterator[Row]:
    """Yield each line of hosts that names a machine, but for the two every system has."""
    entry = machine.file(_HOSTS)
    if entry is None:
        return
    try:
        data = machine.head(entry, _HOSTS_LIMIT)
    except (Unreadable, OSError) as error:
        machine.unread.append(Unread(machine.volume, entry.path, getattr(error, "why", "io_error")))
        return
    if len(data) > _HOSTS_LIMIT:
        machine.unread.append(Unread(machine.volume, entry.path, "file_read_in_part"))
    lines = hosts_lines(data[:_HOSTS_LIMIT])
    for address, names in lines[:_LINES]:
        yield {
            "what": "hosts_line",
            "address": address,
            "names": names,
            "written_ns": entry.times.modified,
            "flags": ["hosts_changed"],
        }
    if len(lines) > _LINES:
        machine.unread.append(Unread(machine.volume, entry.path, "too_many_rows", str(len(lines))))


def hosts_lines(data: bytes) -> list[tuple[str, list[str]]]:
    """Return the addresses and names a hosts file gives, without comments and localhost."""
    text = data.decode("utf-16", "replace") if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else data.decode(
        "utf-8", "replace"
    )  # fmt: skip
    split = (line.split("#", 1)[0].split() for line in text.splitlines())
    return [
        (parts[0], parts[1:])
        for parts in split
        if len(parts) > 1 and " ".join(parts).casefold() not in _LOCAL
    ]


def _proxies(machine: Machine, software: Key | None) -> Iterator[Row]:
    own = software.key(_SETTINGS) if software else None
    connections = own.key("Connections") if own else None
    value = connections.get("WinHttpSettings") if connections else None
    if isinstance(value, bytes) and (row := win_http(value)):
        yield {"what": "proxy", "by": "winhttp", **row, "flags": ["proxy_set"]}
    for user, root in machine.user_hives():
        for path in (rf"Software\{_SETTINGS}", rf"Software\Policies\{_SETTINGS}"):
            key = root.key(path)
            script = key.text("AutoConfigURL") if key else None
            server = key.text("ProxyServer") if key and key.number("ProxyEnable") else None
            if key and (server or script):
                yield {
                    "what": "proxy",
                    "user": user,
                    "proxy": server,
                    "script": script,
                    "bypass": key.text("ProxyOverride"),
                    "written_ns": key.written_ns,
                    "flags": ["proxy_set"],
                }


def win_http(value: bytes) -> Row | None:
    """Read the proxy every service uses: version, counter, flags, then texts each after its length."""
    if len(value) < 12:
        return None
    flags, place = struct.unpack_from("<I", value, 8)[0], 12
    texts: list[str] = []
    while place + 4 <= len(value) and len(texts) < 3:
        length = struct.unpack_from("<I", value, place)[0]
        texts.append(value[place + 4 : place + 4 + min(length, len(value))].decode("latin-1").rstrip("\0"))
        place += 4 + length
    proxy, bypass, script = [*texts, "", "", ""][:3]
    found = {
        "proxy": proxy if flags & _PROXY else "",
        "script": script if flags & _SCRIPT else "",
        "bypass": bypass,
    }
    return found if found["proxy"] or found["script"] else None
