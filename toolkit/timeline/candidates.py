"""Programs that ran within minutes before encryption began, and what ties one of them to it.

That a program ran and that it encrypted are two questions. Only a tie answers the second: a rule that names
the very file, a service or task made that night which starts it, or tools it started to destroy recovery.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from toolkit.timeline.images import SUSPECT, below, blameless, odd_place, own_place, practice, same
from toolkit.timeline.inventory import Evidence, Inventory, Ran, Row, base, event, program, times
from toolkit.timeline.statement import DAY, HOUR, MINUTE, Sure, kept, weigh
from toolkit.timeline.tools import TOOLS

SAME = 3 * MINUTE  # between two kinds of evidence of one start
_BEFORE = 15 * MINUTE
_CLOSE = MINUTE
_MADE = 12 * HOUR  # before the beginning, for a service or task made to start it
_HABIT = 2 * DAY  # a program that ran as long before is one of the machine's own
_RUNS = 20
# Flags of a place or a name that no installer nor updater has.
_ODD = frozenset({
    "in_public_folder", "deceptive_name", "windows_name_elsewhere", "psexec_like", "recovery_removal",
    "encoded_command", "in_recycle_bin",
})  # fmt: skip
# Rules of the signature set that tell what encryption needs; others tell of tools that have honest uses too.
_DESTROYING = frozenset({
    "Trousse_Program_Locker_Build_Path", "Trousse_Program_Holds_Ransom_Demand",
    "Trousse_Program_Deletes_Shadow_Copies", "Trousse_Program_Disables_Recovery",
    "Trousse_Program_Deletes_Backups", "Trousse_Script_Destroys_Recovery", "Trousse_Script_Encrypts_Folders",
    "Trousse_Script_Coded_Recovery_Removal", "Trousse_Script_Locks_Drives",
    "Trousse_Script_Archives_And_Deletes", "Trousse_Intrusion_Stops_Virtual_Machines",
})  # fmt: skip
# Of these, what no backup program nor any other honest one holds.
_CERTAIN = frozenset({
    "Trousse_Program_Locker_Build_Path", "Trousse_Program_Holds_Ransom_Demand",
    "Trousse_Script_Encrypts_Folders",
})  # fmt: skip
_FAMILY = "Trousse_Family_"  # how the rules of one family's program begin; none is an honest program


@dataclass(slots=True)
class Candidate:
    """One program that ran just before, and what ties it to the encryption."""

    image: str
    near: list[Ran]
    suspicion: int  # 2 in an odd place, 1 outside Windows and installed programs, 0 there
    usual: bool  # a known updater, the practice's own, or one that ran for days
    rule: Mapping[str, Any] | None = None
    ties: set[str] = field(default_factory=set)
    evidence: list[Evidence] = field(default_factory=list)
    sure: Sure = Sure.POSSIBLE


def find(
    inventory: Inventory,
    starts: Sequence[Ran],
    began: int,
    ended: int,
    suspects: Mapping[Any, Mapping[str, Any]],
) -> list[Candidate]:
    """Return the candidates, the surest and the nearest first; what nothing ties and is usual is left out."""
    own, found = practice(inventory.of_unit("practice_software")), list[Candidate]()
    made, children = _made(inventory, began), _children(inventory, began, ended)
    for group in _groups(starts):
        near = [one for one in group if began - _BEFORE <= one.at_ns <= began]
        if not near or group[0].name in TOOLS:
            continue
        image = min((one.image for one in group), key=_written)
        usual = blameless(image, own) or _habitual(group, began)
        one = Candidate(image, near, _suspicion(group), usual, _rule(image, suspects))
        if one.suspicion or one.rule:
            _tie(one, made, children)
            found.append(one)
    odd = [one for one in found if one.suspicion > 1 and not one.usual]
    for one in found:
        one.sure = _weighed(one, began, alone=odd == [one])
    kept_ones = [one for one in found if one.ties or not one.usual]
    return sorted(kept_ones, key=lambda one: (list(Sure).index(one.sure), -one.suspicion, -_last(one)))


def _groups(starts: Sequence[Ran]) -> list[list[Ran]]:
    """Put the starts of one program together: by path, a bare name with the only path that ends with it."""
    groups: dict[str, list[Ran]] = {}
    for one in starts:
        if path := below(one.image):
            groups.setdefault(path, []).append(one)
    homes: dict[str, list[str]] = {}
    for path in groups:
        homes.setdefault(base(path), []).append(path)
    for one in starts:
        if not below(one.image) and one.name:
            home = homes.get(one.name, [])
            groups.setdefault(home[0] if len(home) == 1 else one.name, []).append(one)
    return list(groups.values())


def _written(image: str) -> tuple[bool, bool]:
    """Order the forms of one path: with a drive letter, then any other with folders, then a bare name."""
    return image[1:2] != ":", not below(image)


def _habitual(group: Sequence[Ran], began: int) -> bool:
    return any(one.at_ns < began - _HABIT or _many(one.runs) for one in group)


def _many(runs: Any) -> bool:
    return isinstance(runs, int) and runs >= _RUNS


def _suspicion(group: Sequence[Ran]) -> int:
    if any(one.flags & SUSPECT or odd_place(one.image) for one in group):
        return 2
    placed = [one.image for one in group if below(one.image)]
    return 0 if placed and all(map(own_place, placed)) else 1


def _rule(image: str, suspects: Mapping[Any, Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return what rules say of this very file: two programs of one name are two programs."""
    path = below(image)
    return next((one for one in suspects.values() if path and str(one["path"]).casefold() == path), None)


def _tie(one: Candidate, made: Sequence[Row], children: Sequence[Row]) -> None:
    trusted = one.usual or not one.suspicion
    if one.rule is not None:
        one.evidence.append({"artefact": "rules", "volume": one.rule["volume"], "path": one.rule["path"]})
        # Backup programs remove old copies as well, and say so in the same words.
        if _destroys(map(str, one.rule["rules"]), trusted=trusted):
            one.ties.add("rule")
    if trusted:
        return
    for row in made:
        if _starts(row, one.image):
            one.ties.add("made_to_start")
            one.evidence.append(_evidence(row))
    for row in children:
        if same(str(row.get("parent") or ""), one.image):
            one.ties.add("destroyed_recovery")
            one.evidence.append(event(row))


def _made(inventory: Inventory, began: int) -> list[Row]:
    """Return the services and tasks made in the hours before: events, then what the inventory dates."""
    found = [
        row
        for row in inventory.events("service_installed", "task_registered", "task_updated")
        if any(began - _MADE <= at <= began for at in times(row))
    ]
    for unit in ("services", "tasks"):
        for row in inventory.of_unit(unit):
            at = row.get("written_ns")
            if isinstance(at, int) and began - _MADE <= at <= began:
                found.append({**row, "artefact": unit})
    return found


def _evidence(row: Row) -> Evidence:
    if "artefact" not in row:
        return event(row)
    return {
        "artefact": row["artefact"],
        **kept(row, "volume", "path", "name", "task"),
        "at_ns": row["written_ns"],
    }


def _children(inventory: Inventory, began: int, ended: int) -> list[Row]:
    """Return the starts of tools that removed copies or logs around the beginning, with their parents."""
    return [
        row
        for row in inventory.events("process_created")
        if row.get("parent") and {"recovery_removal", "log_clearing"} & set(map(str, row.get("flags") or ()))
        and any(began - HOUR <= at <= ended for at in times(row))
    ]  # fmt: skip


def _starts(row: Row, image: str) -> bool:
    given = row.get("image") or row.get("command")
    return bool(given) and same(program(str(given)), image)


def _weighed(one: Candidate, began: int, *, alone: bool) -> Sure:
    """Return how sure it is that this program encrypted; that it ran is another question."""
    kinds = {str(each.get("log") or each["artefact"]) for each in one.evidence}
    kinds |= {str(ran.evidence.get("log") or ran.told) for ran in one.near}
    if one.usual or not one.suspicion:
        return Sure.LIKELY if one.ties else Sure.POSSIBLE
    if {"rule", "destroyed_recovery"} & one.ties or (one.ties and one.suspicion > 1):
        return weigh(kinds)
    odd = odd_place(one.image) or any(ran.flags & _ODD for ran in one.near)
    close = began - _last(one) <= _CLOSE
    return Sure.LIKELY if one.ties or (odd and close and alone) else Sure.POSSIBLE


def _last(one: Candidate) -> int:
    return max(ran.at_ns for ran in one.near)


def _destroys(rules: Iterable[str], *, trusted: bool) -> bool:
    wanted = _CERTAIN if trusted else _DESTROYING
    return any(name in wanted or name.startswith(_FAMILY) for name in rules)
