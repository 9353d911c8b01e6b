"""The attestation that a case was erased, written beside what is kept of it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.custody import documents, keeping, leavings
from toolkit.custody.erasing import HARD_LINK
from toolkit.custody.keeping import Kept
from toolkit.custody.wiping import Erased, Wiping
from toolkit.paper import pdf
from toolkit.report.wiped import KeptFile, Wiped, attestation
from toolkit.texts import Speech


@dataclass(frozen=True, slots=True)
class Attested:
    """What the attestation is made from: what was erased, by whom, and what is kept."""

    wiping: Wiping
    erased: Erased
    kept: tuple[Kept, ...]
    by: str | None


def write(told: Attested, folder: Path, language: str) -> Path:
    """Write the attestation in a folder under a name nothing has there; raises OutputRefusal."""
    path = leavings.attestation(folder, told.wiping.facts.ref)
    made = attestation(_facts(told, time.time_ns()), Speech(language))
    documents.write_bytes(path, pdf.render(made))
    return path


def _facts(told: Attested, now: int) -> Wiped:
    case, erased = told.wiping, told.erased
    return Wiped(
        ref=case.facts.ref,
        practice=case.facts.practice,
        by=told.by,
        at=now // 1_000_000_000 * 1_000_000_000,
        files=erased.files,
        size=erased.size,
        kept=tuple(KeptFile(one.path.name, one.sha256, one.beside) for one in told.kept),
        left=tuple((_within(one.path, case), one.why) for one in erased.left if one.why != HARD_LINK),
        linked=sum(one.why == HARD_LINK for one in erased.left),
        strangers=len(erased.strangers),
        open=case.told.open,
        annex=not _lost(case, told.kept),
    )


def _lost(case: Wiping, kept: Sequence[Kept]) -> bool:
    return bool(keeping.missing_annexes(case.told, kept))


def _within(path: Path, case: Wiping) -> str:
    """Return where a file of ours stands in its case or its visit."""
    if path.is_relative_to(case.folder):
        return path.relative_to(case.folder).as_posix()
    return path.name
