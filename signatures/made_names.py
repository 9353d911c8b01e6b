"""The names of tools and families that the signatures hold, as `toolkit/custody/made_names.py` lists them.

Run it when they change: `python -m signatures.made_names`. A test compares the two.
"""

import json
import re
import textwrap
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent
LISTED = _HERE.parent / "toolkit" / "custody" / "made_names.py"
TABLES = ("remote_access", "practice_software", "sync_agents", "backup_software")
_NAMING = ("name", "installed", "services", "files", "folders", "processes", "paths")
_LEAST = 4  # letters of a word that may be taken for somebody's
_LONGEST = 24  # letters, behind which a name is a sentence
_LETTERS = re.compile(r"[^\W\d_]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PLACE = re.compile(r"<\w+>")
_PAGE = '''"""Names the signatures give tools and families; `python -m signatures.made_names` writes this."""

# Of tools of access, of practices, of copying and of backup.
_TOOLS = """
{tools}
"""
# Of ransomware families, other names included, each as one word.
_FAMILIES = """
{families}
"""
TOOLS = frozenset(_TOOLS.split())
FAMILIES = frozenset(_FAMILIES.split())
'''


def tools() -> set[str]:
    """Return the words of the names in the tables of tools, apart and joined."""
    found = set[str]()
    for table in TABLES:
        held = tomllib.loads((_HERE / f"{table}.toml").read_text(encoding="utf-8"))
        for row in (row for rows in held.values() if isinstance(rows, list) for row in rows):
            for name in _names(row):
                for part in _PLACE.sub("", name).replace("\\", "/").split("/"):
                    found |= {*_words(part), *_words(_HUMP.sub(" ", part)), _joined(part.partition(".")[0])}
    return _kept(found)


def families() -> set[str]:
    """Return the names of families and their aliases, each as one word."""
    found = set[str]()
    with (_HERE / "families.jsonl").open(encoding="utf-8") as lines:
        for one in map(json.loads, lines):
            for name in (one["name"], one["display"], *one["aliases"]):
                found.add(_joined(name).removesuffix("ransomware"))
    return _kept(found)


def _names(row: Any) -> Iterator[str]:
    for key in _NAMING:
        value = row.get(key, ())
        yield from [value] if isinstance(value, str) else value


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text)
    return [found[0].casefold() for found in _LETTERS.finditer(plain)]


def _joined(text: str) -> str:
    return "".join(_words(text))


def _kept(found: set[str]) -> set[str]:
    return {word for word in found if _LEAST <= len(word) <= _LONGEST and word.isascii()}


def page() -> str:
    """Return the module that lists them."""
    shown = {"tools": tools(), "families": families()}
    return _PAGE.format(
        **{
            key: textwrap.fill(" ".join(sorted(names)), 110, initial_indent="    ", subsequent_indent="    ")
            for key, names in shown.items()
        }
    )


if __name__ == "__main__":
    LISTED.write_text(page(), encoding="utf-8")
