"""An answer nobody could hear is never "done", and a reader who has had enough is no error."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="asks a POSIX shell")
TROUSSE = f"{sys.executable} -m toolkit"


def shell(line: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["sh", "-c", line], capture_output=True, encoding="utf-8", check=False)


@pytest.mark.parametrize("command", ["--version", "--help", "drives --json", "signatures check"])
@pytest.mark.parametrize("stream", [">/dev/full", ">&-"])
def test_an_answer_that_could_not_be_written(command: str, stream: str) -> None:
    run = shell(f"{TROUSSE} {command} {stream}")
    assert run.returncode == 6, run.stderr
    assert "Traceback" not in run.stderr


def test_a_pipe_closed_early(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"{number}.txt").write_text("bonjour")
    run = shell(f'{{ {TROUSSE} scan "{tmp_path}" --jsonl -; echo "status $?" >&2; }} | head -n 1 >/dev/null')
    assert "status 0" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_clock_offset_that_is_no_number(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    run = shell(f'{TROUSSE} examine "{tmp_path}/source" --case "{tmp_path}/case" --clock-offset nan')
    assert run.returncode == 2
    assert not (tmp_path / "case").exists()
