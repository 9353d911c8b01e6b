"""The bench: what it lays, and what it counts of a command and of those it starts."""

import sys
from pathlib import Path

import pytest

from evaluation.bench import timing, trees
from evaluation.bench.rivals import HASH_ONLY, READ, SCAN, commands
from evaluation.bench.rule_texts import OWN, rules

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="measured on Linux")

_BUSY = "import os, time\nwhile time.process_time() < 0.2: pass\nos.write(1, b'x' * 100)"
_PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {_BUSY!r}], check=True)"


def test_the_work_of_a_started_process_is_counted() -> None:
    took = timing.run(timing.Asked((sys.executable, "-c", _PARENT)))
    assert took.cpu >= 0.2
    assert took.peak > 1


def test_the_peak_is_of_the_command_and_not_of_the_one_that_measures() -> None:
    held = bytearray(300 * 1024 * 1024)
    held[::4096] = b"x" * len(held[::4096])
    assert timing.run(timing.Asked(("true",))).peak < 100


def test_a_command_that_fails_is_no_figure() -> None:
    with pytest.raises(RuntimeError, match="ended with 3"):
        timing.run(timing.Asked((sys.executable, "-c", "raise SystemExit(3)")))


def test_a_command_gets_its_list() -> None:
    asked = timing.Asked((sys.executable, "-c", "import sys; sys.exit(len(sys.stdin.read()) != 4)"), b"abcd")
    assert timing.run(asked).wall > 0


def test_medians_take_the_middle_and_the_highest_peak() -> None:
    runs = [timing.Took(3, 1, 10), timing.Took(1, 3, 30), timing.Took(2, 2, 20)]
    assert timing._median(runs) == timing.Took(2, 2, 30)
    assert runs[0].then(runs[1]) == timing.Took(4, 4, 30)


def test_every_command_of_a_small_folder_runs(tmp_path: Path) -> None:
    (tmp_path / "lettre.txt").write_text("Madame, Monsieur,\n")
    (tmp_path / "vide.txt").write_bytes(b"")
    found = commands(tmp_path, trees.files(tmp_path), rules(OWN))
    assert {READ, SCAN, HASH_ONLY} <= found.keys()
    assert all(timing.run(asked).wall > 0 for asked in found.values())


def test_a_drawn_tree_has_about_the_size_asked_for() -> None:
    drawn = trees._drawn(100, 1_500_000, 256 * 1024)
    if len(drawn) < 100:
        pytest.skip("this machine has too few files of its own")
    assert len(set(drawn)) == 100
    assert 500_000 < sum(path.stat().st_size for path in drawn) < 4_500_000
