"""The list of exhibits as a table that French Excel opens: semicolons, a byte order mark, CRLF."""

import csv
import io
from collections.abc import Mapping
from typing import Any

from toolkit.custody.case import Case
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.report.extracts import attackers_name
from toolkit.texts import Speech, visible
from toolkit.texts.forms import stamp

_TIMES = ("created", "modified", "changed", "accessed")
COLUMNS = (
    "number", "stored_as", "reason", "origin", "copies", "size", "sha256",
    *(f"{name}_utc" for name in _TIMES),
    *(f"name_{name}_utc" for name in _TIMES),
)  # fmt: skip


def exhibit_list(case: Case, pseudonyms: Pseudonyms, speech: Speech) -> bytes:
    """Return one row per exhibit, and one per exhibit that could not be copied, with why."""
    text = io.StringIO(newline="")
    table = csv.writer(text, delimiter=";", lineterminator="\r\n")
    table.writerow([speech.say(f"report.column_{name}") for name in COLUMNS])
    for line in case.recorded("capture"):
        table.writerow([_cell(value) for value in _row(line, pseudonyms, speech)])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def origin(line: Mapping[str, Any], pseudonyms: Pseudonyms) -> str:
    """Return where an exhibit came from; a name that is the attacker's stays clear."""
    return pseudonyms.path(line["volume"], line["path"], clear_name=attackers_name(line, within=False))


def _row(line: Mapping[str, Any], pseudonyms: Pseudonyms, speech: Speech) -> list[Any]:
    if "failed" in line:
        why = speech.say(f"coverage.{line['failed']}")
        return [line["number"], "", why, origin(line, pseudonyms)]
    names = line["name_times"] or dict.fromkeys(_TIMES)
    return [
        line["number"],
        line["stored_as"].replace("exhibits/", "pieces/"),
        speech.say(f"capture.{line['reason']}"),
        origin(line, pseudonyms),
        line["copies"],
        line["size"],
        line["sha256"],
        *(stamp(line["times"][name]) for name in _TIMES),
        *(stamp(names[name]) for name in _TIMES),
    ]


def _cell(value: Any) -> str:
    shown = visible(str(value))
    # A spreadsheet runs what starts like a formula (OWASP, CSV injection).
    return f"'{shown}" if shown.startswith(("=", "+", "-", "@")) else shown
