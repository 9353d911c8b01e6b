"""A passphrase resists by its own length, and is typed alike in every program."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.custody.annex import passphrase


def test_the_words_are_letters_every_keyboard_has() -> None:
    assert len(passphrase.words()) > 1500
    assert all(word.isascii() and word.isalpha() and word.islower() for word in passphrase.words())


def test_a_passphrase_made_holds_eighty_bits_and_is_accepted() -> None:
    made = {passphrase.make() for _ in range(50)}
    assert len(made) == 50
    for text in made:
        words = text.split("-")
        assert set(words) <= set(passphrase.words())
        assert len(words) * math.log2(len(passphrase.words())) >= 80
        assert len(text) <= passphrase.MOST
        assert passphrase.weakness(text) is None


def test_words_drawn_twice_are_still_enough() -> None:
    distinct = passphrase.words()[:8]
    assert passphrase.weakness("-".join(distinct)) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "short"),
        ("cabinet2026", "short"),
        ("Kq7%vB2!", "short"),
        ("a" * 32, "simple"),
        ("a" * 60, "simple"),
        ("abababababababababababababab", "simple"),
        ("vorace-temporel-tulipe", "simple"),
        ("-".join(["tulipe"] * 12), "simple"),
        ("abcdefghijklmnopqrstuvwxyz", "simple"),
        ("azertyuiopqsdfghjklmwxcvbn", "simple"),
        ("poiuytrezamlkjhgfdsqnbvcxw1234567890", "simple"),
        ("1234567890abcdefghij", "simple"),
        ("Cabinet Dentaire Dupont 2026", "simple"),
        ("correct horse battery staple", "simple"),
        ("Kq7%vB2!Kq7%vB2!Kq7%vB2!", "simple"),
        ("lundi-mardi-mercredi-jeudi-vendredi-samedi-dimanche-janvier", "simple"),
        ("trésor-évident-mérité-été-forêt-âme-île-bébé", "letters"),
        ("vorace temporel\tmardi courage assiette ombrage pommade", "letters"),
        ("x9" * 200, "long"),
        ("Kq7%vB2!mZ9&tR4?wN", None),
        ("9f86d081884c7d659a2feaa0c55ad015", None),
        ("vorace-temporel-tulipe-courage-assiette-ombrage-pommade-inexact", None),
    ],
)
def test_weak_passphrases_are_refused_with_their_reason(text: str, why: str | None) -> None:
    assert passphrase.weakness(text) == why


@given(st.text(max_size=300))
def test_any_text_has_an_answer(text: str) -> None:
    assert passphrase.weakness(text) in {None, "letters", "long", "short", "simple"}
