"""What is read on a screen: each page is one function from the visit and its case to lines in words."""

from collections.abc import Iterator, Sequence

from toolkit.custody.case import Case
from toolkit.errors import Refusal
from toolkit.texts import Speech, refusals
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
from toolkit.walkthrough.pages.line import WARN, Line, Look, Page, of_case
from toolkit.walkthrough.step import Card
from toolkit.walkthrough.visit import Visit

__all__ = ["PAGES", "Line", "Look", "Page", "of", "shown"]

PAGES: dict[str, Page] = {
    "archive": of_case(archive.lines),
    "backup": backup.lines,
    "damage": of_case(damage.lines),
    "gate": gate.lines,
    "inventory": of_case(inventory.lines),
    "isolation": isolation.lines,
    "notes": of_case(notes.lines),
    "passphrase": passphrase.lines,
    "receipt": of_case(receipt.lines),
    "samples": of_case(samples.lines),
    "scan": of_case(scan.lines),
    "wipe": of_case(wipe.lines, "page.wipe_no_case"),
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
    said = refusals.words(speech, f"errors.{refusal.code}", refusal.facts)
    yield from (Line(one, WARN) for one in said if one)
