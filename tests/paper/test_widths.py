"""Columns share the page: all of it, no more, each with room for its longest word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.paper.specimen import HASH
from toolkit.paper.blocks import Code, Table
from toolkit.paper.widths import CODE_EM, ems, shares


def test_a_date_stays_on_one_line_beside_a_long_sentence() -> None:
    moment, sentence = "2026-09-21 14:13:20Z", "Le chiffrement a commencé. " * 9
    found = shares(Table(("Heure", "Fait", "Traces"), ((moment, sentence, sentence),) * 3), 3, 53.0)
    assert found[0] >= ems(moment)
    assert found[1] == pytest.approx(found[2], rel=0.05)


def test_a_hash_takes_what_a_number_leaves() -> None:
    found = shares(Table(("N°", "Empreinte"), (("1", Code(HASH)),)), 2, 53.0)
    assert found[1] > 64 * CODE_EM
    assert found[0] > ems("N°")


def test_widths_asked_for_are_given() -> None:
    assert shares(Table(("a", "b"), (), widths=(1, 3)), 2, 40.0) == [10.0, 30.0]
    # Widths that fit nothing are not followed.
    assert len(shares(Table(("a", "b"), (), widths=(1, 0)), 2, 40.0)) == 2


@given(
    st.lists(st.lists(st.text(st.characters(), max_size=30), min_size=1, max_size=6).map(tuple), max_size=6),
    st.integers(1, 6),
)
def test_the_page_is_shared_whole(rows: list[tuple[str, ...]], columns: int) -> None:
    found = shares(Table((), tuple(rows)), columns, 53.0)
    assert len(found) == columns
    assert min(found) > 0
    assert sum(found) == pytest.approx(53.0, rel=0.001)
