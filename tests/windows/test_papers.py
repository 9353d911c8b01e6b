"""All that follows an examination, done by the Windows program; then made again on Linux, byte for byte."""

import shutil
import zipfile
from pathlib import Path

import pypdf
import pytest

from tests.frozen import walk
from tests.windows.conftest import PROGRAM, Run, Session, started

PLACE = "papiers é"


@pytest.fixture(scope="module")
def place(session: Session) -> Path:
    return session.cases / PLACE


@pytest.fixture(scope="module")
def runs(session: Session, place: Path) -> dict[str, Run]:
    """What the program answered to each step; the source is a folder of another disk than the cases."""
    place.mkdir()

    def at(path: Path) -> str:
        return "\\".join(["F:", PLACE, *path.relative_to(place).parts])

    found = {}
    with started(session.prefix) as trousse:
        for name, words, typed in walk.steps(place, "D:\\PDATA", at):
            found[name] = trousse(*words, program=(PROGRAM,), typed=typed)
    return found


def test_every_step_ends_as_it_must(runs: dict[str, Run]) -> None:
    ended = {name: run.returncode for name, run in runs.items()}
    said = {name: run.stdout + run.stderr for name, run in runs.items()}
    assert ended == {name: int(name in walk.LATE) for name in ended}, said
    assert len(ended) == 20
    assert not [name for name, text in said.items() if "Traceback" in text]


@pytest.mark.usefixtures("runs")
def test_linux_makes_the_same_archive_and_papers_of_the_same_case(place: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copie"
    shutil.copytree(place / walk.COPY, copy)
    walk.from_the_checkout(copy, place / walk.KEY)
    assert walk.unlike(place / walk.COPY, copy) == []


@pytest.mark.usefixtures("runs")
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_papers_hold_their_fonts_and_their_tags(place: Path, language: str) -> None:
    made = list((place / walk.ONE / "report").glob(f"*_{language}.pdf"))
    assert len(made) == 1 + len(walk.DRAFTS)
    for path in made:
        read = pypdf.PdfReader(path)
        assert str(read.trailer["/Root"]["/Lang"]).startswith(language)
        assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.usefixtures("runs")
def test_the_archive_holds_what_linux_expects(place: Path) -> None:
    sealed = walk.only(place / walk.ONE, "DOSSIER_*.zip")
    with zipfile.ZipFile(sealed) as opened:
        names = {name.partition("/data/")[2] for name in opened.namelist()}
    assert {"00_LISEZ-MOI.txt", "01_DOSSIER_DE_PLAINTE.pdf", "01_DOSSIER_DE_PLAINTE.html"} <= names
    assert {"02_CHRONOLOGIE.csv", "03_PIECES.csv", "indicateurs_stix.json", "pieces/P0001.txt"} <= names


@pytest.mark.usefixtures("runs")
def test_a_python_library_opens_the_annex(place: Path) -> None:
    import pyzipper

    with pyzipper.AESZipFile(walk.only(place / walk.ONE, "ANNEXE_*.zip")) as annex:
        annex.setpassword(walk.PASSPHRASE.encode())
        assert annex.testzip() is None
        assert len(annex.namelist()) > 1
