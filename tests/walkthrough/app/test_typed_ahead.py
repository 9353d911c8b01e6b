"""Keys faster than the screen: real bytes on a terminal, in one batch; none answers a card nobody saw."""

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual import events

from tests.terminal import Terminal, terminal
from tests.walkthrough.app.seat import ARRIVED, READY, Seat, lead, told
from toolkit.custody import visit_journal
from toolkit.walkthrough.app.overlay import Asked, Sure

real = pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of POSIX")
WHO, OPERATOR, PRACTICE = "Découvert par, comment", "Intervenant : nom", "raison sociale du cabinet"
LEAVE = "\x11"  # Ctrl-Q
DOWN = "\x1b[B"


@contextmanager
def shown(visit: Path) -> Iterator[Terminal]:
    """Lead a visit on a terminal that is closed in the end."""
    command = [sys.executable, "-m", "toolkit", "--lang", "fr", "walk", "--folder", str(visit)]
    with terminal(command, {**os.environ, "TERM": "xterm-256color"}, 60) as seat:
        yield seat


@contextmanager
def led(visit: Path) -> Iterator[Terminal]:
    """Lead a visit on a terminal, and leave it in the end."""
    with shown(visit) as seat:
        yield seat
        seat.press(LEAVE)
        assert seat.left() == 0


def answers(visit: Path) -> dict[str, str | None]:
    lines = visit_journal.read(visit)
    return {one["facts"]["card"]: one["facts"]["value"] for one in lines if one["act"] == "card.answered"}


@real
@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("Anna\r\r", "Anna"),
        ("Anna\rPaul\rCabinet du Port\rBrest\r", "Anna"),
        ("\x1b[200~Anna\r\nde l'accueil\r\n\x1b[201~\r", "Anna de l'accueil"),
        (f"{DOWN}\r\r", None),
        (f"Anna{DOWN}\r\r", None),
        ("Anna\r" + "Paul\r" * 2000, "Anna"),
    ],
)
def test_one_batch_answers_one_card(tmp_path: Path, typed: str, answer: str | None) -> None:
    told(tmp_path, ARRIVED, "t0.who")
    with led(tmp_path) as seat:
        seat.reads(WHO)
        seat.press(typed)
        seat.sees(OPERATOR)
        if "Paul" in typed:
            seat.sees("n'a pas été pris")
    assert {name: value for name, value in answers(tmp_path).items() if name != "t0"} == {"t0.who": answer}


@real
def test_keys_of_a_program_that_was_held_do_not_run_ahead(tmp_path: Path) -> None:
    told(tmp_path, ARRIVED, "t0.who")
    with shown(tmp_path) as seat:
        seat.answers(WHO, "Anna")
        seat.reads("Anna")
        os.kill(seat.pid, signal.SIGSTOP)
        for key in ("\r", "\r", "Paul", "\r"):
            seat.press(key)
        os.kill(seat.pid, signal.SIGCONT)
        seat.sees("n'a pas été pris")
    assert "ev.operator" not in answers(tmp_path)
    assert answers(tmp_path)["t0.who"] == "Anna"


@real
def test_who_types_once_the_question_is_drawn_loses_nothing(tmp_path: Path) -> None:
    given = {"t0.who": "Anna", "ev.operator": "Paul Le Goff", "victim.name": "Cabinet du Port"}
    told(tmp_path, ARRIVED, "t0.who")
    with led(tmp_path) as seat:
        for question, answer in zip((WHO, OPERATOR, PRACTICE), given.values(), strict=True):
            seat.answers(question, f"{answer}\r")
        seat.reads("étape 3 sur")
    found = answers(tmp_path)
    assert {name: found[name] for name in given} == given


@real
def test_a_path_and_three_enters_confirm_nothing(tmp_path: Path) -> None:
    told(tmp_path, READY, "source/disk")
    with led(tmp_path) as seat:
        seat.answers("Quel disque", "1")
        seat.answers("Quel chemin", f"{tmp_path}\r\r\r")
        seat.reads("À confirmer")
        seat.answers("non", "n")
    assert "source/disk" not in answers(tmp_path)


@pytest.mark.parametrize("box", ["f1", "f2", "f3", "f4", "ctrl+c"])
@pytest.mark.parametrize(
    "batch",
    [
        ("enter", "enter", "enter"),
        ("escape", "enter", "escape", "escape"),
        ("f10", "f10", "enter", "escape"),
        ("x", "enter", "f4", "f4", "enter", "f1", "escape"),
        ("o", "o", "1", "1", "enter", "ctrl+c"),
    ],
)
def test_no_box_is_closed_twice(tmp_path: Path, box: str, batch: Sequence[str]) -> None:
    told(tmp_path, ARRIVED, "power/follow")
    before = answers(tmp_path)

    async def script(seat: Seat) -> None:
        await seat.press(box)
        for key in batch:
            seat.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await seat.until(seat.stands)
        await seat.pilot.pause(0.1)
        assert seat.app.failed == ""

    lead(script, tmp_path)
    assert set(answers(tmp_path)) - set(before) <= {"power/follow"}


def test_a_text_for_a_box_stays_where_leaving_is_asked_over_it(tmp_path: Path) -> None:
    told(tmp_path, ARRIVED, "power/follow")

    async def script(seat: Seat) -> None:
        await seat.press("ctrl+n", *"box")
        await seat.press("ctrl+c")
        assert isinstance(seat.app.screen, Sure)
        await seat.press("enter")
        assert isinstance(seat.app.screen, Asked)
        assert seat.field().value == "box"
        await seat.press("enter")

    lead(script, tmp_path)
    assert [one["facts"]["note"] for one in visit_journal.read(tmp_path) if one["act"] == "step.noted"] == [
        "box"
    ]
