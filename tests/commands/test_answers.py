"""trousse answers: given on the line, from a file or one by one; refused with a reason, never lost."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.spaces import typed
from toolkit import procedure
from toolkit.custody.case import Case
from toolkit.report import answers

# typer asks click for names that click 9 drops; the program imports both as they are.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
Screen = pytest.CaptureFixture[str]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    with Case.create(tmp_path / "case", source={"label": "d", "kind": "folder", "size": 0}, language="fr"):
        return tmp_path / "case"


def trousse(*arguments: object, language: str = "fr") -> int:
    from toolkit.cli import run

    return run(["--lang", language, "answers", *map(str, arguments)])


def told(case: Path) -> dict[str, str | None]:
    return {key: one.value for key, one in answers.told(Case.read(case)).items()}


def test_answers_of_the_line_are_recorded_and_the_last_counts(case: Path) -> None:
    first = ("--set", "victim.name= Cabinet du Port ", "--set", "pd.count=?", "--unknown", "tech.mail")
    assert trousse("--case", case, *first, "--by", "Dr Exemple") == 0
    assert (
        trousse("--case", case, "--set", "pd.count=1 000 à 1 500", "--set", "victim.name=Cabinet = Port") == 0
    )
    assert told(case) == {"victim.name": "Cabinet = Port", "pd.count": "1000-1500", "tech.mail": None}
    lines = [json.loads(line) for line in (case / "records/answers_1.jsonl").read_text().splitlines()]
    assert [(line["key"], line["value"], line["by"]) for line in lines] == [
        ("victim.name", "Cabinet du Port", "Dr Exemple"), ("pd.count", None, "Dr Exemple"),
        ("tech.mail", None, "Dr Exemple"),
    ]  # fmt: skip
    assert Case.read(case).done("answers_2")
    with Case.resume(case):
        pass  # the log vouches for every sitting


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("nothing=1", "n'existe pas"), ("victim.siret=73282932000075", "clé de contrôle est fausse"),
        ("victim.siret=7328", "celui-ci en a 4"),
        ("t0=25/10/2026 2h30", "deux fois"), ("t0=bientôt", "pas comprises"),
        ("victim.name", "il y manque le signe"), ("victim.name=", "est vide"),
        ("ev.manifest=abc", "remplie par l'outil"),
        ("sys.power=bof", "Réponses possibles : éteinte, isolée"),
        ("victim.phone=demain", "ni numéro de téléphone"),
        ("pd.count=beaucoup", "une fourchette"),
        ("legal.pv=pas encore", "contient des chiffres"), ("legal.cnil=pas encore", "contient des chiffres"),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_refused_and_nothing_is_recorded(
    case: Path, given: str, said: str, capsys: Screen
) -> None:
    assert trousse("--case", case, "--set", "t0.who=une assistante", "--set", given) == 2
    assert said in typed(capsys.readouterr().err)
    assert told(case) == {}
    assert not (case / "records/answers_1.jsonl").exists()


def test_a_file_gives_answers(case: Path, tmp_path: Path) -> None:
    file = tmp_path / "reponses.toml"
    lines = (
        '\ufeffvictim.name = "Cabinet du Port"\r\n'
        '"t0" = 2026-10-12T08:10:00+02:00\r\n"t0.who" = "?"\r\n'
        "pd.count = 1200\r\nmission.order = true\r\n"
        '"sys.power" = "Éteinte"\r\n"sys.disk.fate#2" = "kept"\r\n'
    )
    file.write_bytes(lines.encode())
    assert trousse("--case", case, "--file", file) == 0
    assert told(case) == {
        "victim.name": "Cabinet du Port", "t0": "2026-10-12T08:10:00+02:00", "t0.who": None,
        "pd.count": "1200",
        "mission.order": "yes", "sys.power": "off", "sys.disk.fate#2": "kept",
    }  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe", b"victim.name = ", b"a = 1\na = 2", b"victim.name = ['x']", b"a" * 2_000_000,
        b"x = " + b"[" * 5000, b"nothing = 'x'", b"'victim.siret' = 73282932000075",
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused(case: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "reponses.toml").write_bytes(content)
    assert trousse("--case", case, "--file", tmp_path / "reponses.toml") == 2
    assert trousse("--case", case, "--file", tmp_path / "absent.toml") == 2
    assert told(case) == {}


def test_a_long_or_hostile_answer_is_cut_and_told(case: Path, capsys: Screen) -> None:
    hostile = "\x1b[2J=cmd|'\u202e" + "a" * 5000
    assert trousse("--case", case, "--set", f"victim.name={hostile}", "--by", "b\x1b" * 400) == 0
    assert "trop longue" in capsys.readouterr().err
    kept = answers.told(Case.read(case))["victim.name"]
    assert kept.value is not None
    assert len(kept.value) == 300
    assert kept.value.isprintable()
    assert kept.by is not None
    assert kept.by.isprintable()


def test_the_list_shows_every_state(case: Path, capsys: Screen) -> None:
    assert trousse("--case", case, "--set", "sys.power=off", "--unknown", "tech.ip") == 0
    capsys.readouterr()
    assert trousse("--case", case, "--json") == 0
    rows = {row["key"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    states = [rows[key]["state"] for key in ("sys.power", "tech.ip", "victim.name", "attack.note")]
    assert states == ["told", "unknown", "never", "tool"]
    assert trousse("--case", case, "--list", "--for", "complaint") == 0
    shown = typed(capsys.readouterr().out)
    assert "éteinte" in shown
    assert "je ne sais pas" in shown
    assert "pd.categories" not in shown
    assert trousse("--case", case, "--list", "--for", "chocolate") == 2


def test_nobody_to_ask_is_told(case: Path, capsys: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert trousse("--case", case) == 2
    assert "personne à qui poser" in capsys.readouterr().err
    assert trousse("--case", case.parent / "absent", "--set", "t0=hier 8h") == 4


def test_an_odd_time_is_kept_and_told(case: Path, capsys: Screen) -> None:
    assert trousse("--case", case, "--set", "t0=2090-01-01 08:00") == 0
    assert "dans l'avenir" in capsys.readouterr().err
    assert told(case) == {"t0": "2090-01-01T08:00:00+01:00"}


def test_answers_to_a_sealed_case_say_what_the_archive_lacks(case: Path, capsys: Screen) -> None:
    with Case.resume(case) as current:
        procedure.close(current, "fr")
    assert trousse("--case", case, "--set", "victim.name=Cabinet") == 0
    assert "ne change pas" in capsys.readouterr().out


# Ctrl-C reaches only the programs whose own terminal it is typed on.
ON_TERMINAL = """
import fcntl, runpy, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
runpy.run_module("toolkit", run_name="__main__")
"""


def ask(case: Path, typed: tuple[bytes, ...], *options: str) -> tuple[int, str]:
    """Answer each prompt on a terminal of our own; return the exit status and what was shown."""
    pty = pytest.importorskip("pty", reason="a terminal of our own needs a POSIX system")
    outer, inner = pty.openpty()
    arguments = ["--lang", "en", "answers", "--case", str(case), *options]
    command = [sys.executable, "-c", ON_TERMINAL, *arguments]
    child = subprocess.Popen(command, stdin=inner, stdout=inner, stderr=inner, start_new_session=True)
    os.close(inner)
    shown, waiting = b"", list(typed)
    while child.poll() is None or waiting:
        try:
            more = os.read(outer, 4096)
        except OSError:  # Linux: the last of the other end has gone
            break
        shown += more
        # One prompt, one answer: Ctrl-C throws away what was typed ahead of it.
        if waiting and shown.count(b"\n> ") > len(typed) - len(waiting):
            os.write(outer, waiting.pop(0))
    os.close(outer)
    return child.wait(timeout=60), shown.decode("utf-8", "replace")


def test_questions_are_asked_one_by_one_and_control_c_keeps_them(case: Path) -> None:
    typed = (
        b"25/10/2026 2h30\n",  # twice that night: asked again
        b"25/10/2026 2h30 winter\n",
        b"Cabinet du Port\n",
        b"\n",  # later
        b"732829320\n",
        b"I don't know\n",
        b"\x03",
    )
    status, shown = ask(case, typed, "--for", "complaint", "--by", "Dr Exemple")
    assert status == 130, shown
    assert "came twice" in shown
    assert told(case) == {
        "t0": "2026-10-25T02:30:00+01:00", "victim.name": "Cabinet du Port", "victim.siret": "732829320",
        "victim.rep": None,
    }  # fmt: skip
    assert Case.read(case).done("answers_1")
    assert answers.told(Case.read(case))["t0"].by == "Dr Exemple"


def test_what_was_answered_is_not_asked_again(case: Path) -> None:
    assert trousse("--case", case, "--set", "t0=12/10/2026 8h10", "--unknown", "victim.name") == 0
    status, shown = ask(case, (b"SELARL\n", b"\x04"))
    assert status == 0, shown
    assert told(case)["victim.legal"] == "SELARL"
    assert "Discovery of the attack" not in shown


def test_a_sitting_without_an_answer_leaves_nothing(case: Path) -> None:
    status, shown = ask(case, (b"\n", b"\n", b"\x04"))
    assert status == 0, shown
    assert not (case / "records/answers_1.jsonl").exists()


def test_a_moment_of_knowledge_after_the_examination_began_is_kept_and_told(
    case: Path, capsys: Screen
) -> None:
    opened = Case.read(case).facts.opened // 1_000_000_000
    later = datetime.fromtimestamp(opened + 30, UTC)
    assert trousse("--case", case, "--set", f"t0={later.isoformat()}") == 0
    assert "suit le début de l'examen" in " ".join(capsys.readouterr().err.split())
    assert told(case)["t0"] is not None
    earlier = datetime.fromtimestamp(opened - 3600, UTC)
    assert trousse("--case", case, "--set", f"t0={earlier.isoformat()}") == 0
    assert "suit le début" not in " ".join(capsys.readouterr().err.split())


def test_every_wrong_answer_is_told_at_once_and_that_nothing_was_recorded(case: Path, capsys: Screen) -> None:
    given = ("t0=11/10/2026 8h10", "sys.disk.fate=bof", "victim.siret=123", "sans signe", "mission.order=oui")
    assert trousse("--case", case, *(word for one in given for word in ("--set", one))) == 2
    said = typed(capsys.readouterr().err)
    wrong = ("n'est pas une de celles proposées", "celui-ci en a 3", "il y manque le signe")
    assert all(each in said for each in wrong)
    assert "Rien n'a été noté : 3 réponse(s) à corriger, 2 autre(s) en attente." in said
    assert told(case) == {}


@pytest.mark.parametrize("typed", ["kept", "conservé", "CONSERVE", "2", "le disque d'origine est conservé"])
def test_a_choice_is_taken_by_its_word_in_french(case: Path, typed: str) -> None:
    assert trousse("--case", case, "--set", f"sys.disk.fate={typed}") == 0
    assert told(case) == {"sys.disk.fate": "kept"}


def rows(case: Path, capsys: Screen) -> dict[str, dict[str, object]]:
    capsys.readouterr()
    assert trousse("--case", case, "--json") == 0
    return {row["key"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}


def test_what_the_opening_told_is_an_answer_until_somebody_gives_another(
    tmp_path: Path, capsys: Screen
) -> None:
    source = {"label": "d", "kind": "folder", "size": 0}
    case = tmp_path / "case"
    with Case.create(case, source=source, language="fr", practice="Cabinet du Port", examiner="D. Le Goff"):
        pass
    found = rows(case, capsys)
    assert next(iter(found)) == "t0"
    assert [found[key]["state"] for key in ("victim.name", "ev.operator", "victim.siret")] == [
        "case", "case", "never",
    ]  # fmt: skip
    assert (found["victim.name"]["value"], told(case)) == ("Cabinet du Port", {})
    assert trousse("--case", case, "--set", "victim.name=SCM du Port") == 0
    after = rows(case, capsys)["victim.name"]
    assert (after["state"], after["value"]) == ("told", "SCM du Port")


def test_the_list_shows_what_may_be_answered_and_what_was_never_checked(
    case: Path, capsys: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    assert trousse("--case", case, "--list") == 0
    shown = typed(capsys.readouterr().out)
    assert "Que devient le disque d'origine ? [image, conservé, rien]" in shown
    assert "aucune sauvegarde vérifiée : trousse backup check" in shown
