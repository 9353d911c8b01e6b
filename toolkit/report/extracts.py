"""The records of the case as they may leave in the open archive: paths pseudonymised, identifiers masked."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Any

from toolkit.custody.captures import captured
from toolkit.custody.case import Case
from toolkit.custody.identifiers import masked
from toolkit.custody.media_names import plain
from toolkit.custody.places import attackers_program
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.custody.quoted import hidden, of_practice
from toolkit.custody.reached import NAME, bears, link, persons
from toolkit.custody.tokens import FREQUENT
from toolkit.report import answers
from toolkit.report.masking import masked_facts
from toolkit.report.timeline_open import open_statements
from toolkit.report.triage_open import open_artefact, open_row
from toolkit.report.windows_paths import word

_ATTACKERS = frozenset({"notes", "rules", "suspects"})
_WORDS = frozenset({"threat", "deadline", "amount"})  # contacts that are no address
# Contacts whose form is drawn by lot or tells no name.
_DRAWN = frozenset({"onion", "tox", "session", "btc", "xmr", "eth", "amount", "deadline"})
# What is told of a backup, and of a state that it keeps: no names that somebody gave them.
_OF_BACKUPS = (
    "form", "state", "volume", "path", "at_ns", "dated_by", "newest_ns", "files", "practice_files",
    "current", "worth", "points",
)  # fmt: skip
_TOKEN = re.compile(r"P-[0-9a-f]{10}")


def open_pairs(case: Case, pseudonyms: Pseudonyms, spared: frozenset[str]) -> dict[str, Any] | None:
    """Return {"count", "pairs"} as they may leave: encrypted files and their intact twins, by code."""
    facts = case.read_json("pairs")
    return masked_facts(pathless(pseudonyms)(facts), spared) if facts and facts["count"] else None


def open_programs(case: Case, pseudonyms: Pseudonyms, spared: frozenset[str]) -> dict[str, Any] | None:
    """Return {"count", "programs"} as they may leave: what the rules tie to an attack, copied or not."""
    facts = case.read_json("programs")
    if not facts or not facts["count"]:
        return None
    shown: dict[str, Any] = masked_facts(pathless(pseudonyms)({"suspects": facts})["suspects"], spared)
    return shown


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
    """Return the verdicts as they may leave: no name of a file on a backup stays, nor of who it is of."""
    clear = pathless(pseudonyms.whole())
    return [
        masked_facts({**_unnamed(clear(line)), "source": _medium(str(line["source"]), pseudonyms)}, spared)
        for line in backups(case)
    ]


def _unnamed(verdict: Mapping[str, Any]) -> dict[str, Any]:
    """Return a verdict without the names that a program of backups, or whoever set it up, gave its states."""
    told = dict(verdict)
    for key in ("points", "backups"):
        told[key] = [{name: one[name] for name in _OF_BACKUPS if name in one} for one in told.get(key) or ()]
    if last := told.get("last_clean"):
        told["last_clean"] = {name: last[name] for name in _OF_BACKUPS if name in last}
    return told


def _medium(name: str, pseudonyms: Pseudonyms) -> str:
    """Return the name of a backup where it is a device or made of words that say what a medium is."""
    return name if plain(name) else word(name, pseudonyms)


def open_inventory(case: Case, pseudonyms: Pseudonyms, spared: frozenset[str]) -> list[dict[str, Any]]:
    """Return the artefacts as they may leave, each fact in the way written for it."""
    return [open_artefact(line, pseudonyms, spared) for line in case.recorded("triage")]


def open_timeline(case: Case, pseudonyms: Pseudonyms, spared: frozenset[str]) -> list[dict[str, Any]]:
    """Return the statements of the timeline as they may leave."""
    told = (case.read_json("survey") or {}).get("notes", ())
    notes = {one["path"].rpartition("/")[2] for one in told if attackers_name(one, within=True)}
    shown = open_statements(case.recorded("timeline"), pathless(pseudonyms), pseudonyms, notes)
    return [masked_facts(line, spared) for line in shown]


def attacker_addresses(case: Case, pseudonyms: Pseudonyms) -> frozenset[str]:
    """Return what the notes give to reach or to pay their author, which is evidence and stays readable.

    Not an address that a note cites as somebody else's, that bears a name of the disk's people, or that is
    at the practice's own domain.
    """
    survey = case.read_json("survey") or {"contacts": {}}
    own = [one.value for key, one in answers.told(case).items() if one.value and key.startswith("victim.")]
    cited = {one for line in captured(case) for one in (line.get("facts") or {}).get("cited", ())}
    given = {value.casefold() for kind, value in _given(survey["contacts"], pseudonyms)}
    return frozenset(one for one in given - cited if not of_practice(one, own))


def _given(contacts: Mapping[str, Any], pseudonyms: Pseudonyms) -> Iterator[tuple[str, str]]:
    for kind, values in contacts.items():
        if kind not in _WORDS:
            yield from ((kind, value) for value in values if _contact(kind, value, pseudonyms) == value)


def _contact(kind: str, value: str, pseudonyms: Pseudonyms) -> str:
    """Return one way to reach an author; what bears a person's name or number is none of his."""
    known = pseudonyms.people
    if kind in _DRAWN:
        return value
    if kind == "url":
        return link(value, known)
    if kind == "victim_id":
        # Nothing else to be told from it: a name beside a number is gone with it.
        return "[n°]" if bears(value, known) or masked(value) != value else value
    if kind in {"email", "jabber"}:
        return "[e-mail]" if persons(value, known) else value
    return NAME if persons(value.rpartition("/")[2], known) else value


def _contacts(contacts: Mapping[str, Any], pseudonyms: Pseudonyms) -> dict[str, Any]:
    spared = frozenset(str(value).casefold() for _, value in _given(contacts, pseudonyms))
    return {
        kind: list(
            dict.fromkeys(
                hidden(str(value), pseudonyms, spared)
                if kind == "threat"
                else _contact(kind, str(value), pseudonyms)
                for value in values
            )
        )
        for kind, values in contacts.items()
    }


def pathless(pseudonyms: Pseudonyms) -> Callable[[Any], Any]:
    """Return a function that replaces every {"volume", "path"} inside facts, and folders used as keys."""

    def clear(facts: Any, *, attacker: bool = False) -> Any:
        if isinstance(facts, list):
            return [clear(part, attacker=attacker) for part in facts]
        if not isinstance(facts, dict):
            return facts
        shown = {key: clear(value, attacker=attacker or key in _ATTACKERS) for key, value in facts.items()}
        if isinstance(facts.get("path"), str):
            shown["path"] = pseudonyms.path(
                str(facts.get("volume", "")), facts["path"], clear_name=attackers_name(facts, within=attacker)
            )
        shown |= open_row(facts, pseudonyms)
        if facts.get("label") and "filesystem" in facts:
            shown["label"] = word(str(facts["label"]), pseudonyms)
        _added_up(shown, facts, pseudonyms)
        if isinstance(facts.get("links"), list):
            shown["links"] = len(facts["links"])
        return shown

    return clear


def _added_up(shown: dict[str, Any], facts: Mapping[str, Any], pseudonyms: Pseudonyms) -> None:
    """Put tallies by folder, by ending and ways to reach an author as they may leave in place of theirs."""
    if isinstance(facts.get("folders"), dict):
        shown["folders"] = _merged(facts["folders"], pseudonyms)
    if isinstance(facts.get("extent"), dict):
        shown["extent"]["folders"] = _merged_rows(shown["extent"]["folders"])
    if isinstance(facts.get("extensions"), dict):
        shown["extensions"] = _frequent(facts["extensions"], pseudonyms)
    if isinstance(facts.get("contacts"), dict):
        shown["contacts"] = _contacts(facts["contacts"], pseudonyms)
    if isinstance(facts.get("cited"), list):  # addresses of others in a note: that there are some
        shown["cited"] = list(dict.fromkeys("[e-mail]" if "@" in one[1:] else NAME for one in facts["cited"]))


def attackers_name(facts: Mapping[str, Any], *, within: bool) -> bool:
    """Tell a file name that is the attacker's, hence evidence, from one that may be a patient's.

    A note dropped several times, a program outside people's own folders, what an inventory table named.
    """
    path = str(facts.get("path", ""))
    if facts.get("reason") == "note" or (within and "files" in facts):
        return int(facts.get("copies", facts.get("files", 1))) > 1
    return "tool" in facts or (within and attackers_program(path))


def _frequent(extensions: Mapping[str, Any], pseudonyms: Pseudonyms) -> dict[str, Any]:
    """Add up endings met once or twice with those that were not changed: one may be somebody's name."""
    shown: dict[str, Any] = {}
    for extension, tally in extensions.items():
        named = pseudonyms.added_ending(extension) if extension and tally["files"] >= FREQUENT else ""
        known = shown.setdefault(named, {"files": 0, "bytes": 0})
        known["files"] += tally["files"]
        known["bytes"] += tally["bytes"]
    return shown


def _merged(folders: dict[str, Any], pseudonyms: Pseudonyms) -> dict[str, Any]:
    """Add up folders that differ only by a patient's name: nobody reads one row per patient."""
    merged: dict[str, Any] = {}
    for folder, tally in folders.items():
        names = pseudonyms.path("", folder).split("/")
        kept = "/".join(name for i, name in enumerate(names) if i == 0 or not _TOKEN.match(name))
        known = merged.setdefault(kept, {"files": 0, "bytes": 0})
        known["files"] += tally["files"]
        known["bytes"] += tally["bytes"]
    return dict(sorted(merged.items(), key=lambda item: (-item[1]["files"], item[0])))


def _merged_rows(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add up rows of one folder each, already without names, that differ only by a token."""
    merged: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        names = row["path"].split("/")
        path = "/".join(name for i, name in enumerate(names) if i == 0 or not _TOKEN.match(name))
        one = merged.setdefault((row["volume"], path), {"volume": row["volume"], "path": path})
        for state, tally in row.items():
            if isinstance(tally, dict):
                known = one.setdefault(state, {"files": 0, "bytes": 0})
                known["files"] += tally["files"]
                known["bytes"] += tally["bytes"]
    return sorted(merged.values(), key=lambda row: (-row["encrypted"]["files"], row["volume"], row["path"]))
