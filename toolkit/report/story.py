"""The timeline as the page shows it: sentences in the order of time with their evidence, and its pictures."""

from collections.abc import Mapping, Sequence
from typing import Any

from toolkit.report import pictures
from toolkit.report.chronology import Brief, paris
from toolkit.report.timeline_words import MAIN, PICTURED, Words
from toolkit.texts import Speech, visible
from toolkit.texts.forms import stamp

Line = Mapping[str, Any]
Shown = dict[str, Any]

LINES = 120  # told on the page
_EVIDENCE = 4  # told of one statement
_FOLDERS = 30  # of the table
_STATES = ("encrypted", "unknown", "intact")


class _OnPage(Brief):
    """Words that call a length under a second so, where "0 s" would read as a fault."""

    def length(self, seconds: int) -> str:
        return super().length(seconds) if seconds > 0 else self.speech.say("report.no_second")


def story(lines: Sequence[Line], speech: Speech) -> Shown | None:
    """Return {"zone", "dated", "rows", "undated", "more", "minutes", "extent"}; None without timeline."""
    if not lines:
        return None
    words = _OnPage(speech, list(lines))
    pictured = {line["code"]: line["facts"] for line in lines if line["code"] in PICTURED}
    told = [line for line in lines if _is_told(line)]
    kept = sorted(_foremost(told), key=lambda line: line["at_ns"] if line["at_ns"] is not None else 0)
    return {
        "zone": _zone(speech, lines),
        "dated": any(line["code"] in {"began", "began_before"} for line in lines),
        "rows": [_row(words, line) for line in kept if line["at_ns"] is not None],
        "undated": [_row(words, line) for line in kept if line["at_ns"] is None],
        "more": len(told) - len(kept),
        "minutes": pictures.minutes(speech, pictured["minutes"]) if "minutes" in pictured else None,
        "extent": _extent(pictured) if "extent_folders" in pictured else None,
    }


def _is_told(line: Line) -> bool:
    return line["code"] not in PICTURED and not line["code"].startswith("zone_")


def _foremost(lines: Sequence[Line]) -> list[Line]:
    """Return the lines to tell: all, or those that a screen tells first, then the others in their order."""
    return sorted(lines, key=lambda line: line["code"] not in MAIN)[:LINES]


def _zone(speech: Speech, lines: Sequence[Line]) -> str:
    """Return whose hours these are, and what is known of those the machine showed."""
    said = [speech.say("chronology.hours")]
    for line in lines:
        if line["code"] in {"zone_other", "zone_assumed"}:
            zone = visible(str(line["facts"].get("zone") or "–"))
            said.append(speech.say(f"chronology.{line['code'].replace('zone', 'hours')}", zone=zone))
    return " ".join(said)


def _row(words: Words, line: Line) -> Shown:
    local = paris(line["at_ns"])
    return {
        "at": f"{local:%Y-%m-%d %H:%M:%S}" if local else "",
        "utc": stamp(line["at_ns"])[11:19] if local else stamp(line["at_ns"])[:19],
        "what": words.sentence(line),
        "sure": words.sure(line),
        "strong": line["sure"] == "established",
        "evidence": [words.evidence(one) for one in line["evidence"][:_EVIDENCE]],
    }


def _extent(pictured: Mapping[str, Any]) -> Shown:
    """Return the folders as the timeline counted them, for a case whose survey did not."""
    facts = pictured["extent_folders"]
    rows = sorted(facts.get("folders", ()), key=lambda row: -int(row["encrypted"]["files"]))
    return {"states": _STATES, "folders": rows[:_FOLDERS], "whole": pictured.get("extent")}
