"""The quick search for anchors finds what a plain one finds."""

from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.scan.notes.anchors import holds_any

ANCHORS = ("crypt", "tox", "btc", "your files", "cock.li", "шифр")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from([*ANCHORS, "CRYPT", "Your Files", "to", "x", " ", "cryp", "3", "\0", "é"])),
    st.booleans(),
)
def test_it_answers_as_a_plain_search(pieces: list[str], known: bool) -> None:
    text = "".join(pieces)
    folded = text.casefold() if known or not text.isascii() else None
    assert holds_any(text, folded, ANCHORS) == any(anchor in text.casefold() for anchor in ANCHORS)


def test_a_pile_of_near_misses_is_answered() -> None:
    assert not holds_any("cryp-" * 20_000, None, ANCHORS)
    assert holds_any("cryp-" * 20_000 + "toX", None, ANCHORS)
