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


def test_words_drawn_twice_are_still_enough() -> None:
    distinct = passphrase.words()[:8]
    assert passphrase.weakness("-".join(distinct)) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "short"),
        ("cabinet2026", "short"),
        ("a" * 60, "short"),
        ("abababababababababababababab", "short"),
        ("vorace-temporel-mardi", "short"),
        ("-".join(["mardi"] * 12), "short"),
        ("trésor-évident-mérité-été-forêt-âme-île-bébé", "letters"),
        ("vorace temporel\tmardi courage assiette ombrage pommade", "letters"),
        ("x9" * 200, "long"),
        ("Kq7%vB2!mZ9&tR4?wN", None),
        ("une phrase de passe longue et solide, 0123", None),
    ],
)
def test_weak_passphrases_are_refused_with_their_reason(text: str, why: str | None) -> None:
    assert passphrase.weakness(text) == why


@given(st.text(max_size=300))
def test_any_text_has_an_answer(text: str) -> None:
    assert passphrase.weakness(text) in {None, "letters", "long", "short"}
    assert passphrase.bits(text) >= 0
