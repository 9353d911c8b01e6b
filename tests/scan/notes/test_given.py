"""An address is the author's where the note gives it to write to; what it quotes of others is not."""

import pytest

from toolkit.scan.notes.contacts import extract

QUOTED = "olwenn.kerbrazec@orange.fr"


@pytest.mark.parametrize(
    "text",
    [
        "Extrait de votre base :\n olwenn.kerbrazec@orange.fr\n tudual.lestrezec@gmail.com\n",
        "Extrait de votre base : olwenn.kerbrazec@orange.fr / tudual.lestrezec@gmail.com",
        "Mails de vos patients : olwenn.kerbrazec@orange.fr, tudual.lestrezec@gmail.com",
        "Preuve : olwenn.kerbrazec@orange.fr",
        "Vos données sont chez nous.\nolwenn.kerbrazec@orange.fr\ntudual.lestrezec@gmail.com",
    ],
)
def test_addresses_of_an_extract_are_quotes(text: str) -> None:
    found = extract(f"Écrivez à evil@proton.me pour payer.\n\n\n\n{text}\n")
    assert found["email"] == ("evil@proton.me",)


@pytest.mark.parametrize(
    "text",
    [
        "To recover your files write to conti_decrypt@tutanota.com",
        "Your clients will know. Contact: locker77@gmail.com or second77@outlook.com",
        "locker77@gmail.com\nsecond77@gmail.com - write here",
        "pour nous joindre : martin77@orange.fr",
        "evil@onionmail.org\nother@cock.li",
        "Extract: file.recovery@gmail.com",
        "We show samples of your data on our site. E-mail: blanc@gmail.com",
    ],
)
def test_an_address_to_write_to_stays(text: str) -> None:
    assert "@" in extract(text)["email"][0]


def test_an_address_given_anywhere_is_the_authors() -> None:
    found = extract("Extrait : a77@gmail.com\n\n\n\n\n\nÉcrivez à a77@gmail.com")
    assert found["email"] == ("a77@gmail.com",)
