"""Which files count as the practice's own, by name, place and content."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.backup.classes import dating, practice_class, undone


@pytest.mark.parametrize(
    ("path", "kind", "group"),
    [
        ("Wlogos2/patients.db", "sqlite", "database"),
        ("Base/CABINET.FDB", None, "database"),
        ("Data/PATIENT.FIC", None, "database"),
        ("Romexis/egodat", None, "database"),
        ("Sauvegarde/cabinet.bak", "mtf", "database"),
        ("Documents/lettre.doc.bak", "ole2", None),
        ("PDATA/P1/IMG00001", "dicom", "imaging"),
        ("Wlogos2/Patients/X/1.JPG.akira", None, "imaging"),
        ("Wlogos2/Patients/X/1.jpg.id[7F3A-99].[a.b@c.org].eight", None, "imaging"),
        ("Wlogos2/agenda.db", "sqlite", "agenda"),
        ("Users/a/Documents/agenda 2026.xlsx", "xlsx", "agenda"),
        ("Users/a/Documents/x.ics", None, "agenda"),
        ("Users/a/Documents/x.pdf", "pdf", "documents"),
        ("Users/a/Documents/~$x.docx", None, None),
        ("Users/a/Downloads/x.pdf", "pdf", None),
        ("Users/a/AppData/Local/cookies.sqlite", "sqlite", None),
        ("Windows/Web/fond.jpg", "jpeg", None),
        ("Sauvegarde/C/Windows/Web/fond.jpg", "jpeg", None),
        ("Program Files/Editeur/aide.pdf", "pdf", None),
        ("Program Files/Editeur/Base/CABINET.FDB", "firebird", "database"),
        ("Program Files/Microsoft SQL Server/DATA/master.mdf", None, None),
        ("Program Files (x86)/VATECH/Common/FM/FMdata/1/a.jpg", "jpeg", "imaging"),
        ("ProgramData/Carestream/CSImaging/Database/a.db", None, "database"),
        ("Photos/Thumbs.db", "ole2", None),
        ("outil.exe", "pe", None),
    ],
)
def test_a_class_by_name_place_and_content(path: str, kind: str | None, group: str | None) -> None:
    assert practice_class(path, kind) == group


@pytest.mark.parametrize(
    ("name", "appended", "before"),
    [
        ("facture.pdf.akira", frozenset(), "facture.pdf"),
        ("facture.pdf", frozenset(), "facture.pdf"),
        ("egodat.akira", frozenset({"akira"}), "egodat"),
        ("egodat.akira", frozenset(), "egodat.akira"),
        ("a.jpg.[x.y@z.org].eight", frozenset(), "a.jpg"),
        ("notes.2026.txt", frozenset(), "notes.2026.txt"),
        (".akira", frozenset({"akira"}), ".akira"),
    ],
)
def test_a_ransom_extension_is_undone(name: str, appended: frozenset[str], before: str) -> None:
    assert undone(name, appended) == before


def test_what_a_copy_job_writes_about_itself_has_no_date() -> None:
    assert dating("Journal/sauvegarde_2026-10-10.log.txt", "documents") == 0
    assert dating("rapport.pdf", "documents") == 0
    assert dating("Wlogos2/sauvegarde.fdb", "database") == 2
    assert dating("lot_001.txt", "documents") == 1
    assert dating("courrier.docx", "documents") == 2


@given(st.text(max_size=80), st.sampled_from([None, "pdf", "dicom", "zip"]))
def test_any_name_is_answered(path: str, kind: str | None) -> None:
    assert practice_class(path, kind) in {None, "database", "imaging", "documents", "agenda"}
    assert undone(path, frozenset({"x"})) == path[: len(undone(path, frozenset({"x"})))]
