"""What was looked at where nothing stands out: read, not there, not readable and never sought differ."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from toolkit.paper.blocks import Block, Paragraph
from toolkit.report import inventory_words
from toolkit.report.dossier.matter import Matter
from toolkit.report.dossier.wording import cut
from toolkit.report.opened import Opened
from toolkit.texts.reasons import why

Line = Mapping[str, Any]
# These say how an answer was come by, and that nothing is missing from it.
WHOLE = frozenset({"registry_log_replayed"})
_LONGEST = 300  # characters of one reason
_ACCOUNTS = 12


def told(matter: Matter, machine: Opened, artefacts: Iterable[str]) -> Iterator[Block]:
    """Yield what became of artefacts that show nothing: read, absent, failed, never sought."""
    lines = {str(line["name"]): line for line in machine.triage}
    if not lines:
        yield Paragraph(matter.say("report.no_inventory"))
        return
    fates: dict[str, list[str]] = {}
    for name in artefacts:
        outcome = _outcome(lines[name]) if name in lines else "unsought"
        fates.setdefault(outcome, []).append(inventory_words.title(matter.speech, name))
    for outcome in ("found", "part", "absent", "failed", "unsought"):
        if outcome in fates:
            yield Paragraph(matter.say(f"dossier.looked_{outcome}", names=" ; ".join(fates[outcome])))
    reasons = missing([lines[name] for name in artefacts if name in lines])
    if reasons:
        said = " ; ".join(cut(matter, why(matter.speech, one), _LONGEST) for one in reasons)
        yield Paragraph(matter.say("dossier.looked_missing", reasons=said))


def _outcome(line: Line) -> str:
    """Return what became of an artefact; what was read with parts missing is not told as read."""
    outcome = str(line["outcome"])
    return "part" if outcome == "found" and missing([line]) else outcome


def accounts(matter: Matter, machine: Opened) -> Iterator[Block]:
    """Yield the accounts that logs say were made or changed around the attack."""
    names = [
        cut(matter, str(line["facts"]["account"]), _LONGEST)
        for line in machine.timeline
        if str(line["code"]).startswith("account_") and line["facts"].get("account")
    ]
    if names:
        told = ", ".join(dict.fromkeys(names[:_ACCOUNTS]))
        yield Paragraph(matter.say("dossier.accounts_made", names=told))


def missing(lines: Iterable[Line]) -> list[str]:
    """Return why parts of some artefacts could not be read, each reason once."""
    reasons = (str(part["why"]) for line in lines for part in line.get("unread") or () if part.get("why"))
    return [one for one in dict.fromkeys(reasons) if one not in WHOLE]
