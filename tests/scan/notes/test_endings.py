"""What an added ending says is the attacker's where several files share it and it has that form."""

import pytest

from toolkit.scan.notes.endings import Endings


def told(*names: str, files: int = 3) -> dict[str, tuple[str, ...]]:
    endings = Endings()
    for number in range(files):
        for name in names:
            endings.add(f"Patients/d{number}/radio{number}{name}")
    return dict(endings.contacts())


@pytest.mark.parametrize(
    ("ending", "number"),
    [
        (".jpg.id[1A2B3C4D-1111].[evil@onionmail.org].phobos", "1A2B3C4D-1111"),
        (".jpg.id-1A2B3C4D.[evil@onionmail.org].bip", "1A2B3C4D"),
        (".jpg.[9B83AE23].[evil@onionmail.org].makop", "9B83AE23"),
        (".jpg.[evil@onionmail.org]", None),
        (".jpg.{evil@onionmail.org}.x", None),
    ],
)
def test_an_address_in_an_ending_is_told(ending: str, number: str | None) -> None:
    found = told(ending)
    assert found["email"] == ("evil@onionmail.org",)
    assert found.get("victim_id", (None,))[0] == number


@pytest.mark.parametrize(
    "name",
    [
        " olwenn.kerbrazec@gmail.com.pdf",
        ".pdf.id-1A2B3C4D.[olwenn.kerbrazec@orange.fr].akira",
        " [olwenn@gmail.com] courrier.pdf.akira",
        "." + "[a@" * 200,
    ],
)
def test_what_may_be_a_patients_is_not(name: str) -> None:
    assert told(name) == {}


def test_fewer_files_say_nothing() -> None:
    assert told(".jpg.id[1A2B3C4D-1111].[evil@onionmail.org].phobos", files=2) == {}
