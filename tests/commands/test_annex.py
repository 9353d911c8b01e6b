"""trousse annex: the passphrase is shown once and copied, or given, or not needed; the annex opens again."""

import hashlib
import os
import re
import select
import shutil
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pypdf
import pyrage
import pytest

from toolkit.custody.annex import packing, reading
from toolkit.custody.annex.content import Content
from toolkit.custody.case import Case
from toolkit.records import Damage, DamageVerdict, Seen

PHRASE = "vorace-temporel-tulipe-courage-assiette-ombrage-pommade-inexact"
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
    assert "compare that hash" in checked.stdout
    assert (checked.returncode, "agrees with itself: 6 files" in checked.stdout) == (0, True), checked.stderr
    wrong = run("check", annex, "--passphrase-stdin", given="autre")
    assert (wrong.returncode, "not the passphrase" in wrong.stderr) == (3, True)
    opened = run("open", annex, "--out", tmp_path / "clear", "--passphrase-stdin", given=PHRASE)
    assert opened.returncode == 0, opened.stderr
    assert "Zorblatti.pdf" in (tmp_path / "clear" / "0002_fichiers.csv").read_text(encoding="utf-8-sig")
    annex.write_bytes(annex.read_bytes()[:-40])
    damaged = run("check", annex, "--passphrase-stdin", given=PHRASE)
    assert (damaged.returncode, "is damaged" in damaged.stderr) == (3, True)


def test_an_annex_is_compared_with_what_was_noted(case: Path, tmp_path: Path) -> None:
    made = run("make", "--case", case, "--out", tmp_path / "o", "--passphrase-stdin", given=PHRASE)
    annex, key = tmp_path / "o" / "ANNEXE_K7Q2-M9XD.zip", "--passphrase-stdin"
    noted = hashlib.sha256(annex.read_bytes()).hexdigest()
    assert noted in made.stdout.replace(" ", "")
    for given in (
        ("--fingerprint", noted.upper()),
        ("--case", case),
        ("--fingerprint", noted, "--case", case),
    ):
        same = run("check", annex, key, *given, given=PHRASE)
        assert (same.returncode, "byte for byte" in same.stdout, "compare" in same.stdout) == (0, True, False)
    other = run("check", annex, "--fingerprint", "0" * 64)
    assert (other.returncode, "not the fingerprint you gave" in other.stdout) == (1, True)
    shape = run("check", annex, "--fingerprint", "0" * 63)
    assert (shape.returncode, "no fingerprint" in shape.stderr) == (2, True)
    anew = run("make", "--case", shutil.copytree(case, tmp_path / "copy"), key, given=PHRASE)
    assert anew.returncode == 0, anew.stderr
    (again,) = (tmp_path / "copy").glob("ANNEXE_*.zip")
    stranger = run("check", again, key, "--case", case, given=PHRASE)
    assert (stranger.returncode, "does not note this annex" in stranger.stdout) == (1, True)
    annex.write_bytes(annex.read_bytes() + b"x")
    longer = run("check", annex, key, given=PHRASE)
    assert (longer.returncode, "no part of it" in longer.stderr) == (3, True)


def test_what_is_no_annex_or_not_encrypted_is_said(tmp_path: Path) -> None:
    stream = BytesIO()
    packing.pack(stream, [Content("names", "noms.csv", lambda: iter((b"x",)))], "K7Q2-M9XD", None)
    clear = tmp_path / "clair.zip"
    clear.write_bytes(stream.getvalue())
    told = run("check", clear)
    assert (told.returncode, "is not encrypted" in told.stdout) == (0, True)
    (tmp_path / "four").write_bytes(b"PK\3\4")
    for path, said in ((tmp_path / "four", "no annex"), (tmp_path, "is a folder")):
        refused = run("check", path)
        assert (refused.returncode, said in refused.stderr) == (3, True)


def test_one_for_recipients_is_compared_though_it_cannot_be_read(case: Path, tmp_path: Path) -> None:
    reader = str(pyrage.x25519.Identity.generate().to_public())
    assert run("make", "--case", case, "--recipient", reader).returncode == 0
    annex = case / "ANNEXE_K7Q2-M9XD.zip.age"
    same = run("check", annex, "--case", case)
    assert (same.returncode, "its content was not read" in same.stdout) == (0, True)
    assert run("check", annex).returncode == 3


def test_opened_into_a_folder_that_holds_anything_nothing_is_written(case: Path, tmp_path: Path) -> None:
    assert run("make", "--case", case, "--passphrase-stdin", given=PHRASE).returncode == 0
    annex, out = case / "ANNEXE_K7Q2-M9XD.zip", tmp_path / "clear"
    for status in (0, 6):
        opened = run("open", annex, "--out", out, "--passphrase-stdin", given=PHRASE)
        assert opened.returncode == status
        assert ("is not empty" in opened.stderr) == bool(status)


@pytest.mark.parametrize("shown", [True, False])
def test_the_passphrase_is_in_no_file_no_command_line_and_no_environment(
    case: Path, tmp_path: Path, *, shown: bool
) -> None:
    out = tmp_path / "o"
    words = ("--show-passphrase",) if shown else ("--passphrase-stdin",)
    command = [*COMMAND, "make", "--case", str(case), "--out", str(out), *words]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as running:
        assert running.stdin
        assert running.stdout
        phrase = PHRASE
        if shown:
            typed = next(line for line in running.stdout if "typed" in line)
            phrase = next(filter(None, map(str.strip, running.stdout)))
            assert typed
            assert phrase.count("-") >= 7
        else:
            running.stdin.write(PHRASE + "\n")
            running.stdin.flush()
        process = Path(f"/proc/{running.pid}")
        while process.is_dir() and running.poll() is None:
            for name in ("cmdline", "environ"):
                with suppress(OSError):
                    assert phrase.encode() not in (process / name).read_bytes()
            if select.select([running.stdout], [], [], 0.05)[0] and not running.stdout.readline():
                break
        running.communicate()
    assert running.returncode == 0
    assert {path.suffix for path in out.iterdir()} == {".zip", ".pdf"}
    assert reading.check(out / "ANNEXE_K7Q2-M9XD.zip", phrase) == 7
    for path in (*case.rglob("*"), *out.iterdir()):
        if path.is_file():
            held = path.read_bytes()
            if path.suffix == ".pdf":
                held += "".join(page.extract_text() for page in pypdf.PdfReader(path).pages).encode()
                held += b"".join(unfolded(held))
            for trace in (phrase, phrase.replace("-", " "), "-".join(phrase.split("-")[:3])):
                assert trace.encode() not in held, path.name


def unfolded(content: bytes) -> Iterator[bytes]:
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        with suppress(zlib.error):
            yield zlib.decompress(found[1])


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
    ("given", "said"),
    [
        ("court", "too short"),
        ("", "No password"),
        ("é" * 40, "accents"),
        ("a" * 32, "can be guessed"),
        ("Cabinet Dentaire Dupont 2026", "next to nothing: Cabinet, Dentaire, 2026"),
        ("tulipe girafe lagune", "about 33 points"),
    ],
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
    secret = "AGE-SECRET-KEY-1" + "Q" * 58
    hidden = run("make", "--case", case, "--recipient", secret)
    assert (hidden.returncode, "secret age key" in hidden.stderr) == (2, True)
    assert secret not in hidden.stdout + hidden.stderr
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


@pytest.mark.skipif(not hasattr(os, "fork"), reason="RLIMIT_FSIZE is of Unix")
def test_a_passphrase_shown_for_nothing_is_said_to_be_void(case: Path, tmp_path: Path) -> None:
    limited = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    limited += "resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500)); "
    limited += "import runpy; runpy.run_module('toolkit', run_name='__main__')"
    words = ["--lang", "en", "annex", "make", "--case", str(case), "--out", str(tmp_path / "o")]
    done = subprocess.run(
        [sys.executable, "-c", limited, *words, "--show-passphrase"], capture_output=True, check=False
    )
    assert done.returncode == 6, done.stderr
    assert b"is void" in done.stderr
    assert list((tmp_path / "o").iterdir()) == []
