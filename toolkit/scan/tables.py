"""The tables of the signature set that say which names to look for, compared the way Windows does."""

import tomllib
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from toolkit.errors import Unreadable


def load(tables: Mapping[str, bytes], name: str, section: str) -> list[dict[str, Any]]:
    """Return one section of a table of the signature set; raises Unreadable `table_missing`."""
    try:
        return list(tomllib.loads(tables[name].decode("utf-8"))[section])
    except (ValueError, KeyError) as error:
        raise Unreadable("table_missing", name) from error


def fits(name: str, patterns: Iterable[str]) -> bool:
    """Say whether a name is one of the patterns, where "*" is any text; brackets mean themselves."""
    folded = name.casefold()
    return any(fnmatchcase(folded, pattern.casefold().replace("[", "[[]")) for pattern in patterns)
