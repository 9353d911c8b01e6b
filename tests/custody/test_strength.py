"""What a passphrase is worth: words little, what everybody tries nothing, what chance draws nearly all."""

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.custody.strength import WORD, at_random, strength

DRAWN = random.Random(7)  # noqa: S311 - the same texts at every run
SIGNS = string.ascii_letters + string.digits + "!%&?+=*"


def drawn(length: int) -> str:
    return "".join(DRAWN.choice(SIGNS) for _ in range(length))


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("", 0),
        ("tulipe girafe lagune", 33),
        ("TulipeGirafeLagune", 33),
        ("tulipegirafelagune", 11),
        ("mercredi", 1),
        ("Février", 1),
        ("2026", 5),
        ("1234567890" * 3, 12),
        ("zyxwvutsrqponmlkjihgfedcba", 11),
        ("1qaz2wsx3edc4rfv5tgb", 30),
        ("12/05/1984", 15),
        ("a" * 250, 12),
        ("21" * 100, 14),
    ],
)
def test_what_is_guessed_first_counts_little(text: str, most: int) -> None:
    assert strength(text).bits <= most


def test_halves_that_repeat_or_mirror_each_other_count_once() -> None:
    half = "Xk7!pQ9z"
    for text in (half * 2, half * 3, half + half[::-1]):
        assert strength(text).bits <= strength(half).bits + 8


def test_what_is_drawn_by_chance_counts_nearly_whole() -> None:
    for _ in range(50):
        text = drawn(32)
        assert strength(text).bits >= 80
        assert strength(text).bits <= at_random(text)


def test_the_words_that_count_little_are_told_and_no_others() -> None:
    assert strength("Cabinet Dentaire Dupont 2026").weak == ("Cabinet", "Dentaire", "2026")
    assert strength("tulipe girafe").weak == ()
    assert strength("Xk7!pQ9zXk7!pQ9z").weak == ()


@given(st.lists(st.sampled_from(["tulipe", "girafe", "cabinet", "azerty", "1984", "lagune"]), max_size=8))
def test_words_are_worth_a_word_each_at_most(words: list[str]) -> None:
    assert strength(" ".join(words)).bits <= WORD * len(set(words)) + 8 * len(words)


@given(st.text(max_size=120))
def test_any_text_has_an_answer(text: str) -> None:
    assert 0 <= strength(text).bits <= max(at_random(text), 0)
