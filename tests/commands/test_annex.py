"""trousse annex: the passphrase is shown once and copied, or given, or not needed; the annex opens again."""

import os
import re
import select
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit.custody.annex import reading
from toolkit.custody.case import Case
from toolkit.records import Damage, DamageVerdict, Seen

PHRASE = "vorace-temporel-mardi-courage-assiette-ombrage-pommade-inexact"
COMMAND = [sys.executable, "-m", "toolkit", "--lang", "en", "annex"]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    (tmp_path / "source").mkdir()
    about = {"label": "source", "kind": "folder", "size": 1}
    with Case.create(tmp_path / "case", source=about, language="fr", ref="K7Q2-M9XD") as opened:
        opened.write_json("source", {"place": str(tmp_path / "source")})
        damage = Damage(DamageVerdict.INTACT)
        seen = Seen("", "Dossiers/Zorblatti.pdf", 3, "ab" * 32, "pdf", damage, None, (), ())
        list(opened.record("scan", [seen]))
    return tmp_path / "case"


def run(*arguments: object, given: str = "") -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PYTHONUTF8": "1"}
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        capture_output=True, encoding="utf-8", check=False, env=environment, input=given,
    )  # fmt: skip


def test_made_checked_and_opened_through_pipes(case: Path, tmp_path: Path) -> None:
    made = run("make", "--case", case, "--out", tmp_path / "o", "--passphrase-stdin", given=PHRASE + "\r\n")
    assert made.returncode == 0, made.stderr
    assert PHRASE not in made.stdout + made.stderr
    annex = tmp_path / "o" / "ANNEXE_K7Q2-M9XD.zip"
    checked = run("check", annex, "--passphrase-stdin", given="\ufeff" + PHRASE)
    assert (checked.returncode, "is whole: 6 files" in checked.stdout) == (0, True), checked.stderr
    wrong = run("check", annex, "--passphrase-stdin", given="autre")
    assert (wrong.returncode, "not the passphrase" in wrong.stderr) == (3, True)
    opened = run("open", annex, "--out", tmp_path / "clear", "--passphrase-stdin", given=PHRASE)
    assert opened.returncode == 0, opened.stderr
    assert "Zorblatti.pdf" in (tmp_path / "clear" / "0002_fichiers.csv").read_text(encoding="utf-8-sig")
    annex.write_bytes(annex.read_bytes()[:-40])
    damaged = run("check", annex, "--passphrase-stdin", given=PHRASE)
    assert (damaged.returncode, "is damaged" in damaged.stderr) == (3, True)


def test_without_a_terminal_nothing_is_shown_unless_asked(case: Path) -> None:
    refused = run("make", "--case", case)
    assert (refused.returncode, "no terminal" in refused.stderr) == (2, True)
    assert not list(case.glob("ANNEXE*"))
    shown = run("make", "--case", case, "--show-passphrase")
    assert shown.returncode == 0, shown.stderr
    phrase = re.search(r"typed:\s+([a-z-]+)", shown.stdout)
    assert phrase
    assert reading.check(case / "ANNEXE_K7Q2-M9XD.zip", phrase[1]) == 7
    assert phrase[1] not in (case / "custody.jsonl").read_text()


@pytest.mark.parametrize(
    ("given", "said"), [("court", "too short"), ("", "No password"), ("é" * 40, "accents")]
)
def test_a_weak_passphrase_is_refused_with_its_reason(case: Path, given: str, said: str) -> None:
    refused = run("make", "--case", case, "--passphrase-stdin", given=given)
    assert refused.returncode == 2
    assert said in refused.stderr
    assert not list(case.glob("ANNEXE*"))


def test_wrong_ways_are_refused(case: Path, tmp_path: Path) -> None:
    both = run("make", "--case", case, "--recipient", "age1x", "--passphrase-stdin", given=PHRASE)
    assert (both.returncode, "not both" in both.stderr) == (2, True)
    recipient = run("make", "--case", case, "--recipient", "age1x")
    assert (recipient.returncode, "neither a public key" in recipient.stderr) == (2, True)
    out = tmp_path / "source" / "o"
    on_source = run("make", "--case", case, "--out", out, "--passphrase-stdin", given=PHRASE)
    assert (on_source.returncode, out.exists()) == (6, False), on_source.stderr
    (tmp_path / "x.zip.age").write_bytes(b"age-encryption.org/v1\n")
    age = run("check", tmp_path / "x.zip.age")
    assert (age.returncode, "age -d -i" in age.stderr) == (3, True)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminal of this kind")
def test_on_a_terminal_it_is_typed_again_until_it_is_right(case: Path) -> None:
    import pty

    child, terminal = pty.fork()
    if child == 0:
        arguments = [*COMMAND, "make", "--case", str(case)]
        os.execve(COMMAND[0], arguments, {**os.environ, "TERM": "xterm"})  # noqa: S606 - our own program
    heard = hear(terminal, rb"nothing is shown\):")
    first = re.findall(rb"typed: ([a-z-]+)", heard)
    os.write(terminal, b"autre-chose\n")
    heard = hear(terminal, rb"nothing is shown\):")
    assert re.findall(rb"typed: ([a-z-]+)", heard) == first
    os.write(terminal, first[0] + b"\n")
    ended = hear(terminal, rb"open archive\.")
    assert first[0] not in ended
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    os.close(terminal)
    assert reading.check(case / "ANNEXE_K7Q2-M9XD.zip", first[0].decode()) == 7


def hear(terminal: int, until: bytes) -> bytes:
    """Return what is shown until these words, without colours, spaces and line ends as one space."""
    heard = shown = b""
    while not re.search(until, shown):
        ready, _, _ = select.select([terminal], [], [], 60)
        assert ready, heard
        heard += os.read(terminal, 4096)
        shown = b" ".join(re.sub(rb"\x1b\[[0-9;]*m", b"", heard).split())
    return shown
