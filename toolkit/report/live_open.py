r"""What the running machine told, as it may leave: no name of a document, no arguments of ordinary programs.

Names of users, machines, networks and services stay, as they do in the inventory. Folders of patients, in
whatever form a path is written, labels of disks and names of shares are replaced.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from toolkit.custody.case import Case
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.report import command_lines
from toolkit.report.command_lines import TELLING
from toolkit.report.exclusions import excluded
from toolkit.report.masking import masked_facts
from toolkit.report.windows_paths import share, windows_path, word

Row = Mapping[str, Any]
Shown = dict[str, Any]

ISOLATION = "isolation"
_PATHS = frozenset({"image", "path", "remote"})
# Services and registered products name their program with its arguments.
_COMMANDS = frozenset({"running_services", "protection"})
# Their units name the file of a program beside its path, or instead of it.
_NAMES = ("name", "parent", "process")


def live_lines(case: Case, pseudonyms: Pseudonyms, spared: frozenset[str]) -> list[Shown]:
    """Return the records as they may leave: every answer on isolation, of other units the last."""
    # Before the inventory nobody knows where the patients' data lies: every folder may be it.
    known = pseudonyms if case.read_json("data_roots") is not None else pseudonyms.whole()
    lines = {
        (line["name"], at if line["name"] == ISOLATION else 0): line
        for at, line in enumerate(case.recorded("live"))
    }
    tokens = replaced((row for line in lines.values() for row in line["rows"]), known)
    return [masked_facts(leaving(line, known, tokens), spared) for line in lines.values()]


def earlier(lines: Iterable[Row]) -> list[Shown]:
    """Return the answers on isolation given before the last and other than it, each with its time."""
    given = [line for line in lines if line["name"] == ISOLATION]
    last = {row["check"]: row["answer"] for row in given[-1]["rows"]} if given else {}
    other = [
        {**line, "rows": [row for row in line["rows"] if last.get(row["check"]) != row["answer"]]}
        for line in given[:-1]
    ]
    return [line for line in other if line["rows"]]


def leaving(line: Row, pseudonyms: Pseudonyms, tokens: Mapping[str, str] | None = None) -> Shown:
    """Return one unit without names of documents; `tokens` are those of `replaced`."""
    known = replaced(line["rows"], pseudonyms) if tokens is None else tokens
    return {**line, "rows": [_row(str(line["name"]), row, pseudonyms, known) for row in line["rows"]]}


def replaced(rows: Iterable[Row], pseudonyms: Pseudonyms) -> dict[str, str]:
    """Return the token of each program's file name that its own path does not keep, by its folded name."""
    hidden: dict[str, str] = {}
    telling = set[str]()
    for row in rows:
        name, image = str(row.get("name") or ""), str(row.get("image") or "")
        if not image.casefold().endswith(f"\\{name.casefold()}") or not name:
            continue
        if _clear(row):
            telling.add(name.casefold())
        last = windows_path(image, pseudonyms).rpartition("\\")[2]
        if last.casefold() != name.casefold():
            hidden[name.casefold()] = last
    return {name: token for name, token in hidden.items() if name not in telling}


def _row(unit: str, row: Row, pseudonyms: Pseudonyms, tokens: Mapping[str, str]) -> Shown:
    shown = dict(row)
    for key in _PATHS & row.keys() - ({"image"} if unit in _COMMANDS else set()):
        if isinstance(row[key], str):
            shown[key] = windows_path(row[key], pseudonyms, clear=key == "image" and _clear(row))
    if isinstance(row.get("mounts"), list):
        shown["mounts"] = [windows_path(str(one), pseudonyms) for one in row["mounts"]]
    for key in _NAMES if unit not in _COMMANDS else ():
        if (token := tokens.get(str(row.get(key, "")).casefold())) is not None:
            shown[key] = token
    if isinstance(row.get("found"), list):  # the answers on isolation
        shown["found"] = [_answered(str(row.get("check")), one, pseudonyms) for one in row["found"]]
    _words(unit, row, shown, pseudonyms)
    return {**shown, **_own(unit, row, pseudonyms)}


def _clear(row: Row) -> bool:
    """Tell a program whose own file name stays: an attacker's by its flags, or what led to our own."""
    return bool(row.get("ours")) or not TELLING.isdisjoint(row.get("flags", ()))


def _words(unit: str, row: Row, shown: Shown, pseudonyms: Pseudonyms) -> None:
    """Replace a command: one that tells of an attack by what may be read of it, another by a count."""
    key = "image" if unit in _COMMANDS else "command"
    if not isinstance(row.get(key), str):
        return
    name, rest = command_lines.split(shown.pop(key))
    program = command_lines.program(name, pseudonyms, clear=_clear(row))
    if not TELLING.isdisjoint(row.get("flags", ())):
        shown[key] = f"{program} {command_lines.arguments(rest, pseudonyms)}".strip()
        return
    shown |= {"image": program} if key == "image" else {}
    if key == "command" or rest:
        shown["arguments"] = command_lines.count(rest)


def _own(unit: str, row: Row, pseudonyms: Pseudonyms) -> Shown:
    """Return the facts of some units that people name: shares, disks, what an antivirus leaves out."""
    if unit == "shares" and row.get("kind") == "share":
        ways = {"name": share, "remark": word}
        return {key: way(str(row[key]), pseudonyms) for key, way in ways.items() if row.get(key)}
    if unit == "mounted_devices" and row.get("label"):
        return {"label": word(str(row["label"]), pseudonyms)}
    if unit == "protection" and isinstance(row.get("excluded"), str):
        return {"excluded": excluded(str(row.get("kind")), row["excluded"], pseudonyms)}
    return {}


def _answered(check: str, fact: Row, pseudonyms: Pseudonyms) -> Shown:
    shown = dict(fact)
    if isinstance(fact.get("remote"), str):
        shown["remote"] = windows_path(fact["remote"], pseudonyms)
    if check == "backup_disk" and fact.get("label"):
        shown["label"] = word(str(fact["label"]), pseudonyms)
    return shown
