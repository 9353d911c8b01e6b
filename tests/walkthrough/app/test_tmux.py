"""The program in a real terminal: drawn whole at both sizes, led by keys, left in words."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not on this machine")
_LONGEST = 90  # seconds a screen may take on a machine under load


@pytest.fixture(params=[(80, 25), (160, 50)], ids=["80x25", "160x50"])
def terminal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator["Terminal"]:
    found = Terminal(tmp_path, *request.param)
    yield found
    found.tmux("kill-server")


class Terminal:
    """One window of a tmux of its own, in which the walkthrough runs."""

    def __init__(self, place: Path, width: int, height: int) -> None:
        self.width, self._socket = width, str(place / "tmux")
        command = f"{sys.executable} -m toolkit --lang fr walk --folder {place / 'visite'}; sleep 600"
        size = ("-x", str(width), "-y", str(height))
        self.tmux("-f", os.devnull, "new-session", "-d", *size, command)

    def tmux(self, *words: str) -> str:
        # The window has its own size; what the terminal of the tests said of its size is not it.
        kept = {name: held for name, held in os.environ.items() if name not in {"LINES", "COLUMNS"}}
        environment = {**kept, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
        command = ["tmux", "-u", "-S", self._socket, *words]
        return subprocess.run(command, check=False, capture_output=True, text=True, env=environment).stdout

    def press(self, *keys: str) -> None:
        self.tmux("send-keys", *keys)

    def rows(self) -> list[str]:
        return self.tmux("capture-pane", "-p").splitlines()

    def until(self, reached: Callable[[list[str]], bool]) -> list[str]:
        end = time.monotonic() + _LONGEST
        while not reached(rows := self.rows()):
            assert time.monotonic() < end, "\n".join(rows)
            time.sleep(0.05)
        return rows


def says(words: str) -> Callable[[list[str]], bool]:
    return lambda rows: words in " ".join(" ".join(rows).split())


def test_the_walkthrough_in_a_terminal(terminal: Terminal) -> None:
    terminal.until(says("Découverte de l'attaque (prise de connaissance)"))
    rows = terminal.until(lambda drawn: drawn[-1].startswith("Entrée"))  # the last row is drawn last
    assert "étape 1 sur 26" in rows[0]
    assert max(map(len, rows)) <= terminal.width
    terminal.press("-l", "12/10/2026 8h10")
    terminal.press("Enter")
    rows = terminal.until(says("Découvert par, comment"))
    assert "CNIL" in rows[1]
    terminal.press("F4")
    terminal.until(says("1. Découverte de l'attaque"))
    terminal.press("Escape")
    terminal.press("F10")
    terminal.until(says("trousse"))
