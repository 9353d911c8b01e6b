"""One exhibit as a row of the list of exhibits."""

from collections.abc import Mapping
from typing import Any

from toolkit.custody.captures import in_annex
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.report.extracts import attackers_name
from toolkit.texts import Speech
from toolkit.texts.forms import stamp

_TIMES = ("created", "modified", "changed", "accessed")
COLUMNS = (
    "number", "stored_as", "reason", "origin", "copies", "size", "sha256",
    *(f"{name}_utc" for name in _TIMES),
    *(f"name_{name}_utc" for name in _TIMES),
)  # fmt: skip


def origin(line: Mapping[str, Any], pseudonyms: Pseudonyms) -> str:
    """Return where an exhibit came from; a name that is the attacker's stays clear."""
    clear = attackers_name(line, within=line.get("reason") == "program")
    return pseudonyms.path(line["volume"], line["path"], clear_name=clear)


def stored(line: Mapping[str, Any], speech: Speech) -> str:
    """Return where an exhibit stands in the open archive, or that it leaves in the annex alone."""
    if in_annex(line["number"]):
        return speech.say("capture.in_annex", number=line["number"])
    return str(line["stored_as"]).replace("exhibits/", "pieces/")


def _reason(line: Mapping[str, Any], speech: Speech) -> str:
    said = speech.say(f"capture.{line['reason']}")
    return f"{said} ({speech.say('capture.quoting')})" if quoting(line) else said


def quoting(line: Mapping[str, Any]) -> bool:
    """Tell a note whose original is in the annex because it quotes a person."""
    return bool((line.get("facts") or {}).get("quotes"))


def row(line: Mapping[str, Any], speech: Speech) -> list[Any]:
    """Return the cells of one exhibit; its line holds `origin`, where it came from as it may be told."""
    if "failed" in line:
        return [line["number"], "", speech.say(f"coverage.{line['failed']}"), line["origin"]]
    names = line["name_times"] or dict.fromkeys(_TIMES)
    return [
        line["number"],
        stored(line, speech),
        _reason(line, speech),
        line["origin"],
        line["copies"],
        line["size"],
        line["sha256"],
        *(stamp(line["times"][name]) for name in _TIMES),
        *(stamp(names[name]) for name in _TIMES),
    ]
