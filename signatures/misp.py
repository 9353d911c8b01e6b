"""Families of the MISP galaxy: the cluster file `ransomware.json`, read into rows of families.jsonl.

Format: https://github.com/MISP/misp-galaxy; a value has `value` (its name), `meta` with lists of extensions,
names and texts of notes, synonyms and addresses, and `description`. Texts of notes are given back apart:
only marks made of them are kept.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

SOURCE = {"source": "MISP/misp-galaxy", "licence": "CC0-1.0 OR BSD-2-Clause", "date": "2025-11"}
NOTE_LETTERS = 200  # shorter texts are extension lists, names of pictures and remarks
_TYPES = re.compile(r"ransom\w*ware|ranso?mware|\((?:.*?)\)", re.IGNORECASE)
_SHORTEST = 4  # letters left of a name written in one word: "bitransomware" is no "bit"
_ONION = re.compile(r"(?<![a-z0-9])(?:[a-z2-7]{56}|[a-z2-7]{16})\.onion", re.IGNORECASE)
# Values that are no family: markets, remarks, samples nobody named.
_NOT_A_FAMILY = re.compile(
    r"^(unknown|unnamed.*|test|demo|fake|locker|virus|extortion scam|ransomware blog|leaked ?data|"
    r"\W*|.{0,2}|.{60,})$",
    re.IGNORECASE,
)
_NAMES_OF_NOTES = (
    "ransomnotes-filenames",
    "ransomnotes-filesnames",
    "ransomnotes-files",
    "ransomenotes-files",
)
_LISTS = {
    "extensions": ("extensions", "extension"),
    "note_names": _NAMES_OF_NOTES,
    "aliases": ("synonyms",),
}


def letters(name: str) -> str:
    """Return the canonical form of a family's name: lower case letters and figures, its kind left out."""
    whole = re.sub(r"[^a-z0-9]", "", name.lower())
    bare = re.sub(r"[^a-z0-9]", "", _TYPES.sub("", name).lower())
    return bare if len(bare) >= (1 if " " in name.strip() else _SHORTEST) else whole


def families(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the facts of each family of a cluster file, with the texts of its notes under `texts`."""
    for value in json.loads(path.read_text(encoding="utf-8"))["values"]:
        name = str(value["value"]).strip()
        if not _NOT_A_FAMILY.match(name) and len(letters(name)) > 1:
            yield {"display": name, **_facts(value.get("meta", {}))}


def _facts(meta: Mapping[str, Any]) -> dict[str, Any]:
    lists = {key: [text for name in names for text in _texts(meta, name)] for key, names in _LISTS.items()}
    sites = {host.lower() for link in _texts(meta, "links") for host in _ONION.findall(link)}
    texts = [text for key in ("ransomnotes", "ransomenotes") for text in _texts(meta, key)]
    return {
        **lists,
        "sites": sites,
        "encryption": str(meta.get("encryption", ""))[:80],
        "first_seen": str(meta.get("date", ""))[:40],
        "references": [link for link in _texts(meta, "refs") if link.startswith("http")][:2],
        "texts": [text for text in texts if len(text) >= NOTE_LETTERS],
    }


def _texts(meta: Mapping[str, Any], key: str) -> list[str]:
    found = meta.get(key, [])
    return [str(text) for text in (found if isinstance(found, list) else [found])]
