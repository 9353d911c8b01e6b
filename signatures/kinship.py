"""Which names are one family, and which family grew out of which, as kinship.toml states with sources."""

import tomllib
from functools import cache
from pathlib import Path

_STATED = Path(__file__).with_name("kinship.toml")
Statement = dict[str, str]


@cache
def _statements() -> dict[str, list[Statement]]:
    return tomllib.loads(_STATED.read_text(encoding="utf-8"))


def aliases() -> dict[str, Statement]:
    """Return the statements of another name, by that name."""
    return {line["name"]: line for line in _statements()["alias"]}


def successors() -> list[Statement]:
    """Return the statements that one family (`name`) grew out of another (`of`)."""
    return _statements()["successor"]


def kin(name: str) -> set[str]:
    """Return the families that a family grew out of, and those that grew out of it, one step away."""
    steps = {(line["name"], line["of"]) for line in successors()}
    return {one for one, other in steps if other == name} | {other for one, other in steps if one == name}
