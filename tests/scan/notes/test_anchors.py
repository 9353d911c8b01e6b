"""The quick search for anchors finds what a plain one finds."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.scan.notes.anchors import holds_any, spans
from toolkit.scan.notes.phrases import fold

ANCHORS = (
    "crypt",
    "<pirat",
    " crypto>",
    "<vol>",
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
    assert holds_any(text, ANCHORS) == any(plainly(anchor, text) for anchor in ANCHORS)


def plainly(anchor: str, text: str) -> bool:
    """Look for an anchor; no letter from a to z stands before one that begins a word, or behind its end."""
    begins, ends = "(?<![a-z])" * anchor.startswith("<"), "(?![a-z])" * anchor.endswith(">")
    return re.search(begins + re.escape(anchor.strip("<>")) + ends, fold(text)) is not None


def test_an_anchor_that_begins_or_ends_a_word_is_none_within_one() -> None:
    for before in range(9):
        for text in ("." * before + "Pirate", "é" * before + ".pirat", "1" * before + "piraté"):
            assert holds_any(text, ("<pirat",)), text
            assert not holds_any(text, ("pirat>",)) or text.endswith("pirat")
        assert not holds_any("." * before + "expirat", ("<pirat",))


# What these pieces of words are part of in phrases must still hold an anchor: they are anchors in part.
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
    assert [word for word in found if not holds_any(f"a {word} b", anchors)] == []


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
