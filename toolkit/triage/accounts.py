"""Accounts as the SAM hive keeps them: names, figures and who is an administrator.

Format: SAM hive descriptions of the libregf and regripper documentation, checked on real hives.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.media.registry import Key, filetime, utf16

_DOMAIN = r"SAM\Domains\Account"
_BUILTIN = r"SAM\Domains\Builtin"
_ADMINISTRATORS = rf"{_BUILTIN}\Aliases\00000220"
_V_TEXTS = 0xCC  # the texts of a V value start here; its table of offsets lies before
_C_MEMBERS = 0x34  # the same for a C value
_DISABLED, _NO_PASSWORD = 0x0001, 0x0004
_ACCOUNTS = 10_000
_GROUPS = 10_000
_MEMBERS = 100_000
_SUBAUTHORITIES = 15


@dataclass(frozen=True, slots=True)
class Account:
    """One account; None is "not recorded", or "never" for a date."""

    rid: int
    name: str | None = None
    full_name: str | None = None
    comment: str | None = None
    disabled: bool | None = None
    no_password_needed: bool | None = None
    last_logon_ns: int | None = None
    password_set_ns: int | None = None
    logons: int | None = None
    named_ns: int | None = None  # when the key of its name was written: its creation, or its renaming
    last_failed_ns: int | None = None  # the last sign-in refused for its password
    refused: int | None = None  # passwords refused since the last that succeeded


@dataclass(frozen=True, slots=True)
class Group:
    """One group of this machine; members are SIDs."""

    rid: int
    builtin: bool
    name: str | None
    members: frozenset[str]


def accounts(sam: Key) -> Iterator[Account]:
    """Yield every account under the Users key, whatever of it can be read."""
    users = sam.key(rf"{_DOMAIN}\Users")
    if users is None:
        return
    named = {rid: (name, written) for name, rid, written in _names(users)}
    for number, key in enumerate(users.subkeys()):
        if number >= _ACCOUNTS:
            key.hive.fail(key.path, "registry_limit")
            return
        try:
            rid = int(key.name, 16)
        except ValueError:
            continue  # the key "Names"
        name, written = named.get(rid, (None, None))
        yield _account(rid, key, name, written)


def _names(users: Key) -> Iterator[tuple[str, int, int | None]]:
    names = users.key("Names")
    for key in names.subkeys() if names else ():
        rid = key.kind("")  # the default value has no data: its type is the number of the account
        if rid is not None:
            yield key.name, rid, key.written_ns


def _account(rid: int, key: Key, name: str | None, written: int | None) -> Account:
    figures, texts = key.get("F"), key.get("V")
    for value, least, letter in ((figures, 68, "F"), (texts, _V_TEXTS, "V")):
        if not isinstance(value, bytes) or len(value) < least:
            key.hive.fail(rf"{key.path}\{letter}", "account_damaged")
    own = texts if isinstance(texts, bytes) and len(texts) >= _V_TEXTS else b""
    called, full_name, comment = (_v_text(own, at) for at in (0x0C, 0x18, 0x24))
    if not isinstance(figures, bytes) or len(figures) < 68:
        return Account(rid, called or name, full_name, comment, named_ns=written)
    logged_on, password_set, last_failed = (
        filetime(struct.unpack_from("<Q", figures, at)[0]) for at in (8, 24, 40)
    )
    control, refused, logons = (struct.unpack_from("<H", figures, at)[0] for at in (56, 64, 66))
    return Account(
        rid, called or name, full_name, comment, bool(control & _DISABLED), bool(control & _NO_PASSWORD),
        logged_on, password_set, logons, written, last_failed, refused,
    )  # fmt: skip


def _v_text(value: bytes, at: int) -> str | None:
    if not value:
        return None
    offset, length = struct.unpack_from("<II", value, at)
    return utf16(value[_V_TEXTS + offset : _V_TEXTS + offset + length]) or None


def machine_sid(sam: Key) -> str | None:
    """Return the identifier every local account starts with, such as "S-1-5-21-1-2-3"."""
    domain = sam.key(_DOMAIN)
    value = domain.get("V") if domain else None
    if not isinstance(value, bytes) or len(value) < 12:
        return None
    return "S-1-5-21-{}-{}-{}".format(*struct.unpack("<III", value[-12:]))


def administrators(sam: Key) -> set[str] | None:
    """Return the SIDs of the members of Administrators; None when the group cannot be read."""
    alias = sam.key(_ADMINISTRATORS)
    found = members(alias.get("C")) if alias else None
    return None if found is None else set(found)


def groups(sam: Key) -> Iterator[Group]:
    """Yield the groups Windows came with, then those made on this machine; `group_damaged` is recorded."""
    for path, builtin in ((_BUILTIN, True), (_DOMAIN, False)):
        aliases = sam.key(rf"{path}\Aliases")
        for number, key in enumerate(aliases.subkeys() if aliases else ()):
            if number >= _GROUPS:
                key.hive.fail(key.path, "registry_limit")
                break
            try:
                rid = int(key.name, 16)
            except ValueError:
                continue  # the keys "Names" and "Members"
            value = key.get("C")
            found = members(value)
            if found is None:
                key.hive.fail(key.path, "group_damaged")
            else:
                yield Group(rid, builtin, _c_name(value), frozenset(found))


def _c_name(value: object) -> str | None:
    if not isinstance(value, bytes) or len(value) < _C_MEMBERS:
        return None
    offset, length = struct.unpack_from("<II", value, 0x10)
    return utf16(value[_C_MEMBERS + offset : _C_MEMBERS + offset + length]) or None


def members(value: object) -> set[str] | None:
    """Return the SIDs a C value lists, as many as it really holds; None when it is none."""
    if not isinstance(value, bytes) or len(value) < _C_MEMBERS:
        return None
    start, _, count = struct.unpack_from("<III", value, 0x28)
    found, place = set[str](), _C_MEMBERS + start
    for _ in range(min(count, _MEMBERS)):
        one = sid_at(value, place)
        if one is None:
            break
        found.add(one)
        place += 8 + 4 * value[place + 1]
    return found


def sid_at(value: bytes, place: int) -> str | None:
    """Return the SID that starts at a place, None where there is none."""
    if place + 8 > len(value) or value[place] != 1 or value[place + 1] > _SUBAUTHORITIES:
        return None
    count = value[place + 1]
    if place + 8 + 4 * count > len(value):
        return None
    authority = int.from_bytes(value[place + 2 : place + 8], "big")
    parts = struct.unpack_from(f"<{count}I", value, place + 8)
    return "-".join(str(part) for part in ("S", 1, authority, *parts))
