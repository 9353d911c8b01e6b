"""What a prepared set says of itself: taken only when it has the form we write and agrees with its rules."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from toolkit.scan.rules.rule_set import EXTERNALS

FORM = 2  # 1: rules that ask for the first bytes of a Java class were kept from it
_SAID = (
    "rule", "space", "name", "kind", "severity", "description", "reference", "date", "author", "source",
    "licence",
)  # fmt: skip
_KINDS = frozenset({"imported", "malware"})
_SEVERITIES = frozenset({"medium", "high"})


def contents(about: Any) -> Mapping[str, Any]:
    """Return what was read when it has our form: counts, names asked, and rules; ValueError where not."""
    if not isinstance(about, dict) or about.get("form") != FORM:
        raise ValueError("form")
    if any(type(about.get(key)) is not int for key in ("whole", "light")):
        raise ValueError("counts")
    if not _texts(about.get("asks")) or not set(about["asks"]) <= set(EXTERNALS):
        raise ValueError("asks")
    rules = about.get("rules")
    if not rules or not isinstance(rules, list) or not all(_is_rule(one) for one in rules):
        raise ValueError("rules")
    return about


def _texts(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(one, str) for one in values)


def _is_rule(one: Any) -> bool:
    if not isinstance(one, dict) or not all(isinstance(one.get(key), str) for key in _SAID):
        return False
    return one["kind"] in _KINDS and one["severity"] in _SEVERITIES


def agreed(about: Mapping[str, Any], whole: Any, light: Any) -> None:
    """Compare what a set says with the rules compiled: each that reports is told once; ValueError if not."""
    counted = [len(list(rules or ())) for rules in (whole, light)]
    reporting = [Counter(_reporting(rules)) for rules in (whole, light)]
    told = Counter(one["name"] for one in about["rules"])
    places = {(one["space"], one["name"]) for one in about["rules"]}
    named = {one["rule"] for one in about["rules"]}
    if counted != [about["whole"], about["light"]] or reporting[0] != told or reporting[1] - told:
        raise ValueError("counts")
    if not len(about["rules"]) == len(places) == len(named):
        raise ValueError("names")


def _reporting(rules: Any) -> list[str]:
    return [one.identifier for one in rules or () if not one.is_private]


def asked(said: Iterable[str], texts: Iterable[str]) -> frozenset[str]:
    """Return what the rules may ask about a file: what the set says, and all that stands in its texts.

    A name that the set forgot would leave rules silent that ask for it.
    """
    found = set(said)
    for text in texts:
        found |= {name for name in EXTERNALS if name not in found and re.search(rf"{name}(?!\w)", text)}
    return frozenset(found)
