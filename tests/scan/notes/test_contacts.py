"""Contacts are found as written, once each, in order; what fails its checksum is not found."""

import pytest

from toolkit.scan.notes.checksums import is_bitcoin, is_mistyped, keccak256
from toolkit.scan.notes.contacts import KEYS, extract

ONION3 = "exempleexempleexempleexempleexempleexempleexempleexemple.onion"
ONION2 = "abcdefghij234567.onion"
# Addresses of the examples of BIP 173, BIP 350 and of the Bitcoin documentation: nobody's.
WALLETS = (
    "1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
    "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
)
TOX = "0123456789ABCDEF" * 4 + "00000000" + "0000"


@pytest.mark.parametrize("address", WALLETS)
def test_a_bitcoin_address_is_known_by_its_checksum(address: str) -> None:
    assert is_bitcoin(address)
    assert extract(f"send to {address}.")["btc"] == (address,)
    changed = address[:-2] + ("q" if address[-2] != "q" else "p") + address[-1]
    assert not is_bitcoin(changed)
    assert "btc" not in extract(f"send to {changed}.")


def test_a_bech32_address_in_mixed_case_or_another_version_is_none() -> None:
    assert not is_bitcoin("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kV8f3t4")
    assert not is_bitcoin("bc1")
    assert not is_bitcoin("1" * 400)
    assert not is_bitcoin("bc1b")


def test_mail_addresses_are_read_in_their_disguises() -> None:
    text = "a.b@mail.example, c[at]mail[dot]example; d (at) mail.example A.B@MAIL.EXAMPLE e@mail"
    assert extract(text)["email"] == ("a.b@mail.example", "c@mail.example", "d@mail.example")


def test_an_instant_messenger_address_is_not_a_mail_address() -> None:
    found = extract("Jabber: cle@serveur.example or x@xmpp.example, mail: y@poste.example")
    assert (found["jabber"], found["email"]) == (
        ("cle@serveur.example", "x@xmpp.example"),
        ("y@poste.example",),
    )


def test_onion_hosts_of_both_versions_and_their_links() -> None:
    found = extract(f"http://{ONION3}/chat?id=4 and {ONION2}, again {ONION3}; not {ONION3[1:]}")
    assert found["onion"] == (ONION3, ONION2)
    assert found["url"] == (f"http://{ONION3}/chat?id=4",)


def test_messengers() -> None:
    session = "05" + "ab" * 32
    found = extract(f"Tox ID: {TOX} Session: {session} Telegram: @clef_exemple t.me/clef2 ICQ: 123-456-789")
    assert found["tox"] == (TOX,)
    assert found["session"] == (session,)
    assert found["telegram"] == ("t.me/clef2", "@clef_exemple")
    assert found["icq"] == ("123-456-789",)


def test_a_long_hexadecimal_number_is_a_tox_id_only_when_named_or_right() -> None:
    assert "tox" not in extract("key " + "0123456789ABCDEF" * 4 + "000000000001")
    assert extract("key " + TOX)["tox"] == (TOX,)


def test_a_handle_without_telegram_is_none() -> None:
    assert "telegram" not in extract("decorators: @property and @staticmethod")


def test_other_wallets() -> None:
    monero = "4" + "8" + "A" * 93
    found = extract(f"{monero} 0x{'ab' * 20} 0x{'ab' * 21}")
    assert (found["xmr"], found["eth"]) == ((monero,), ("0x" + "ab" * 20,))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Your ID: 7F3A-91C0", "7F3A-91C0"),
        ("Your personal ID is C279F237", "C279F237"),
        ("votre numéro personnel : 9A8B7C", "9A8B7C"),
        ("identifiant client : FR-20331", "FR-20331"),
        ("YOUR ID\n[ BADC0C0A-1337 ]", "BADC0C0A-1337"),
        ("référence 19-B1", "19-B1"),
    ],
)
def test_victim_identifiers(text: str, value: str) -> None:
    assert extract(text)["victim_id"] == (value,)


def test_amounts_and_deadlines_are_kept_as_written() -> None:
    found = extract(
        "Payez 12 000 euros ou $500 ou 0,35 BTC sous 72 heures, soit trois jours; within 48 hours"
    )
    assert found["amount"] == ("12 000 euros", "$500", "0,35 BTC")
    assert found["deadline"] == ("72 heures", "trois jours", "48 hours")


def test_an_empty_text_has_no_contact_and_keys_are_the_agreed_ones() -> None:
    assert extract("") == {}
    assert len(KEYS) == len(set(KEYS)) == 17
    assert len(extract(" ".join(f"a{i}@x.example" for i in range(500)))["email"]) == 40


def test_checksums_of_other_kinds_mark_what_is_mistyped() -> None:
    # The examples of EIP-55, of the Monero project's own donations, and a public search engine's host.
    right = {
        "eth": "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "xmr": "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3"
        "iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H",
        "onion": "duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzczad.onion",
        "tox": TOX,
    }
    for kind, value in right.items():
        wrong = value.replace("d", "e", 1) if kind != "tox" else TOX[:-1] + "1"
        assert not is_mistyped(kind, value), kind
        assert is_mistyped(kind, wrong), kind
        found = extract(f"tox {value} {wrong}")
        assert (found[kind], found["mistyped"]) == ((value, wrong), (wrong,))
    assert not is_mistyped("onion", ONION2)
    assert not is_mistyped("email", "x")
    assert keccak256(b"").hex() == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    assert keccak256(b"a" * 136) != keccak256(b"a" * 137)


def test_addresses_in_words_and_other_messengers() -> None:
    found = extract("a.b at post dot example, c @ mail.example. Signal: cle.42 Wickr Me: panther99")
    assert found["email"] == ("c@mail.example", "a.b@post.example")
    assert (found["signal"], found["wickr"]) == (("cle.42",), ("panther99",))
    assert extract(f"{ONION2[:16]}[.]onion")["onion"] == (ONION2,)
    assert "email" not in extract("look at this point, we met at the dot matrix printer")


@pytest.mark.parametrize("value", ["fünf Tagen", "une semaine", "трёх суток", "24h", "diez horas"])
def test_deadlines_of_other_languages(value: str) -> None:
    assert extract(f"x {value}.")["deadline"] == (value,)


def test_an_accented_address_is_whole() -> None:
    assert extract("écrivez à rançon@exemple.example")["email"] == ("rançon@exemple.example",)
