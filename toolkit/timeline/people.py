"""Which accounts are tied to the encryption, who was signed in before it began, and from where."""

from collections.abc import Iterator, Sequence

from toolkit.records import Facts
from toolkit.timeline import changes, sessions, ties
from toolkit.timeline.inventory import Inventory, Row, event, times
from toolkit.timeline.sessions import SignIn, plain, remote
from toolkit.timeline.statement import DAY, HOUR, MINUTE, SECOND, Statement, Sure, kept, known, least, weigh

_BEFORE = 3 * DAY
_RECENT = 12 * HOUR
_AROUND = 7 * DAY
_AGREES = 5 * MINUTE  # between two logs that tell one sign-in
_SHARED = 15 * MINUTE  # before the beginning, for another machine's connection
_TOLD = 8


def statements(
    inventory: Inventory, began: int, ended: int, programs: Sequence[Statement]
) -> Iterator[Statement]:
    """Yield accounts, sign-ins, attempts, changed accounts and protection; `programs` is what ran."""
    tied = ties.tied(inventory, programs, began)
    before = [one for one in sessions.sign_ins(inventory) if began - _AROUND <= one.at_ns <= began]
    recent = [one for one in before if began - one.at_ns <= _BEFORE]
    whole = not sessions.kept_in_part(inventory, began)
    for name, one in tied.items():
        yield _account(inventory, one, _last(recent, name))
    if not tied:
        yield from _signed_in_then(inventory, recent, began)
    if not recent:
        yield _nobody(inventory, began)
    yield from _logons(inventory, recent, set(tied), began, whole=whole)
    yield from _earlier(before, set(tied))
    if not any(one.code == "program" for one in programs):
        yield from _other_machines(inventory, began, ended)
    yield from changes.statements(inventory, began, ended)


def _last(found: Sequence[SignIn], name: str) -> SignIn | None:
    """Return an account's last sign-in: of two records of one, the one that tells its type."""
    mine = [one for one in found if one.name == name]
    return max(mine, key=_order, default=None)


def _order(one: SignIn) -> tuple[int, bool, bool, int]:
    return one.at_ns // (2 * SECOND), one.row.get("code") == "logon", one.address is not None, one.at_ns


def _account(inventory: Inventory, tied: ties.Tied, last: SignIn | None) -> Statement:
    evidence: list[Facts] = [*tied.evidence[:_TOLD]]
    if last is not None:
        evidence.append(event(last.row, last.at_ns))
    facts = known(account=tied.account, **_kept(inventory, tied.account, evidence), tie=tied.tie,
                  ties=[tie for tie in ties.TIES if tie in tied.ties])  # fmt: skip
    return Statement("account", last.at_ns if last else None, None, tied.sure, facts, tuple(evidence))


def _kept(inventory: Inventory, account: str, evidence: list[Facts]) -> Facts:
    """Return what the machine's list of accounts tells of one, and add it to the evidence."""
    for row in inventory.of_unit("users"):
        if row.get("name") and plain(str(row["name"])) == plain(account):
            last = row.get("last_logon_ns")
            evidence.append({"artefact": "users", **kept(row, "volume", "sid"), **known(at_ns=last)})
            return kept(row, "sid", "administrator", "flags", "password_set_ns")
    return {}


def _signed_in_then(inventory: Inventory, recent: Sequence[SignIn], began: int) -> Iterator[Statement]:
    """Yield who was signed in where nothing ties anybody: those of the hours before, else the last one."""
    latest = {one.name: one for one in sorted(recent, key=_order)}
    near = [one for one in latest.values() if began - one.at_ns <= _RECENT]
    last = max(latest.values(), key=_order, default=None)
    for one in sorted(near, key=_order, reverse=True)[:_TOLD] or ([last] if last else []):
        evidence: list[Facts] = [event(one.row, one.at_ns)]
        about = _kept(inventory, one.account, evidence)
        facts = known(account=one.account, address=one.address, logon_type=_how(one),
                      before_s=(began - one.at_ns) // SECOND, **about)  # fmt: skip
        yield Statement("signed_in_then", one.at_ns, None, Sure.POSSIBLE, facts, tuple(evidence))
    if not recent:
        yield from _remembered(inventory, began)


def _how(one: SignIn) -> int | str:
    return "unknown" if one.kind is None else one.kind


def _remembered(inventory: Inventory, began: int) -> Iterator[Statement]:
    """Yield the account whose last sign-in, as the machine's list of accounts keeps it, comes just before."""
    before = [
        row
        for row in inventory.of_unit("users")
        if _just_before(row, began) and not _by_program(inventory, row)
    ]
    if before:
        row = max(before, key=lambda one: int(one["last_logon_ns"]))
        at = int(row["last_logon_ns"])
        facts = known(account=row.get("name"), **kept(row, "sid", "administrator", "flags"),
                      logon_type="unknown", before_s=(began - at) // SECOND)  # fmt: skip
        evidence = {"artefact": "users", **kept(row, "volume", "sid"), "at_ns": at}
        yield Statement("signed_in_then", at, None, Sure.POSSIBLE, facts, (evidence,))


def _just_before(row: Row, began: int) -> bool:
    at = row.get("last_logon_ns")
    return isinstance(at, int) and began - _BEFORE <= at <= began


def _by_program(inventory: Inventory, account: Row) -> bool:
    """Tell a last sign-in that was a task's or a service's: the list of accounts does not say."""
    name, last = plain(str(account.get("name"))), int(account["last_logon_ns"])
    return any(
        str(row.get("logon_type")) in {"0", "4", "5"} and plain(str(row.get("account"))) == name
        for row in inventory.events("logon") if any(abs(at - last) <= _AGREES for at in times(row))
    )  # fmt: skip


def _nobody(inventory: Inventory, began: int) -> Statement:
    """Say why nothing tells who was signed in: no log, one that starts later, or nothing in it."""
    logs = [row for row in inventory.logs() if str(row.get("log", "")).casefold() == "security"]
    first = min((row["first_ns"] for row in logs if isinstance(row.get("first_ns"), int)), default=None)
    if sessions.kept_in_part(inventory, began):
        return Statement("logon_unknown", first, None, Sure.POSSIBLE, {"why": "kept_in_part"})
    if first is None and inventory.outcomes.get("event_logs") == "failed":
        return Statement("logon_unknown", None, None, Sure.POSSIBLE, {"why": "log_not_read"})
    why = "no_log" if first is None else "log_starts_after" if first > began else "nothing_before"
    sure = Sure.LIKELY if why == "nothing_before" else Sure.ESTABLISHED
    return Statement("logon_unknown", first, None, sure, {"why": why})


def _logons(
    inventory: Inventory, recent: Sequence[SignIn], tied: set[str], began: int, *, whole: bool
) -> Iterator[Statement]:
    """Yield the last sign-in at a screen, the last through the network, and the last of tied accounts."""
    screen = max((one for one in recent if not one.networked), key=_order, default=None)
    network = max((one for one in recent if one.networked), key=_order, default=None)
    theirs = [one for name in sorted(tied) if (one := _last(recent, name)) not in (None, screen, network)]
    for one, code in (
        (screen, "logon"),
        (network, "logon_network"),
        *((one, "logon_theirs") for one in theirs),
    ):
        if one is not None:
            yield _logon(recent, inventory, one, code, began, whole=whole)


def _logon(
    recent: Sequence[SignIn], inventory: Inventory, chosen: SignIn, code: str, began: int, *, whole: bool
) -> Statement:
    agreeing = [
        one for one in recent
        if one.name == chosen.name and abs(one.at_ns - chosen.at_ns) <= _AGREES
        and one.networked == chosen.networked and one.row is not chosen.row
    ]  # fmt: skip
    evidence = [event(one.row, one.at_ns) for one in (chosen, *agreeing)]
    evidence += [
        event(row, at)
        for row in inventory.events("rdp_connection") if plain(str(row.get("account") or "")) == chosen.name
        for at in times(row) if not chosen.networked and abs(at - chosen.at_ns) <= _AGREES
    ]  # fmt: skip
    address = chosen.address or next((one.address for one in agreeing if one.address), None)
    told_from = code == "logon" and address
    facts = known(
        account=chosen.account, domain=chosen.row.get("domain"), address=address,
        logon_type=chosen.kind if code == "logon" else _how(chosen),
        before_s=(began - chosen.at_ns) // SECOND,
    )  # fmt: skip
    sure = least(
        weigh({str(one.get("log")) for one in evidence}), Sure.ESTABLISHED if whole else Sure.POSSIBLE
    )
    code = (
        "logon_from" if told_from else "logon_network_from" if code == "logon_network" and address else code
    )
    return Statement(code, chosen.at_ns, None, sure, facts, tuple(evidence[:_TOLD]))


def _earlier(before: Sequence[SignIn], tied: set[str]) -> Iterator[Statement]:
    """Yield the first known sign-in of tied accounts, and other accounts that came from their addresses."""
    mine = [one for one in before if one.name in tied]
    for name in sorted(tied):
        first = next((one for one in mine if one.name == name), None)
        last = _last(mine, name)
        if first is not None and last is not None and last.at_ns - first.at_ns > _AGREES:
            evidence = (event(first.row, first.at_ns),)
            facts = known(account=first.account)
            yield Statement("logon_first", first.at_ns, None, Sure.LIKELY, facts, evidence)
    addresses, others = {one.address for one in mine if one.address}, set[str]()
    for one in before:
        if one.name not in tied and one.address in addresses and one.name not in others:
            others.add(one.name)
            facts = known(account=one.account, address=one.address)
            yield Statement("same_address", one.at_ns, None, Sure.LIKELY, facts, (event(one.row, one.at_ns),))


def _other_machines(inventory: Inventory, began: int, ended: int) -> Iterator[Statement]:
    """Yield other machines connected around the beginning: an attack through a share runs nothing here."""
    found: dict[str, tuple[int, Row]] = {}
    for row in inventory.events("share_accessed", "logon"):
        address = remote(row.get("address"))
        shared = row.get("code") == "share_accessed" or str(row.get("logon_type")) == "3"
        near = [at for at in times(row) if began - _SHARED <= at <= ended]
        if address and shared and near:
            found.setdefault(address, (min(near), row))
    for address, (at, row) in list(found.items())[:_TOLD]:
        facts = known(address=address, account=row.get("account"))
        yield Statement("maybe_from_another_computer", at, None, Sure.POSSIBLE, facts, (event(row, at),))
