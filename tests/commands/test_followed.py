"""A command that another program leads: what it says, what it hears, and when it ends."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from toolkit.commands.followed import asked
from toolkit.commands.meter import Shown
from toolkit.custody import technician

# What is in a case when its scan opens.
BEFORE = {"source.json", "tool.json", "data_roots.json", "triage.jsonl", "scan.jsonl"}
WORDS = "dix mots très longs d'été pour une clé"
NO_SECRET = b'{"secret": null}\n'


@contextmanager
def led(*arguments: object, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-m", "toolkit", "--lang", "en", *map(str, arguments), "--followed"]
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(command, **pipes, env={**os.environ, **environment}) as running:  # type: ignore[call-overload]
        try:
            yield running
        finally:
            running.kill()


def heard(running: "subprocess.Popen[bytes]") -> tuple[list[dict[str, Any]], str]:
    """Read standard error to its end while standard input stays open: the reports and the sentences."""
    assert running.stderr
    lines = running.stderr.read().decode().splitlines()
    reports = [json.loads(line)["progress"] for line in lines if line.startswith('{"progress"')]
    return reports, "\n".join(line for line in lines if not line.startswith("{"))


def say(running: "subprocess.Popen[bytes]", line: bytes) -> None:
    assert running.stdin
    running.stdin.write(line)
    running.stdin.flush()


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    folder = tmp_path / "disk"
    folder.mkdir()
    for number in range(20):
        (folder / f"{number}.txt").write_bytes(b"Bonjour\n" * 1000)
    return folder


def test_the_option_may_stand_anywhere_before_two_dashes() -> None:
    assert asked(["scan", "x"]) == (False, ["scan", "x"])
    assert asked(["--followed", "scan", "x"]) == (True, ["scan", "x"])
    assert asked(["scan", "x", "--followed"]) == (True, ["scan", "x"])
    assert asked(["scan", "--", "--followed"]) == (False, ["scan", "--", "--followed"])


def test_help_shows_it() -> None:
    command = [sys.executable, "-m", "toolkit", "--lang", "fr", "--help"]
    assert b"--followed" in subprocess.run(command, capture_output=True, check=True).stdout


def test_an_examination_says_how_far_it_is(disk: Path, tmp_path: Path) -> None:
    with led("examine", disk, "--case", tmp_path / "case", "--no-seal", FORCE_COLOR="1") as running:
        reports, sentences = heard(running)
        assert running.wait() == 0
        assert running.stdout
        out = running.stdout.read()
    first, last = reports[0], reports[-1]
    assert first == {"code": "screen.progress_scan", "done": 0, "total": 160_000, "rate": 0}
    assert (last["done"], last["total"]) == (160_000, 160_000)
    assert last["found"] == {"encrypted": 0, "notes": 0, "matches": 0, "files": 20}
    assert sentences == ""
    assert b"\x1b" not in out


def test_a_resumed_scan_counts_what_was_recorded_once(disk: Path, tmp_path: Path) -> None:
    case = tmp_path / "case"
    with led("examine", disk, "--case", case, "--no-seal") as running:
        heard(running)
        assert running.wait() == 0
    # As if the machine had stopped in the middle of the scan.
    whole = (case / "custody.jsonl").read_text().splitlines(keepends=True)
    opened = next(number for number, line in enumerate(whole) if '"scan.opened"' in line)
    (case / "custody.jsonl").write_text("".join(whole[: opened + 1]))
    for later in (case / "records").iterdir():
        if later.name not in BEFORE:
            later.unlink()
    lines = (case / "records" / "scan.jsonl").read_text().splitlines(keepends=True)
    (case / "records" / "scan.jsonl").write_text("".join(lines[:7]))
    with led("examine", disk, "--case", case, "--no-seal", "--resume") as running:
        reports, sentences = heard(running)
        assert running.wait() == 0, sentences
    assert (reports[-1]["done"], reports[-1]["total"]) == (104_000, 104_000)
    assert reports[-1]["found"]["files"] == 20


@pytest.mark.parametrize("last", [b"stop\n", b"stop\r\n", b""])
def test_stopped_by_a_word_or_by_the_end(disk: Path, tmp_path: Path, last: bytes) -> None:
    with led("examine", disk, "--case", tmp_path / "case") as running:
        say(running, NO_SECRET + b"nothing\n" + last)
        if not last and running.stdin:
            running.stdin.close()
        _, sentences = heard(running)
        assert running.wait() == 130
    assert "Stopped" in sentences


def test_stopped_while_a_secret_is_waited_for(tmp_path: Path) -> None:
    with led("key", "new", "--out", tmp_path / "key", "--passphrase-stdin") as running:
        say(running, b"stop\n")
        heard(running)
        assert running.wait() == 130


def test_a_secret_waits_until_it_is_asked_for(tmp_path: Path) -> None:
    with led("key", "new", "--out", tmp_path / "key", "--passphrase-stdin") as running:
        say(running, json.dumps({"secret": WORDS}).encode() + b"\n")
        _, sentences = heard(running)
        assert running.wait() == 0, sentences
    assert technician.load(tmp_path / "key", WORDS)


@pytest.mark.parametrize(
    "line", [NO_SECRET, b"passphrase typed bare, as without a leader\n", b'{"secret": 7}\n', b"\xff[\n"]
)
def test_anything_else_is_no_secret(tmp_path: Path, line: bytes) -> None:
    with led("key", "new", "--out", tmp_path / "key", "--passphrase-stdin") as running:
        say(running, line)
        heard(running)
        assert running.wait() == 2


def test_a_leader_is_nobody_to_ask(disk: Path, tmp_path: Path) -> None:
    with led("answers", "--case", tmp_path) as running:
        _, sentences = heard(running)
        assert running.wait() == 2
    assert sentences


def test_a_leader_that_reads_no_more(disk: Path, tmp_path: Path) -> None:
    with led("examine", disk, "--case", tmp_path / "case") as running:
        assert running.stderr
        assert running.stdout
        running.stderr.close()
        running.stdout.close()
        assert running.wait() == 130


def test_what_lines_show_is_counted_by_files() -> None:
    class Meter:
        left = 0
        found: Any = None

        def heard(self, count: int) -> None: ...

        def more(self, count: int) -> None:
            self.left += count

        def beside(self, found: Any) -> None:
            self.found = found

    meter = Meter()
    shown = Shown(meter)
    plain = {"note": None, "rules": [], "damage": {"verdict": "intact"}, "sha256": "00", "size": 5}
    encrypted = {**plain, "damage": {"verdict": "encrypted"}}
    shown.before(plain)
    shown.before({**plain, "sha256": None})
    shown.passed({**encrypted, "note": {"verdict": "note"}})
    shown.passed({**encrypted, "note": {"verdict": "suspect"}, "rules": ["a", "b"]})
    shown.passed({**plain, "inside": [{"rules": []}, {"rules": ["a"]}]})
    assert meter.found == {"encrypted": 1, "notes": 1, "matches": 2, "files": 5}
    assert meter.left == -5
