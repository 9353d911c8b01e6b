"""The accounts of the demonstration machine, as the SAM hive keeps them."""

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from demo.builder.hive import Key, binary, dword, filetime, key, merge

AUTHORITIES = (1_004_336_348, 1_177_238_915, 682_003_330)  # what every local account's identifier starts with
SID = "S-1-5-21-{}-{}-{}".format(*AUTHORITIES)
_DISABLED, _NORMAL, _NEVER_EXPIRES = 0x0001, 0x0010, 0x0200
_NEVER = 0x7FFF_FFFF_FFFF_FFFF
_V_TEXTS, _V_ENTRIES = 0xCC, 17
_ADMINISTRATORS = 0x220


@dataclass(frozen=True)
class Account:
    """One account; dates in nanoseconds UTC, None is never."""

    rid: int
    name: str
    named: int
    full_name: str = ""
    comment: str = ""
    administrator: bool = False
    disabled: bool = False
    last_logon: int | None = None
    password_set: int | None = None
    logons: int = 0


def sam(accounts: Iterable[Account]) -> Key:
    """Return the top key of a SAM hive holding these accounts and their Administrators group."""
    known = list(accounts)
    made = max(account.named for account in known)
    members = [account.rid for account in known if account.administrator]
    names = {account.name: Key({"": (account.rid, b"")}, written=account.named) for account in known}
    users: Mapping[str, Key] = {
        f"{account.rid:08X}": Key(
            {"F": binary(_figures(account)), "V": binary(_texts(account))},
            written=max(account.named, account.last_logon or 0),
        )
        for account in known
    }
    group = Key({"C": binary(_group(members))}, written=made)
    domain = Key({"F": binary(bytes(240)), "V": binary(_domain())}, written=made)
    return merge(
        key(r"SAM\Domains\Account", domain),
        key(r"SAM\Domains\Account\Users", Key(keys={**users, "Names": Key(keys=names)}, written=made)),
        key(r"SAM\Domains\Builtin\Aliases", Key({"": dword(1)}, {f"{_ADMINISTRATORS:08X}": group})),
        key(r"SAM\Domains\Builtin\Aliases\Names\Administrateurs", Key({"": (_ADMINISTRATORS, b"")})),
    )


def _figures(account: Account) -> bytes:
    control = _NORMAL | _NEVER_EXPIRES | (_DISABLED if account.disabled else 0)
    logon, password = (filetime(when) if when else 0 for when in (account.last_logon, account.password_set))
    return struct.pack(
        "<HHIQQQQQIIHHHHHHI4x",
        2, 1, 0, logon, 0, password, _NEVER, 0, account.rid, 513, control, 0, 0, 33, 0, account.logons, 0,
    )[:80].ljust(80, b"\0")  # fmt: skip


def _texts(account: Account) -> bytes:
    table, body = bytearray(_V_TEXTS), b""
    values = {1: account.name, 2: account.full_name, 3: account.comment}
    for entry in range(1, _V_ENTRIES):
        raw = values.get(entry, "").encode("utf-16-le")
        struct.pack_into("<III", table, entry * 12, len(body), len(raw), 0)
        body += raw.ljust(-(-len(raw) // 4) * 4, b"\0")
    return bytes(table) + body


def _sid(rid: int | None = None) -> bytes:
    parts = (21, *AUTHORITIES) if rid is None else (21, *AUTHORITIES, rid)
    return struct.pack(">BBHI", 1, len(parts), 0, 5) + struct.pack(f"<{len(parts)}I", *parts)


def _domain() -> bytes:
    return bytes(64) + _sid()


def _group(members: Iterable[int]) -> bytes:
    sids = [_sid(rid) for rid in members]
    name = "Administrateurs".encode("utf-16-le")
    start = -(-len(name) // 4) * 4
    table = struct.pack(
        "<13I", _ADMINISTRATORS, 0, 0, 0, 0, len(name), 0, start, 0, 0, start, sum(map(len, sids)), len(sids)
    )
    return table + name.ljust(start, b"\0") + b"".join(sids)
