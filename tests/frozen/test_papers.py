"""The frozen program does all that follows an examination, and makes what the checkout makes."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pypdf
import pytest

from tests.frozen import walk

# Fonts of the machine may be read by the system's own libraries of other programs, never by ours.
_FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "/.fonts", "fontconfig", "/.cache", "typst/packages")

Run = subprocess.CompletedProcess[str]


@dataclass
class Walked:
    """What the program answered, where it wrote, and the folders it was given as home and temporary."""

    place: Path
    home: Path
    runs: dict[str, Run] = field(default_factory=dict)

    @property
    def case(self) -> Path:
        return self.place / walk.ONE


def settings(home: Path) -> dict[str, str]:
    names = ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_DATA_HOME")
    return {"PATH": os.environ["PATH"], "LANG": "fr_FR.UTF-8", **dict.fromkeys(names, str(home))}


@pytest.fixture(scope="module")
def walked(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Walked:
    place, home = tmp_path_factory.mktemp("papiers"), tmp_path_factory.mktemp("foyer")
    walk.plant(place / "disque")
    found = Walked(place, home)
    for name, words, typed in walk.steps(place, str(place / "disque"), str):
        found.runs[name] = subprocess.run(
            [program, *words],
            input=typed, capture_output=True, encoding="utf-8", check=False, cwd=home, env=settings(home),
        )  # fmt: skip
    return found


def test_every_step_ends_as_it_must(walked: Walked) -> None:
    ended = {name: run.returncode for name, run in walked.runs.items()}
    said = {name: run.stdout + run.stderr for name, run in walked.runs.items()}
    assert ended == {name: int(name in walk.LATE) for name in ended}, said
    assert len(ended) == 20
    assert not [name for name, text in said.items() if "Traceback" in text]


def test_nothing_is_left_at_home_or_in_the_temporary_folder(walked: Walked) -> None:
    assert list(walked.home.iterdir()) == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_papers_are_there_and_tagged(walked: Walked, language: str) -> None:
    made = {path.name for path in (walked.case / "report").glob(f"*_{language}.pdf")}
    drafts = {f"BROUILLON_{name}_{language}.pdf" for name in walk.DRAFTS}
    assert made == {f"dossier_de_plainte_{language}.pdf", *drafts}
    for name in made:
        read = pypdf.PdfReader(walked.case / "report" / name)
        assert str(read.trailer["/Root"]["/Lang"]).startswith(language)
        assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert "".join(page.extract_text() for page in read.pages).strip()


def test_the_checkout_makes_the_same_bytes_of_the_same_case(walked: Walked, tmp_path: Path) -> None:
    copy = tmp_path / "copie"
    shutil.copytree(walked.place / walk.COPY, copy)
    walk.from_the_checkout(copy, walked.place / walk.KEY)
    assert walk.unlike(walked.place / walk.COPY, copy) == []


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_a_report_opens_no_socket_and_writes_in_the_case_alone(
    program: Path, walked: Walked, tmp_path: Path
) -> None:
    trace, case = tmp_path / "trace", tmp_path / "cas"
    shutil.copytree(walked.case, case)
    calls = "openat,open,creat,socket,connect,mkdir,rename,unlink"
    run = subprocess.run(
        ["strace", "-f", "-qq", "-y", "-s", "4096", "-e", f"trace={calls}", "-o", trace,
         program, "report", "--case", case],
        env=settings(walked.home), capture_output=True, check=False, cwd=walked.home,
    )  # fmt: skip
    if not trace.is_file() or not trace.stat().st_size:
        pytest.skip("another system: strace may not look into a process here")
    assert run.returncode == 0, run.stderr
    lines = trace.read_text("utf-8", "replace").splitlines()
    assert any("dossier_de_plainte_fr.pdf" in line for line in lines)
    assert [line for line in lines if re.search(r"\b(socket|connect)\(", line)] == []
    writing = [
        line for line in lines if re.search(r"O_WRONLY|O_RDWR|O_CREAT|\b(creat|mkdir|rename|unlink)\(", line)
    ]
    assert writing
    assert [line for line in writing if str(case) not in line] == []
    opened = [line for line in lines if "ENOENT" not in line]
    assert [line for line in opened if any(place in line for place in _FONTS)] == []
