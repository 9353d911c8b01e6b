"""One count of exhibits, in one wording, wherever it is told."""

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.report.dossier.builder import attacked
from tests.report.drafts.builder import machine, practice, text
from tests.report.test_handover import CLOSED
from tests.spaces import typed
from toolkit import procedure
from toolkit.custody.case import Case
from toolkit.custody.log import Act
from toolkit.report import dossier, handover, kept
from toolkit.report.drafts import cnil
from toolkit.report.opened import Opened
from toolkit.texts import Speech

FRENCH = Speech("fr")
MADE = Act(9, "2026-10-12T08:00:00+00:00", "", None, "annex.closed", {"name": "a", "sha256": "b"}, "", "")


def exhibit(number: str, **given: Any) -> dict[str, Any]:
    return {
        "number": number, "reason": "note", "origin": "P-0123456789", "size": 1, "sha256": "ab" * 32, **given,
    }  # fmt: skip


CAPTURE = (exhibit("P0001"), exhibit("P0002"), exhibit("A0001"), exhibit("P0003", failed="vanished"))


def holding(**given: Any) -> Opened:
    facts = {"capture": CAPTURE, "triage": (), "coverage": None, "survey": None, "backups": (), **given}
    return machine(**facts)


@pytest.mark.parametrize(
    ("machines", "state"),
    [
        ([holding()], "not_made"),
        ([holding(acts=(MADE,))], "made"),
        ([holding(acts=(MADE,)), holding()], "made_in_part"),
    ],
)
def test_where_exhibits_leave_and_whether_the_annex_was_made(machines: list[Opened], state: str) -> None:
    found = kept.counted(practice(*machines))
    assert (found.open, found.annex, found.state) == (2 * len(machines), len(machines), state)
    assert FRENCH.say(f"handover.annex_{state}") in kept.said(FRENCH, found)


def test_copying_that_was_broken_off_is_told() -> None:
    whole = kept.said(FRENCH, kept.counted(practice(holding())))
    cut = kept.said(FRENCH, kept.counted(practice(holding(unfinished=("capture",)))))
    assert cut.startswith(whole)
    assert "n'a pas été menée à son terme" in cut


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_document_says_the_same(language: str) -> None:
    speech, case = Speech(language), practice(holding())
    said = kept.said(speech, kept.counted(case))
    receipt = handover.receipt(case, speech, replace(CLOSED, exhibits=2, annex=None))
    for document in (dossier.complaint(case, speech), cnil.compose(case, speech), receipt):
        assert typed(said) in text(document), document.title


def test_the_archive_says_it_too_before_and_after_the_annex(tmp_path: Path) -> None:
    attacked(tmp_path / "case")
    for state in ("annexe non faite", "annexe faite"):
        with Case.resume(tmp_path / "case") as case:
            sealed = procedure.close(case, "fr", tmp_path)
            case.note("annex.closed", name="ANNEXE.zip", sha256="ab" * 32, size=1)
        with zipfile.ZipFile(sealed.path) as opened:
            inner = next(name for name in opened.namelist() if name.endswith("LISEZ-MOI.txt"))
            told = opened.read(inner).decode("utf-8-sig")
        assert f"Pièces dans l'archive : 1 ; dans l'annexe : 0 ({state})." in typed(told)
