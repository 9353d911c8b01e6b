"""What will be erased from the stick, and what must stand elsewhere first."""

from collections.abc import Iterator

from toolkit.custody.case import Case
from toolkit.walkthrough import papers
from toolkit.walkthrough.pages.line import BAD, DIM, STRONG, WARN, Line, Look, names, short

_KEPT = (
    ("archive", "DOSSIER_*.zip"),
    ("annex", "ANNEXE_*"),
    ("receipt", "BORDEREAU_*.pdf"),
    ("sheet", "FEUILLE_*.pdf"),
)
_MOST = 2


def lines(look: Look, case: Case) -> Iterator[Line]:
    """Yield what goes, what has to be kept elsewhere before, and what no erasing can do."""
    yield look.say("page.wipe_what", STRONG, folder=short(look.visit.folder or case.folder, 70))
    yield look.say("page.wipe_means")
    if "seal.closed" not in case.marks:
        yield look.say("page.wipe_not_closed", BAD)
    elif not any(act.act == "custody.transferred" for act in case.acts()):
        yield look.say("page.wipe_not_handed", WARN)
    yield look.say("page.wipe_first", STRONG)
    for kind, pattern in _KEPT:
        found = papers.found(look.visit, pattern)
        if found:
            yield look.say(f"page.wipe_{kind}", names=names(look, (one.name for one in found), _MOST))
    yield look.say("page.wipe_passphrase", WARN)
    yield look.say("page.wipe_after", BAD)
    yield look.say("page.wipe_flash", DIM)
