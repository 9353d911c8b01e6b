"""The records of the case as they may leave in the open archive: paths pseudonymised, identifiers masked."""

import json
import re
from collections.abc import Callable
from itertools import count
from typing import Any

from toolkit.custody.case import Case
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.report.masking import masked_facts

_ATTACKERS = frozenset({"notes", "rules"})
_TOKEN = re.compile(r"P-[0-9a-f]{10}")


def extracts(case: Case, pseudonyms: Pseudonyms) -> dict[str, bytes]:
    """Return inventory, exhibits, survey, coverage and backup verdicts as JSON, by file name."""
    clear = pathless(pseudonyms)
    spared = attacker_addresses(case)
    found: dict[str, bytes] = {}
    for stage in ("triage", "capture"):
        lines = [masked_facts(clear(line), spared) for line in case.recorded(stage)]
        if lines:
            found[f"releves/{stage}.jsonl"] = b"".join(map(_json, lines))
    if verdicts := open_backups(case, pseudonyms, spared):
        found["releves/backup.jsonl"] = b"".join(map(_json, verdicts))
    for name in ("survey", "coverage"):
        facts = case.read_json(name)
        if facts is not None:
            found[f"releves/{name}.json"] = _json(masked_facts(clear(facts), spared))
    return found


def backups(case: Case) -> list[dict[str, Any]]:
    """Return the backup verdicts recorded in a case; each was a stage of its own, numbered from 1."""
    verdicts: list[dict[str, Any]] = []
    for number in count(1):
        lines = list(case.recorded(f"backup_{number}"))
        if not lines:
            return verdicts
        verdicts.extend(lines)
    return verdicts


def open_backups(case: Case, pseudonyms: Pseudonyms, spared: frozenset[str]) -> list[dict[str, Any]]:
    """Return the verdicts as they may leave: no name of a file on a backup stays."""
    clear = pathless(pseudonyms.whole())
    return [masked_facts(clear(line), spared) for line in backups(case)]


def attacker_addresses(case: Case) -> frozenset[str]:
    """Return the e-mail addresses the notes give, which are evidence and stay readable."""
    survey = case.read_json("survey") or {"contacts": {}}
    return frozenset(address.casefold() for address in survey["contacts"].get("email", ()))


def pathless(pseudonyms: Pseudonyms) -> Callable[[Any], Any]:
    """Return a function that replaces every {"volume", "path"} inside facts, and folders used as keys."""

    def clear(facts: Any, *, attacker: bool = False) -> Any:
        if isinstance(facts, list):
            return [clear(part, attacker=attacker) for part in facts]
        if not isinstance(facts, dict):
            return facts
        # The names of notes and of programs a rule hit are the attacker's, and evidence.
        own = attacker or facts.get("reason") == "note"
        shown = {key: clear(value, attacker=own or key in _ATTACKERS) for key, value in facts.items()}
        if isinstance(facts.get("path"), str):
            shown["path"] = pseudonyms.path(str(facts.get("volume", "")), facts["path"], clear_name=own)
        if isinstance(facts.get("folders"), dict):
            shown["folders"] = _merged(facts["folders"], pseudonyms)
        return shown

    return clear


def _merged(folders: dict[str, Any], pseudonyms: Pseudonyms) -> dict[str, Any]:
    """Add up folders that differ only by a patient's name: nobody reads one row per patient."""
    merged: dict[str, Any] = {}
    for folder, tally in folders.items():
        names = pseudonyms.path("", folder).split("/")
        kept = "/".join(name for name in names if not _TOKEN.match(name))
        known = merged.setdefault(kept, {"files": 0, "bytes": 0})
        known["files"] += tally["files"]
        known["bytes"] += tally["bytes"]
    return dict(sorted(merged.items(), key=lambda item: (-item[1]["files"], item[0])))


def _json(facts: Any) -> bytes:
    return json.dumps(facts, separators=(",", ":")).encode("ascii") + b"\n"
