"""The machines of one practice in one case: each machine's own signed archive is kept whole, and read.

A practice's case examines nothing itself. `machine_1`, `machine_2`… are its stages, one line each; the
archives are its exhibits M0001.zip, M0002.zip…, so each keeps the seal it came with. Of two archives of one
machine's case one is read, that noted on paper or else the later, and the other only kept.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from toolkit.custody import opening
from toolkit.custody.case import Case
from toolkit.report import releves
from toolkit.report.answers import Answer
from toolkit.report.opened import Opened

KIND = "practice"  # of the source of such a case
ANCHORED = "machine.anchored"  # the act of the log: the archive of a machine was compared with what was noted
MOST = 200  # machines of one practice
_WORDS = frozenset({"threat", "deadline", "amount"})  # contacts that are no address
Line = Mapping[str, Any]
Held = tuple[Opened, Mapping[str, Answer]]


def stage(number: int) -> str:
    return f"machine_{number}"


def ident(number: int) -> str:
    """Return the number of the exhibit that is a machine's archive."""
    return f"M{number:04d}"


def recorded(case: Case) -> Iterator[dict[str, Any]]:
    """Yield the line of each machine added so far, in the order they were added.

    One whose archive came again with the fingerprint noted on paper is anchored, as the log says.
    """
    later: set[tuple[object, object]] | None = None
    for number in count(1):
        lines = list(case.recorded(stage(number)))
        if not lines:
            return
        if later is None:
            acts = (act.facts for act in case.acts() if act.act == ANCHORED)
            later = {(facts.get("number"), facts.get("sha256")) for facts in acts}
        for line in lines:
            yield line | {"anchored": line["anchored"] or (line["number"], line["sha256"]) in later}


def read_now(lines: Iterable[Line]) -> list[Line]:
    """Return the lines whose archives are read: of several of one case, signed alike, the one sealed last.

    One that was compared with paper gives way to none that was not, whatever key signed that.
    """
    held = list(lines)
    noted = {line["ref"] for line in held if line["anchored"]}
    every = [line for line in held if line["anchored"] or line["ref"] not in noted]
    last: dict[tuple[str, str], int] = {}
    for at, line in enumerate(every):
        before = last.get(_whose(line))
        if before is None or str(line["sealed_at"]) >= str(every[before]["sealed_at"]):
            last[_whose(line)] = at
    return [every[at] for at in sorted(last.values())]


def contested(known: Iterable[Line], line: Line) -> Line | None:
    """Return the archive whose place one that nobody compared with paper would take, or claim to share.

    That is an archive of the same case that was compared, or that another key signed.
    """
    if line["anchored"]:
        return None
    alike = (one for one in known if one["ref"] == line["ref"])
    return next((one for one in alike if one["anchored"] or one["key"] != line["key"]), None)


def _whose(line: Line) -> tuple[str, str]:
    return str(line["ref"]), str(line["key"])


def held(case: Case) -> Iterator[Held]:
    """Yield the open records and the answers of each machine; raises SourceRefusal("machine_unreadable")."""
    for line in read_now(recorded(case)):
        yield releves.read(path_of(case, line))


def path_of(case: Case, line: Line) -> Path:
    return case.folder / opening.EXHIBITS / f"{line['number']}.zip"


def listed(case: Case) -> dict[str, bytes]:
    """Return the list of the machines as a file of the archive; each one's own records are in its own."""
    return {f"{releves.FOLDER}machines.jsonl": b"".join(map(releves.line, recorded(case)))}


def told_apart(machines: Iterable[Opened]) -> list[Opened]:
    """Return the machines, those that have one label named by their reference too."""
    every = list(machines)
    alike = Counter(one.label for one in every)
    used: set[str] = set()
    named: list[Opened] = []
    for number, one in enumerate(every, start=1):
        label = one.label if alike[one.label] == 1 else f"{one.label} ({one.facts.ref})"
        label = label if label not in used else f"{label} [{number}]"
        used.add(label)
        named.append(one if label == one.label else replace(one, label=label))
    return named


def addresses(machine: Opened) -> frozenset[str]:
    """Return what the notes of a machine give to reach or to pay their author, which is evidence."""
    survey = machine.survey or {"contacts": {}}
    told = (values for kind, values in survey["contacts"].items() if kind not in _WORDS)
    return frozenset(str(value).casefold() for values in told for value in values)


def together(told: Iterable[Mapping[str, Answer]]) -> dict[str, Answer]:
    """Return the latest answer to each question, one that says something before « je ne sais pas »."""
    known: dict[str, Answer] = {}
    for answers in told:
        for key, one in answers.items():
            before = known.get(key)
            if before is None or _rank(one) >= _rank(before):
                known[key] = one
    return known


def _rank(one: Answer) -> tuple[bool, int]:
    return one.value is not None, one.at_ns
