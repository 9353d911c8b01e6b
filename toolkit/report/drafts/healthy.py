"""The backups as drafts tell them: which is healthy, by all that was checked, and until when."""

from collections.abc import Mapping
from typing import Any

from toolkit.report import clock
from toolkit.report.last_checked import last_checked
from toolkit.report.opened import Opened
from toolkit.report.practice import Practice
from toolkit.texts import Speech
from toolkit.texts.forms import moment

Line = Mapping[str, Any]
_LONGEST = 120  # characters of one name


def backups(practice: Practice, speech: Speech) -> tuple[str, ...]:
    """Return a sentence for each backup that was checked."""
    began = min((at for one in practice.machines if (at := clock.span(one)[0]) is not None), default=None)
    return tuple(
        speech.say(
            f"drafts.{_backup(machine, line, began)}",
            name=str(line.get("source") or "–")[:_LONGEST],
            connect=speech.say(f"backup.connect_{line['connect']}"),
            rely=_rely(line, speech),
            newest=moment(speech, (line.get("newest_data") or {}).get("modified_ns")),
        )
        for machine in practice.machines
        for line in last_checked(machine.backups)
    )


def _rely(line: Line, speech: Speech) -> str:
    """Say whether it may be relied on, and first that only a part of it was read, where that is so."""
    sample = (line.get("coverage") or {}).get("sample")
    said = speech.say(f"backup.rely_{line['rely']}")
    if sample is None:
        return said
    counts = {key: speech.number(sample[key]) for key in ("files", "of")}
    return f"{speech.say('backup.sample', **counts)} {said}"


def _backup(machine: Opened, line: Line, began: int | None) -> str:
    """Return how a backup is told: its newest data is the last healthy only where every check says so."""
    newest = clock.exact(machine, (line.get("newest_data") or {}).get("modified_ns"))
    if newest is not None and began is not None and newest >= began:
        return "backup_after"
    sound = line["connect"] == "clean" and line["rely"] == "good" and newest is not None and began is not None
    return "backup_sound" if sound else "backup"
