"""All a technician does with a case, in order; the same for the program of each system."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from demo.builder import documents, notes
from demo.builder.documents_keystream import keystream
from tests.windows.machine import ENDING, WHEN

PASSPHRASE = "vorace-temporel-tulipe-courage-assiette-ombrage-pommade-inexact"  # noqa: S105 - of a case made for a test
ONE, TWO, ALL, COPY = "cas 1 é", "cas 2", "cabinet", "copie"
KEY = "clé du technicien"
DRAFTS = ("ASSUREUR", "CNIL", "INFORMATION_PATIENTS", "PORTAIL_SANTE", "REGISTRE_VIOLATIONS")
LATE = frozenset({"deadlines"})  # what ends with 1: both clocks ran out long ago

Step = tuple[str, list[str], str]  # its name, the words after the program, what is typed


def plant(folder: Path) -> None:
    """Write two papers, what became of two others, and a note."""
    folder.mkdir()
    for kind in ("docx", "pdf"):
        paper = documents.make(f"papier.{kind}", WHEN)
        (folder / f"papier été.{kind}").write_bytes(paper)
        (folder / f"acte.{kind}{ENDING}").write_bytes(keystream(kind, max(len(paper), 20_000)))
    left = notes.variants()[0]
    (folder / left.name).write_bytes(left.data)


def steps(place: Path, source: str, at: Callable[[Path], str]) -> Iterator[Step]:
    """Yield each command once the one before has ended.

    `place` takes the cases, and a copy of the first as it was closed; `at` is how the program names a path.
    """
    for name, words, typed in _french(place, source, at):
        yield name, words if words[0] == "--lang" else ["--lang", "fr", *words], typed


def _french(place: Path, source: str, at: Callable[[Path], str]) -> Iterator[Step]:
    one, two, both = (at(place / name) for name in (ONE, TWO, ALL))
    key = ["--key", at(place / KEY), "--passphrase-stdin"]
    yield "key_new", ["key", "new", "--out", at(place / KEY), "--passphrase-stdin"], PASSPHRASE
    yield "key_show", ["key", "show", at(place / f"{KEY}.pub")], ""
    yield "examine", ["examine", source, "--case", one, "--no-seal", *key], PASSPHRASE
    told = ["--set", "t0=2026-03-02 09:15", "--set", "victim.name=Cabinet Été", "--by", "Zoé Lœuf"]
    yield "answers", ["answers", "--case", one, *told], ""
    yield "deadlines", ["deadlines", "--case", one], ""
    yield "annex_make", ["annex", "make", "--case", one, "--passphrase-stdin"], PASSPHRASE
    annex = at(only(place / ONE, "ANNEXE_*.zip"))
    yield "annex_check", ["annex", "check", annex, "--passphrase-stdin"], PASSPHRASE
    yield "names", ["names", "--case", one], ""
    yield "seal", ["seal", "--case", one, *key], PASSPHRASE
    for language in ("fr", "en"):
        yield f"report_{language}", ["--lang", language, "report", "--case", one], ""
    if (place / ONE).is_dir():
        shutil.copytree(place / ONE, place / COPY)  # what is noted from here on would enter the next archive
    archive = at(only(place / ONE, "DOSSIER_*.zip"))
    yield "verify", ["verify", archive], ""
    yield "timestamp", ["timestamp", "request", archive], ""
    yield "transfer", ["custody", "transfer", "--case", one, "--to", "Brigade d'été"], ""
    yield "show", ["custody", "show", "--case", one], ""
    yield "second", ["examine", source, "--case", two], ""
    yield "merge", ["case", "merge", one, two, "--case", both], ""
    yield "merged_report", ["--lang", "en", "report", "--case", both], ""
    yield "merged_seal", ["seal", "--case", both], ""
    yield "merged_verify", ["verify", at(only(place / ALL, "DOSSIER_*.zip"))], ""


def only(folder: Path, pattern: str) -> Path:
    """Return the one file of a pattern; where there is none, a name that no command can open."""
    found = list(folder.glob(pattern))
    return found[0] if len(found) == 1 else folder / "absent"


def from_the_checkout(copy: Path, key: Path) -> None:
    """Let the Python of the tests make the archive and the papers of a closed case once more."""
    for path in copy.glob("DOSSIER_*"):
        path.unlink()
    here("--lang", "fr", "seal", "--case", copy, "--key", key, "--passphrase-stdin")
    for path in (copy / "report").iterdir():
        path.unlink()
    for language in ("fr", "en"):
        here("--lang", language, "report", "--case", copy)


def here(*words: str | Path) -> None:
    command = [sys.executable, "-m", "toolkit", *map(str, words)]
    run = subprocess.run(command, input=PASSPHRASE, capture_output=True, encoding="utf-8", check=False)
    assert run.returncode == 0, run.stderr


def unlike(case: Path, copy: Path) -> list[str]:
    """Name the archives and papers of a case that are not the same bytes in its copy."""
    made = [*case.glob("DOSSIER_*.zip"), *(case / "report").iterdir()]
    again = [*copy.glob("DOSSIER_*.zip"), *(copy / "report").iterdir()]
    assert sorted(path.name for path in made) == sorted(path.name for path in again)
    assert len(made) > 2 * len(DRAFTS)
    beside = {path: copy / path.relative_to(case) for path in made}
    return [path.name for path, other in beside.items() if path.read_bytes() != other.read_bytes()]
