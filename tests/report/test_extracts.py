"""Ways to reach the author of a note leave as he wrote them; what bears a patient's name does not."""

from toolkit.custody.people import gather
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.report.extracts import pathless

ROOTS = ("Patients",)
PEOPLE = gather(
    [("1", "Patients/Tarvellec Maïwenn/x.jpg"), ("1", "Patients/Conti Maria/x.jpg")],
    Pseudonyms(bytes(32), ROOTS).private,
)
CLEAR = pathless(Pseudonyms(bytes(32), ROOTS, people=PEOPLE))
HOST = "http://exempleexempleexempleexempleexempleexempleexempleexemple.onion"


def told(kind: str, *values: str) -> list[str]:
    shown = CLEAR({"contacts": {kind: list(values)}})["contacts"][kind]
    assert isinstance(shown, list)
    return shown


def test_an_attackers_address_with_a_patients_surname_leaves() -> None:
    given = ["conti_decrypt@tutanota.com", "tarvellec@onionmail.org"]
    assert told("email", *given) == given
    assert told("telegram", "@conti_support", "t.me/contirecovery") == [
        "@conti_support",
        "t.me/contirecovery",
    ]
    assert told("victim_id", "CONTI-9F3A-11") == ["CONTI-9F3A-11"]


def test_a_patients_own_does_not() -> None:
    assert told("email", "maiwenn.tarvellec@orange.fr") == ["[e-mail]"]
    assert told("telegram", "@maiwenntarvellec", "t.me/tarvellecmaiwenn") == ["[nom]"]
    assert told("url", f"{HOST}/preuves/Tarvellec_Maiwenn_1984.zip") == [f"{HOST}/preuves/[nom].zip"]
    (threat,) = told("threat", "we publish Maïwenn Tarvellec, write to evil@onionmail.org")
    assert "arvellec" not in threat


def test_what_a_note_cites_of_others_does_not_leave() -> None:
    assert CLEAR({"cited": ["@maiwenntarvellec", "a@b.example"]})["cited"] == ["[nom]", "[e-mail]"]
