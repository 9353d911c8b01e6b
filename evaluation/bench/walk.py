"""What the walkthrough costs, and how fast its keys answer: `python -m evaluation.bench.walk`.

The program runs in a terminal of its own (a pty of 80 by 25). Idle: its share of one core over 20 seconds on
a question. Under load: while it has a practice's tree examined, a cursor key every 200 ms, and the time until
the screen changed; and the longest time in which the application heard nothing at all, on its own loop.
Slowdown: the same examination under it and alone, each once warm, as a ratio in one run.
"""

import argparse
import asyncio
import os
import pty
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable
from fcntl import ioctl
from pathlib import Path

import psutil

from evaluation.bench import trees
from toolkit.texts import Speech
from toolkit.walkthrough.app import Walkthrough
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.path import Place
from toolkit.walkthrough.picks import Offered
from toolkit.walkthrough.step import Kind

IDLE = 20.0  # seconds
_EVERY = 0.2  # seconds between two keys
_LONGEST = 1800
_GOALS = "goals: idle under 2 % of a core, keys under 100 ms"
_DOWN, _UP = b"\x1b[B", b"\x1b[A"
_CORNER = "┌".encode()  # of the frame of a field
_TOLD = {"t0": "12/10/2026 8h10", "ev.operator": "David Le Goff", "mission.order": "oui"}


class Terminal:
    """The walkthrough in a terminal of its own."""

    def __init__(self, folder: Path) -> None:
        self.pid, self.end = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", LANG="fr_FR.UTF-8", LC_ALL="C.UTF-8")
            words = ["-m", "toolkit", "--lang", "fr", "walk", "--folder", str(folder)]
            os.execv(sys.executable, [sys.executable, *words])  # noqa: S606 - our own program
        ioctl(self.end, termios.TIOCSWINSZ, struct.pack("HHHH", 25, 80, 0, 0))

    def heard(self, seconds: float) -> bytes:
        """Return what the program wrote, waiting at most so long for the first of it."""
        if not select.select([self.end], [], [], seconds)[0]:
            return b""
        try:
            return os.read(self.end, 1 << 16)
        except OSError:  # it has ended
            return b""

    def quiet(self, seconds: float = 1.0) -> bytes:
        """Wait until nothing was written for so long; return what was."""
        return b"".join(iter(lambda: self.heard(seconds), b""))

    def key(self, key: bytes) -> float:
        """Send a key and return the seconds until the screen changed."""
        while self.heard(0):
            pass
        began = time.perf_counter()
        os.write(self.end, key)
        self.heard(5)
        return time.perf_counter() - began

    def close(self) -> None:
        os.kill(self.pid, signal.SIGTERM)
        while self.heard(10):
            pass
        os.waitpid(self.pid, 0)
        os.close(self.end)


def main() -> None:
    """Print the figures of one run."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.bench.walk", description=__doc__)
    parser.add_argument("tree", nargs="?", default="practice", help="a tree of the bench, or any folder")
    tree = parser.parse_args().tree
    source = trees.tree(tree) if tree in trees.NAMES else Path(tree)
    print(_GOALS)
    with tempfile.TemporaryDirectory(prefix="trousse-bench-walk-") as place:
        folder = _prepared(Path(place, "visite"), source)
        idle, keys = _watched(folder)
        print(f"idle: {100 * idle:.2f} % of one core over {IDLE:.0f} s")
        slowest, middle = max(keys), sorted(keys)[len(keys) // 2]
        told = f"median {1000 * middle:.0f} ms, slowest {1000 * slowest:.0f} ms"
        print(f"keys while it examines: {len(keys)}, {told}")
        alone = _alone(Path(place, "alone"), source)
        shutil.rmtree(folder)
        under, gap = asyncio.run(_under(_prepared(folder, source)))
        print(f"longest gap of the event loop: {1000 * gap:.0f} ms")
        told = f"{under / alone:.2f} x alone ({under:.1f} s and {alone:.1f} s)"
        print(f"examination under the walkthrough: {told}")


def _prepared(folder: Path, source: Path) -> Path:
    """Lead a visit up to the start of the examination, and leave it there."""
    talk = Conversation(Speech("fr"), folder, Offered((str(source),)))
    while (place := talk.place) is not None and place.card.work != "examine":
        talk.answer(place, _said(talk, place))
    talk.close()
    return folder


def _said(talk: Conversation, place: Place) -> str | None:
    if place.card.kind is Kind.PICK:
        return talk.options(place)[0].value
    return _TOLD.get(place.name, place.card.default)


def _watched(folder: Path) -> tuple[float, list[float]]:
    """Return the share of a core of an idle screen, and the seconds that keys took during an examination."""
    terminal = Terminal(folder)
    terminal.quiet(3)
    program = psutil.Process(terminal.pid)
    before, began = _spent(program), time.monotonic()
    while time.monotonic() - began < IDLE:
        terminal.heard(1)
    idle = (_spent(program) - before) / (time.monotonic() - began)
    os.write(terminal.end, b"1")  # the examination starts, and the next step stands on the screen
    _until(lambda: bool(program.children()))
    # Below a field stands one row, there and back; in a list the bar goes to the first, the second, back.
    field = _CORNER in terminal.quiet(0.5)
    keys, number = [], 0
    while program.children() and number < _LONGEST / _EVERY:
        back = number % 2 == (1 if field else 0) and number > 0  # each of these keys moves the bar
        keys.append(terminal.key(_UP if back else _DOWN))
        number += 1
        time.sleep(_EVERY)
    terminal.close()
    return idle, keys or [float("nan")]


def _spent(program: psutil.Process) -> float:
    times = program.cpu_times()
    return float(times.user + times.system)


def _until(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not reached():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.05)


def _alone(case: Path, source: Path) -> float:
    command = [sys.executable, "-m", "toolkit", "--lang", "fr", "examine", str(source), "--case", str(case)]
    began = time.monotonic()
    subprocess.run([*command, "--no-seal"], check=True, capture_output=True)
    return time.monotonic() - began


async def _under(folder: Path) -> tuple[float, float]:
    """Return how long the examination took below the application, and the longest gap of its loop."""
    talk = Conversation(Speech("fr"), folder)
    app, gap = Walkthrough(talk), 0.0
    async with app.run_test(size=(80, 25)) as pilot:
        await pilot.pause()
        await pilot.press("1")
        began = last = time.monotonic()
        while talk.visit.running or not talk.visit.works:
            await asyncio.sleep(0.01)
            now = time.monotonic()
            gap, last = max(gap, now - last - 0.01), now
        took = last - began
    talk.close()
    return took, gap


if __name__ == "__main__":
    main()
