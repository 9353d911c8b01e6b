"""The quick search for anchors finds what a plain one finds."""

from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.scan.notes.anchors import holds_any, spans
from toolkit.scan.notes.phrases import fold

ANCHORS = ("crypt", "tox", "btc", "hack", "your files", "cock.li", "шифр", "rancon", "schluss")
NEAR = ("CRYPT", "Your Files", "rançon", "Ranc\u0327on", "schluß", "ШИФР", "to", "x", " ", "cryp", "\0", "é")
OTHERS = ("’", "…", "\u00a0", "я", "\ud800", "－", "ａ", "-", "n't", "№")  # noqa: RUF001 - meant to be odd


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from([*ANCHORS, *NEAR, *OTHERS])))
def test_it_answers_as_a_plain_search(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert holds_any(text, ANCHORS) == any(anchor in fold(text) for anchor in ANCHORS)


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
