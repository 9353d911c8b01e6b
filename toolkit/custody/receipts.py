"""Handover receipts beside an archive: numbered, never written over but for blank ones the log knows."""

import os
from pathlib import Path

from toolkit.custody import documents, exhibits, links, opening
from toolkit.custody.case import Case

NOTED = "receipt.written"  # the act of the log
_STEM = "BORDEREAU_"
_ENDING = ".pdf"


def write(case: Case, folder: Path, root: str, content: bytes, *, handover: int = 0) -> Path:
    """Write the receipt of an archive and note its hash; return where it stands.

    `root` is the name of the archive's folder, `handover` the number of the handover that is filled in, 0 for
    a blank receipt. A blank one that the log knows is written again; what anybody else put there, a receipt
    signed and scanned above all, stays, and the next free number is taken.
    Raises OutputRefusal("output_failed") and those of Case.note.
    """
    known = opening.weighed(content)
    stem = _STEM + root.partition("_")[2]
    number = handover or 1
    while True:
        path = folder / f"{_named(stem, number, handover)}{_ENDING}"
        if not os.path.lexists(path):
            break
        found = exhibits.measure(path)[1] if links.plain(path) and path.is_file() else None
        if found == known["sha256"]:
            return path
        if not handover and f"{NOTED}:{found}" in case.marks:
            break
        number += 1
    documents.write_bytes(path, content, overwrite=True)
    case.note(NOTED, name=path.name, **known)
    return path


def _named(stem: str, number: int, handover: int) -> str:
    if handover:
        return f"{stem}_remise_{number}"
    return stem if number == 1 else f"{stem}_{number}"
