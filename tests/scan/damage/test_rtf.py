"""RTF: closed by its brace, and a text to its end."""

from collections.abc import Callable

from toolkit.records import DamageVerdict
from toolkit.scan.content import Content
from toolkit.scan.damage import examine

LETTER = rb"{\rtf1\ansi " + rb"Cher confr\'e8re, voici le bilan. \par " * 400 + b"}"


def test_a_letter_is_intact_a_cut_one_damaged() -> None:
    assert examine("courrier.rtf", Content.of(LETTER)).verdict == DamageVerdict.INTACT
    assert examine("courrier.rtf", Content.of(LETTER[:9000])).reasons == ("truncated",)


def test_spared_magic_is_not_enough(cipher: Callable[..., bytes]) -> None:
    for kept in (5, 64, 2048):
        spoiled = LETTER[:kept] + cipher(len(LETTER) - kept)
        assert examine("courrier.rtf", Content.of(spoiled)).verdict == DamageVerdict.ENCRYPTED, kept
