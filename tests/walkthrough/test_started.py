"""A visit led by a machine that was started from our stick: what is known is said, and not asked again."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.spaces import typed
from tests.walkthrough.visiting import to
from toolkit import booted
from toolkit.texts import Speech
from toolkit.walkthrough import path, plain
from toolkit.walkthrough.app import view
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.started import Started, here

FROM_STICK = Started(booted=True, clock=-178, console=True)


def test_no_other_machine_is_taken_for_one_started_from_our_stick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(booted.SAID, raising=False)
    assert here() == Started()
    monkeypatch.setenv(booted.SAID, "")
    assert here().console


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("clock_difference=-178\n", -178),
        ("clock_difference=0\n", 0),
        ("clock_difference=x\n", None),
        ("", None),
    ],
)
def test_the_clock_is_compared_once(tmp_path: Path, told: str, seconds: int | None) -> None:
    (tmp_path / "told").write_text(f"clock_asked=told\n{told}")
    assert booted.clock_difference(tmp_path / "told") == seconds


@pytest.mark.parametrize(
    ("language", "clock", "proposed"),
    [
        ("fr", -178, "retard de 3 minutes, à une minute près, mesuré au démarrage sur la clé"),
        ("en", 60, "1 minute fast, to a minute or so, measured when started from the stick"),
        ("fr", 0, "moins d'une minute, mesuré au démarrage sur la clé"),
    ],
)
def test_the_measure_stands_in_the_field_and_enter_takes_it(
    tmp_path: Path, language: str, clock: int, proposed: str
) -> None:
    talk = Conversation(Speech(language), tmp_path, machine=Started(booted=True, clock=clock))
    place = to(talk, "photo", "t.offset")
    made = view.of(talk, place, None)
    assert typed(made.typed) == proposed
    assert len(made.lines) == 2
    out = io.StringIO()
    plain.run(talk, io.StringIO("\n"), out)
    assert f"{proposed}\n" in typed(out.getvalue())
    assert typed(str(talk.visit.value("t.offset"))) == proposed


def test_what_the_stick_settles_is_said_and_no_network_is_searched(tmp_path: Path) -> None:
    talk = Conversation(Speech("fr"), tmp_path, machine=FROM_STICK)
    place = to(talk, "folder")
    assert "la clé qui a démarré ce poste" in view.of(talk, place, None).do
    place = to(talk, "isolation")
    assert "hors de son système" in view.of(talk, place, None).do
    to(talk, "photo")
    assert not talk.visit.told("isolation/where")
    talk.close()
    # The same visit on another machine asks where it runs.
    again = Conversation(Speech("fr"), tmp_path, machine=Started())
    assert path.at(again.visit, path.step("isolation"), "isolation/where") is not None
    again.close()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("console", [False, True])
def test_left_on_our_console_the_menu_takes_it_up_again(
    tmp_path: Path, language: str, *, console: bool
) -> None:
    kept = {name: value for name, value in os.environ.items() if name != booted.SAID}
    command = [sys.executable, "-m", "toolkit", "--lang", language, "walk", "--plain"]
    run = subprocess.run(
        [*command, "--folder", str(tmp_path / "visit")],
        env={**kept, booted.SAID: "ab" * 32} if console else kept,
        input="quitter\n", capture_output=True, encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip
    menu = {"fr": "choix 1 du menu", "en": "choice 1 of the menu"}[language]
    said = typed(run.stdout)
    assert (menu in said, "trousse walk --plain" in said) == (console, not console), said
