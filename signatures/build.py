"""Build families.jsonl from published facts: `python -m signatures.build --facts DIR --misp FILE`.

DIR holds facts.csv (one row per family and source) and notes-dev/ (labels.csv and the notes it lists);
FILE is the cluster `ransomware.json` of the MISP galaxy. Only rows whose licence allows it are kept; see
NOTICE.md. Of notes, only hashes are kept.
"""

import argparse
import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from signatures import misp
from signatures.claims import clean_extensions, clean_note_names, is_everyday, spoken_names
from signatures.decryptors import decryptors
from signatures.kinship import aliases, kin
from toolkit.scan.notes.contacts import extract
from toolkit.scan.notes.decoding import text_of
from toolkit.scan.notes.fingerprints import channel_mark, short_marks, template_marks, term_marks
from toolkit.scan.notes.spoken import mentions, self_names

TARGET = Path(__file__).with_name("families.jsonl")
# Sources that may be shipped, and the date of the commit or release read.
SOURCES = {
    "MISP/misp-galaxy": "2026-08-06",
    "ThreatLabz/ransomware_notes": "2026-06-26",
    "f6-dfir/Ransomware": "2025-02-27",
    "0xsyr0/Ransomware": "2026-02-01",
    "redhat1032/ransomware-triage 0.3.0": "2026-10-08",
}
# Rows that hold two families under one name: a value goes to the part whose name it bears, or to the first.
COMPOSITES = {
    "phobos8base": ("phobos", "8base"),
    "malloxtargetcompany": ("mallox",),
    "rotorcryptrotocrypttar": ("rotorcrypt",),
    "royalblacksuit": ("royal", "blacksuit"),
    "dharmacrysis": ("dharma",),
    "revilsodinokibi": ("revil",),
    "blackcatalphv": ("blackcat",),
}
DROPPED = frozenset({"destructivewiperfake"})
CHANNELS = ("onion", "tox", "session", "email", "telegram", "jabber")
LISTS = ("aliases", "extensions", "note_names", "spoken", "worded", "references")

Row = dict[str, Any]


def build(facts: Path, cluster: Path | None = None) -> list[Row]:
    """Return the lines of families.jsonl, sorted by name."""
    families: dict[str, Row] = {}
    with (facts / "facts.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["source_repo"] in SOURCES and row["family"] not in DROPPED:
                _add(families, row)
    for found in misp.families(cluster) if cluster else ():
        _add_galaxy(families, found)
    notes = list(labelled(facts / "notes-dev"))
    add_notes(families, notes)
    _name(families, [(row["family"], text_of(data) or "") for row, data in notes])
    states = decryptors()
    for name, family in families.items():
        family["kin"] = sorted(kin(name) & families.keys())
        family["decryptor"] = states.get(name, {})
        for key in LISTS:
            family[key] = _distinct(family[key])
    return [finished(families[name]) for name in sorted(families)]


def canonical(name: str) -> str:
    """Return the name a family has in families.jsonl, whatever a source calls it."""
    bare = misp.letters(name)
    stated = aliases().get(bare)
    return stated["of"] if stated else bare


def _name(families: dict[str, Row], notes: list[tuple[str, str]]) -> None:
    """Give each family the names a note may call it by; everyday words apart, under `worded`."""
    spoken = spoken_names(families)
    common = common_names(spoken, notes)
    for name, family in families.items():
        kept = [word for word in spoken[name] if word not in common]
        family["spoken"] = [word for word in kept if not is_everyday(word)]
        family["worded"] = [word for word in kept if is_everyday(word)]


def _add(families: dict[str, Row], row: dict[str, str]) -> None:
    parts = COMPOSITES.get(row["family"]) or (canonical(row["family"]),)
    for part in parts:
        family = families.setdefault(part, empty(part, row["name"]))
        if row["name"].lower() not in (family["display"].lower(), part) and len(parts) == 1:
            family["aliases"].append(row["name"])
        if family["display"] == part:
            family["display"] = row["name"]
        for key, column in (
            ("aliases", "aliases"),
            ("extensions", "extensions"),
            ("note_names", "note_filenames"),
        ):
            values = [value for value in row[column].split("|") if value.strip()]
            family[key] += [value for value in values if _whose(value, parts) == part]
        family["note_names"] = clean_note_names(family["note_names"], part)
        family["extensions"] = clean_extensions(family["extensions"])
        family["encryption"] = family["encryption"] or row["encryption"][:80]
        source = {
            "source": row["source_repo"],
            "licence": row["licence"],
            "date": SOURCES[row["source_repo"]],
        }
        if source not in family["sources"]:
            family["sources"].append(source)


def _add_galaxy(families: dict[str, Row], found: Row) -> None:
    name = canonical(found["display"])
    name = COMPOSITES.get(name, (name,))[0]
    family = families.setdefault(name, empty(name, found["display"]))
    if misp.letters(found["display"]) != name:
        family["aliases"].append(found["display"])
    family["aliases"] += [alias for alias in found["aliases"] if misp.letters(alias) != name]
    family["note_names"] = clean_note_names([*family["note_names"], *found["note_names"]], name)
    family["extensions"] = clean_extensions([*family["extensions"], *found["extensions"]])
    family["references"] += found["references"]
    family["sites"] |= {channel_mark(host) for host in found["sites"]}
    for key in ("encryption", "first_seen"):
        family[key] = family[key] or found[key]
    for text in found["texts"]:
        _learn(family, text)
    if misp.SOURCE not in family["sources"]:
        family["sources"].append(misp.SOURCE)


def _whose(value: str, parts: tuple[str, ...]) -> str:
    low = re.sub(r"[^a-z0-9]", "", value.lower())
    return next((part for part in parts if part in low), parts[0])


def empty(name: str, display: str) -> Row:
    return {
        "name": name,
        "display": display
        if name not in (part for parts in COMPOSITES.values() for part in parts)
        else name.title(),
        "aliases": [],
        "extensions": [],
        "note_names": [],
        "encryption": "",
        "first_seen": "",
        "references": [],
        "sources": [],
        "kin": [],
        "decryptor": {},
        "spoken": [],
        "worded": [],
        "templates": set(),
        "runs": set(),
        "texts": [],
        "channels": set(),
        "sites": set(),
    }


def labelled(folder: Path) -> Iterator[tuple[dict[str, str], bytes]]:
    """Yield each row of labels.csv with the bytes of its note, family names made canonical."""
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            row["family"] = (COMPOSITES.get(row["family"]) or (canonical(row["family"]),))[0]
            yield row, (folder / row["path"]).read_bytes()


def add_notes(families: dict[str, Row], notes: Iterable[tuple[dict[str, str], bytes]]) -> None:
    """Add the marks of notes to their families."""
    for row, data in notes:
        family = families.setdefault(row["family"], empty(row["family"], row["family"]))
        text = text_of(data)
        if text is None:
            continue
        _learn(family, text)
        contacts = extract(text)
        family["channels"] |= {channel_mark(value) for key in CHANNELS for value in contacts.get(key, ())}


def _learn(family: Row, text: str) -> None:
    family["templates"] |= template_marks(text)
    family["runs"] |= short_marks(text)
    terms = " ".join(sorted(term_marks(text)))
    if terms and terms not in family["texts"]:
        family["texts"].append(terms)


def common_names(spoken: dict[str, list[str]], notes: Iterable[tuple[str, str]]) -> set[str]:
    """Return the names that stand in the notes of other families more than in those of their own."""
    owners: dict[str, tuple[str, ...]] = {}
    for family, names in spoken.items():
        for name in names:
            owners[name] = (*owners.get(name, ()), family)
    own: Counter[str] = Counter()
    others: dict[str, set[str]] = {}
    for family, text in notes:
        for name in {*self_names(text, owners), *mentions(text, owners)}:
            if family in owners[name]:
                own[name] += 1
            else:
                others.setdefault(name, set()).add(family)
    return {name for name, families in others.items() if len(families) > max(1, own[name])}


def finished(family: Row) -> Row:
    """Return a family as it is written: sets of marks as one sorted string."""
    return {
        key: " ".join(sorted(value)) if isinstance(value, set) else value for key, value in family.items()
    }


def _distinct(values: list[str]) -> list[str]:
    return sorted({value.casefold(): value for value in reversed(values)}.values())


def write(rows: Iterable[Row], target: Path) -> None:
    lines = (json.dumps(row, ensure_ascii=False, sort_keys=False) + "\n" for row in rows)
    target.write_text("".join(lines), encoding="utf-8", newline="\n")


def main() -> None:
    """Write families.jsonl beside this file, or leave it alone when no facts are given."""
    parser = argparse.ArgumentParser(prog="python -m signatures.build", description=__doc__)
    parser.add_argument("--facts", type=Path, help="folder holding facts.csv and notes-dev/")
    parser.add_argument("--misp", type=Path, help="cluster ransomware.json of the MISP galaxy")
    chosen = parser.parse_args()
    if chosen.facts is None:
        print(f"{TARGET.name} kept as it is: give --facts DIR to build it again")  # noqa: T201 - a tool's answer
        return
    rows = build(chosen.facts, chosen.misp)
    write(rows, TARGET)
    print(f"{TARGET.name}: {len(rows)} families")  # noqa: T201 - a tool's answer


if __name__ == "__main__":
    main()
