"""No sentence stands in the files that nothing asks for."""

import tomllib

import pytest

from tests.texts.asking import ROOT, Source
from toolkit.texts import AREAS


@pytest.fixture(scope="module")
def source() -> Source:
    return Source()


@pytest.mark.parametrize("area", AREAS)
def test_every_sentence_is_asked_for_somewhere(source: Source, area: str) -> None:
    held = tomllib.loads((ROOT / "texts" / "fr" / f"{area}.toml").read_text(encoding="utf-8"))
    assert [code for code in held if not source.asks(f"{area}.{code}")] == []


def test_a_sentence_of_nobody_is_found_out(source: Source) -> None:
    assert source.asks("screen.interrupted")
    assert source.asks("screen.month_12")
    assert not source.asks("screen.never_asked_for")
    assert not source.asks("screen.month_thirteenth")
