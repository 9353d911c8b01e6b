r"""What the running machine told, as it may leave: no name of a document, no arguments of ordinary programs.

Names of users, machines, networks and programs stay, as they do in the inventory. Folders of patients on
"C:\…" and "\\server\share\…" are replaced like every other path.
"""

import re
from collections.abc import Mapping
from typing import Any

from toolkit.custody.case import Case
from toolkit.custody.places import PROGRAM_KINDS
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.report.masking import masked_facts

Row = Mapping[str, Any]

# The arguments of a program that bears one of these say what the attack did; those of any other may be the
# name of the document somebody has open.
TELLING = frozenset({
    "recovery_removal", "log_clearing", "protection_disabling", "disk_encryption", "copying_out",
    "encoded_command", "in_temporary_folder", "in_downloads", "in_public_folder", "deceptive_name",
    "windows_name_elsewhere", "image_deleted",
})  # fmt: skip
_PATHS = frozenset({"image", "path", "excluded", "remote"})
# Services and registered products name their program as a command of their maker's, like the inventory does.
_MAKERS = frozenset({"running_services", "protection"})
_WORDS = re.compile(r'"[^"]*"?|\S+')
_WITHIN = re.compile(r"[A-Za-z]:[\\/].*|\\\\[^\\].*", re.DOTALL)
_DRIVE = re.compile(r"([A-Za-z]):[\\/]+(.*)\Z", re.DOTALL)
_SHARE = re.compile(r"(\\\\[^\\]+\\[^\\]+)\\(.+)\Z", re.DOTALL)
_ENDING = re.compile(r"\w\.[A-Za-z0-9]{1,5}\Z")


def live_lines(case: Case, pseudonyms: Pseudonyms, spared: frozenset[str]) -> list[dict[str, Any]]:
    """Return the records of the stage as they may leave; of one unit seen twice, the last."""
    # Before the inventory nobody knows where the patients' data lies: every folder may be it.
    known = pseudonyms if case.read_json("data_roots") is not None else pseudonyms.whole()
    lines = {line["name"]: line for line in case.recorded("live")}
    return [masked_facts(leaving(line, known), spared) for line in lines.values()]


def leaving(line: Row, pseudonyms: Pseudonyms) -> dict[str, Any]:
    """Return one unit without names of documents."""
    return {**line, "rows": [_row(str(line["name"]), row, pseudonyms) for row in line["rows"]]}


def windows_path(path: str, pseudonyms: Pseudonyms) -> str:
    """Return one path of a running machine with its names replaced, but for a program's own."""
    program = _is_program(path.strip('"'))
    if found := _DRIVE.match(path):
        below = pseudonyms.path(found[1].upper(), found[2].replace("\\", "/"), clear_name=program)
        return f"{found[1]}:\\" + below.replace("/", "\\")
    if found := _SHARE.match(path):
        return f"{found[1]}\\" + _replaced(found[2], pseudonyms, program=program)
    if path.startswith("/"):
        return "/" + pseudonyms.path("", path.lstrip("/"), clear_name=program)
    return path


def _replaced(names: str, pseudonyms: Pseudonyms, *, program: bool) -> str:
    """Replace every name, since nobody knows what lies above them."""
    below = pseudonyms.whole().path("", names.replace("\\", "/"), clear_name=program)
    return below.replace("/", "\\")


def _row(unit: str, row: Row, pseudonyms: Pseudonyms) -> dict[str, Any]:
    shown = dict(row)
    for key in _PATHS & row.keys() if unit not in _MAKERS else _PATHS & row.keys() - {"image"}:
        if isinstance(row[key], str):
            shown[key] = windows_path(row[key], pseudonyms)
    if isinstance(row.get("found"), list):  # the answers on isolation
        shown["found"] = [_row("", one, pseudonyms) for one in row["found"]]
    if "command" in row:
        words = _WORDS.findall(str(shown.pop("command")))
        if TELLING.isdisjoint(row.get("flags", ())):
            shown["arguments"] = max(0, len(words) - 1)
        else:
            shown["command"] = " ".join(_word(one, pseudonyms) for one in words)
    return shown


def _word(word: str, pseudonyms: Pseudonyms) -> str:
    """Return one argument: a path in it is replaced, and so is what looks like the name of a file."""
    bare = word.strip('"')
    if _WITHIN.search(bare):
        return _WITHIN.sub(lambda found: windows_path(found[0], pseudonyms), bare)
    program = _is_program(bare)
    if "\\" in bare or (_ENDING.search(bare) and not program):
        return _replaced(bare, pseudonyms, program=program)
    return word


def _is_program(word: str) -> bool:
    return word.rpartition(".")[2].casefold() in PROGRAM_KINDS
