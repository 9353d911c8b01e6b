"""The backups of a case, each once: a medium that was checked again is told by its last verdict."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

Line = Mapping[str, Any]


def last_checked(verdicts: Iterable[Line]) -> tuple[dict[str, Any], ...]:
    """Return the last verdict on each medium, in the order they were first checked, with how often it was."""
    found: dict[str, dict[str, Any]] = {}
    for line in verdicts:
        medium = _medium(line)
        times = found[medium]["checked"] + 1 if medium in found else 1
        found[medium] = {**line, "checked": times}
    return tuple(found.values())


def _medium(line: Line) -> str:
    """Return what tells a medium: the letters drawn for it, else its name, its device and its size."""
    coverage = line.get("coverage") or {}
    if coverage.get("identity"):
        return str(coverage["identity"])
    read = [coverage.get("bytes_seen"), coverage.get("bytes_not_seen")]
    return json.dumps([line.get("source"), coverage.get("medium"), read], sort_keys=True, default=str)
