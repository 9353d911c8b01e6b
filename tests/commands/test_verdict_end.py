"""What a check of a backup says last: both axes, what decides each, and one thing to do."""

import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from rich.progress import Task, TaskID

from tests.backup.builder import judged, practice
from tests.spaces import typed
from toolkit.commands import verdict_end
from toolkit.commands.progress_columns import Done, Rate
from toolkit.commands.screen import Screen
from toolkit.commands.verdict_words import grouped, newest, taken
from toolkit.records import Answer, Check, Connect, Rely
from toolkit.texts import LANGUAGES, Speech
from toolkit.texts.reasons import sentence

DAY = 86_400 * 1_000_000_000  # ns
TODO = (
    "suspect_device", "infected", "infected_point", "encrypted", "encrypted_point", "damaged",
    "damaged_point", "case_there", "password", "opaque", "incomplete", "stale", "compare", "baseline",
    "empty", "sample", "read_only", "unknown", "good",
)  # fmt: skip


def run(*arguments: object, typed: str | None = None) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "toolkit", "--lang", "fr", *map(str, arguments)]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", check=False, input=typed, env=environment
    )


def end(said: str) -> list[str]:
    return typed(said).split("─ Verdict ─", 1)[1].splitlines()[1:]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from demo.builder.folder import lay

    place = tmp_path_factory.mktemp("medium") / "SAUVEGARDE"
    place.mkdir()
    lay(practice(), place)
    return place


def test_the_last_lines_hold_the_age_both_axes_and_what_to_do(folder: Path) -> None:
    shown = run("backup", "check", folder)
    last = end(shown.stdout)
    assert last[0].startswith("Donnée la plus récente du cabinet : ")
    assert "UTC" not in shown.stdout
    assert sum(line.startswith(("Rebrancher", "NE PAS REBRANCHER")) for line in last) == 1
    assert sum(line.startswith("Compter dessus") for line in last) == 1
    assert last[-1].startswith("Que faire : ")
    assert sum(line.startswith("Que faire") for line in shown.stdout.splitlines()) == 1


def test_an_old_one_is_told_as_such_with_another_to_look_for(folder: Path) -> None:
    last = end(run("backup", "check", folder).stdout)
    at = next(number for number, line in enumerate(last) if line.startswith("Compter dessus"))
    assert "trop ancienne" in last[at]
    assert "jours d'écart" in last[at + 1]
    assert "cherchez une sauvegarde plus récente" in last[-1]


def test_the_older_class_that_decides_is_told_before_the_newest_of_all(
    capsys: pytest.CaptureFixture[str],
) -> None:
    now = time.time_ns()
    old = {"decisive_ns": now - 60 * DAY, "decisive_class": "database"}
    newest({"modified_ns": now, **old}, Screen(Speech("fr")))
    first, second = " ".join(capsys.readouterr().out.split()).split("Donnée la plus récente")
    assert first.startswith("Bases de données : ")
    assert "il y a 60 jours." in first
    assert "il y a moins d'un jour." in second


def test_a_duration_is_never_rounded_up_to_what_it_was_not() -> None:
    screen = Screen(Speech("fr"))
    assert [taken(one, screen) for one in (66.4, 299, 301)] == ["66 s", "299 s", "6 min"]


@pytest.mark.parametrize(
    ("connect", "rely", "no", "said"),
    [
        (Connect.INFECTED, Rely.UNKNOWN, "clean", ["porte des signes d'infection"]),
        (Connect.CLEAN, Rely.INCOMPLETE, "complete recent", ["manquants : 1 sur 1", "60 jours d'écart"]),
    ],
)
def test_each_reason_not_to_rely_on_it_is_told(
    connect: Connect, rely: Rely, no: str, said: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    verdict = judged(folder)
    lacks = {"code": "missing_agenda", "files": 1, "total": 1, "percent": 100, "path": "a.ics"}
    old = {"code": "old_data", "days": 60, "limit": 7, "path": "b"}
    why = {"complete": (lacks,), "recent": (old,)}
    answers = {
        name: Check(name, Answer.NO if name in no.split() else Answer.YES, why.get(name, one.why))
        for name, one in verdict.answers.items()
    }
    verdict_end.told(
        replace(verdict, connect=connect, rely=rely, answers=answers), Screen(Speech("fr")), words=False
    )
    after = " ".join(capsys.readouterr().out.split()).split("Compter dessus : ", 1)[1]
    assert all(one in after for one in said)
    assert "Que faire" in after


def test_nothing_read_is_no_verdict_to_act_upon(tmp_path: Path) -> None:
    (tmp_path / "vide").mkdir()
    assert "vérifiez que c'est le bon support" in end(run("backup", "check", tmp_path / "vide").stdout)[-1]


def test_a_locked_zip_asks_for_its_password_and_a_wrong_one_is_said_to_be_wrong(tmp_path: Path) -> None:
    program = shutil.which("7z")
    if program is None:
        pytest.skip("7z, which writes ZIP with a password, is not on this machine")
    path = tmp_path / "sauvegarde.zip"
    (tmp_path / "c").mkdir()
    for number in range(20):
        (tmp_path / "c" / f"{number}.txt").write_bytes(os.urandom(4096))
    packed = [program, "a", "-bd", "-tzip", "-mem=AES256", "-pSecret2026", path, tmp_path / "c"]
    subprocess.run(packed, check=True, capture_output=True)
    none, wrong = (
        end(run("backup", "check", path, *asked, typed="faux\n").stdout)
        for asked in ((), ("--backup-password",))
    )
    assert "MOT DE PASSE NÉCESSAIRE : archive ZIP" in "".join(none)
    assert "LE MOT DE PASSE DONNÉ N'OUVRE PAS : archive ZIP" in "".join(wrong)


def test_every_pair_of_axes_has_its_sentence() -> None:
    for language in LANGUAGES:
        speech = Speech(language)
        assert all(speech.knows(f"backup.what_{code}") for code in TODO)
        assert all(speech.knows(f"backup.connect_{one}") for one in Connect)
        assert all(speech.knows(f"backup.rely_{one}") for one in Rely)


def test_rules_and_dates_are_told_in_words() -> None:
    french = Speech("fr")
    rule = sentence(french, {"code": "rule_hits", "rule": "Trousse_Note_French", "files": 2, "path": "a"})
    assert "Trousse_" not in rule
    made = sentence(french, {"code": "baseline_made", "made": "2026-11-23T03:29:44+00:00", "files": 2})
    assert "lundi 23 novembre 2026 à 4 h 29" in made
    assert "hier" in sentence(french, {"code": "baseline_made", "made": "hier", "files": 2})


def test_progress_is_written_as_its_language_writes_it() -> None:
    task = Task(TaskID(0), "", 2_100_000, 100_000, _get_time=lambda: 0.0)
    assert Done(Speech("fr")).render(task).plain == "100,0 Ko / 2,1 Mo"
    assert Rate(Speech("fr")).render(task).plain == "–"
    task.finished_speed = 12_300_000
    assert Rate(Speech("fr")).render(task).plain == "12,3 Mo/s"


def test_reasons_of_one_code_are_told_once_with_their_number() -> None:
    why = [{"code": "fault_unopened", "path": f"{n}.zip"} for n in range(33)]
    (samples, count), (other, one) = grouped([*why, *why, {"code": "damaged", "files": 2, "path": "a"}])
    assert ([each["path"] for each in samples], count) == (["0.zip", "1.zip", "2.zip"], 33)
    assert (other[0]["code"], one) == ("damaged", 1)


def test_links_are_counted_and_never_followed(tmp_path: Path) -> None:
    place = tmp_path / "m"
    place.mkdir()
    os.mkfifo(place / "tube")
    (place / "lien").symlink_to("/etc/passwd")
    said = typed(run("backup", "check", place).stdout)
    assert "Liens, jamais suivis : 1." in said
    assert "périphériques, jamais ouverts : 1." in said
