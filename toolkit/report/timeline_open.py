"""The statements of the timeline as they may leave, and what the page shows of them."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from toolkit.custody.places import attackers_program
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.report import command_lines
from toolkit.report.exclusions import setting
from toolkit.report.timeline_words import PICTURED, Words
from toolkit.texts import Speech
from toolkit.texts.forms import stamp

Line = Mapping[str, Any]
Shown = dict[str, Any]

# Where it is established, these programs are the attack's own: their name is evidence, the folders above not.
_THEIRS = frozenset({"program", "service", "task"})
_EVIDENCE = 4  # told of one statement on the page; the rest is in the records
_FOLDERS = 16  # drawn
_ROWS = 30  # of the table of folders
_STATES = ("encrypted", "unknown", "intact")
_WIDTH, _HEIGHT = 720, 120  # of the picture, in its own units
_BAR = 420  # the widest bar of a folder
_TOKEN = re.compile(r"P-[0-9a-f]{10}")


def open_statements(
    lines: Iterable[Line], clear: Callable[[Any], Any], pseudonyms: Pseudonyms
) -> list[Shown]:
    """Return the statements without names of documents; `clear` is extracts.pathless."""
    return [_opened(line, clear(line), pseudonyms) for line in lines]


def _opened(line: Line, shown: Shown, pseudonyms: Pseudonyms) -> Shown:
    facts, told = line["facts"], dict(shown["facts"])
    named = line["code"] in _THEIRS and line["sure"] == "established"
    told |= _texts(str(line["code"]), facts, pseudonyms, named=named)
    if isinstance(facts.get("path"), str) and attackers_program(facts["path"]):
        told["path"] = pseudonyms.path(str(facts.get("volume", "")), facts["path"], clear_name=True)
    if isinstance(told.get("folders"), list):
        told["folders"] = _merged(told["folders"])
    evidence = [
        one | {"path": pseudonyms.path(str(raw.get("volume", "")), raw["path"], clear_name=True)}
        if isinstance(raw.get("path"), str) and (attackers_program(raw["path"]) or _traced(raw, told))
        else one
        for raw, one in zip(line["evidence"], shown["evidence"], strict=True)
    ]
    return {**shown, "facts": told, "evidence": evidence}


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
    return text if code == "account_changed" else setting(text, pseudonyms)


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


def view(lines: list[Shown], speech: Speech) -> Shown | None:
    """Return what the page shows: sentences with their evidence, pictures, tables; None without story."""
    if not lines:
        return None
    words = Words(speech, lines)
    by_code = {line["code"]: line["facts"] for line in lines if line["code"] in PICTURED}
    folders = sorted(
        by_code.get("extent_folders", {}).get("folders", []), key=lambda row: -int(row["encrypted"]["files"])
    )
    return {
        "zone": next((words.sentence(line) for line in lines if line["code"].startswith("zone_")), ""),
        "dated": any(line["code"] in {"began", "began_before"} for line in lines),
        "rows": [_row(words, line) for line in lines if _is_row(line)],
        "minutes": _minutes(by_code["minutes"]) if "minutes" in by_code else None,
        "folders": _bars(folders),
        "folder_rows": folders[:_ROWS]
        + _rest(folders[_ROWS:], by_code.get("extent_folders", {}).get("rest")),
        "kinds": by_code.get("extent_kinds", {}).get("kinds", []),
        "whole": by_code.get("extent"),
    }


def _rest(rows: list[Shown], rest: Shown | None) -> list[Shown]:
    """Return one row for all the folders that are not told one by one."""
    left = [{"volume": "", "path": "", **row} for row in (*rows, rest) if row]
    return [{**one, "path": None} for one in _merged({**row, "volume": "", "path": ""} for row in left)]


def _is_row(line: Line) -> bool:
    return line["code"] not in PICTURED and not line["code"].startswith("zone_")


def _row(words: Words, line: Line) -> Shown:
    return {
        "at": stamp(line["at_ns"])[:19],
        "what": words.sentence(line),
        "sure": words.sure(line),
        "strong": line["sure"] == "established",
        "evidence": [words.evidence(one) for one in line["evidence"][:_EVIDENCE]],
    }


def _minutes(facts: Line) -> Shown:
    """Return the bars of a histogram: left edge, height and width of each, in the units of the picture."""
    files = facts["files"]
    peak, width = max([*files, 1]), _WIDTH / max(1, len(files))
    bars = [
        {"x": round(i * width, 2), "height": round(_HEIGHT * count / peak, 2), "files": count}
        for i, count in enumerate(files)
        if count
    ]
    until = facts["start_ns"] + facts["step_ns"] * len(files)
    return {
        "bars": bars, "width": round(max(0.5, width * 0.86), 2), "peak": peak, "files": sum(files),
        "minutes": facts["step_ns"] // 60_000_000_000,
        "since": stamp(facts["start_ns"])[11:16], "until": stamp(until)[11:16],
        "from_day": stamp(facts["start_ns"])[:10], "to_day": stamp(until)[:10],
    }  # fmt: skip


def _bars(rows: list[Shown]) -> list[Shown]:
    """Return the folders with the stacked bar of each, the longest for the folder with most files."""
    ordered = [dict(row) for row in rows[:_FOLDERS]]
    most = max((sum(row[state]["files"] for state in _STATES) for row in ordered), default=1) or 1
    for row in ordered:
        at = 0.0
        row["parts"] = []
        for state in _STATES:
            width = round(_BAR * row[state]["files"] / most, 2)
            # Something is never drawn as nothing.
            width = max(width, 1.5) if row[state]["files"] else 0.0
            row["parts"].append({"state": state, "x": round(at, 2), "width": width})
            at += width
    return ordered
