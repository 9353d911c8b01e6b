"""What is read on a screen: each page is one function from the visit and its case to lines in words."""

from collections.abc import Iterator, Sequence

from toolkit.custody.case import Case
from toolkit.errors import Refusal
from toolkit.texts import Speech
from toolkit.walkthrough.pages import (
    archive,
    backup,
    damage,
    gate,
    inventory,
    isolation,
    notes,
    passphrase,
    receipt,
    samples,
    scan,
    wipe,
    wiped,
)
from toolkit.walkthrough.pages import windows as windows_page
from toolkit.walkthrough.pages.line import WARN, Line, Look, Page
from toolkit.walkthrough.step import Card
from toolkit.walkthrough.visit import Visit

__all__ = ["PAGES", "Line", "Look", "Page", "of", "shown"]

PAGES: dict[str, Page] = {
    "archive": archive.lines,
    "backup": backup.lines,
    "damage": damage.lines,
    "gate": gate.lines,
    "inventory": inventory.lines,
    "isolation": isolation.lines,
    "notes": notes.lines,
    "passphrase": passphrase.lines,
    "receipt": receipt.lines,
    "samples": samples.lines,
    "scan": scan.lines,
    "wipe": wipe.lines,
    "windows": windows_page.lines,
    "wiped": wiped.lines,
}
# What these tell stands elsewhere: the case may not be there yet, or no longer.
_WITHOUT_CASE = frozenset({"gate", "isolation", "windows", "wiped"})


def of(name: str, look: Look) -> list[Line]:
    """Return the lines of a page; KeyError for an unknown one."""
    return list(PAGES[name](look))


def shown(card: Card, visit: Visit, speech: Speech, said: Sequence[tuple[str, str]] = ()) -> list[Line]:
    """Return the lines of a card's page, the case read as it stands now; what is in the way is said in it.

    `said` is what the work of the card (`card.work`) printed, empty where it ran in an earlier program.
    """
    try:
        wanted = card.page not in _WITHOUT_CASE and visit.seen.case
        case = Case.read(visit.case) if wanted and visit.case is not None else None
        return of(card.page, Look(visit, speech, case, card.work, said))
    except Refusal as refusal:
        return list(_refused(speech, refusal))


def _refused(speech: Speech, refusal: Refusal) -> Iterator[Line]:
    for code in (f"errors.{refusal.code}", f"errors.{refusal.code}_hint"):
        if speech.knows(code):
            yield Line(speech.say(code, **refusal.facts), WARN)
