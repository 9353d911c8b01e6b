"""Commands and folders of an inventory row as they may leave; names of services and tasks stay."""

from collections.abc import Mapping
from typing import Any

from toolkit.custody.places import PROGRAM_KINDS
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.report import command_lines
from toolkit.report.command_lines import TELLING
from toolkit.report.windows_paths import windows_path

Row = Mapping[str, Any]
Shown = dict[str, Any]

_THEIRS = "x.dll"
_PATHS = ("library", "profile")
_FOLDERS = ("folder", "location")
# Where a program lies that a shell was told to run: then its own name is the attacker's too.
_DROPPED = frozenset({"in_temporary_folder", "in_public_folder"})
_TEXTS = frozenset({"mail", "message"})  # actions of a task whose command is a text for people


def open_row(row: Row, pseudonyms: Pseudonyms) -> Shown:
    """Return the facts of a row that must change: a flagged command readable in part, others as a count."""
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
