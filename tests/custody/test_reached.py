"""What bears the name of one of the disk's people is theirs, unless its words are an attacker's."""

import pytest

from toolkit.custody.people import People
from toolkit.custody.reached import bears, link, persons

KNOWN = People(
    frozenset({"tarvellec", "quervaux", "helper", "recovery"}),
    frozenset({("tarvellec", "maiwenn"), ("quervaux", "ilse"), ("conti", "maria"), ("helper", "jean")}),
)
HOST = "http://exempleexempleexempleexempleexempleexempleexempleexemple.onion"


@pytest.mark.parametrize(
    "address",
    [
        "maiwenn.tarvellec@orange.fr", "m.tarvellec@gmail.com", "mtarvellec@gmail.com", "tarvellec84@sfr.fr",
        "maria.conti@proton.me", "@maiwenntarvellec", "ilsequervaux", "@quervaux_ilse", "tarvellec",
    ],
)  # fmt: skip
def test_a_persons_own(address: str) -> None:
    assert persons(address, KNOWN)


@pytest.mark.parametrize(
    "address",
    [
        "conti_decrypt@tutanota.com", "recovery.helper@onionmail.org", "conti@exploit.im", "@conti_support",
        "tarvellec@onionmail.org", "tarvellec.files@gmail.com", "evil@onionmail.org", "@locker", "@", "",
    ],
)  # fmt: skip
def test_an_attackers_own(address: str) -> None:
    assert not persons(address, KNOWN)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/preuves/Tarvellec_Maiwenn_1984.zip", "/preuves/[nom].zip"),
        ("/preuves/Tarvellec%20Ma%C3%AFwenn/a.pdf", "/preuves/[nom]/a.pdf"),
        ("/p?q=maiwenntarvellec&id=4", "/p?q=[nom]&id=4"),
        ("/Kerbrazec_Olwenn_1984.zip", "/[nom].zip"),
        ("/Conti_Leaks/index.html", "/Conti_Leaks/index.html"),
        ("/chat?id=4F00AA", "/chat?id=4F00AA"),
        ("", ""),
    ],
)
def test_a_link_keeps_its_host_and_loses_names(path: str, shown: str) -> None:
    assert link(HOST + path, KNOWN) == HOST + shown


def test_a_number_with_an_attackers_word_is_a_number() -> None:
    assert not bears("HELPER-9F3A-11", KNOWN)
    assert bears("TARVELLEC-9F3A", KNOWN)
