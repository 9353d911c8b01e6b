"""The signed archive: where it is, the hash to copy on paper, what to hand over and what to keep."""

from collections.abc import Iterator

from toolkit.custody.case import Case
from toolkit.custody.keys import grouped
from toolkit.texts.forms import amount
from toolkit.walkthrough import papers
from toolkit.walkthrough.pages.line import DIM, GOOD, STRONG, WARN, Line, Look, failed, short

_ROW = 8  # groups of four characters on a line


def lines(look: Look, case: Case) -> Iterator[Line]:
    """Yield what was closed by this run; an archive of before is not taken for it."""
    if not look.visit.ended(look.work or "handover", 0, 1):
        yield from failed(look)
        yield look.say("page.archive_again", WARN)
        return
    closed = case.marks.get("seal.closed")
    if not closed:
        yield look.say("page.archive_none", WARN)
        return
    yield from _place(look, case, int(closed["size"]))
    yield look.say("page.archive_hash", STRONG)
    groups = grouped(str(closed["manifest"])).split()
    for first in range(0, len(groups), _ROW):
        yield Line("   " + " ".join(groups[first : first + _ROW]), STRONG)
    yield from _beside(look, case.facts.ref)
    yield look.say("page.archive_hand_over", STRONG)
    yield look.say("page.archive_annex")
    yield look.say("page.archive_keep", DIM)


def _place(look: Look, case: Case, size: int) -> Iterator[Line]:
    """Say where the archive is; a file of another size is not the one that was closed last."""
    found = [
        one
        for one in papers.found(look.visit, f"DOSSIER_{case.facts.ref}*.zip")
        if one.stat().st_size == size
    ]
    if not found:
        yield look.say("page.archive_missing", WARN, folder=short(look.visit.folder or ""))
        return
    yield look.say("page.archive_closed", GOOD, name=short(found[-1].name), size=amount(look.speech, size))
    yield look.say("page.archive_folder", folder=short(found[-1].parent, 70))


def _beside(look: Look, ref: str) -> Iterator[Line]:
    receipts = papers.found(look.visit, f"BORDEREAU_{ref}*.pdf")
    if receipts:
        yield look.say("page.archive_receipt", name=short(receipts[-1].name))
    else:
        yield look.say("page.archive_no_receipt", WARN)
