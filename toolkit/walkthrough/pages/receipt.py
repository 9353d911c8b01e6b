"""The transfer that was noted last: to whom, when, and the receipt to sign."""

from collections.abc import Iterator
from datetime import datetime

from toolkit.custody.case import Case
from toolkit.custody.log import Act
from toolkit.texts.forms import spoken
from toolkit.walkthrough import papers
from toolkit.walkthrough.pages.line import DIM, GOOD, STRONG, WARN, Line, Look, failed, short

_SECOND = 1_000_000_000


def lines(look: Look, case: Case) -> Iterator[Line]:
    """Yield the last transfer of the log."""
    if not look.visit.ended(look.work or "transfer", 0, 1):
        yield from failed(look)
        yield look.say("page.receipt_again", WARN)
        return
    noted = [act for act in case.acts() if act.act == "custody.transferred"]
    if not noted:
        yield look.say("page.receipt_none", WARN)
        return
    yield from _told(look, case, noted[-1], len(noted))


def _told(look: Look, case: Case, act: Act, number: int) -> Iterator[Line]:
    facts = {key: short(value) for key, value in act.facts.items() if isinstance(value, str)}
    when = datetime.fromisoformat(str(act.facts.get("at") or act.local))
    giver = facts.get("from") or look.speech.say("custody.nobody")
    yield look.say("page.receipt_noted", GOOD, giver=giver, to=facts.get("to", "–"))
    if "organisation" in facts:
        yield look.say("page.receipt_organisation", organisation=facts["organisation"])
    yield look.say("page.receipt_when", when=spoken(look.speech, int(when.timestamp()) * _SECOND))
    yield look.say("page.receipt_sealed" if "sha256" in act.facts else "page.receipt_unsealed")
    filled = papers.found(look.visit, f"BORDEREAU_{case.facts.ref}*_remise_{number}*.pdf")
    filled = filled or papers.found(look.visit, f"BORDEREAU_{case.facts.ref}*_remise_*.pdf")
    if filled:
        yield look.say("page.receipt_print", STRONG, name=short(filled[-1].name))
    else:
        yield look.say("page.receipt_no_file", WARN)
    yield look.say("page.receipt_keep", DIM)
