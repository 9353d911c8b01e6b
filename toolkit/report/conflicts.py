"""What cannot be so, or must be known, when several machines are read together, as codes and facts."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, TypeVar

from toolkit.custody.opening import CaseFacts
from toolkit.legal import deadlines
from toolkit.report import clock
from toolkit.report import machines as kept
from toolkit.report.answers import Answer
from toolkit.report.opened import Opened, name_of

Conflict = tuple[str, dict[str, Any]]  # a code of texts/*/practice.toml, less "conflict_", and its facts
Line = Mapping[str, Any]
Answers = Mapping[str, Answer]
T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
_SECOND = 1_000_000_000
_MINUTE = 60 * _SECOND
_CLOCKS_APART = 5.0  # seconds between a machine's clock and the reference that nobody needs to be told
_NAMED = 8  # machines named in one sentence
# What makers leave where a serial number belongs.
_NO_SERIAL = frozenset({
    "", "none", "default string", "to be filled by o.e.m.", "system serial number", "not specified",
    "not applicable", "chassis serial number", "unknown", "invalid",
})  # fmt: skip
_SHORTEST_SERIAL = 5
_LONGEST = 60  # characters of one answer
_MANY_PEOPLE = 1_000_000  # more than any small practice ever saw: likely mistyped


def conflicts(
    facts: CaseFacts,
    machines: Sequence[Opened],
    told: Sequence[Answers],
    lines: Sequence[Line],
    given: Answers,
) -> Iterator[Conflict]:
    """Yield each conflict once; `lines` are all archives of the case, `given` the answers that count.

    "one" and "other" name machines, `told` are the answers of each machine, in its order.
    """
    yield from _archives(lines)
    for machine in machines:
        yield from _clock(machine)
    yield from _same(machines)
    yield from _apart(machines, facts)
    yield from _answers(machines, told)
    yield from doubts(machines, given)
    yield from _people(machines)


def _archives(lines: Sequence[Line]) -> Iterator[Conflict]:
    """Yield what the archives themselves tell: which are not read, whose key signed, which met no paper."""
    read = kept.read_now(lines)
    for line in lines:
        if line not in read:
            of_case = [one for one in read if one["ref"] == line["ref"]]
            last = next((one for one in of_case if one["key"] == line["key"]), of_case[0])
            yield "superseded", {"one": line["number"], "other": last["number"], "ref": line["ref"]}
    signed = [line for line in read if line.get("signed_by") == "technician"]
    own = [line for line in read if line not in signed]
    for code, alike in (
        ("same_reference", _grouped(read, lambda line: str(line["ref"]))),
        ("same_key", _grouped(own, lambda line: str(line["key"]))),
    ):
        for first, *others in alike.values():
            if others:
                yield code, _names([first["number"]], [line["number"] for line in others])
    by_key = _grouped(signed, lambda line: str(line["key"]))
    for some, more in _each_apart(by_key):
        yield "signer_differs", _names(map(_number, some), map(_number, more))
    if loose := [line["number"] for line in read if not line["anchored"]]:
        yield "not_anchored", {"one": _named(loose)}


def _clock(machine: Opened) -> Iterator[Conflict]:
    offset = machine.facts.clock.get("offset_seconds")
    if offset is None:
        yield "clock_unknown", {"machine": machine.label}
    elif abs(offset) > _CLOCKS_APART:
        code = "clock_ahead" if offset > 0 else "clock_behind"
        yield code, {"machine": machine.label, "seconds": abs(offset)}
    last, opened = clock.span(machine)[1], clock.examined(machine)[0]
    if last is not None and last > opened:
        yield "after_examination", {"machine": machine.label, "last_ns": last, "opened_ns": opened}


def _same(machines: Sequence[Opened]) -> Iterator[Conflict]:
    """Yield machines that may be one and the same: a volume, a serial number or a name in common."""
    for code, marks in (("same_volume", _volumes), ("same_serial", _serials), ("same_name", _own_name)):
        held: dict[str, list[Opened]] = {}
        for machine in machines:
            for mark in marks(machine):
                held.setdefault(mark, []).append(machine)
        pairs = {tuple(one.label for one in alike) for alike in held.values() if len(alike) > 1}
        for first, *others in sorted(pairs):
            yield code, _names([first], others)


def _volumes(machine: Opened) -> set[str]:
    """Return the serial numbers of the volumes of a machine, with their size: a clone has both the same."""
    volumes = machine.medium.get("source", {}).get("volumes") or ()
    return {f"{one.get('number')} {one.get('size')}" for one in volumes if one.get("number")}


def _serials(machine: Opened) -> set[str]:
    disk = machine.medium.get("source", {}).get("disk") or {}
    rows = [row for line in machine.triage if line["name"] == "system" for row in line["rows"]]
    told = {str(one.get("serial") or "").strip().casefold() for one in (disk, *rows)}
    return {one for one in told if len(one) >= _SHORTEST_SERIAL and one not in _NO_SERIAL}


def _own_name(machine: Opened) -> set[str]:
    return {name_of(machine.triage).casefold()} - {""}


def _apart(machines: Sequence[Opened], facts: CaseFacts) -> Iterator[Conflict]:
    """Yield what machines of one practice should have in common, and have not."""
    by: tuple[tuple[str, Callable[[Opened], str | None]], ...] = (
        ("practice_differs", lambda one: _bare(one.facts.practice)),
        ("tool_differs", lambda one: one.facts.tool),
        ("signatures_differs", lambda one: one.facts.signatures),
        ("zone_differs", _zone),
    )
    for code, value in by:
        for first, other in _each_apart(_grouped(machines, value)):
            yield code, _names(map(_label, first), map(_label, other))
    mine = _bare(facts.practice)
    others = [one for one in machines if mine and _bare(one.facts.practice) not in {None, mine}]
    for name, held in _grouped(others, lambda one: one.facts.practice).items():
        labels = [one.label for one in held]
        yield "practice_other", {"one": _named(labels), "theirs": str(name), "mine": str(facts.practice)}
    families = _grouped(machines, _families)
    for (mine_of, some), (theirs, more) in combinations(families.items(), 2):
        if not mine_of & theirs:
            told = {"mine": ", ".join(sorted(mine_of)), "theirs": ", ".join(sorted(theirs))}
            yield "family_differs", {**_names(map(_label, some), map(_label, more)), **told}


def _bare(name: str | None) -> str | None:
    return " ".join(name.casefold().split()) or None if name else None


def _zone(machine: Opened) -> str | None:
    # What was only assumed is no setting of the machine: a folder has none.
    read = ("zone_paris", "zone_other")
    zones = (line["facts"].get("zone") for line in machine.timeline if line["code"] in read)
    return next((str(zone) for zone in zones if zone), None)


def _families(machine: Opened) -> frozenset[str] | None:
    survey = machine.survey or {"families": ()}
    held = (one["family"] for one in survey["families"] if one["certainty"] in {"confirmed", "probable"})
    return frozenset(held) or None


def _answers(machines: Sequence[Opened], told: Sequence[Answers]) -> Iterator[Conflict]:
    both = list(zip(machines, told, strict=True))
    for key in sorted({key for given in told for key in given}):
        values: dict[str, list[str]] = {}
        for machine, given in both:
            value = given[key].value if key in given else None
            if value is not None:
                values.setdefault(value, []).append(machine.label)
        for first, other in _each_apart(values):
            yield "answer_differs", {**_names(first, other), "key": key}


def doubts(machines: Sequence[Opened], given: Answers) -> Iterator[Conflict]:
    """Yield what is doubtful in the answers of a practice, of one machine or of several."""
    yield from knowledge(machines, given)
    yield from contradicted(given)


def contradicted(given: Answers) -> Iterator[Conflict]:
    """Yield answers that cannot both be so; which one is true is for a person to say."""
    told = {key: one.value for key, one in given.items() if one.value}
    for key in sorted(told):
        plain, _, number = key.partition("#")
        mark = f"#{number}" if number else ""
        kept_too = ({f"sys.disk.image{mark}", f"sys.disk.holder{mark}"}) & told.keys()
        if plain == "sys.disk.fate" and told[key] == "nothing" and kept_too:
            yield "disk_kept_or_not", {"number": number or "1"}
    if "restore.waiver" in told and "legal.pv" in told:
        yield "waived_and_filed", {"filed": str(told["legal.pv"])[:_LONGEST]}
    people = told.get("pd.count", "")
    if people.isdecimal() and int(people) > _MANY_PEOPLE:
        yield "people_many", {"people": people}


def knowledge(machines: Sequence[Opened], given: Answers) -> Iterator[Conflict]:
    """Yield a moment of knowledge before the attack it is the knowledge of, or after its examination began.

    Both weigh on deadlines. People tell a time to the minute: within one, nothing is said.
    """
    told = deadlines.of_answer(given["t0"].value) if "t0" in given else None
    if told is None:
        return
    known = int(told.timestamp()) * _SECOND
    began = min((at for one in machines if (at := clock.span(one)[0]) is not None), default=None)
    if began is not None and known + _MINUTE <= began:
        yield "known_before", {"known_ns": known, "first_ns": began}
    opened = min((clock.examined(one)[0] for one in machines), default=None)
    if opened is not None and known > opened:
        yield "known_after", {"known_ns": known, "opened_ns": opened}


def _people(machines: Sequence[Opened]) -> Iterator[Conflict]:
    """Yield two people who examined at the same time, once for both."""
    seen: set[frozenset[str]] = set()
    for one, other in combinations(machines, 2):
        who = {one.facts.examiner, other.facts.examiner} - {None, ""}
        (start, end), (begin, stop) = clock.examined(one), clock.examined(other)
        if len(who) == 2 and start < stop and begin < end and who not in seen:
            seen.add(frozenset(map(str, who)))
            told = {"mine": str(one.facts.examiner), "theirs": str(other.facts.examiner)}
            yield "together", {**_names([one.label], [other.label]), **told}


def _grouped(every: Iterable[T], value: Callable[[T], K | None]) -> dict[K, list[T]]:
    """Return what has each value, in the order it was met; what has none is left out."""
    held: dict[K, list[T]] = {}
    for one in every:
        if (key := value(one)) is not None:
            held.setdefault(key, []).append(one)
    return held


def _each_apart(held: Mapping[Any, list[T]]) -> Iterator[tuple[list[T], list[T]]]:
    """Yield those of the first value with those of each other one: as many as there are values, less one."""
    first, *others = held.values() or [[]]
    for other in others:
        yield first, other


def _label(machine: Opened) -> str:
    return machine.label


def _number(line: Line) -> str:
    return str(line["number"])


def _names(one: Iterable[str], other: Iterable[str]) -> dict[str, str]:
    return {"one": _named(list(one)), "other": _named(list(other))}


def _named(labels: Sequence[str]) -> str:
    left = len(labels) - _NAMED
    return ", ".join(labels[:_NAMED]) + (f" (+{left})" if left > 0 else "")
