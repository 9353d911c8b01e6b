"""Groups of this machine and who is in them, and how many sign-ins of a domain it keeps for later."""

from collections.abc import Iterator
from typing import Any

from toolkit.triage.accounts import accounts, groups, machine_sid
from toolkit.triage.machine import CONFIG, Machine

WHERE = ("Windows/System32/config/SAM", "Windows/System32/config/SECURITY")

# Groups whose members may do what an intruder wants; their numbers are the same in every language.
# Source: Microsoft, "Security identifiers", well-known SIDs.
_POWERFUL = {
    544: "administrators", 551: "backup_operators", 555: "remote_desktop_users", 562: "distributed_com",
    547: "power_users", 578: "hyper_v_administrators", 580: "remote_management", 549: "server_operators",
}  # fmt: skip
_EVERYONE = {
    "S-1-1-0": "everyone",
    "S-1-5-7": "anonymous",
    "S-1-5-11": "authenticated",
    "S-1-5-32-546": "guests",
}
_GUEST = 501
_MEMBERS = 1000  # told of one group
_CACHED = 64  # Windows keeps 50 at most

Row = dict[str, Any]


def collect(machine: Machine) -> Iterator[Row]:
    """Yield groups that have members, the powerful ones first, then the count of cached sign-ins."""
    sam = machine.config("SAM")
    if sam is not None:
        start = machine_sid(sam)
        names = {f"{start}-{one.rid}": one.name for one in accounts(sam) if one.name} if start else {}
        found = [
            {
                "kind": "group",
                "name": group.name or str(group.rid),
                "role": _POWERFUL.get(group.rid) if group.builtin else None,
                "rid": group.rid,
                "members": [names.get(sid) or sid for sid in sorted(group.members)][:_MEMBERS],
                "count": len(group.members),
                "flags": _flags(group.members, start, powerful=group.builtin and group.rid in _POWERFUL),
            }
            for group in groups(sam)
            if group.members
        ]
        yield from sorted(found, key=lambda row: (row["role"] is None, row["rid"]))
    yield from _cached(machine)


def _flags(members: frozenset[str], start: str | None, *, powerful: bool) -> list[str]:
    open_to_all = powerful and not members.isdisjoint(_EVERYONE)
    guest = powerful and start is not None and f"{start}-{_GUEST}" in members
    return [code for code, holds in (("group_open_to_all", open_to_all), ("guest_in_group", guest)) if holds]


def _cached(machine: Machine) -> Iterator[Row]:
    r"""Count the entries NL$1, NL$2… of SECURITY\Cache that hold somebody; their secrets are left alone."""
    hive = machine.hive(f"{CONFIG}/SECURITY", wanted=False)
    cache = hive.root.key("Cache") if hive else None
    if cache is None:
        return
    entries = [cache.get(f"NL${number}") for number in range(1, _CACHED)]
    # The length of the user's name stands first; an entry never used is all zeros.
    used = sum(1 for entry in entries if isinstance(entry, bytes) and any(entry[:2]))
    places = sum(1 for entry in entries if isinstance(entry, bytes))
    if places:
        yield {"kind": "cached_sign_ins", "count": used, "places": places, "flags": []}
