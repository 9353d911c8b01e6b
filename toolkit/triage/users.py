"""Who has an account or a profile on the machine, and who is an administrator."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from toolkit.media.registry import Key
from toolkit.triage.accounts import Account, accounts, administrators, machine_sid
from toolkit.triage.machine import Machine

WHERE = ("Windows/System32/config/SAM", "Windows/System32/config/SOFTWARE", "Users")

_PROFILE_LIST = r"Microsoft\Windows NT\CurrentVersion\ProfileList"
_HIDDEN = r"Microsoft\Windows NT\CurrentVersion\Winlogon\SpecialAccounts\UserList"
_STANDARD_RIDS = frozenset({500, 501, 503, 504})  # Administrator, Guest, DefaultAccount, WDAGUtilityAccount
_ADMINISTRATOR, _GUEST = 500, 501
_MANY = 10  # refusals in a row that are no longer a slip of the fingers
_STANDARD_SIDS = frozenset({"S-1-5-18", "S-1-5-19", "S-1-5-20"})  # the system's own
_STANDARD_FOLDERS = frozenset({"default", "public", "all users", "default user", "defaultuser0"})

Row = dict[str, Any]


def collect(machine: Machine) -> Iterator[Row]:
    """Yield accounts made on this machine, then profiles of others, lone folders, and the standard ones."""
    software, sam = machine.config("SOFTWARE"), machine.config("SAM")
    profiles = {row["sid"]: row for row in _profiles(software)} if software else {}
    rows = list(_accounts(sam, profiles, _hidden(software))) if sam else []
    rows += [row for sid, row in profiles.items() if sid not in {one.get("sid") for one in rows}]
    rows += _lone_folders(machine, rows)
    yield from sorted(rows, key=lambda row: (row.get("standard", False), row["kind"]))


def _profiles(software: Key) -> Iterator[Row]:
    listed = software.key(_PROFILE_LIST)
    for key in listed.subkeys() if listed else ():
        yield {
            "kind": "profile",
            "sid": key.name,
            "profile": key.text("ProfileImagePath"),
            "profile_written_ns": key.written_ns,
            "standard": key.name in _STANDARD_SIDS,
        }


def _hidden(software: Key | None) -> set[str]:
    listed = software.key(_HIDDEN) if software else None
    return {name.casefold() for name, shown in listed.values() if shown == 0} if listed else set()


def _accounts(sam: Key, profiles: dict[str, Row], hidden: set[str]) -> Iterator[Row]:
    """Yield one row per account, then one per administrator that is no account of this machine."""
    start, members = machine_sid(sam), administrators(sam)
    if members is None:
        sam.hive.fail(r"SAM\Domains\Builtin\Aliases\00000220", "administrators_not_read")
    seen = set()
    for account in accounts(sam):
        sid = f"{start}-{account.rid}" if start else None
        seen.add(sid)
        profile = profiles.get(sid or "", {})
        yield {
            "kind": "account",
            **asdict(account),
            "sid": sid,
            "administrator": sid in members if members is not None and sid else None,
            "profile": profile.get("profile"),
            "profile_written_ns": profile.get("profile_written_ns"),
            "standard": account.rid in _STANDARD_RIDS,
            "flags": _flags(account, hidden),
        }
    for sid in sorted((members or set()) - seen):
        yield {"kind": "outside_administrator", "administrator": True, **profiles.get(sid, {"sid": sid})}


def _flags(account: Account, hidden: set[str]) -> list[str]:
    name = account.name or ""
    found = {
        # A name ending in "$" looks like a machine's and is left out of several Windows lists.
        "name_like_machine": name.endswith("$"),
        "hidden_at_logon": name.casefold() in hidden,
        "guest_enabled": account.rid == _GUEST and account.disabled is False,
        "built_in_administrator_enabled": account.rid == _ADMINISTRATOR and account.disabled is False,
        "many_refused": (account.refused or 0) >= _MANY,
    }
    return [code for code, holds in found.items() if holds]


def _lone_folders(machine: Machine, rows: list[Row]) -> Iterator[Row]:
    known = {str(row["profile"]).rsplit("\\", 1)[-1].casefold() for row in rows if row.get("profile")}
    for folder in machine.profiles():
        if folder.name.casefold() not in known:
            yield {
                "kind": "folder",
                "name": folder.name,
                "path": folder.path,
                "created_ns": folder.times.created,
                "standard": folder.name.casefold() in _STANDARD_FOLDERS,
            }
