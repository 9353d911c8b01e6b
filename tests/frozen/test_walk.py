"""The frozen program leads a visit: on a terminal, over a pipe, from a folder nobody can write to."""

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.frozen import walk
from tests.frozen.test_papers import settings
from tests.frozen.test_program import listing
from tests.terminal import Terminal
from tests.terminal import terminal as in_a_terminal
from tests.walkthrough.app.seat import READY, told

PATIENCE = 300.0  # seconds, on a machine that does something else as well
LOADER = "/lib64/ld-linux-x86-64.so.2"
LEAVE = "\x11"  # Ctrl-Q
PLAIN = ("--lang", "fr", "walk", "--plain", "--folder")
ANSWERS = {"t0": "11/10/2026 8h10", "t0.who": "la secrétaire", "ev.operator": "Zoé Lœuf"}
ASKED = ("étape 1 sur", "Découvert par, comment", "Intervenant : nom")
_WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|\b(creat|mkdir|rename\w*|unlink\w*|symlink|link)\(")
_SINKS = ("/dev/null", "/dev/tty", "/dev/pts/", "/dev/ptmx")  # no files


def terminal(
    home: Path, *words: object, environment: Mapping[str, str] | None = None
) -> AbstractContextManager[Terminal]:
    """Start a program on a terminal in a folder, at home there unless an environment is given."""
    around = {**(environment or settings(home)), "TERM": "xterm-256color"}
    return in_a_terminal(list(map(str, words)), around, PATIENCE, home)


def acts(visit: Path) -> list[dict[str, Any]]:
    """Return the whole lines of a journal as it stands."""
    journal = visit / "visit.jsonl"
    if not journal.exists():
        return []
    return [json.loads(line) for line in journal.read_bytes().split(b"\n")[:-1]]


def answered(visit: Path, card: str) -> bool:
    return any(one["facts"].get("card") == card for one in acts(visit))


def ended(visit: Path, work: str) -> list[int]:
    return [
        one["facts"]["status"]
        for one in acts(visit)
        if one["act"] == "work.ended" and one["facts"]["work"] == work
    ]


@dataclass
class Led:
    """A visit led on the full screen, left and taken up, and what was there before and after."""

    visit: Path
    home: Path
    disk: Path
    shown: list[str] = field(default_factory=list)
    statuses: list[int | None] = field(default_factory=list)
    trace: str = ""  # what strace noted of the second part
    before: dict[str, dict[str, int]] = field(default_factory=dict)
    after: dict[str, dict[str, int]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def led(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Led:
    place = tmp_path_factory.mktemp("visite")
    found = Led(place / "v", tmp_path_factory.mktemp("foyer"), place / "disque")
    walk.plant(found.disk)
    around = {"program": program.parent, "disk": found.disk, "home": found.home}
    found.before = {name: listing(folder) for name, folder in around.items()}
    _begun(program, found)
    told(found.visit, READY | {"source/disk": str(found.disk)}, "examine/start")
    _examined(program, found, place / "trace")
    found.after = {name: listing(folder) for name, folder in around.items()}
    return found


def _begun(program: Path, found: Led) -> None:
    with terminal(found.home, program, "--lang", "fr", "walk", "--folder", found.visit) as seat:
        for (card, answer), asked in zip(ANSWERS.items(), ASKED, strict=True):
            seat.sees(asked)  # what is typed before its question stands is let go
            seat.press(f"{answer}\r")
            seat.until(lambda card=card: answered(found.visit, card))  # type: ignore[misc] # of this turn
        seat.press(LEAVE)
        found.statuses.append(seat.left())
        found.shown.append(seat.words())


def _examined(program: Path, found: Led, trace: Path) -> None:
    """Take the visit up, examine the disk to its end, and leave; watched by strace where it is there."""
    calls = "trace=openat,open,creat,socket,socketpair,connect,bind,mkdir,rename,unlink,execve"
    watched = ["strace", "-f", "-qq", "-y", "-s", "4096", "-e", calls, "-o", str(trace)]
    watched = watched if _may_trace() else []
    with terminal(found.home, *watched, program, "--lang", "fr", "walk", "--folder", found.visit) as seat:
        seat.sees("étape 9 sur")
        seat.press("1")
        seat.until(lambda: bool(ended(found.visit, "examine")))
        seat.press(LEAVE)
        found.statuses.append(seat.left())
        found.shown.append(seat.words())
    found.trace = trace.read_text("utf-8", "replace") if watched else ""


def _may_trace() -> bool:
    if shutil.which("strace") is None:
        return False
    return (
        subprocess.run(
            ["strace", "-qq", "-o", os.devnull, "true"], capture_output=True, check=False
        ).returncode
        == 0
    )


def test_what_is_said_is_recorded_before_the_next_card(led: Led) -> None:
    given = [one["facts"] for one in acts(led.visit) if one["act"] == "card.answered"]
    assert [one["card"] for one in given[:3]] == list(ANSWERS)
    assert given[0]["value"].startswith("2026-10-11")
    assert [one["value"] for one in given[1:3]] == list(ANSWERS.values())[1:]


def test_the_screen_is_left_in_words_and_the_visit_is_taken_up(led: Led) -> None:
    assert led.statuses == [0, 0], led.shown
    assert all("trousse" in words and "Traceback" not in words for words in led.shown)
    names = [one["act"] for one in acts(led.visit)]
    assert names[0] == "visit.opened"
    assert names.count("visit.resumed") == 2
    assert names[-1] == "visit.left"


def test_the_disk_was_examined_by_a_child_of_the_program(led: Led) -> None:
    assert ended(led.visit, "examine") == [0]
    case = led.visit / "dossier"
    assert (case / "case.json").is_file()
    assert [json.loads(line) for line in (case / "records" / "scan.jsonl").read_text("utf-8").splitlines()]


def test_nothing_is_written_beside_the_visit(led: Led) -> None:
    assert led.after == led.before
    assert led.before["home"] == {}


@pytest.mark.skipif(
    not _may_trace(), reason="strace is not installed, or another system: it may not look here"
)
def test_it_opens_no_socket_but_its_own_pair_and_writes_in_the_visit_alone(program: Path, led: Led) -> None:
    lines = [line for line in led.trace.splitlines() if "ENOENT" not in line]
    started = [line for line in lines if "execve(" in line and str(program) in line]
    assert len(started) > 1  # itself, and the examination
    assert [line for line in lines if re.search(r"\b(socket|connect|bind)\(", line)] == []
    pairs = [line for line in lines if "socketpair(" in line]
    assert [line for line in pairs if "AF_UNIX" not in line] == []
    writing = [line for line in lines if _WRITES.search(line) and not any(sink in line for sink in _SINKS)]
    assert writing
    assert [line for line in writing if str(led.visit) not in line] == []


@contextmanager
def piped(home: Path, *words: object) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a program over pipes, its standard input open."""
    pipe, command = subprocess.PIPE, list(map(str, words))
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=pipe, env=settings(home), cwd=home
    ) as child:
        try:
            yield child
        finally:
            child.kill()  # where a test failed


def say(child: "subprocess.Popen[bytes]", line: str) -> None:
    assert child.stdin is not None
    child.stdin.write(f"{line}\n".encode())
    child.stdin.flush()


def test_plain_mode_over_a_pipe_takes_the_visit_up_and_says_what_was_read(program: Path, led: Led) -> None:
    with piped(led.home, program, *PLAIN, led.visit) as child:
        said, wrong = child.communicate("état\nquitter\n".encode(), timeout=PATIENCE)
    words = said.decode("utf-8").replace("\N{NO-BREAK SPACE}", " ")
    assert child.returncode == 0, wrong
    assert f"La visite est gardée dans {led.visit}" in words
    assert "\x1b[" not in words
    assert [one["act"] for one in acts(led.visit)][-2:] == ["visit.resumed", "visit.left"]
    assert list(led.home.iterdir()) == []


@pytest.mark.skipif(not Path(LOADER).exists(), reason="another system: there is no such loader")
def test_it_starts_itself_where_the_stick_lets_no_file_be_started(
    program: Path, led: Led, tmp_path: Path
) -> None:
    """FAT, as desktops mount it: the start file goes by the system's loader, and so must what it starts."""
    shutil.copytree(program.parent, tmp_path / "fat", symlinks=True, copy_function=os.link)
    closed, visit = tmp_path / "fat" / "trousse", tmp_path / "visite"
    closed.unlink()
    closed.write_bytes(program.read_bytes())
    assert not os.access(closed, os.X_OK)
    told(visit, READY | {"source/disk": str(led.disk)}, "examine/start")
    with piped(led.home, LOADER, closed, *PLAIN, visit) as child:
        say(child, "1")
        end = time.monotonic() + PATIENCE
        while not ended(visit, "examine") and time.monotonic() < end:
            time.sleep(0.1)
        _, wrong = child.communicate(b"quitter\n", timeout=PATIENCE)
    assert ended(visit, "examine") == [0], wrong
