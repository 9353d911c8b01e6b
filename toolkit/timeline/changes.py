"""What was done to accounts and to the protection around the attack, and who was refused before it."""

from collections.abc import Iterator
from typing import Any

from toolkit.timeline.inventory import Inventory, Row, event, times
from toolkit.timeline.sessions import computers, person, plain, remote
from toolkit.timeline.statement import DAY, Statement, Sure, kept, known, weigh

_AROUND = 7 * DAY
_TOLD = 8  # of one code, the nearest to the beginning
_ATTEMPTS = 20  # refused sign-ins from one address worth telling
_MADE = {
    "account_created": "account_created", "account_enabled": "account_changed",
    "group_member_added": "account_changed", "password_reset": "account_changed",
    "defender_disabled": "protection_disabled", "defender_changed": "protection_disabled",
    "defender_detected": "detected", "defender_history_deleted": "detections_erased",
}  # fmt: skip
# Defender writes a change of settings at every update: only these weaken it.
_WEAKENING = frozenset({"exclusion_added", "protection_reduced"})


def statements(inventory: Inventory, began: int, ended: int) -> Iterator[Statement]:
    """Yield addresses refused many times, then what was changed."""
    yield from _attempts(inventory, began)
    yield from _changes(inventory, began, ended)
    yield from _named_then(inventory, began, ended)


def _attempts(inventory: Inventory, began: int) -> Iterator[Statement]:
    """Yield addresses that were refused many times before the beginning."""
    addresses: dict[str, dict[str, Any]] = {}
    for row in inventory.of_unit("sign_ins"):
        first, last, failed = row.get("first_ns"), row.get("last_ns"), row.get("failed")
        address = remote(row.get("address"))
        if (
            not address
            or not isinstance(failed, int)
            or not failed
            or not isinstance(first, int)
            or not isinstance(last, int)
        ):
            continue
        if began - _AROUND <= last and first <= began:
            found = addresses.setdefault(address, {"failed": 0, "at": first, "until": last})
            found["failed"] += failed
            found["at"], found["until"] = min(found["at"], first), max(found["until"], last)
    many = [(address, one) for address, one in addresses.items() if one["failed"] >= _ATTEMPTS]
    for address, one in sorted(many, key=lambda item: -item[1]["failed"])[:_TOLD]:
        facts = {"address": address, "failed": one["failed"]}
        evidence = ({"artefact": "sign_ins", "address": address, "at_ns": one["at"]},)
        yield Statement("sign_ins_refused", one["at"], one["until"], Sure.LIKELY, facts, evidence)


def _changes(inventory: Inventory, began: int, ended: int) -> Iterator[Statement]:
    """Yield changes, of each code those nearest to the beginning; how many more there are is told."""
    found: dict[str, list[tuple[int, Row]]] = {}
    machines = computers(inventory)
    for row in inventory.events(*_MADE):
        near = [at for at in times(row) if began - _AROUND <= at <= ended + DAY]
        if near and _worth(row, machines):
            at = min(near, key=lambda one: abs(one - began))
            found.setdefault(str(row["code"]), []).append((at, row))
    for code, rows in found.items():
        nearest = sorted(rows, key=lambda one: abs(one[0] - began))
        for at, row in sorted(nearest[:_TOLD], key=lambda one: one[0]):
            yield _change(inventory, row, at)
        if len(rows) > _TOLD:
            facts = {"what": _MADE[code], "files": len(rows) - _TOLD}
            yield Statement("more_events", sure=Sure.LIKELY, facts=facts)


def _worth(row: Row, machines: frozenset[str]) -> bool:
    if row.get("code") == "defender_changed":
        return not _WEAKENING.isdisjoint(map(str, row.get("flags") or ()))
    # Windows itself empties the list of detections now and then.
    account = str(row.get("account") or "")
    return row.get("code") != "defender_history_deleted" or not account or person(account, machines)


def _change(inventory: Inventory, row: Row, at: int) -> Statement:
    code = _MADE[str(row["code"])]
    evidence, kinds = [event(row, at)], {"event_logs"}
    name = plain(str(row.get("account") or row.get("member") or ""))
    account = next(
        (one for one in inventory.of_unit("users") if name and plain(str(one.get("name"))) == name), None
    )
    if code == "account_created" and account is not None:
        evidence.append({"artefact": "users", **kept(account, "volume", "sid")})
        kinds.add("users")
    detail = row.get("detail") or row.get("after") or row.get("group")
    account_name = str(row.get("account") or row.get("member") or "")
    account_name = inventory.account_names().get(account_name, account_name)
    facts = known(what=row["code"], account=account_name, detail=detail, **kept(row, "domain", "by"))
    return Statement(code, at, None, weigh(kinds), facts, tuple(evidence))


def _named_then(inventory: Inventory, began: int, ended: int) -> Iterator[Statement]:
    """Yield accounts that the machine's list dates from those days and no event told."""
    told = {
        plain(str(row.get("account")))
        for row in inventory.events("account_created")
        if any(began - _AROUND <= at <= ended + DAY for at in times(row))
    }
    for row in inventory.of_unit("users"):
        named = row.get("named_ns")
        near = isinstance(named, int) and began - _AROUND <= named <= ended + DAY
        if near and plain(str(row.get("name"))) not in told:
            evidence = ({"artefact": "users", **kept(row, "volume", "sid"), "at_ns": named},)
            facts = known(account=row.get("name"))
            yield Statement("account_created", named, None, Sure.LIKELY, facts, evidence)
