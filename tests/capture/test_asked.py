"""A file of the practice is taken on a person's word, and what no word allows never is."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.capture.lines import line
from toolkit.capture.asked import DOCUMENT, ENCRYPTED, Consent, asked
from toolkit.capture.choice import SAMPLES
from toolkit.capture.samples import SAMPLE_BYTES
from toolkit.capture.stage import private
from toolkit.errors import UsageRefusal
from toolkit.texts import LANGUAGES, Speech

ROOTS = ("Wlogos2/Patients",)
INVOICE = "Users/claire/Documents/Compta/facture.pdf.akira"


def taken(one: dict[str, Any], words: str, path: str | None = None) -> list[Any]:
    return asked([one], [path or one["path"]], Consent("Dr Roux", words, 7), private(ROOTS))


def refused(one: dict[str, Any], words: str) -> str:
    with pytest.raises(UsageRefusal) as caught:
        taken(one, words)
    return caught.value.code


@pytest.mark.parametrize("words", [DOCUMENT, ENCRYPTED])
@pytest.mark.parametrize(
    "path",
    [INVOICE, f"C:/{INVOICE}", INVOICE.replace("/", "\\").upper(), f"1:{INVOICE}", f"/{INVOICE}"],
)
def test_an_invoice_is_taken_for_the_annex_with_who_agreed(words: str, path: str) -> None:
    volume = "C" if path.startswith("C:") else "1"
    (chosen,) = taken(line(INVOICE, 1, volume=volume), words, path)
    assert (chosen.prefix, chosen.reason) == ("A", f"sample_{words}")
    assert chosen.facts == {"consent": {"by": "Dr Roux", "words": words, "at_ns": 7}}


@pytest.mark.parametrize("words", [DOCUMENT, ENCRYPTED])
@pytest.mark.parametrize("verdict", ["encrypted", "intact"])
@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("Wlogos2/base.mdb.akira", "asked_database"),
        ("D/dossiers.FIC", "asked_database"),
        ("D/cabinet.sqlite.[id].akira", "asked_database"),
        ("D/P00001/X2025.dcm.akira", "asked_x_ray"),
        ("Radios/DUPONT/face.jpg.akira", "asked_x_ray"),
        ("Users/claire/AppData/Local/Microsoft/Outlook/claire.ost", "asked_mail"),
        ("Users/claire/Documents/Mails/lettre.pdf.akira", "asked_mail"),
    ],
)
def test_databases_x_rays_and_mail_are_never_taken(path: str, code: str, verdict: str, words: str) -> None:
    assert refused(line(path, 1, verdict), words) == code


@pytest.mark.parametrize(
    "path",
    [
        "Wlogos2/Patients/DUPONT/lettre.docx.akira", "Users/claire/Documents/Patients/a.docx.akira",
        "Agenda/semaine.docx.akira", "D/agenda.ics.akira", "Pyxvital/FSE/lot.b2.akira",
        "D/sauvegarde.bak.akira", "Sauvegardes/a.docx.akira", "D/tout.zip.akira",
    ],
)  # fmt: skip
def test_what_patients_told_goes_only_encrypted_and_with_the_other_words(path: str) -> None:
    assert refused(line(path, 1), DOCUMENT) == "asked_private"
    assert refused(line(path, 1, "intact"), DOCUMENT) == "asked_private"
    assert refused(line(path, 1, "intact"), ENCRYPTED) == "asked_not_encrypted"
    assert len(taken(line(path, 1), ENCRYPTED)) == 1


def test_content_tells_what_a_name_hides() -> None:
    assert refused(line("D/notes.txt", 1, "intact", type="sqlite"), DOCUMENT) == "asked_database"
    assert refused(line("D/photo.jpg", 1, "intact", type="dicom"), DOCUMENT) == "asked_x_ray"


def test_missing_large_several_and_too_many() -> None:
    consent = Consent("Dr Roux", DOCUMENT, 7)
    cases = [
        ([], [INVOICE], 0, "asked_unknown"),
        ([line(INVOICE, 1, size=SAMPLE_BYTES + 1)], [INVOICE], 0, "asked_large"),
        ([line(INVOICE, 1, kind="stream")], [INVOICE], 0, "asked_unknown"),
        ([line(INVOICE, 1, sha256=None)], [INVOICE], 0, "asked_unknown"),
        ([line(INVOICE, 1), line(INVOICE, 2, volume="2")], [INVOICE], 0, "asked_several"),
        ([line(INVOICE, 1)], [INVOICE], SAMPLES, "asked_many"),
    ]
    for lines, paths, before, code in cases:
        with pytest.raises(UsageRefusal) as caught:
            asked(lines, paths, consent, private(ROOTS), before)
        assert caught.value.code == code
    both = [line(INVOICE, 1), line(INVOICE, 2, volume="2")]
    assert asked(both, [f"2:{INVOICE}"], consent, private(ROOTS))[0].line["volume"] == "2"


@given(st.text(), st.sampled_from([DOCUMENT, ENCRYPTED]))
def test_a_hostile_path_is_taken_or_refused_in_words(path: str, words: str) -> None:
    lines, code = [line(path, 1), line(INVOICE, 2)], "asked_unknown"
    chosen = []
    try:
        chosen = asked(lines, [path], Consent("x", words, 1), private(ROOTS))
    except UsageRefusal as refusal:
        code = refusal.code
    assert len(chosen) < 2
    assert all(Speech(one).knows(f"errors.{code}") for one in LANGUAGES)
