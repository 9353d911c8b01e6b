"""Plain mode as a program: killed, left, closed in the middle of a work, and taken up again."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.walkthrough.plain.program import PATIENCE, Program, only_waiting
from tests.walkthrough.plain.talking import WORDS, disk, ready, visit_of
from toolkit.custody import visit_journal


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[Callable[..., Program]]:
    made: list[Program] = []

    def begin(folder: Path = tmp_path / "visit", **more: str) -> Program:
        made.append(Program(folder, **more))
        return made[-1]

    yield begin
    for one in made:
        one.close()


def test_what_was_answered_outlives_the_program(tmp_path: Path, begun: Callable[..., Program]) -> None:
    first = begun()
    first.say("hier 8h10", "Le titulaire")
    first.until(lambda said: "Le titulaire\n" in said.replace("\r", ""))
    first.child.kill()
    first.child.wait(PATIENCE)
    again = begun()
    again.until(lambda said: "Visite reprise" in said and WORDS["fr"] in said)
    assert again.end() == 0
    assert visit_of(tmp_path / "visit").value("t0.who") == "Le titulaire"


def test_two_programs_do_not_lead_one_visit(tmp_path: Path, begun: Callable[..., Program]) -> None:
    begun().until(lambda said: WORDS["fr"] in said)
    second = begun()
    assert second.child.wait(PATIENCE) == 4
    assert "ouverte par un autre programme" in second.until(lambda said: "autre fenêtre" in said)


def test_bytes_that_are_no_text(tmp_path: Path, begun: Callable[..., Program]) -> None:
    program = begun(language="en")
    program.say("dont know", b"\xff\xfe\x00Ann\xe9e\x1b[2J", b"x" * 1_000_000)
    program.until(lambda said: said.count("Noted") == 3)
    assert program.end() == 0
    assert (visit_of(tmp_path / "visit").value("t0.who") or "").startswith("\ufffd\ufffd Ann\ufffde [2J")
    assert b"\x1b" not in program.heard


def test_an_examination_goes_on_beside_the_questions(tmp_path: Path, begun: Callable[..., Program]) -> None:
    program = begun(ready(tmp_path / "visit"))
    program.say(str(disk(tmp_path / "disk")), "OUI", "", "pause")
    program.until(lambda said: "En pause" in said)
    only_waiting(program)
    program.say("etat", "", "reprendre")
    ended = "Travail terminé : Examen du disque"
    program.until(lambda said: "Prêt : étape 10" in said and ended in said)
    program.until(lambda said: "c'est lu, continuer" in said.partition("Prêt : étape 10")[2])
    program.say("etat")
    program.until(lambda said: "Aucun travail n'est en cours" in said.rpartition(ended)[2])
    assert program.end() == 0
    assert visit_of(tmp_path / "visit").ended("examine", 0)


def test_left_in_the_middle_of_an_examination(tmp_path: Path, begun: Callable[..., Program]) -> None:
    program = begun(ready(tmp_path / "visit"))
    program.say(str(disk(tmp_path / "disk")), "OUI", "", "pause")
    program.until(lambda said: "En pause" in said)
    assert program.end() == 130
    assert "l'entrée est fermée" in program.text.casefold()
    assert visit_of(tmp_path / "visit").works["examine"].stopped
    again = begun()
    again.until(lambda said: "a été interrompu" in said)
    again.say("")
    again.until(lambda said: "Travail terminé : Examen du disque" in said)
    assert again.end() == 0


def test_one_that_leaves_in_words_confirms_that_the_work_stops(
    tmp_path: Path, begun: Callable[..., Program]
) -> None:
    program = begun(ready(tmp_path / "visit"))
    program.say(str(disk(tmp_path / "disk")), "OUI", "", "pause", "quitter", "o", "quitter", "OUI")
    assert program.child.wait(PATIENCE) == 0
    acts = [line["act"] for line in visit_journal.read(tmp_path / "visit")]
    assert acts[-2:] == ["work.ended", "visit.left"]


def test_control_c_keeps_everything(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty", reason="a terminal of our own needs a POSIX system")
    outer, inner = pty.openpty()
    command = [sys.executable, "-m", "toolkit", "--lang", "fr", "walk", "--plain", "--folder"]
    with subprocess.Popen(
        [*command, str(tmp_path / "visit")], stdin=inner, stdout=inner, stderr=inner, start_new_session=True
    ) as child:
        os.close(inner)
        heard, sent = b"", [b"hier 8h10\n", b"\x03"]
        while child.poll() is None:
            try:
                heard += os.read(outer, 4096)
            except OSError:  # Linux: the last of the other end has gone
                break
            if sent and heard.count("réponse\N{NO-BREAK SPACE}:".encode()) > 2 - len(sent):
                if sent[0] == b"\x03":
                    child.send_signal(signal.SIGINT)
                    sent.pop()
                else:
                    os.write(outer, sent.pop(0))
        os.close(outer)
        assert child.wait(PATIENCE) == 130
    assert visit_of(tmp_path / "visit").t0 is not None
    assert [line["act"] for line in visit_journal.read(tmp_path / "visit")][-1] == "visit.left"
