"""A visit whose case is sealed, and what the tests of its erasing ask again and again."""

import shutil
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest

YES = ("--yes", "Effacer  les copies.", "--same-medium", "garder sur le meme support")
PATIENT = b"Quervaux-Tarvellec"
links = pytest.mark.skipif(sys.platform == "win32", reason="Wine makes no links")


def trousse(*words: str | Path, language: str = "fr") -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "toolkit", "--lang", language, *map(str, words)],
        capture_output=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return done.returncode, plain(done.stdout.decode()), plain(done.stderr.decode())


def plain(text: str) -> str:
    """Return a text with ordinary spaces, however its language sets the others."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def made(folder: Path) -> Path:
    """Return the folder of a visit: a sealed case with its annex and receipt, a journal; to be copied."""
    (folder / "source").mkdir()
    (folder / "source" / "a.txt").write_bytes(PATIENT)
    case, visit = folder / "visit" / "dossier", folder / "visit"
    words = ("--examiner", "D. Le Goff", "--practice", "Cabinet du Port", "--workers", "0", "--no-seal")
    assert trousse("examine", folder / "source", "--case", case, *words)[0] == 0
    assert trousse("report", "--case", case)[0] == 0
    assert trousse("annex", "make", "--case", case, "--show-passphrase", "--out", visit)[0] == 0
    assert trousse("seal", "--case", case, "--out", visit)[0] == 0
    (visit / "visit.jsonl").write_bytes(PATIENT + b"\n")
    (visit / "visit.lock").touch()
    return visit


def copied(visited: Path, folder: Path) -> Path:
    """Return a copy of a visit on a stick, its archive and its annex kept beside."""
    shutil.copytree(visited, folder / "stick" / "visit")
    (folder / "kept").mkdir()
    for stem in ("DOSSIER", "ANNEXE"):
        shutil.copy(one(visited, f"{stem}_*.zip"), folder / "kept")
    return folder / "stick" / "visit"


def one(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def wiped(visit: Path, *more: str | Path, kept: Path | None = None) -> tuple[int, str, str]:
    """Erase the case of a visit that is kept beside the stick."""
    place = kept or visit.parent.parent / "kept"
    return trousse("case", "wipe", "--case", visit / "dossier", "--kept", place, *more)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def pages(kept: Path) -> list[str]:
    """Return the words of the attestations beside what is kept, in order."""
    every = sorted(kept.glob("ATTESTATION_EFFACEMENT_*.pdf"), key=lambda path: len(path.name))
    found = (pypdf.PdfReader(path) for path in every)
    texts = (plain(" ".join(page.extract_text() for page in each.pages)) for each in found)
    return [" ".join(text.split()) for text in texts]
