"""What a refusal says to do depends on its cause, and is a command that exists."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from toolkit.commands.screen import Screen
from toolkit.custody.durable import damaged
from toolkit.errors import CaseRefusal, Refusal
from toolkit.texts import LANGUAGES, Speech


def told(refusal: Refusal, language: str, capsys: pytest.CaptureFixture[str]) -> str:
    Screen(Speech(language)).refuse(refusal)
    return capsys.readouterr().err


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_to_do_about_a_damaged_case_depends_on_the_cause(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    general = Speech(language).say("errors.case_damaged_hint", folder="x", why="")
    for why, otherwise in (
        ("log_chain", False), ("record_changed", False), ("exhibit_changed", False),
        ("tokens_missing", True), ("tokens_unreadable", True), ("tokens_other", True),
        ("report_changed", True),
    ):  # fmt: skip
        said = told(damaged(Path("x"), why), language, capsys)
        assert (general not in said) is otherwise, why
        assert len(said.splitlines()) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_examine_goes_on_with_resume(language: str) -> None:
    written = files("toolkit.texts").joinpath(language, "errors.toml").read_text(encoding="utf-8")
    about = {code: text for code, text in tomllib.loads(written).items() if "--resume" in text}
    assert len(about) >= 4
    assert [code for code, text in about.items() if not re.search(r"trousse examine\b.*--resume", text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_that_is_there_names_both_ways_on(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = told(CaseRefusal("case_exists", folder="affaire"), language, capsys)
    assert "--case affaire --resume" in said
    assert "trousse case add" in said
