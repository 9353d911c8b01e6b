"""The processes that examine beside the Windows program: same lines as alone, and none left behind."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import psutil
import pytest

from release import wine
from tests.windows.conftest import LOCALE, Run

FILES = 1500
_PATIENCE = 120.0  # seconds
_STARTED = 0.1  # seconds of processor by which our program, and no longer Wine, is at work


@dataclass(frozen=True)
class Desk:
    """A Wine prefix of its own, the program, and a folder to scan."""

    environment: dict[str, str]
    program: Path
    tree: Path

    def words(self, *more: str) -> list[str]:
        return [str(self.program), "scan", wine.path(self.tree), "--jsonl", "-", *more]

    def scan(self, *more: str) -> Run:
        done = wine.run(self.environment, *self.words(*more), limit=300)
        return Run(done.args, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    def begun(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            ["wine", *self.words("--workers", "2")],
            env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def workers(self) -> list[psutil.Process]:
        return [one for one in self.ours() if "--multiprocessing-fork" in one.cmdline()]

    def ours(self) -> list[psutil.Process]:
        """Return the processes of the program in this prefix."""
        found = []
        for one in psutil.process_iter():
            try:
                if one.environ().get("WINEPREFIX") == self.environment["WINEPREFIX"]:
                    found += [one] if any("trousse.exe" in word for word in one.cmdline()) else []
            except psutil.Error:
                continue
        return found


@pytest.fixture(scope="module")
def desk(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    place = tmp_path_factory.mktemp("travail")
    tree = place / "dossier à lire"
    tree.mkdir()
    for number in range(FILES):
        body = f"texte numéro {number}\n" * (number % 997)
        (tree / f"{number:04}.txt").write_text(body, encoding="utf-8")
    with wine.prefix(place / "prefix") as environment:
        yield Desk({**environment, **LOCALE}, program / "trousse.exe", tree)


def waited(desk: Desk, count: int) -> list[psutil.Process]:
    """Wait for workers that run: one whose parent dies before Wine has started it waits for ever in Wine."""
    limit = time.monotonic() + _PATIENCE
    while len(found := [one for one in desk.workers() if runs(one)]) < count:
        assert time.monotonic() < limit, "no worker was started"
        time.sleep(0.05)
    return found


def runs(process: psutil.Process) -> bool:
    try:
        spent = process.cpu_times()
    except psutil.Error:
        return False
    return bool(spent.user + spent.system > _STARTED)


def gone(desk: Desk) -> bool:
    limit = time.monotonic() + 30
    while desk.ours() and time.monotonic() < limit:
        time.sleep(0.2)
    return not desk.ours()


def lines(said: str) -> list[dict[str, Any]]:
    """Return the lines of the files; each scan finds another time of last access."""
    found = [one for one in map(json.loads, said.splitlines()) if "sha256" in one]
    for one in found:
        one["times"].pop("accessed")
    return found


def test_workers_say_the_same_as_one_process(desk: Desk) -> None:
    alone, beside = desk.scan("--workers", "0"), desk.scan("--workers", "2")
    assert alone.returncode == beside.returncode == 0, beside.stderr
    assert len(lines(alone.stdout)) == FILES
    assert lines(beside.stdout) == lines(alone.stdout)
    assert gone(desk)


def test_a_worker_that_is_killed_costs_no_line(desk: Desk) -> None:
    alone = desk.scan("--workers", "0")
    with desk.begun() as run:
        waited(desk, 2)[0].kill()
        said, _ = run.communicate(timeout=300)
    assert run.returncode == 0
    assert lines(said.decode("utf-8")) == lines(alone.stdout)
    assert gone(desk)


def test_workers_end_with_a_program_that_is_killed(desk: Desk) -> None:
    with desk.begun() as run:
        waited(desk, 2)
        for one in desk.ours():
            if one not in desk.workers():
                os.kill(one.pid, 9)
        assert gone(desk)
        run.communicate(timeout=60)


def test_workers_that_are_held_up_hold_nothing_up(desk: Desk) -> None:
    """As an antivirus does that looks into a new process before it lets it run."""
    alone = desk.scan("--workers", "0")
    said: list[bytes] = []
    with desk.begun() as run:
        assert run.stdout is not None
        reader = Thread(target=said.extend, args=(run.stdout,))
        reader.start()
        for one in waited(desk, 2):
            one.suspend()
        try:
            status = run.wait(120)  # what it says, some 700 KB, is read meanwhile
        finally:
            for one in desk.ours():
                one.kill()  # Wine cannot end one that Linux stopped; its end of the pipe would stay open
            reader.join(30)
    assert status == 0
    assert lines(b"".join(said).decode("utf-8")) == lines(alone.stdout)


def test_rules_of_others_are_tried_in_a_process_of_their_own(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "rules.yar").write_text('rule Some { strings: $a = "cabinet qui attend" condition: $a }\n')
    words = ["signatures", "import", wine.path(tmp_path / "rules.yar"), "--out", wine.path(tmp_path / "set")]
    done = wine.run(desk.environment, desk.program, *words, limit=300)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    assert list(tmp_path.glob("set*"))


def test_a_worker_whose_program_is_gone_says_nothing(desk: Desk) -> None:
    """A scan may end while a worker of it is starting: what a screen then shows is no error of anybody's."""
    alone = ("--multiprocessing-fork", "parent_pid=1", "pipe_handle=1")
    done = wine.run(desk.environment, str(desk.program), *alone, limit=300)
    assert done.returncode != 0
    assert (done.stdout, done.stderr) == (b"", b"")
