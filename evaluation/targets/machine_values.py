"""Binary values and small texts of the registry and beside it: groups, descriptors, proxies, rules, logs."""

import struct

from demo.builder.hives_groups import sid, value
from toolkit.triage.accounts import members
from toolkit.triage.formats.device_log import first_seen
from toolkit.triage.formats.firewall_rule import rule
from toolkit.triage.formats.security_descriptor import allowed
from toolkit.triage.hardware import bios_date, moment
from toolkit.triage.known_networks import local_time
from toolkit.triage.network import hosts_lines, win_http

_ENTRY = struct.pack("<BBHI", 0, 0, 8 + len(sid("S-1-1-0")), 0x1F01FF) + sid("S-1-1-0")
_LIST = struct.pack("<BBHHH", 2, 0, 8 + 2 * len(_ENTRY), 2, 0) + 2 * _ENTRY
_RULE = "v2.30|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=3389|RA4=LocalSubnet|App=System|Name=x|"


def seeds() -> list[bytes]:
    return [
        value(544, "Administrateurs", ["S-1-5-21-1-2-3-500", "S-1-5-21-1-2-3-1001"]),
        struct.pack("<BBHIIII", 1, 0, 0x8004, 0, 0, 0, 20) + _LIST,
        struct.pack("<IIII", 0x18, 0, 3, 14) + b"192.0.2.8:3128" + struct.pack("<I", 7) + b"<local>",
        struct.pack("<8H", 2026, 10, 5, 9, 18, 30, 0, 0),
        _RULE.encode("utf-16-le"),
        b"127.0.0.1 localhost\r\n0.0.0.0 a.example b.example # x\r\n",
        b">>>  [x - USB\\VID_1&PID_2\\3]\r\n>>>  Section start 2026/02/01 08:00:00.000\r\n" * 3,
    ]


def read(data: bytes) -> str:
    text = data[: len(data) & ~1].decode("utf-16-le", "surrogatepass")
    found = rule(text)
    if found is not None:
        found.opens(3389)
    bios_date(text)
    for reader in (members, allowed, win_http, local_time, moment, hosts_lines, first_seen):
        reader(data)
    return "ok"
