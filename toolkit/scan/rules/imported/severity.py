"""How grave the author of a rule calls what it finds, in our three words."""

from collections.abc import Mapping, Sequence
from typing import Any

_RANSOM = ("ransom", "wiper")


def facts_of(meta: Mapping[str, Any], name: str, tags: Sequence[str]) -> dict[str, str]:
    """Return "kind", "severity", "description", "reference", "date" and "author" of a rule.

    Rules of other people cry at honest files now and then: none is "malware" of "high" severity, which alone
    makes a medium attacked, unless its author both names ransomware or a wiper and gives the highest mark:
    `score` of 80 or more of 100 (signature-base, YARA Forge), `severity` of 90 or more of 100 (Elastic),
    `tc_detection_factor` 5 of 5 (ReversingLabs).
    """
    low = {str(key).lower(): value for key, value in meta.items()}
    named = " ".join((name, *tags, *(str(low.get(key, "")) for key in ("category", "malware_type", "type"))))
    named += str(low.get("tc_detection_type", "")) + str(low.get("category_type", ""))
    grave = _highest(low) and any(word in named.lower() for word in _RANSOM)
    return {
        "kind": "malware" if grave else "imported",
        "severity": "high" if grave else "medium",
        "description": _first(low, "description", "desc", "info", "threat_name"),
        "reference": _first(low, "reference", "ref", "reference1", "url", "source_url", "link"),
        "date": _first(low, "date", "creation_date", "last_modified", "modified"),
        "author": _first(low, "author", "authors", "copyright"),
    }


def _highest(low: Mapping[str, Any]) -> bool:
    marks = (("score", 80), ("severity", 90), ("tc_detection_factor", 5))
    return any(_number(low.get(key)) >= least for key, least in marks)


def _number(value: object) -> int:
    text = str(value).strip()
    return int(text) if text.isdecimal() and len(text) < 6 else -1


def _first(low: Mapping[str, Any], *keys: str) -> str:
    return next((str(low[key])[:500] for key in keys if low.get(key)), "")
