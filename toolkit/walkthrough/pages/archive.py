"""The signed archive: where it is, the hash to copy on paper, what to hand over and what to keep."""

from collections.abc import Iterator
from pathlib import Path

from toolkit.custody.case import Case
from toolkit.custody.keys import grouped
from toolkit.texts.forms import amount
from toolkit.walkthrough.pages.line import DIM, GOOD, STRONG, WARN, Line, Look, failed, short

_ROW = 8  # groups of four characters on a line


def lines(look: Look) -> Iterator[Line]:
    """Yield what was closed by this run; an archive of before is not taken for it."""
    if look.case is None:
        yield look.say("page.no_case", WARN)
        return
    if not look.visit.ended(look.work or "handover", 0, 1):
        yield from failed(look)
        yield look.say("page.archive_again", WARN)
        return
    closed = look.case.marks.get("seal.closed")
    if not closed:
        yield look.say("page.archive_none", WARN)
        return
    yield from _place(look, look.case, int(closed["size"]))
    yield look.say("page.archive_hash", STRONG)
    groups = grouped(str(closed["manifest"])).split()
    for first in range(0, len(groups), _ROW):
        yield Line("   " + " ".join(groups[first : first + _ROW]), STRONG)
    yield from _beside(look, look.case.facts.ref)
    yield look.say("page.archive_hand_over", STRONG)
    yield look.say("page.archive_annex")
    yield look.say("page.archive_keep", DIM)


def _place(look: Look, case: Case, size: int) -> Iterator[Line]:
    """Say where the archive is; a file of another size is not the one that was closed last."""
    found = [one for one in files(look, f"DOSSIER_{case.facts.ref}*.zip") if one.stat().st_size == size]
    if not found:
        yield look.say("page.archive_missing", WARN, folder=short(look.visit.folder or ""))
        return
    yield look.say("page.archive_closed", GOOD, name=short(found[-1].name), size=amount(look.speech, size))
    yield look.say("page.archive_folder", folder=short(found[-1].parent, 70))


def _beside(look: Look, ref: str) -> Iterator[Line]:
    receipts = files(look, f"BORDEREAU_{ref}*.pdf")
    if receipts:
        yield look.say("page.archive_receipt", name=short(receipts[-1].name))
    else:
        yield look.say("page.archive_no_receipt", WARN)


def files(look: Look, pattern: str) -> list[Path]:
    """Return the files of this kind in the folder of the visit, the newest last."""
    if look.visit.folder is None:
        return []
    found = [one for one in look.visit.folder.glob(pattern) if one.is_file()]
    return sorted(found, key=lambda one: one.stat().st_mtime)
