"""Which programs ran just before, what ties them to the encryption, services and tasks made, tools used."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from toolkit.timeline import candidates, tools
from toolkit.timeline.candidates import SAME, Candidate
from toolkit.timeline.images import same
from toolkit.timeline.inventory import Inventory, Ran, Row, event, program, times, when
from toolkit.timeline.statement import DAY, HOUR, SECOND, Statement, Sure, kept, known, weigh

_EARLIER, _LATER = DAY, HOUR  # around the attack, for tools, services and tasks
_TOLD = 10


def statements(
    inventory: Inventory,
    began: int,
    ended: int,
    suspects: Mapping[Any, Mapping[str, Any]],
) -> Iterator[Statement]:
    """Yield programs, then services, tasks and tools; `suspects` are files that rules name."""
    starts = inventory.starts()
    found = candidates.find(inventory, starts, began, ended, suspects)
    named = [_program(one, inventory, began) for one in found]
    told = _rivals([one for one in named if one.code == "program"]) or named[:_TOLD]
    yield from told
    if not any(one.code == "program" for one in told):
        yield Statement("program_unknown", sure=Sure.POSSIBLE)
    images = [str(one.facts["image"]) for one in told if one.code == "program"]
    yield from _installed(inventory, "service", began, ended, images)
    yield from _installed(inventory, "task", began, ended, images)
    yield from tools.statements(starts, began, ended)


def _rivals(named: Sequence[Statement]) -> list[Statement]:
    """Return the statements, none established where several would be: which one encrypted is not known."""
    several = sum(one.sure is Sure.ESTABLISHED for one in named) > 1
    sure = Sure.LIKELY if several else Sure.ESTABLISHED
    return [replace(one, sure=sure) if one.sure is Sure.ESTABLISHED else one for one in named]


def _program(found: Candidate, inventory: Inventory, began: int) -> Statement:
    """Return a candidate: how sure the statement is tells that it encrypted, `ran` that it ran at all."""
    first = max(found.near, key=lambda one: one.at_ns)
    agreeing = [one for one in found.near if abs(one.at_ns - first.at_ns) <= SAME]
    starting = _starting(inventory, found.image, agreeing)
    kinds = {one.told for one in agreeing} | {"event_logs" for _ in starting}
    user = next((one.user for one in agreeing if one.user and not one.user.startswith("S-1-5-18")), None)
    rule = found.rule
    facts = known(
        image=found.image, user=user, before_s=max(0, (began - first.at_ns) // SECOND), ran=str(weigh(kinds)),
        runs=next((one.runs for one in agreeing if one.runs), None),
        flags=sorted({flag for one in agreeing for flag in one.flags}), ties=sorted(found.ties),
        task=next((str(row["task"]) for row in starting if row.get("task")), None),
        sha256=rule["sha256"] if rule else None, rules=list(rule["rules"]) if rule else None,
    )  # fmt: skip
    evidence = [one.evidence for one in agreeing] + [event(row) for row in starting] + found.evidence
    code = "program_before" if found.sure is Sure.POSSIBLE else "program"
    return Statement(code, first.at_ns, None, found.sure, facts, tuple(evidence))


def _starting(inventory: Inventory, image: str, runs: Sequence[Ran]) -> list[Row]:
    """Return the events of a scheduled task that started the program."""
    return [
        row
        for row in inventory.events("task_started")
        if same(program(str(row.get("command") or "")), image)
        and any(abs(at - one.at_ns) <= SAME for at in times(row) for one in runs)
    ]


def _installed(
    inventory: Inventory, what: str, began: int, ended: int, images: Sequence[str]
) -> Iterator[Statement]:
    """Yield services or tasks made around the attack, those the inventory flags or that start the program."""
    codes = ("service_installed",) if what == "service" else ("task_registered", "task_updated")
    listed = _by_name(inventory.of_unit(f"{what}s"))
    made: dict[str, list[Row]] = {}
    for row in inventory.events(*codes):
        known_as = _bare(row.get(what))
        if began - _EARLIER <= (when(row) or 0) <= ended + _LATER:
            other = listed.get(known_as, {})
            made.setdefault(_bare(other.get("name") or other.get("task") or known_as), []).append(row)
    for known_as, rows in list(made.items())[:_TOLD]:
        found = listed.get(known_as)
        if not (found and found.get("standard")):
            yield _made(what, rows, found, images)
    late = {id(row): (known_as, row) for known_as, row in listed.items() if row.get("flags")}
    for known_as, row in list(late.values())[:_TOLD]:
        at = row.get("written_ns") or row.get("created_ns")
        seen = known_as in made or _bare(row.get("name")) in made
        if not seen and isinstance(at, int) and began - _EARLIER <= at <= ended + _LATER:
            yield _listed(what, row, at, images)


def _by_name(rows: Sequence[Row]) -> dict[str, Row]:
    """Return services or tasks by every name they go by."""
    return {_bare(row[key]): row for row in rows for key in ("display", "name", "task") if row.get(key)}


def _bare(name: Any) -> str:
    return str(name or "").strip("\\").casefold()


def _made(what: str, rows: Sequence[Row], other: Row | None, images: Sequence[str]) -> Statement:
    about = [*rows, *([other] if other else [])]
    flags = sorted({str(flag) for row in about for flag in row.get("flags") or ()})
    image = next((row[key] for row in about for key in ("image", "command") if row.get(key)), None)
    evidence = [event(row) for row in rows]
    if other:
        evidence.append(
            {"artefact": f"{what}s", **kept(other, "volume", "path", "name", "task", "written_ns")}
        )
    alone = Sure.LIKELY if flags or _starts(image, images) else Sure.POSSIBLE
    account = next((row["account"] for row in rows if row.get("account")), None)
    called = (other or {}).get("name") or _bare_shown(rows[0].get(what))
    facts = known(
        name=called, image=image, account=account, flags=flags, starts_program=_starts(image, images) or None
    )
    # Two logs are two kinds of evidence as well.
    sure = weigh({str(one.get("log") or one["artefact"]) for one in evidence}, alone)
    return Statement(what, when(rows[0]), None, sure, facts, tuple(evidence))


def _bare_shown(name: Any) -> str:
    return str(name or "").strip("\\")


def _listed(what: str, row: Row, at: int, images: Sequence[str]) -> Statement:
    image = row.get("image") or row.get("command")
    facts = known(
        name=row.get("name") or row.get("task"), image=image,
        flags=list(row.get("flags") or ()), starts_program=_starts(image, images) or None,
    )  # fmt: skip
    evidence = {"artefact": f"{what}s", **kept(row, "volume", "path", "name", "task"), "at_ns": at}
    alone = Sure.LIKELY if _starts(image, images) else Sure.POSSIBLE
    if "antivirus_disabled" in (row.get("flags") or ()):
        return Statement(
            "protection_disabled", at, None, Sure.LIKELY, known(detail=row.get("name")), (evidence,)
        )
    return Statement(what, at, None, alone, facts, (evidence,))


def _starts(image: Any, images: Sequence[str]) -> bool:
    return any(same(program(str(image or "")), one) for one in images)
