"""What the machine is, from the inventory: what was found, what is not there, what could not be read."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from toolkit.custody.case import Case
from toolkit.records import Outcome
from toolkit.report.inventory_words import fact, title
from toolkit.texts.forms import spoken
from toolkit.walkthrough.pages.line import DIM, STRONG, WARN, Line, Look, names

Row = Mapping[str, Any]
_MOST = 5  # names in a row
_LONGEST = 110  # characters of one with its date or its flags
_UNITS = 6


def lines(look: Look, case: Case) -> Iterator[Line]:
    """Yield one line for each thing that is asked first, then what deserves a look, and what is missing."""
    found = {str(one["name"]): one for one in case.recorded("triage")}
    if not found:
        yield look.say("page.inventory_none", WARN)
        return
    yield _machine(look, found)
    for unit in (
        "users",
        "practice_software",
        "backup_jobs",
        "shadow_copies_left",
        "defender",
        "remote_access",
    ):
        yield _unit(look, unit, found.get(unit))
    yield from _odd(look, found.values())
    yield from _without(look, found.values())


def _machine(look: Look, found: Mapping[str, Row]) -> Line:
    rows = _rows(found.get("system"))
    if not rows:
        return _unit(look, "system", found.get("system"))
    told = [" ".join(str(row[key]) for key in ("product", "release") if row.get(key)) for row in rows]
    name = names(look, (row.get("computer") or "–" for row in rows), 2)
    return look.say("page.inventory_machine", STRONG, name=name, system=names(look, told, 2))


def _unit(look: Look, unit: str, line: Row | None) -> Line:
    """Return what was found of one artefact; not there and not read are never said alike."""
    if line is None or line["outcome"] == Outcome.FAILED:
        return look.say("page.inventory_failed", WARN, unit=title(look.speech, unit))
    told = names(look, _NAMED[unit](look, _rows(line)), _MOST, _LONGEST) if unit in _NAMED else ""
    if line["outcome"] == Outcome.ABSENT or not told:
        return look.say("page.inventory_absent", unit=title(look.speech, unit))
    odd = any(row.get("flags") for row in _rows(line))
    return look.say(f"page.inventory_{unit}", WARN if odd else "plain", names=told)


def _rows(line: Row | None) -> list[Row]:
    return list(line["rows"]) if line else []


def _accounts(look: Look, rows: Iterable[Row]) -> Iterator[str]:
    used = [row for row in rows if row.get("kind") == "account" and not row.get("disabled")]
    for row in sorted(used, key=lambda row: not row.get("flags")):
        yield _flagged(look, str(row["name"]), row)


def _programs(_: Look, rows: Iterable[Row]) -> Iterator[str]:
    yield from (str(row["name"]) for row in rows)


def _backups(look: Look, rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        last = row.get("last_success_ns")
        when = f" ({look.speech.say('page.inventory_last', when=spoken(look.speech, last))})" if last else ""
        yield f"{row['name']}{when}"


def _copies(look: Look, rows: Iterable[Row]) -> Iterator[str]:
    yield look.speech.number(sum(int(row.get("count") or 0) for row in rows if row.get("what") == "volume"))


def _defender(look: Look, rows: Iterable[Row]) -> Iterator[str]:
    """Yield the state of the antivirus, then what it leaves alone or met."""
    for row in rows:
        if row.get("flags"):
            yield _flagged(look, str(row.get("excluded") or row.get("name") or "Windows Defender"), row)
        elif row.get("what") == "defender":
            yield "Windows Defender"


def _tools(_: Look, rows: Iterable[Row]) -> Iterator[str]:
    yield from (str(row["tool"]) for row in rows if row.get("tool"))


def _flagged(look: Look, name: str, row: Row) -> str:
    flags = row.get("flags")
    return f"{name} ({fact(look.speech, '', flags)})" if flags else name


_NAMED = {
    "users": _accounts,
    "practice_software": _programs,
    "backup_jobs": _backups,
    "shadow_copies_left": _copies,
    "defender": _defender,
    "remote_access": _tools,
}


def _odd(look: Look, found: Iterable[Row]) -> Iterator[Line]:
    counted = [(str(one["name"]), sum(bool(row.get("flags")) for row in one["rows"])) for one in found]
    told = [f"{title(look.speech, unit)} ({count})" for unit, count in counted if count]
    if told:
        yield look.say("page.inventory_odd", WARN, units=names(look, told, _UNITS))


def _without(look: Look, found: Iterable[Row]) -> Iterator[Line]:
    lines = list(found)
    for outcome, style in ((Outcome.FAILED, WARN), (Outcome.ABSENT, DIM)):
        told = [title(look.speech, str(one["name"])) for one in lines if one["outcome"] == outcome]
        if told:
            yield look.say(f"page.inventory_all_{outcome}", style, units=names(look, told, _UNITS))
