"""What ties an account to the encryption: it ran the program, made what starts it, or destroyed recovery.

Being signed in ties nobody. A tie is never surer than the program it leads to.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from toolkit.timeline.candidates import SAME
from toolkit.timeline.images import same
from toolkit.timeline.inventory import Evidence, Inventory, Ran, event, program, times
from toolkit.timeline.sessions import computers, person, plain
from toolkit.timeline.statement import DAY, HOUR, Statement, Sure, kept, least, weigh
from toolkit.timeline.tools import destroys

# The closest first.
TIES = ("ran", "prepared", "tools")


@dataclass(slots=True)
class Tied:
    """One account, its ties, the kinds of evidence that name it, and where."""

    account: str
    ties: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    evidence: list[Evidence] = field(default_factory=list)
    sure: Sure = Sure.POSSIBLE

    @property
    def tie(self) -> str:
        return min(self.ties, key=TIES.index)


def tied(inventory: Inventory, programs: Sequence[Statement], began: int) -> dict[str, Tied]:
    """Return the accounts tied to the encryption by their plain names, the closest tie first."""
    names, machines, found = inventory.account_names(), computers(inventory), dict[str, Tied]()
    named = [one for one in programs if one.code == "program"]
    for user, tie, kind, evidence in _links(inventory, named, names, began):
        account = _called(user, names)
        if not person(account, machines):
            continue
        one = found.setdefault(plain(account), Tied(account))
        one.ties.add(tie)
        one.kinds.add(kind)
        if evidence not in one.evidence:
            one.evidence.append(evidence)
    best = min((one.sure for one in named), key=list(Sure).index, default=Sure.LIKELY)
    for one in found.values():
        one.sure = least(weigh(one.kinds), best)
    return dict(sorted(found.items(), key=lambda item: TIES.index(item[1].tie)))


def _links(
    inventory: Inventory, named: Sequence[Statement], names: Mapping[str, str], began: int
) -> Iterator[tuple[str, str, str, Evidence]]:
    """Yield account, tie, kind of evidence and the evidence itself."""
    starts = inventory.starts()
    for one in starts:
        if one.user and any(_is(one, each) for each in named):
            yield one.user, "ran", _kind(one), one.evidence
    for each in named:
        yield from _makers(inventory, str(each.facts["image"]), began)
    for one in starts:
        if one.user and began - HOUR <= one.at_ns <= began and destroys(one):
            yield one.user, "tools", _kind(one), one.evidence
            yield from _agreeing(one, starts, names)


def _called(user: str, names: Mapping[str, str]) -> str:
    return names.get(user, names.get(user.casefold(), user))


def _named(one: Ran, names: Mapping[str, str]) -> str:
    return plain(_called(one.user or "", names))


def _is(one: Ran, named: Statement) -> bool:
    return same(one.image, str(named.facts["image"])) and abs(one.at_ns - (named.at_ns or 0)) <= SAME


def _kind(one: Ran) -> str:
    return str(one.evidence.get("log") or one.told)


def _agreeing(
    tool: Ran, starts: Sequence[Ran], names: Mapping[str, str]
) -> Iterator[tuple[str, str, str, Evidence]]:
    """Yield what else tells that somebody started this tool then."""
    for one in starts:
        near = one.name == tool.name and abs(one.at_ns - tool.at_ns) <= SAME
        if near and one.user and one.told != tool.told and _named(one, names) == _named(tool, names):
            yield one.user, "tools", _kind(one), one.evidence


def _makers(inventory: Inventory, image: str, began: int) -> Iterator[tuple[str, str, str, Evidence]]:
    """Yield who made the services and tasks that start a program."""
    for row in inventory.events("service_installed", "task_registered", "task_updated"):
        given = str(row.get("image") or row.get("command") or "")
        made = [at for at in times(row) if began - DAY <= at <= began]
        if row.get("account") and made and _starts(inventory, row, given, image):
            yield str(row["account"]), "prepared", str(row.get("log")), event(row, made[-1])
    for row in inventory.of_unit("tasks"):
        at = row.get("written_ns")
        recent = isinstance(at, int) and began - DAY <= at <= began
        # The author is only what its maker wrote: it adds to a log, and is nothing alone.
        if recent and row.get("author") and same(program(str(row.get("command") or "")), image):
            evidence: dict[str, Any] = {
                "artefact": "tasks",
                **kept(row, "volume", "path", "task"),
                "at_ns": at,
            }
            if any(plain(str(row["author"])) == plain(str(one)) for one in _loggers(inventory)):
                yield str(row["author"]), "prepared", "tasks", evidence


def _loggers(inventory: Inventory) -> set[str]:
    rows = inventory.events("service_installed", "task_registered", "task_updated")
    return {str(row["account"]) for row in rows if row.get("account")}


def _starts(inventory: Inventory, row: Any, given: str, image: str) -> bool:
    """Tell what starts the program: by its own command, else by the task of that name in the inventory."""
    if given:
        return same(program(given), image)
    name = str(row.get("task") or "").strip("\\").casefold()
    return bool(name) and any(
        str(one.get("task") or "").replace("/", "\\").strip("\\").casefold() == name
        and same(program(str(one.get("command") or "")), image)
        for one in inventory.of_unit("tasks")
    )
