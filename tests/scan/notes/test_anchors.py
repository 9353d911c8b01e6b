"""The quick search for anchors finds what a plain one finds."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.records import NoteVerdict
from toolkit.scan.notes import Knowledge, identify
from toolkit.scan.notes.anchors import holds_any, spans
from toolkit.scan.notes.phrases import fold

ANCHORS = (
    "crypt",
    "pirat",
    "tox",
    "btc",
    "hack",
    "your files",
    "cock.li",
    "шифр",
    "rancon",
    "schluss",
)
NEAR = (
    "CRYPT",
    "pirate",
    "expirat",
    "Your Files",
    "rançon",
    "Ranc\u0327on",
    "schluß",
    "ШИФР",
    "to",
    "x",
    " ",
    "cryp",
    "\0",
    "é",
)
OTHERS = ("’", "…", "\u00a0", "я", "\ud800", "－", "ａ", "-", "n't", "№")  # noqa: RUF001 - meant to be odd


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from([*ANCHORS, *NEAR, *OTHERS])))
def test_it_answers_as_a_plain_search(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert holds_any(text, ANCHORS) == any(anchor in fold(text) for anchor in ANCHORS)


# Words that hold one of these, in whatever form, are what notes are made of.
PIECES = ("crypt", "cripte", "cipher", "hack", "locked", "pirat", "proton")


def spoken(cues: dict[str, dict[str, list[str]]], lists: dict[str, dict[str, str]]) -> Iterator[str]:
    """Yield the words of phrases, without the sign of a stem."""
    for by_language in cues.values():
        for language, phrases in by_language.items():
            for part in re.split(r"[ |]", " ".join(phrases)):
                listed = lists.get(language, {}).get(part[1:], "") if part.startswith("@") else part
                yield from (fold(word.rstrip("*")) for word in listed.split("|"))


@pytest.fixture(scope="module")
def told() -> dict[str, dict[str, dict[str, list[str]]]]:
    root = Path(__file__).resolve().parents[3]
    return tomllib.loads((root / "signatures" / "notes.toml").read_text("utf-8"))


def test_the_words_that_speak_for_a_note_hold_an_anchor(told: dict) -> None:  # type: ignore[type-arg] # as TOML has it
    speaking = {code: told["cues"][code] for code in told["cues"] if told["weights"].get(code, 0) > 0}
    anchors = tuple(map(fold, told["anchors"]))
    found = {word for word in spoken(speaking, told["words"]) if any(map(word.__contains__, PIECES))}
    assert {"encrypted", "decryptor", "pirat", "hackers", "locked", "ciphered", "crypto"} <= found
    # Authors glue words and bend them: an anchor counts within a word and whatever stands about it.
    for around in ("a {} b", "AES{}", "ge{}en", "\n{}\n", "({})", "dé{}"):
        assert [word for word in found if not holds_any(around.format(word), anchors)] == [], around


def test_an_anchor_is_found_wherever_it_stands() -> None:
    for anchor in ANCHORS:
        for before in range(9):
            for after in range(9):
                assert holds_any("." * before + anchor + "é" * after, ANCHORS), (anchor, before, after)


def test_a_pile_of_near_misses_is_answered() -> None:
    assert not holds_any("cryp-" * 20_000, ANCHORS)
    assert holds_any("cryp-" * 20_000 + "toX", ANCHORS)


def test_where_anchors_stand_is_told_in_order() -> None:
    text = "é Crypt, tox\u2026 č HACK"
    assert spans(text, ANCHORS) == [(2, 7), (9, 12), (16, 20)]
    assert spans("rien", ANCHORS) == []


def test_where_is_not_told_of_a_text_whose_letters_become_two_or_none() -> None:
    for text in ("schluß", "Ranc\u0327on", "ШИФР", "cryp-" * 20_000):
        assert spans(text, ANCHORS) is None


# What was done, in words that stand in no list of phrases: what else the text says makes the note.
DEEDS = (
    "All documents on this server were blocked by us.",
    "Documents on this server are blocked and relocked.",
    "We hack this server and took the databases.",
    "Our team hacks companies. We copied your databases and documents.",
    "Hacking was done by us on your server and your databases were copied.",
    "Ihr Server wurde gehacked.",
    "We crypt all documents on this server.",
    "To uncrypt all documents on this server you must pay.",
    "Crypting of all documents on this server is done.",
    "All documents were closed by strong cryptography RSA-4096.",
    "We put a cipher on all documents.",
    "All documents on this server are AESencrypted.",
    "ALL DOCUMENTS ON THIS SERVER AREENCRYPTED.",
    "On this server the filesencrypted.",
    "Alle Dokumente wurden von uns gecryptet.",
    "Nur wir können die Dokumente entcrypten.",
)
DEMANDS = (
    " Pay 2000 dollars within 3 days or we publish all documents. Write to help77@firemail.cc.",
    " To return them write to help77@firemail.cc with your ID 44AF. Only we have the key.",
)


@pytest.mark.parametrize("deed", DEEDS)
def test_a_deed_told_in_bent_words_hides_no_note(known: Knowledge, deed: str) -> None:
    for demand in DEMANDS:
        note = identify("x.txt", (deed + demand).encode(), known)
        assert note is not None, demand
        assert note.verdict is NoteVerdict.NOTE, demand


def test_a_bent_deed_in_dutch_hides_no_note(known: Knowledge) -> None:
    text = (
        "Al uw bestanden zijn geëncrypteerd. Om ze terug te krijgen moet u betalen. "
        "Schrijf naar herstel@firemail.cc binnen 72 uur."
    )
    assert identify("x.txt", text.encode(), known) is not None


def test_capitals_of_another_kind_are_letters(known: Knowledge, french: dict[str, str]) -> None:
    bold = {ord("A") + place: 0x1D400 + place for place in range(26)}
    bold |= {ord("a") + place: 0x1D41A + place for place in range(26)}
    missed = [
        name
        for name, text in french.items()
        if name.endswith(".txt") and identify("x.txt", text.translate(bold).encode(), known) is None
    ]
    assert missed == []
