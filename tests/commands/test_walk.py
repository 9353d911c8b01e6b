"""`trousse walk`, and `trousse` alone: which screen opens, and what stands in its way."""

import fcntl
import os
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a terminal of our own needs a POSIX system")


def on_terminal(
    *arguments: str, typed: bytes = b"\x04", columns: int = 100, shell: str = "", **more: str
) -> tuple[int, str]:
    """Run the program on a terminal of our own, this typed at its first prompt."""
    import pty

    outer, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 25, columns, 0, 0))
    kept = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
    command = ["sh", "-c", shell] if shell else [sys.executable, "-m", "toolkit", *arguments]
    with subprocess.Popen(
        command, stdin=inner, stdout=inner, stderr=inner, env={**kept, "TERM": "dumb", **more}
    ) as child:
        os.close(inner)
        shown, sent = b"", False
        while True:
            try:
                shown += os.read(outer, 4096)
            except OSError:  # Linux: the last of the other end has gone
                break
            if not sent and (
                b"r\xc3\xa9ponse\xc2\xa0:" in shown or b"answer:" in shown or b"ponse" in shown[-20:]
            ):
                os.write(outer, typed)
                sent = True
        os.close(outer)
        return child.wait(timeout=120), shown.decode("utf-8", "replace").replace("\N{NO-BREAK SPACE}", " ")


def piped(*arguments: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "toolkit", *arguments]
    return subprocess.run(
        command, input=typed, capture_output=True, encoding="utf-8", check=False, timeout=120
    )


@pytest.mark.parametrize(("language", "said"), [("fr", "Étape 1 sur"), ("en", "Step 1 of")])
def test_alone_on_a_terminal_it_leads(language: str, said: str) -> None:
    status, shown = on_terminal("--lang", language)
    assert status == 0, shown
    assert said in shown


def test_alone_without_a_terminal_it_shows_the_help() -> None:
    run = piped("--lang", "fr")
    assert run.returncode == 2
    assert "walk" in run.stdout + run.stderr
    assert "Étape 1" not in run.stdout


@pytest.mark.parametrize(
    ("more", "columns", "why"),
    [
        ({"TERM": "dumb"}, 100, "écran entier (variable TERM)"),
        ({"TERM": "xterm"}, 50, "moins de 60"),
        ({"TERM": "xterm", "PYTHONIOENCODING": "iso8859-15"}, 100, "iso8859-15"),
    ],
)
def test_a_poor_terminal_is_led_line_by_line_and_told_why(
    more: dict[str, str], columns: int, why: str
) -> None:
    status, shown = on_terminal("--lang", "fr", "walk", columns=columns, **more)
    assert status == 0, shown
    assert why in " ".join(shown.split())


def test_plain_was_asked_for(tmp_path: Path) -> None:
    status, shown = on_terminal(
        "--lang", "en", "walk", "--plain", "--folder", str(tmp_path / "visit"), TERM="xterm"
    )
    assert status == 0
    assert "line by line" not in shown
    assert re.search(r"\x1b\[", shown) is None


def test_lines_end_between_words(tmp_path: Path) -> None:
    folder = tmp_path / "visit"
    status, shown = on_terminal("--lang", "fr", "walk", "--plain", "--folder", str(folder), columns=64)
    assert status == 0
    long = [line for line in shown.splitlines() if len(line) > 64 and str(tmp_path) not in line]
    assert long == []
    assert "« ? » explique les mots" in " ".join(shown.split())


def test_a_folder_that_cannot_be_written_is_refused_with_what_to_try(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    run = piped("--lang", "fr", "walk", "--plain", "--folder", str(tmp_path / "file" / "visit"))
    assert run.returncode == 4
    assert len(run.stderr.strip().splitlines()) >= 2
    assert "Traceback" not in run.stderr


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    run = piped("--lang", "fr", "walk", "--plain", "--folder", str(tmp_path / "file"))
    assert run.returncode == 4
    assert "n'est pas un dossier" in run.stderr
    assert (tmp_path / "file").read_text() == "x"


def test_errors_sent_elsewhere_are_told_apart_from_no_terminal() -> None:
    line = f"{sys.executable} -m toolkit --lang fr walk 2>/dev/null"
    status, shown = on_terminal(shell=line, TERM="xterm")
    assert status == 0
    assert "le plein écran a besoin des deux" in " ".join(shown.split())


def test_a_pipe_that_nobody_reads_ends_it() -> None:
    line = f'printf "nsp\\nnsp\\n" | {sys.executable} -m toolkit --lang fr walk --plain | head -n 1'
    run = subprocess.run(["sh", "-c", line], capture_output=True, encoding="utf-8", check=False, timeout=120)
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(("language", "said"), [("fr", "lecteur d'écran"), ("en", "screen reader")])
def test_its_help(language: str, said: str) -> None:
    run = piped("--lang", language, "walk", "--help")
    assert run.returncode == 0
    shown = " ".join(run.stdout.replace("│", " ").split())
    assert said in shown
    assert "130" in shown
