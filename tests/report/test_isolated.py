"""What is evidence stays where it stands: right to left is kept apart, nothing hides, markup is text."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from toolkit.report.isolated import isolated
from toolkit.texts import visible

HEBREW = "\u05e9\u05dc\u05d5\u05dd"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain <b> & é", "plain <b> & é"),
        (f"a {HEBREW}.txt", f"a <bdi>{HEBREW}</bdi>.txt"),
        (f"{HEBREW} 12 {HEBREW} b", f"<bdi>{HEBREW} 12 {HEBREW}</bdi> b"),
        (f"{HEBREW} b {HEBREW}", f"<bdi>{HEBREW}</bdi> b <bdi>{HEBREW}</bdi>"),
        (f"<i>{HEBREW}", f"&lt;i&gt;<bdi>{HEBREW}</bdi>"),
        ("\u202egpj.exe", "\\u202egpj.exe"),
        (12, "12"),
    ],
)
def test_each_run_is_apart(text: object, shown: str) -> None:
    assert isolated(text) == shown


def test_our_own_markup_passes() -> None:
    drawn = Markup("<svg></svg>")
    assert isolated(drawn) is drawn


@given(st.text(alphabet=st.sampled_from(f"ab<>&\"' 12.\u202e\u0661{HEBREW}"), max_size=30))
def test_nothing_is_lost_and_nothing_becomes_markup(text: str) -> None:
    shown = str(escape(isolated(text)))
    bare = re.sub(r"</?bdi>", "", shown)
    assert "<" not in bare
    assert unescape(bare) == visible(text)
