import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.custody.people import People, gather
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.custody.quoted import cited, hidden, of_practice, quotes

ROOTS = ("Patients",)
PEOPLE = gather([("1", "Patients/Kevrin Odalys/x.jpg")], Pseudonyms(bytes(32), ROOTS).private)
TOKENS = Pseudonyms(bytes(32), ROOTS, ("akira",), people=PEOPLE)
EVIL = "evil@onionmail.example"
PLAIN = f"""All your files are encrypted. Do not use Dr.Web. Send your e-mail and ID to {EVIL}.
Payez avant le 12/05/2026. Tor Browser, C:\\Users\\Public\\svc_maj.exe, ssh root@185.1.2.3
key: {"QUJD" * 40}
"""


@pytest.mark.parametrize(
    "said",
    [
        "nous publierons le dossier de Mme Vrondel",
        "dossier de Mme Annie Vrondel",
        "we publish ODALYS KEVRIN",
        "we publish Kevrin, Odalys",
        "patient Vrondel",
        "Annie Vrondel",
        "NIR 2 84 05 75 123 456 78",
        "tel 06 39 98 47 17",
        "née le 12/05/1984",
        "IBAN FR76 3000 6000 0112 3456 7890 189",
        "RPPS 10101234567",
        "C:\\Patients\\Kevrin Odalys\\lettre.docx",
        "contact dr.vrondel@cabinet.example",
    ],
)
def test_a_note_that_quotes_a_person_is_told_and_hidden(said: str) -> None:
    text = f"{PLAIN}{said}\n"
    assert quotes(text, TOKENS, [EVIL])
    shown = hidden(text, TOKENS, frozenset({EVIL}))
    for word in ("kevrin", "odalys", "vrondel", "639984717", "12/05/1984", "3000", "10101234567", "123 456"):
        assert word not in shown.casefold()
    assert EVIL in shown


def test_the_attackers_words_stay() -> None:
    assert not quotes(PLAIN, TOKENS, [EVIL])
    assert hidden(PLAIN, TOKENS, frozenset({EVIL})) == PLAIN


@pytest.mark.parametrize(
    "line",
    [
        "Contact : {} (votre adresse)",
        "your e-mail: {}",
        "patient {}",
        "we have the mail of your client {}",
    ],
)
def test_an_address_said_to_be_yours_is_not_the_attackers(line: str) -> None:
    address = "rendezvous@cabinet.example"
    assert cited(line.format(address), [address], People()) == {address}


@pytest.mark.parametrize(
    "line",
    [
        "send your ID to {}",
        "Send your email to {}",
        "write from your mail to {} within 3 days",
        "Contact: {}, your files are safe",
        "votre identifiant à envoyer : {}",
    ],
)
def test_an_address_to_write_to_is_the_attackers(line: str) -> None:
    assert cited(line.format(EVIL), [EVIL], PEOPLE) == frozenset()


def test_an_address_with_a_name_of_the_disk_is_a_persons() -> None:
    assert cited("x", ["odalys.kevrin@gmail.com", "Kevrin@x.example", EVIL], PEOPLE) == {
        "odalys.kevrin@gmail.com",
        "kevrin@x.example",
    }


def test_the_domain_of_the_practice_is_its_own_and_a_shared_one_nobodys() -> None:
    own = ["Dr Roux, contact@cabinet-roux.example, roux@gmail.com"]
    assert of_practice("secretariat@cabinet-roux.example", own)
    assert of_practice("roux@gmail.com", own)
    assert not of_practice("evil@gmail.com", own)


@given(st.text(max_size=400))
def test_any_text_at_all_is_hidden(text: str) -> None:
    assert isinstance(hidden(text, TOKENS, frozenset()), str)


@pytest.mark.parametrize(
    "sign", ["a@", "C:\\", "Mme ", "votre mail ", "x-[n°]", "patient ", "\\a b", "A1.", "0 ", "fr12 "]
)
def test_a_long_text_ends(sign: str) -> None:
    began = time.process_time()
    assert hidden(sign * (80_000 // len(sign)), TOKENS, frozenset()) is not None
    assert time.process_time() - began < 60  # what backtracks would take hours


@pytest.mark.parametrize(
    "said",
    [
        "le dossier KEVRIN",
        "le dossier de kevrin",
        "preuve : kevrin.zip",
        "Kevrin;Odalys;12/05/1984",
        "Odalys\nKevrin",
        '"Kevrin","Odalys"',
        "KevrinOdalys.pdf",
        "ID: KEVRINODALYS",
        "@odalys.kevrin",
        "discord kevrin#1234",
        "t.me/odalyskevrin",
        "file:///C:/Patients/Kevrin%20Odalys/lettre.docx",
        "\\\\SERVEUR\\Patients\\Kevrin Odalys\\lettre.docx",
        "D:\\Sauve\\Kerbrazec.docx",
    ],
)
def test_a_name_is_told_however_it_is_written(said: str) -> None:
    text = f"{PLAIN}{said}\n"
    assert quotes(text, TOKENS, [EVIL])
    shown = hidden(text, TOKENS, frozenset({EVIL}))
    assert not any(word in shown.casefold() for word in ("kevrin", "odalys", "kerbrazec"))
    assert EVIL in shown


def test_who_is_recognised_once_is_hidden_in_the_whole_text() -> None:
    shown = hidden("Mme Vrondel\nLE DOSSIER vrondel, http://x.onion/vrondel.zip", TOKENS, frozenset())
    assert "vrondel" not in shown.casefold()
    assert "http://x.onion/" in shown


def test_what_stands_beside_a_hidden_name_or_number_goes_with_it() -> None:
    shown = hidden("Extrait : Kerbrazec 02.98.44.55.66\nKevrin Odalys 12/05/1984", TOKENS, frozenset())
    assert shown == "Extrait : [nom] [tél.]\n[nom] [date]"
    assert hidden("Signal 02.98.44.55.66", TOKENS, frozenset()) == "Signal [tél.]"


def test_an_address_of_the_author_keeps_its_words() -> None:
    mail = "kevrin_decrypt@onionmail.example"
    assert mail in hidden(f"Contact: {mail}", TOKENS, frozenset({mail}))


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("femme, 12.05.1984", "femme, [date]"),
        ("12-05-1984 ; 1984-05-12", "[date] ; [date]"),
        ("12 bis, rue des Lilas, 29200 Brest.", "[adresse]."),
        ("3 impasse du Port\n29200 Brest", "[adresse]"),
        ("Extrait : Kerbrazan Olwizh, Lestrevan Tudizh", "Extrait : [nom], [nom]"),
        ("Preuve de vos patients :\n- Kerbrazan Olwizh\n- Lestrevan Tudizh\n", None),
        ("Liste : Kerbrazan Olwizh; Lestrevan Tudizh. Kerbrazan paiera", None),
        ("dossier de Kerbrazan Olwizh", "dossier de [nom]"),
    ],
)
def test_births_streets_and_lists_of_names_are_told_in_a_note(said: str, shown: str | None) -> None:
    assert quotes(said, TOKENS, [])
    found = hidden(said, TOKENS, frozenset())
    assert not any(word in found for word in ("Kerbraz", "Lestrev", "1984", "29200", "Lilas"))
    assert shown is None or found == shown


@pytest.mark.parametrize(
    "said",
    [
        "Payez avant le 12.05.2026",
        "version 10.5.1984.1",
        "Step 1 place your order of 15000 USD",
        "Option 2 route the payment of 20000 dollars",
        "Liste : Tor Browser, Process Hacker, Advanced IP Scanner",
        "Preuves : Black Basta, Royal Locker",
    ],
)
def test_dates_amounts_and_tools_of_the_attack_stay(said: str) -> None:
    assert not quotes(said, TOKENS, [])
    assert hidden(said, TOKENS, frozenset()) == said
