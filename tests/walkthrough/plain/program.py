"""`trousse walk` as a program of its own, its standard input held open."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from tests.walkthrough.plain.talking import WORDS, spaced

PATIENCE = 120.0  # seconds that no test is expected to wait
# What is typed at the gate, by the last question said there.
GATE = {"À lire :": "", "est-elle déposée": "1", "": "2026/1234"}


class Program:
    """`trousse walk` with its standard input held open; what it says is read as it comes."""

    def __init__(self, folder: Path, *options: str, language: str = "fr") -> None:
        command = [sys.executable, "-m", "toolkit", "--lang", language, "walk", "--folder", str(folder)]
        self.child = subprocess.Popen(
            [*command, "--plain", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
        self.heard = b""
        self._listener = threading.Thread(target=self._listen, args=(self.child.stdout,), daemon=True)
        self._listener.start()

    def _listen(self, stream: IO[bytes]) -> None:
        with stream:
            while piece := os.read(stream.fileno(), 4096):
                self.heard += piece

    @property
    def text(self) -> str:
        return spaced(self.heard.decode("utf-8", "replace"))

    def say(self, *lines: str | bytes) -> None:
        assert self.child.stdin is not None
        for line in lines:
            self.child.stdin.write((line if isinstance(line, bytes) else line.encode()) + b"\n")
        self.child.stdin.flush()

    def until(self, holds: Callable[[str], bool]) -> str:
        limit = time.monotonic() + PATIENCE
        while not holds(self.text):
            assert time.monotonic() < limit, self.text[-3000:]
            time.sleep(0.02)
        return self.text

    def end(self) -> int:
        """Close its input and return its exit status."""
        assert self.child.stdin is not None
        self.child.stdin.close()
        status = self.child.wait(PATIENCE)
        self._listener.join(PATIENCE)
        return status

    def close(self) -> None:
        self.child.kill()
        with suppress(BrokenPipeError):
            self.end()


def only_waiting(program: Program) -> None:
    """Skip every step that may be answered, until nothing is left but to wait."""
    prompt, gate = WORDS["fr"], "Avant de restaurer."
    for _ in range(60):
        count = program.text.count(prompt)
        program.say("relire")
        said = program.until(lambda said, count=count: said.count(prompt) > count)
        last = said.split(prompt)[-2]
        if "Il ne reste qu'à attendre" in last:
            return
        at_gate = next(typed for said, typed in GATE.items() if said in last)
        typed = (at_gate,) if gate in last else ("passer", "plus tard")
        count = program.text.count(prompt) + len(typed)
        program.say(*typed)
        program.until(lambda said, count=count: said.count(prompt) >= count)
    raise AssertionError(program.text[-3000:])
