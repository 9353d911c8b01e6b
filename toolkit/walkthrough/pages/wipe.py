"""What will be erased from the stick, and what must stand elsewhere first."""

from collections.abc import Iterator

from toolkit.walkthrough.pages.archive import files
from toolkit.walkthrough.pages.line import BAD, DIM, STRONG, WARN, Line, Look, names, short

_KEPT = (
    ("archive", "DOSSIER_*.zip"),
    ("annex", "ANNEXE_*"),
    ("receipt", "BORDEREAU_*.pdf"),
    ("sheet", "FEUILLE_*.pdf"),
)
_MOST = 2


def lines(look: Look) -> Iterator[Line]:
    """Yield what goes, what has to be kept elsewhere before, and what no erasing can do."""
    if look.case is None:
        yield look.say("page.wipe_no_case", WARN)
        return
    yield look.say("page.wipe_what", STRONG, folder=short(look.visit.folder or look.case.folder, 70))
    yield look.say("page.wipe_means")
    if "seal.closed" not in look.case.marks:
        yield look.say("page.wipe_not_closed", BAD)
    elif not any(act.act == "custody.transferred" for act in look.case.acts()):
        yield look.say("page.wipe_not_handed", WARN)
    yield look.say("page.wipe_first", STRONG)
    for kind, pattern in _KEPT:
        found = files(look, pattern)
        if found:
            yield look.say(f"page.wipe_{kind}", names=names(look, (one.name for one in found), _MOST))
    yield look.say("page.wipe_passphrase", WARN)
    yield look.say("page.wipe_after", BAD)
    yield look.say("page.wipe_flash", DIM)
