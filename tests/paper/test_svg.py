"""Charts say what they are given: nothing is no bar, little is a sliver, and no text becomes a drawing."""

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.paper import pdf, svg
from toolkit.paper.blocks import Document, Picture

STATES = ("Chiffrés", "Indéterminés", "Intacts")
SPACE = "{http://www.w3.org/2000/svg}"


def filled(drawing: str) -> list[float]:
    """Return the widths of the bars, without the fillings and the legend."""
    tree = ET.fromstring(drawing)  # noqa: S314 - drawn by the line above
    bars = [each for each in tree.findall(f"{SPACE}rect") if each.get("height") == "16.00"]
    return [float(each.get("width", "0")) for each in bars]


def heights(drawing: str) -> list[float]:
    tree = ET.fromstring(drawing)  # noqa: S314 - drawn by the line above
    return [float(each.get("height", "0")) for each in tree.findall(f"{SPACE}rect")]


def said(drawing: str) -> list[str]:
    return [each.text or "" for each in ET.fromstring(drawing).iter(f"{SPACE}text")]  # noqa: S314 - ours


def test_a_zero_has_no_bar_and_one_among_a_million_has_a_sliver() -> None:
    drawn = filled(svg.bars([("a", (1_000_000, 0, 0)), ("b", (1, 0, 0)), ("c", (0, 0, 0))], STATES))
    assert len(drawn) == 2
    assert drawn[0] > 300
    assert drawn[1] == 1.5
    tall = heights(svg.columns([("03:00", 0), ("03:01", 1), ("03:02", 1_000_000)]))
    assert tall == [1.5, 160.0]


def test_bars_are_as_long_as_their_values() -> None:
    drawn = filled(svg.bars([("a", (30, 10, 60)), ("b", (50, 0, 0))], STATES))
    assert drawn[0] * 2 == pytest.approx(drawn[2], abs=0.05)
    assert drawn[3] == pytest.approx(sum(drawn[:3]) / 2, abs=0.05)


def test_values_and_states_are_written() -> None:
    words = said(svg.bars([("/Users", (1200, 0, 3))], STATES, lambda value: f"{value:,}"))
    assert words == ["/Users", "1,200 / 0 / 3", *STATES]
    words = said(svg.columns([("03:00", 5), ("03:01", 7)], across="Heure de Paris", up="Fichiers"))
    assert {"03:00", "03:01", "5", "7", "0", "Heure de Paris", "Fichiers"} <= set(words)


def test_fillings_differ_without_colour_and_their_names_do_not_meet() -> None:
    one, other = svg.bars([("a", (1, 1, 1))], STATES), svg.bars([("b", (1, 1, 1))], STATES)
    patterns = re.findall(r"<pattern[^>]*>(.*?)</pattern>", one)
    assert len(set(patterns)) == 3
    names = [set(re.findall(r'id="(\w+)"', each)) for each in (one, other)]
    assert names[0].isdisjoint(names[1])
    assert set(re.findall(r"url\(#(\w+)\)", one)) == names[0]


def test_long_labels_are_cut_in_the_middle() -> None:
    label = said(svg.bars([("/Users/" + "x" * 300 + "/fin", (1,))], ("Chiffrés",)))[0]
    assert label.startswith("/Users/")
    assert label.endswith("/fin")
    assert "…" in label
    assert len(label) < 60


def test_times_below_do_not_run_into_each_other() -> None:
    points = [(f"20 novembre 2026 03:{minute:02d}", minute) for minute in range(60)]
    tree = ET.fromstring(svg.columns(points))  # noqa: S314 - drawn by the line above
    places = [
        float(each.get("x", "0")) for each in tree.iter(f"{SPACE}text") if "novembre" in (each.text or "")
    ]
    assert len(places) >= 2
    assert all(right - left > 140 for left, right in pairwise(places))


@pytest.mark.parametrize("count", [0, 1, 2, 40, 1440])
def test_any_number_of_rows_and_points_is_drawn_and_printed(count: int) -> None:
    pictures = (
        Picture(svg.bars([(f"/{number}", (number, 1, 0)) for number in range(min(count, 40))], STATES), "a"),
        Picture(svg.columns([(str(number), number) for number in range(count)]), "b"),
    )
    assert pdf.render(Document("a", "fr", pictures)).startswith(b"%PDF-")


def test_more_states_than_fillings_are_refused() -> None:
    with pytest.raises(ValueError, match="5"):
        svg.bars([("a", (1,) * 5)], tuple("abcde"))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.text(st.characters()), st.integers(0, 10**15)), max_size=5),
    st.text(st.characters()),
)
def test_any_label_stays_a_text(rows: list[tuple[str, int]], name: str) -> None:
    drawings = (
        svg.bars([(label, (value, 0)) for label, value in rows], (name, "b")),
        svg.columns(rows, across=name, up=name),
    )
    for drawing in drawings:
        tags = {each.tag.removeprefix(SPACE) for each in ET.fromstring(drawing).iter()}  # noqa: S314 - ours
        assert tags <= {"svg", "defs", "pattern", "rect", "path", "text", "circle"}
    assert pdf.render(Document("a", "fr", tuple(Picture(each, "a") for each in drawings)))
