"""The inventory as it may leave: each fact in the way written for it, what nobody decided stays behind."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from toolkit.custody.places import PROGRAM_KINDS
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.report import command_lines, triage_ways
from toolkit.report.command_lines import TELLING
from toolkit.report.exclusions import excluded
from toolkit.report.masking import masked, masked_facts
from toolkit.report.triage_keys import Way, way
from toolkit.report.windows_paths import place, share, thing, windows_path, word

Row = Mapping[str, Any]
Shown = dict[str, Any]

_THEIRS = "x.dll"
_PATHS = ("library", "profile")
_FOLDERS = ("folder", "location")
# Where a program lies that a shell was told to run: then its own name is the attacker's too.
_DROPPED = frozenset({"in_temporary_folder", "in_public_folder"})
# What people or their programs give a name to; an account, a group or a machine keeps its own.
_THINGS = frozenset({
    "display", "filter", "key", "missing", "name", "product", "program", "service", "task", "tool",
})  # fmt: skip
_OWNERS = frozenset({"organisation", "owner", "publisher"})  # only what the disk knows for a person's name
_ACCOUNTS = frozenset({"groups", "network", "users"})  # artefacts whose names are those of accounts, adapters
_TEXTS = frozenset({"mail", "message"})  # actions of a task whose command is a text for people
# Of a failure: our own words, numbers of chunks, names of exceptions; a place on a disk is none.
_DETAIL = re.compile(r"[\w.,:;()%+=…–\- ]{1,200}")


def open_artefact(line: Row, pseudonyms: Pseudonyms, spared: frozenset[str]) -> Shown:
    """Return one artefact of the inventory as it may leave; `spared` are the attacker's addresses."""
    name = str(line["name"])
    shown: Shown = {**line, "rows": [_leaving(name, row, pseudonyms, spared) for row in line["rows"]]}
    if line.get("unread"):
        shown["unread"] = [masked_facts(_unread(one, pseudonyms), spared) for one in line["unread"]]
    if isinstance(line.get("detail"), str):
        shown["detail"] = masked(line["detail"], spared)
    return shown


def _leaving(artefact: str, row: Row, pseudonyms: Pseudonyms, spared: frozenset[str]) -> Shown:
    shown: Shown = {}
    commands: list[str] = []
    for key, value in row.items():
        how = way(artefact, key, value)
        if how is Way.FACT:
            shown[key] = value
        elif how is Way.COMMAND or (how is Way.EVENT and triage_ways.event(key, row, pseudonyms) is None):
            commands.append(key)
        elif how is not Way.OUT:
            own = how is Way.NAME and artefact in _ACCOUNTS
            one = value if own else _each(how, key, row, value, pseudonyms)
            shown |= {} if one is None else {key: masked_facts(one, spared)}
    told: Shown = masked_facts(_commands(commands, row, pseudonyms), spared)
    return shown | told


def _each(how: Way, key: str, row: Row, value: Any, pseudonyms: Pseudonyms) -> Any:
    """Return a text in its way, or each of several; anything that is neither text nor number stays behind."""
    if isinstance(value, list | tuple):
        return [_each(how, key, row, part, pseudonyms) for part in value]
    if isinstance(value, bool | int | float):
        return value
    return _WAYS[how](value, key, {**row, key: value}, pseudonyms) if isinstance(value, str) else None


def _path(text: str, _: str, row: Row, pseudonyms: Pseudonyms) -> str:
    return pseudonyms.path(str(row.get("volume", "")), text, clear_name="tool" in row)


def _name(key: str, text: str, pseudonyms: Pseudonyms) -> str:
    """Return a name; a thing that bears a person's has a token, an account or a machine its own name."""
    if key in _OWNERS:
        return word(text, pseudonyms) if pseudonyms.people.known(text) else text
    return thing(text, pseudonyms) if key in _THINGS else text


def _share(text: str, _: str, row: Row, pseudonyms: Pseudonyms) -> str:
    """Return a shared folder; one that is named as its folder, whose name stays, keeps its own."""
    location = row.get("location")
    shown = place(location, pseudonyms) if isinstance(location, str) else ""
    kept = "\\" in shown and shown.rpartition("\\")[2].casefold() == text.casefold()
    return text if kept else share(text, pseudonyms)


_WAYS: Mapping[Way, Callable[[str, str, Row, Pseudonyms], str | None]] = {
    Way.NAME: lambda text, key, _, pseudonyms: _name(key, text, pseudonyms),
    Way.PATH: _path,
    Way.PLACE: lambda text, _, __, pseudonyms: place(text, pseudonyms),
    Way.FOLDER: lambda text, _, __, pseudonyms: _folder(text, pseudonyms),
    Way.RAN: lambda text, key, row, pseudonyms: triage_ways.ran(text, row, pseudonyms, key=key),
    Way.TRACE: lambda _, key, row, pseudonyms: triage_ways.trace(key, row, pseudonyms),
    Way.SHARE: _share,
    Way.JOB: lambda text, _, row, pseudonyms: text if row.get("basis") == "task" else word(text, pseudonyms),
    Way.WORD: lambda text, _, __, pseudonyms: word(text, pseudonyms),
    Way.TARGET: lambda text, _, __, pseudonyms: triage_ways.target(text, pseudonyms),
    Way.EXCLUDED: lambda text, _, row, pseudonyms: excluded(str(row.get("kind")), text, pseudonyms),
    Way.QUERY: lambda text, _, __, pseudonyms: triage_ways.query(text, pseudonyms),
    Way.EVENT: lambda _, key, row, pseudonyms: triage_ways.event(key, row, pseudonyms),
}


def _commands(keys: list[str], row: Row, pseudonyms: Pseudonyms) -> Shown:
    """Return the commands of a row; those that Windows itself puts there are the same everywhere."""
    if row.get("where") == "startup_folder":
        return _dropped_in(row, pseudonyms)
    own = "where" in row or row.get("what") == "consumer"
    if own and (row.get("standard") is True or row.get("where") == "legal_notice"):
        return {key: row[key] for key in keys}
    telling = triage_ways.telling(row)
    dropped = "through_shell" in (row.get("flags") or ()) and not _DROPPED.isdisjoint(row["flags"])
    shown: Shown = {}
    for key in keys:
        if key == "arguments" and "command" not in row:
            shown[key] = command_lines.count(str(row[key]))
        elif key != "arguments" and row.get("kind") == "runs_script":
            shown[key] = command_lines.arguments(str(row[key]), pseudonyms)
        elif key != "arguments" and isinstance(row[key], str):
            shown |= _command(key, row, pseudonyms, telling=telling, dropped=dropped)
    return shown


def _unread(one: Row, pseudonyms: Pseudonyms) -> Shown:
    """Return a part that could not be read; its path is a file's, or a file's and a key of the registry."""
    shown: Shown = {key: one[key] for key in ("volume", "why") if key in one}
    if isinstance(one.get("path"), str):
        shown["path"] = pseudonyms.path(str(one.get("volume", "")), one["path"])
    if isinstance(one.get("detail"), str) and _DETAIL.fullmatch(one["detail"]):
        shown["detail"] = one["detail"]
    return shown


def open_row(row: Row, pseudonyms: Pseudonyms) -> Shown:
    """Return the facts of a statement that must change: a flagged command in part, others as a count."""
    codes = frozenset(row.get("flags") or ())
    telling = not TELLING.isdisjoint(codes)
    texts = {key: row[key] for key in (*_PATHS, *_FOLDERS) if isinstance(row.get(key), str)}
    shown = {
        key: _folder(text, pseudonyms) if key in _FOLDERS else windows_path(text, pseudonyms, clear=telling)
        for key, text in texts.items()
    }
    if row.get("where") == "startup_folder":
        return shown | _dropped_in(row, pseudonyms)
    # What Windows itself puts there is the same everywhere; a notice at logon is meant for everybody.
    if "where" in row and (row.get("standard") is True or row["where"] == "legal_notice"):
        return shown
    dropped = "through_shell" in codes and not _DROPPED.isdisjoint(codes)
    for key in ("command", "image"):
        if isinstance(row.get(key), str):
            shown |= _command(key, row, pseudonyms, telling=telling, dropped=dropped)
    return shown


def _folder(path: str, pseudonyms: Pseudonyms) -> str:
    """Return a folder; one of a program is its maker's, which only a file of theirs in it can tell."""
    bare = path.strip().strip('"').rstrip("\\/")
    return windows_path(f"{bare}\\{_THEIRS}", pseudonyms).rpartition("\\")[0] or windows_path(
        bare, pseudonyms
    )


def _command(key: str, row: Row, pseudonyms: Pseudonyms, *, telling: bool, dropped: bool) -> Shown:
    name, rest = ("", row[key]) if row.get("action") in _TEXTS else command_lines.split(row[key])
    clear = telling or "tool" in row
    program = command_lines.program(name, pseudonyms, clear=clear) if name else ""
    further = row.get("arguments") if key == "command" else None
    whole = [part for part in (rest, further) if isinstance(part, str) and part]
    if telling:
        words = [command_lines.arguments(part, pseudonyms, clear=dropped) for part in whole]
        if isinstance(further, str):
            return {key: program, "arguments": " ".join(words)}
        return {key: " ".join(part for part in (program, *words) if part)}
    counted = sum(command_lines.count(part) for part in whole)
    return {key: program or "–"} | ({"arguments": counted} if counted else {})


def _dropped_in(row: Row, pseudonyms: Pseudonyms) -> Shown:
    """Return what lies in a startup folder: a program's name stays, a shortcut may bear a document's."""
    path = str(row.get("command", ""))
    kind = path.rpartition(".")[2].casefold()
    clear = row.get("standard") is True or kind in PROGRAM_KINDS - {"lnk"}
    shown = pseudonyms.path(str(row.get("volume", "")), path, clear_name=clear)
    return {"command": shown, "name": shown.rpartition("/")[2]}
