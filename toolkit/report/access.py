"""The inventory sorted by what a specialist asks: who could sign in, what protected, what started."""

from collections.abc import Mapping, Sequence
from typing import Any

from toolkit.report import inventory_words
from toolkit.texts import Speech

Line = dict[str, Any]

GROUPS = (
    ("accounts", ("users", "groups", "sign_ins")),
    ("remote", ("remote_access", "shares", "network", "known_networks", "remembered_drives")),
    (
        "protection",
        (
            "defender",
            "firewall",
            "backup_jobs",
            "shadow_copies_left",
            "bitlocker_state",
            "patches",
            "event_logs",
        ),
    ),
    ("starting", ("autoruns", "services", "tasks", "wmi_subscriptions")),
    ("ran", ("prefetch", "bam", "userassist", "shimcache", "amcache")),
)
_SHORT = 70  # characters of the name of an odd artefact


def groups(speech: Speech, lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Return {"name", "odd", "empty", "absent", "failed"} for each group that holds something.

    `odd` are rows to look at, `empty` the titles of what was read and bears no mark; the two others are
    what was not found and not read.
    """
    placed = {name for _, names in GROUPS for name in names}
    left = tuple(line["name"] for line in lines if line["name"] not in placed)
    found = (_group(speech, name, names, lines) for name, names in (*GROUPS, ("other", left)))
    return [group for group in found if group["seen"]]


def _group(speech: Speech, name: str, names: Sequence[str], lines: Sequence[Line]) -> dict[str, Any]:
    held = [line for line in lines if line["name"] in names]

    def titles(outcome: str) -> list[str]:
        return [
            inventory_words.title(speech, line["name"])[:_SHORT]
            for line in held
            if line["outcome"] == outcome and not line["odd"]
        ]

    return {
        "name": name,
        "seen": bool(held),
        "odd": inventory_words.odd(speech, held),
        "empty": titles("found"),
        "absent": titles("absent"),
        "failed": titles("failed"),
    }


def missing(speech: Speech, lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Return what was not found, told together by what that is drawn from: {"why", "titles"}."""
    told: dict[str, list[str]] = {}
    for line in lines:
        if line["outcome"] == "absent":
            code = str(line.get("detail") or "")
            known = speech.knows(f"triage.{code}") or speech.knows(f"coverage.{code}")
            told.setdefault(code if known else "", []).append(inventory_words.title(speech, line["name"]))
    return [{"why": why, "titles": titles} for why, titles in told.items()]


def machine(lines: Sequence[Line]) -> Mapping[str, Any]:
    """Return what the machine says of itself, {} where the inventory does not hold it."""
    rows = (row for line in lines if line["name"] == "system" for row in line["rows"])
    return next(rows, {})
