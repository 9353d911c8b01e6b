"""What a file is taken for, by a word of its name or of its folders, by its ending, by its content."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.capture.lines import line
from toolkit.capture.sorts import ORDER, sort


def told(path: str, content: bytes = b"", **facts: object) -> tuple[str, str] | None:
    found = sort(line(path, 1, str(facts.pop("verdict", "encrypted")), **facts), content)  # type: ignore[arg-type]
    return None if found is None else (found.kind, found.by)


@pytest.mark.parametrize(
    "path",
    [
        "Dossiers patients/Dupont.docx", "Dossier_patients/a.docx", "DossiersPatients/a.docx",
        "dossierspatients/a.x",
        "PATIENT DATA/x.txt", "patient2024.txt", "Mes-patients-A/a.txt", "D/liste PATIENTS.csv",
        "pa\u200btients/a.txt", "Comptes rendus/Dupont.txt", "Compte_rendu/a.txt", "D/CompteRendu12.docx",
        "D/ComptesRendus/a.docx", "D/CR Dupont.pdf", "Ordonnances 2024/a.pdf", "D/ordonnance.pdf",
        "D/Dossier 12/a.txt", "Lettres/Dupont.txt", "Courrier/a.docx", "Photos A-F/a.jpg",
    ],
)  # fmt: skip
def test_words_of_patients(path: str) -> None:
    assert told(path) == ("patient", "word")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("Radiographies 2024/dupont.tif", "x_ray"),
        ("Radios_2024/dupont.bin.akira", "x_ray"),
        ("X/panoramique dupont.jpg.akira", "x_ray"),
        ("X/PanoDupont.jpg", "x_ray"),
        ("X/pano2024.jpg", "x_ray"),
        ("CLICHÉS/a.jpg", "x_ray"),
        ("Cliche\u0301s2/a.jpg", "x_ray"),
        ("D/rétro-alvéolaire 26.png.akira", "x_ray"),
        ("Cone Beam/a.bin", "x_ray"),
        ("D/X-Ray.png", "x_ray"),
        ("Courriels/dupont.txt", "mail"),
        ("Mails 2023/a.txt", "mail"),
        ("D/e-mail de Dupont.txt", "mail"),
        ("D/facture_eml.pdf", "mail"),
        ("Commun/Base_cabinet/a.akira", "database"),
        ("D/base.akira", "database"),
        ("D/hfsql/a.bin", "database"),
        ("Commun/Agenda_cabinet/rdv.csv", "agenda"),
        ("D/Rendez-vous 2024.xlsx", "agenda"),
        ("D/RDVs.xlsx", "agenda"),
        ("Sauvegardes 2024/dupont.txt", "backup"),
        ("D/Backups_nas/a.txt", "backup"),
        ("D/FSE2024/a.txt", "vitale"),
        ("D/carte CPS.pdf", "vitale"),
        ("Cartes Vitale/b.txt", "vitale"),
    ],
)
def test_words_of_what_is_kept_back(path: str, kind: str) -> None:
    assert told(path) == (kind, "word")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("Commun/x.hfsql.akira", "database"),
        ("D/x.MDB.[id-1].[a@b.c].akira", "database"),
        ("D/x.fic", "database"),
        ("D/x.mdb_id-4567", "database"),
        ("D/x.fdb.akira", "database"),
        ("D/x.dcm.akira", "x_ray"),
        ("D/x.pst.bak2.pdf", "mail"),
        ("D/x.ics.akira", "agenda"),
    ],
)
def test_any_ending_tells(path: str, kind: str) -> None:
    assert told(path) == (kind, "ending")


@pytest.mark.parametrize(
    "path",
    [
        "Users/claire/Documents/Compta/facture.pdf.akira", "Commun/facture EDF 2024.pdf",
        "Commun/devis_type.docx",
        "Windows/System32/a.dll.akira", "Commun/dossier_assurance.pdf", "Commun/contrat photocopieur.pdf",
        "Commun/emailing.pdf", "Commun/radiateur.pdf",
    ],
)  # fmt: skip
def test_what_concerns_nobody_is_nothing_known(path: str) -> None:
    assert told(path) is None


def test_content_and_type_tell_what_a_name_hides() -> None:
    assert told("D/a.pdf", type="dicom", verdict="intact") == ("x_ray", "content")
    # The type of what is encrypted is only how it begins.
    assert told("D/a.pdf", type="zip") is None
    assert told("D/a.pdf", b"BEGIN:VCARD\r\nVERSION:3.0\r\n") == ("agenda", "content")


def test_the_gravest_is_told() -> None:
    found = sort(line("Sauvegardes/Patients/Agenda/x.mdb.bak", 1), b"From: a@b\nTo: c@d\n\nx")
    assert found is not None
    assert (found.kind, found.seen) == ("database", ".mdb")


@given(st.text(), st.binary(max_size=600))
def test_hostile_names_and_contents_are_answered(path: str, content: bytes) -> None:
    found = sort(line(path, 1), content)
    assert found is None or (found.kind in ORDER and found.seen)
