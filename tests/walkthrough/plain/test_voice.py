"""Plain mode on poor terminals: every encoding, and a secret that is not shown."""

import io
import os
from pathlib import Path

import pytest

from toolkit.texts import Speech
from toolkit.walkthrough import plain
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.plain.unseen import unseen
from toolkit.walkthrough.plain.voice import shown


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp850", "cp437", "utf-8"])
def test_no_terminal_is_too_poor(tmp_path: Path, encoding: str) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    plain.run(Conversation(Speech("fr"), tmp_path / "visit"), io.StringIO("?\naide\n"), out)
    out.seek(0)
    heard = out.read()
    assert "tape" in heard
    assert "\\x" not in heard
    assert "\\u" not in heard


def test_a_character_that_cannot_be_shown_is_replaced() -> None:
    assert shown("« Étape » – œuvre…", "ascii") == '" Etape " - oeuvre...'
    assert shown("日", "ascii") == "\\u65e5"


def test_a_secret_is_not_shown_while_it_is_typed(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty", reason="a terminal of our own needs a POSIX system")
    termios = pytest.importorskip("termios")
    outer, inner = pty.openpty()
    with open(inner, encoding="utf-8") as stream:
        before = termios.tcgetattr(stream.fileno())
        with unseen(stream) as hidden:
            assert hidden
            assert not termios.tcgetattr(stream.fileno())[3] & termios.ECHO
        assert termios.tcgetattr(stream.fileno()) == before
    os.close(outer)
    with unseen(io.StringIO()) as hidden:
        assert not hidden
