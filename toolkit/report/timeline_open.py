"""The statements of the timeline as they may leave."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Any

from toolkit.custody.places import PROGRAM_KINDS, attackers_program
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.report import command_lines
from toolkit.report.exclusions import setting
from toolkit.report.windows_paths import thing

Line = Mapping[str, Any]
Shown = dict[str, Any]

# Where it is established, these programs are the attack's own: their name is evidence, the folders above not.
_THEIRS = frozenset({"program", "service", "task"})
_NAMED = frozenset({"service", "task"})  # their names are Windows' own record, not a file's
_OURS = frozenset({"tool_ran"})  # only names of a table of ours are told
_CLEAR = frozenset({"account_changed", "detected"})  # a group; what an antivirus calls a threat
_STATES = ("encrypted", "unknown", "intact")
_TOKEN = re.compile(r"P-[0-9a-f]{10}")


def open_statements(
    lines: Iterable[Line],
    clear: Callable[[Any], Any],
    pseudonyms: Pseudonyms,
    notes: Collection[str] = (),
) -> list[Shown]:
    """Return the statements without names of documents; `clear` is extracts.pathless.

    `notes` are names of notes that leave elsewhere.
    """
    shown = [_opened(line, clear(line), pseudonyms, notes) for line in lines]
    told = {_last(str(line["facts"].get("image", ""))) for line in shown}
    for line in shown:
        name = line["facts"].get("name")
        # What ran may lie in a patient's folder and bear its name: clear where its image is.
        if line["code"] in _OURS or not isinstance(name, str):
            continue
        if line["code"] in _NAMED or not _runs(name):
            line["facts"]["name"] = thing(name, pseudonyms)
        elif _last(name) not in told:
            line["facts"]["name"] = command_lines.arguments(name, pseudonyms)
    return shown


def _last(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2].casefold()


def _runs(name: str) -> bool:
    return name.rpartition(".")[2].casefold() in PROGRAM_KINDS


def _opened(line: Line, shown: Shown, pseudonyms: Pseudonyms, notes: Collection[str]) -> Shown:
    facts, told = line["facts"], dict(shown["facts"])
    flagged = not command_lines.TELLING.isdisjoint(facts.get("flags") or ())  # as the inventory decides
    sure = line["code"] in _THEIRS and (flagged or line["sure"] == "established")
    told |= _texts(str(line["code"]), facts, pseudonyms, named=sure)
    theirs = partial(_attackers, notes=notes if line["code"] == "notes_first" else ())
    if isinstance(facts.get("path"), str) and theirs(facts["path"]):
        told["path"] = pseudonyms.path(str(facts.get("volume", "")), facts["path"], clear_name=True)
    if isinstance(told.get("folders"), list):
        told["folders"] = _merged(told["folders"])
    evidence = [
        one | {"path": pseudonyms.path(str(raw.get("volume", "")), raw["path"], clear_name=True)}
        if isinstance(raw.get("path"), str) and (theirs(raw["path"]) or _traced(raw, told))
        else one
        for raw, one in zip(line["evidence"], shown["evidence"], strict=True)
    ]
    named = [_evidence(one, pseudonyms) for one in evidence]
    return {**shown, "facts": told, "evidence": named}


def _attackers(path: str, notes: Collection[str]) -> bool:
    return attackers_program(path) or path.rpartition("/")[2] in notes


def _evidence(one: Shown, pseudonyms: Pseudonyms) -> Shown:
    return one | {"name": thing(one["name"], pseudonyms)} if isinstance(one.get("name"), str) else one


def _traced(evidence: Line, told: Line) -> bool:
    """Tell the trace that Windows keeps of a program whose name the statement shows already."""
    name = str(evidence["path"]).rpartition("/")[2].rpartition("-")[0].casefold()
    shown = (str(told.get(key, "")).casefold() for key in ("image", "name"))
    return evidence.get("artefact") == "prefetch" and bool(name) and any(name in one for one in shown)


def _texts(code: str, facts: Line, pseudonyms: Pseudonyms, *, named: bool) -> Shown:
    """Return the commands and images of a statement with every word replaced but those of attacks."""
    told: Shown = {}
    for key in ("image", "command"):
        if isinstance(facts.get(key), str):
            name, rest = command_lines.split(facts[key])
            program = command_lines.program(name, pseudonyms, clear=named)
            told[key] = f"{program} {command_lines.arguments(rest, pseudonyms)}".strip()
    if isinstance(facts.get("detail"), str):
        told["detail"] = _detail(code, facts["detail"], pseudonyms)
    return told


def _detail(code: str, text: str, pseudonyms: Pseudonyms) -> str:
    """Return what a change was about: a group, a setting of Windows' own, or what it leaves out."""
    return text if code in _CLEAR else setting(text, pseudonyms)


def _merged(rows: Iterable[Line]) -> list[Shown]:
    """Add up folders that differ only by a patient's name: nobody reads one row per patient."""
    merged: dict[tuple[str, str], Shown] = {}
    for row in rows:
        names = str(row["path"]).split("/")
        path = "/".join(name for i, name in enumerate(names) if i == 0 or not _TOKEN.match(name))
        one = merged.setdefault((str(row["volume"]), path), {"volume": row["volume"], "path": path})
        for state in _STATES:
            tally = one.setdefault(state, {"files": 0, "bytes": 0})
            for key in tally:
                tally[key] += row[state][key]
    return list(merged.values())
