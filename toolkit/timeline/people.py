"""Who was signed in before it began, from where, and what was done to accounts and to the protection."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from toolkit.records import Facts
from toolkit.timeline.inventory import Inventory, Row, event, when
from toolkit.timeline.statement import DAY, HOUR, SECOND, Statement, Sure, kept, known, weigh

_BEFORE = 3 * DAY
_RECENT = 12 * HOUR
_AROUND = 7 * DAY
_AGREES = 5 * 60 * SECOND  # between two logs that tell one sign-in
_TOLD = 8
_ATTEMPTS = 20  # refused sign-ins from one address worth telling
# Windows' own accounts: SYSTEM and services, by their names in French and English.
_OWN = frozenset({
    "system", "système", "local service", "service local", "network service", "service réseau",
    "anonymous logon", "anonymous", "-", "",
})  # fmt: skip
_OWN_START = ("dwm-", "umfd-")
_NETWORK = 3  # logon type: a share or a remote call
_HANDS = frozenset({2, 7, 10, 11})  # at the screen, unlocked, remote desktop, cached: Microsoft, event 4624
_MADE = {
    "account_created": "account_created", "account_enabled": "account_changed",
    "group_member_added": "account_changed", "password_reset": "account_changed",
    "defender_disabled": "protection_disabled", "defender_changed": "protection_disabled",
    "defender_detected": "detected", "defender_history_deleted": "protection_disabled",
}  # fmt: skip


# How an account is tied to the encryption, the closest first: it ran the program, made what started it, or
# ran the tools used just before.
_TIES = ("ran", "prepared", "tools")


def statements(
    inventory: Inventory, began: int, ended: int, programs: Sequence[Statement]
) -> Iterator[Statement]:
    """Yield account and logon, attempts, changed accounts and protection; `programs` is what ran."""
    tied = _tied(inventory, programs, began)
    chosen = _signed_in(inventory, began, set(tied))
    if chosen is None:
        yield _nobody(inventory, began)
    yield from _account(inventory, chosen, tied, began)
    if chosen is not None:
        logon = _logon(inventory, chosen, began)
        yield logon
        yield from _earlier(inventory, logon, began)
    yield from _attempts(inventory, began)
    yield from _changes(inventory, began, ended)


def _tied(
    inventory: Inventory, programs: Sequence[Statement], began: int
) -> dict[str, tuple[str, Statement]]:
    """Return the accounts of people tied to the encryption, each with its closest tie and what tells it."""
    names, found = inventory.account_names(), dict[str, tuple[str, Statement]]()
    for one in programs:
        tie = "ran" if one.code == "program" else "prepared" if one.facts.get("starts_program") else ""
        if one.code == "tool_ran" and began - HOUR <= (one.at_ns or 0) <= began + HOUR:
            tie = "tools"
        user = str(one.facts.get("user") or one.facts.get("account") or "")
        account = _plain(names.get(user, names.get(user.casefold(), user)))
        theirs = account not in _OWN and not user.startswith("S-1-5-18") and not _machine(inventory, account)
        closer = account not in found or (tie and _TIES.index(tie) < _TIES.index(found[account][0]))
        if tie and user and theirs and closer:
            found[account] = tie, one
    return dict(sorted(found.items(), key=lambda item: _TIES.index(item[1][0])))


def _machine(inventory: Inventory, account: str) -> bool:
    return any(account == f"{row.get('computer')}$".casefold() for row in inventory.of_unit("system"))


def _plain(account: str) -> str:
    return account.rpartition("\\")[2].casefold()


def _signed_in(inventory: Inventory, began: int, runners: set[str]) -> Row | None:
    """Return the last sign-in before the beginning: of who ran the program, else of a person."""
    found = [row for row in inventory.events("logon", "rdp_session") if _person(row) and _last(row, began)]
    recent = [row for row in found if began - (_last(row, began) or 0) <= _BEFORE]
    theirs = [row for row in recent if _plain(str(row.get("account"))) in runners]
    hands = [row for row in recent if row.get("code") == "rdp_session" or _type(row) in _HANDS]
    for rows in (theirs, hands, recent):
        if rows:
            # Of two records of one sign-in, the one that tells its address and its type.
            return max(
                rows, key=lambda row: ((_last(row, began) or 0) // (2 * SECOND), _type(row) is not None)
            )
    return None


def _last(row: Row, began: int) -> int | None:
    """Return the last time of grouped sign-ins that is not after the beginning."""
    times = [at for at in (row.get("last_ns"), when(row)) if isinstance(at, int) and at <= began]
    return max(times, default=None)


def _type(row: Row) -> int | None:
    text = str(row.get("logon_type", ""))
    return int(text) if text.isdecimal() and len(text) < 4 else None


def _person(row: Row) -> bool:
    account = _plain(str(row.get("account") or ""))
    machine = account.endswith("$") and _type(row) == _NETWORK
    return account not in _OWN and not account.startswith(_OWN_START) and not machine


def _nobody(inventory: Inventory, began: int) -> Statement:
    """Say why nothing tells who was signed in: no log, one that starts later, or nothing in it."""
    logs = [row for row in inventory.logs() if str(row.get("log", "")).casefold() == "security"]
    first = min((row["first_ns"] for row in logs if isinstance(row.get("first_ns"), int)), default=None)
    why = "no_log" if first is None else "log_starts_after" if first > began else "nothing_before"
    return Statement("logon_unknown", first, None, Sure.ESTABLISHED, {"why": why})


def _account(
    inventory: Inventory, chosen: Row | None, tied: Mapping[str, tuple[str, Statement]], began: int
) -> Iterator[Statement]:
    name = str(chosen.get("account")) if chosen is not None else next(iter(tied), None)
    if name is None:
        yield from _remembered(inventory, began)
        return
    evidence: list[Facts] = [event(chosen)] if chosen is not None else []
    kinds = {"event_logs"} if chosen is not None else set()
    tie, telling = tied.get(_plain(name), (None, None))
    if tie and telling:
        kinds.add(tie)
        evidence.extend(telling.evidence[:2])
    others = {_plain(str(row["account"])) for row in inventory.events("logon", "rdp_session")
              if _person(row) and began - _RECENT <= (_last(row, began) or 0)}  # fmt: skip
    alone = Sure.LIKELY if tie or len(others) <= 1 else Sure.POSSIBLE
    account = next(
        (row for row in inventory.of_unit("users") if _plain(str(row.get("name"))) == _plain(name)), {}
    )
    last = account.get("last_logon_ns")
    at = _last(chosen, began) if chosen is not None else None
    if account:
        evidence.append({"artefact": "users", **kept(account, "volume", "sid"), **known(at_ns=last)})
    if at is not None and isinstance(last, int) and abs(last - at) <= _AGREES:
        kinds.add("users")
    facts = known(account=name, **kept(account, "sid", "administrator", "flags", "password_set_ns"), tie=tie)
    yield Statement("account", at, None, weigh(kinds, alone), facts, tuple(evidence))


def _remembered(inventory: Inventory, began: int) -> Iterator[Statement]:
    """Yield the account whose last sign-in, as the machine's list of accounts keeps it, comes just before."""
    before = [row for row in inventory.of_unit("users") if _just_before(row.get("last_logon_ns"), began)]
    if before:
        row = max(before, key=lambda one: one["last_logon_ns"])
        facts = known(account=row.get("name"), **kept(row, "sid", "administrator", "flags"))
        evidence = {"artefact": "users", **kept(row, "volume", "sid"), "at_ns": row["last_logon_ns"]}
        yield Statement("account", row["last_logon_ns"], None, Sure.POSSIBLE, facts, (evidence,))


def _just_before(at: Any, began: int) -> bool:
    return isinstance(at, int) and began - _BEFORE <= at <= began


def _logon(inventory: Inventory, chosen: Row, began: int) -> Statement:
    at = _last(chosen, began) or 0
    address, name = chosen.get("address"), _plain(str(chosen.get("account")))
    evidence, kinds = [event(chosen)], {str(chosen.get("log"))}
    for row in inventory.events("rdp_connection", "rdp_session", "logon"):
        near = abs((when(row) or 0) - at) <= _AGREES and row is not chosen
        if near and _plain(str(row.get("account"))) == name:
            evidence.append(event(row))
            kinds.add(str(row.get("log")))
            address = address or row.get("address")
    facts = known(
        account=chosen.get("account"), domain=chosen.get("domain"), address=address,
        logon_type=_type(chosen) or (10 if chosen.get("code") == "rdp_session" else None),
        before_s=(began - at) // SECOND,
    )  # fmt: skip
    code = "logon_from" if address else "logon"
    return Statement(code, at, None, weigh(kinds), facts, tuple(evidence[:_TOLD]))


def _earlier(inventory: Inventory, logon: Statement, began: int) -> Iterator[Statement]:
    """Yield the first known sign-in of the same account, and other accounts that came from its address."""
    name, address = _plain(str(logon.facts.get("account"))), logon.facts.get("address")
    others = set[str]()
    first = True
    for row in inventory.events("logon", "rdp_session"):
        at, who = when(row) or 0, _plain(str(row.get("account") or ""))
        if not _person(row) or not began - _AROUND <= at <= began:
            continue
        if who == name and first:
            first = False
            if (logon.at_ns or 0) - at > _AGREES:
                yield Statement(
                    "logon_first", at, None, Sure.LIKELY, known(account=row["account"]), (event(row),)
                )
        elif who != name and address and row.get("address") == address and who not in others:
            others.add(who)
            facts = known(account=row["account"], address=address)
            yield Statement("same_address", at, None, Sure.LIKELY, facts, (event(row),))


def _attempts(inventory: Inventory, began: int) -> Iterator[Statement]:
    """Yield addresses that were refused many times before the beginning."""
    addresses: dict[str, dict[str, Any]] = {}
    for row in inventory.of_unit("sign_ins"):
        first, last = row.get("first_ns"), row.get("last_ns")
        if not row.get("failed") or not isinstance(first, int) or not isinstance(last, int):
            continue
        if began - _AROUND <= last and first <= began:
            found = addresses.setdefault(
                str(row.get("address") or ""), {"failed": 0, "at": first, "until": last}
            )
            found["failed"] += row["failed"]
            found["at"], found["until"] = min(found["at"], first), max(found["until"], last)
    many = [(address, one) for address, one in addresses.items() if address and one["failed"] >= _ATTEMPTS]
    for address, one in sorted(many, key=lambda item: -item[1]["failed"])[:_TOLD]:
        facts = {"address": address, "failed": one["failed"]}
        evidence = ({"artefact": "sign_ins", "address": address, "at_ns": one["at"]},)
        yield Statement("sign_ins_refused", one["at"], one["until"], Sure.LIKELY, facts, evidence)


def _changes(inventory: Inventory, began: int, ended: int) -> Iterator[Statement]:
    told = 0
    for row in inventory.events(*_MADE):
        at = when(row) or 0
        if began - _AROUND <= at <= ended + DAY and told < 3 * _TOLD:
            told += 1
            yield _change(inventory, row, at)
    created = {_plain(str(row.get("account"))) for row in inventory.events("account_created")}
    for row in inventory.of_unit("users"):
        named = row.get("named_ns")
        near = isinstance(named, int) and began - _AROUND <= named <= ended + DAY
        if near and _plain(str(row.get("name"))) not in created:
            evidence = ({"artefact": "users", **kept(row, "volume", "sid"), "at_ns": named},)
            facts = known(account=row.get("name"))
            yield Statement("account_created", named, None, Sure.LIKELY, facts, evidence)


def _change(inventory: Inventory, row: Row, at: int) -> Statement:
    code = _MADE[str(row["code"])]
    evidence, kinds = [event(row)], {"event_logs"}
    name = _plain(str(row.get("account") or row.get("member") or ""))
    account = next(
        (one for one in inventory.of_unit("users") if name and _plain(str(one.get("name"))) == name), None
    )
    if code == "account_created" and account is not None:
        evidence.append({"artefact": "users", **kept(account, "volume", "sid")})
        kinds.add("users")
    detail = row.get("detail") or row.get("after") or row.get("group")
    account_name = str(row.get("account") or row.get("member") or "")
    account_name = inventory.account_names().get(account_name, account_name)
    facts = known(what=row["code"], account=account_name, detail=detail, **kept(row, "domain", "by"))
    return Statement(code, at, None, weigh(kinds), facts, tuple(evidence))
