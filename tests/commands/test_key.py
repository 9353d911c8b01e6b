"""A technician's key from the command line: made, shown, used; each refusal is a sentence and a next step."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.spaces import typed as spaced

WORDS = "girafe tournevis lagune cobalt"


def trousse(*words: str | Path, typed: str = "", language: str = "fr") -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "toolkit", "--lang", language, *map(str, words)],
        input=typed.encode(), capture_output=True, check=False,
    )  # fmt: skip
    return done.returncode, spaced(done.stdout.decode()), spaced(done.stderr.decode())


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    for name in ("cle", "autre"):
        status, said, _ = trousse(
            "key", "new", "--out", folder / name, "--passphrase-stdin", typed=f"\ufeff{WORDS}\r\n"
        )
        assert (status, WORDS in said) == (0, False)
    (folder / "source").mkdir()
    (folder / "source" / "a.txt").write_text("bonjour")
    return folder


def test_both_files_are_shown_in_groups(place: Path) -> None:
    (status, private, _), (_, public, _) = (
        trousse("key", "show", place / name) for name in ("cle", "cle.pub")
    )
    assert (status, private) == (0, public)
    line = next(each for each in private.splitlines() if "SHA256:" in each)
    assert [len(group) for group in line.partition("SHA256: ")[2].split()] == [4] * 10 + [3]
    assert (place / "cle.pub").read_text().strip() in private


@pytest.mark.parametrize(
    ("words", "typed", "status", "said"),
    [
        (("new", "--out", "x", "--passphrase-stdin"), "court\n", 2, "au moins 12 caractères"),
        (("new", "--out", "x", "--passphrase-stdin"), "123456789012\n", 2, "se devine"),
        (("new", "--out", "x", "--passphrase-stdin"), "\n", 2, "Il manque la phrase de passe"),
        (("new", "--out", "x"), "", 2, "--passphrase-stdin"),
        (("new", "--out", "cle", "--passphrase-stdin"), WORDS, 6, "n'a pas été remplacé"),
        (("show", "x"), "", 2, "Il n'y a pas de clé"),
        (("show", "source/a.txt"), "", 2, "n'est pas une clé"),
    ],
)
def test_refusals(
    place: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], typed: str, status: int, said: str
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent.parent.parent))
    monkeypatch.chdir(place)
    found, _, refused = trousse("key", *words, typed=typed)
    assert (found, said in refused) == (status, True), refused
    assert len(refused.splitlines()) >= 2
    assert not (place / "x").exists()


def test_a_case_signed_with_the_key_of_the_technician(place: Path, tmp_path: Path) -> None:
    case, key = tmp_path / "case", ("--key", place / "cle", "--passphrase-stdin")
    begin = ("examine", place / "source", "--case", case, "--examiner", "D. Le Goff")
    status, _, refused = trousse(*begin, *key, typed="une fausse phrase")
    assert (status, "la phrase de passe est fausse" in refused, case.exists()) == (2, True, False)
    status, said, _ = trousse(*begin, *key, typed=WORDS)
    (archive,) = case.glob("*.zip")
    assert (status, str(archive) in said, "Empreinte SHA-256 du manifeste" in said) == (0, True, True)
    assert ("Votre clé n'y est pas" in said, "la clé de signature" in said) == (True, False)
    assert not (case / "private/case_key").exists()

    fingerprint = trousse("key", "show", place / "cle.pub")[1].splitlines()[0].partition(": ")[2]
    status, said, _ = trousse("verify", archive, "--fingerprint", fingerprint)
    assert (status, "la clé personnelle de l'intervenant" in said, "D. Le Goff" in said) == (0, True, True)

    status, _, refused = trousse("seal", "--case", case)
    assert (status, "--new-key" in refused, fingerprint in refused) == (4, True, True)
    other = ("--key", place / "autre", "--passphrase-stdin")
    status, _, refused = trousse("seal", "--case", case, *other, typed=WORDS)
    assert (status, "n'est pas celle de cette affaire" in refused) == (4, True)
    status, said, _ = trousse("seal", "--case", case, *key, typed=WORDS)
    assert (status, "Cette archive était déjà là, identique" in said) == (0, True)
    assert list(case.glob("*.zip")) == [archive]

    status, said, _ = trousse("seal", "--case", case, "--new-key")
    assert (status, "remplacée" in said) == (0, True)
    status, said, _ = trousse("verify", archive.with_name(f"{archive.stem}-2.zip"))
    assert (status, fingerprint in said, "l'a remplacée" in said) == (0, True, True)


def test_a_resumed_case_asks_for_its_key_at_once(place: Path, tmp_path: Path) -> None:
    case, key = tmp_path / "case", ("--key", place / "cle", "--passphrase-stdin")
    assert trousse("examine", place / "source", "--case", case, "--no-seal", *key, typed=WORDS)[0] == 0
    status, said, refused = trousse("examine", place / "source", "--case", case, "--resume")
    assert (status, "trousse seal --case" in refused, "Lecture de tous" in said) == (4, True, False)
    words = ("examine", place / "source", "--case", case, "--resume", *key)
    assert trousse(*words, typed=WORDS)[0] == 0
    assert len(list(case.glob("*.zip"))) == 1


ON_TERMINAL = """
import fcntl, runpy, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
runpy.run_module("toolkit", run_name="__main__")
"""


def test_a_passphrase_is_judged_before_it_is_typed_again_and_asked_for_anew(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty", reason="a terminal of our own needs a POSIX system")
    outer, inner = pty.openpty()
    command = [sys.executable, "-c", ON_TERMINAL, "--lang", "fr", "key", "new", "--out", str(tmp_path / "k")]
    child = subprocess.Popen(command, stdin=inner, stdout=inner, stderr=inner, start_new_session=True)
    os.close(inner)
    new, again = "Nouvelle phrase de passe :", "La même, encore une fois :"
    waiting = [
        (new, "cheval bleu agrafe 7"),  # too little: not asked for twice
        (new, WORDS), (again, "autre chose"),
        (new, WORDS), (again, WORDS),
    ]  # fmt: skip
    shown, seen = "", 0
    while True:
        try:
            part = os.read(outer, 4096)
        except OSError:  # Linux: the last of the other end has gone
            break
        shown += spaced(part.decode("utf-8", "replace"))
        if waiting and waiting[0][0] in shown[seen:]:
            seen = len(shown)
            os.write(outer, f"{waiting.pop(0)[1]}\n".encode())
    os.close(outer)
    assert (child.wait(timeout=60), waiting) == (0, []), shown
    text = " ".join(shown.split())
    assert "39 points, il en faut 40" in text
    assert "ne sont pas les mêmes" in text
    assert (tmp_path / "k").is_file()
