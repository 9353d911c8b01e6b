"""What is a maker's file, on the evidence of its place and its name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.capture.samples import public


@pytest.mark.parametrize(
    ("path", "rank"),
    [
        ("Windows/System32/drivers/x.sys.akira", 0),
        ("Windows/Web/Wallpaper/Windows/img0.jpg.akira", 0),
        ("Users/Public/Pictures/Sample Pictures/Koala.jpg.akira", 0),
        ("Program Files/LOGOSw/logosw.dll.akira", 1),
        ("Program Files/LOGOSw/Modeles/devis_type.docx.akira", 1),
        ("Program Files/LOGOSw/Exemples/radio_exemple.jpg.akira", 1),
        ("ProgramData/LOGOSw/Installation/radio_exemple.jpg", 1),
        ("Program Files/Microsoft Office/Templates/1036/facture.dotx.akira", 1),
        ("ProgramData/Sirona/config/sidexis.ini.akira", 1),
    ],
)
def test_a_makers_file(path: str, rank: int) -> None:
    assert public(path) == rank


@pytest.mark.parametrize(
    "path",
    [
        "Wlogos2/Patients/DUPONT/radio_exemple.jpg.akira",
        "Program Files/LOGOSw/Data/modele.dot.akira",
        "Program Files/LOGOSw/Images/radio_exemple.jpg.akira",
        "Program Files/LOGOSw/Modeles/Dupont_type.docx.akira",
        "Program Files/LOGOSw/Modeles/consentement_durand.docx.akira",
        "Program Files/LOGOSw/Dupont Marie/devis_type.docx.akira",
        "Program Files/KineLog/Paul.xml.akira",
        "ProgramData/LOGOSw/Sauvegarde/devis_type.docx.akira",
        "ProgramData/LOGOSw/Marie Dupont.ini.akira",
        "ProgramData/devis_type.docx.akira",
        "Users/claire/Documents/devis_type.docx.akira",
        "Users/Public/Pictures/radio_exemple.jpg.akira",
        "devis_type.docx.akira",
        "",
    ],
)
def test_what_may_be_anybodys(path: str) -> None:
    assert public(path) is None


@given(st.text(min_size=1), st.sampled_from(["Users/u", "Patients", "D", "Program Files/X/Patients"]))
def test_nothing_below_peoples_folders_is_public(name: str, above: str) -> None:
    assert public(f"{above}/{name}") is None
