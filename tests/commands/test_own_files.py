"""A file of our own that is gone or blocked is told as such, in words, and never as an answer."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from signatures.packing import pack
from toolkit import own_files

ROOT = Path(__file__).resolve().parents[2]
# The copy comes before any toolkit that is installed.
_RUN = "import sys; sys.path.insert(0, sys.argv.pop(1)); from toolkit.__main__ import main; main()"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Give a copy of the toolkit as it stands on a stick: program, texts and packed signatures."""
    copy = tmp_path / "clé é"
    shutil.copytree(ROOT / "toolkit", copy / "toolkit", ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "signatures").mkdir()
    (copy / "signatures" / own_files.PACK).write_bytes(pack(ROOT / "signatures"))
    return copy


def run(tree: Path, *arguments: object, lang: str = "fr") -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-B", "-c", _RUN, str(tree), "--lang", lang, *map(str, arguments)]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", check=False, cwd=tree, env=environment
    )


def test_a_whole_copy_answers_from_its_pack(tree: Path) -> None:
    done = run(tree, "signatures", "check")
    assert (done.returncode, "intactes" in done.stdout) == (0, True), done.stderr


def gone(path: Path) -> None:
    path.unlink()


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def quarantined(path: Path) -> None:
    path.unlink()
    path.symlink_to("quarantaine")


def replaced(path: Path) -> None:
    path.unlink()
    path.mkdir()


# Windows lets few people make symbolic links.
HARMS = [gone, replaced] if sys.platform == "win32" else [gone, replaced, quarantined]


@pytest.mark.parametrize("harm", [*HARMS, emptied])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_set_that_was_taken_stops_everything(tree: Path, harm: Callable[[Path], None], lang: str) -> None:
    harm(tree / "signatures" / own_files.PACK)
    source = tree / "source"
    source.mkdir()
    if harm is gone:
        # Without its pack a checkout looks for the folder of the set.
        shutil.rmtree(tree / "signatures")
    for arguments in (
        ["signatures", "check"],
        ["scan", source],
        ["examine", source, "--case", tree / "case"],
    ):
        done = run(tree, *arguments, lang=lang)
        assert done.returncode == 5, done.stderr
        assert "antivirus" in done.stderr
        assert "trousse stick check" in done.stderr
        assert ("Ne désactivez pas" if lang == "fr" else "Do not disable") in done.stderr
        assert "Traceback" not in done.stderr
        assert done.stdout == ""
    assert not (tree / "case").exists()


def test_a_set_that_was_changed_is_damaged_and_no_antivirus_is_named(tree: Path) -> None:
    path = tree / "signatures" / own_files.PACK
    path.write_bytes(path.read_bytes()[:-1])
    done = run(tree, "signatures", "check")
    assert (done.returncode, "antivirus" in done.stderr) == (5, False)
    assert own_files.PACK in done.stderr


@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize(
    ("file", "arguments"),
    [
        ("toolkit/commands/drives.py", ["drives"]),
        ("toolkit/texts/fr/help.toml", ["--help"]),
        ("toolkit/texts/fr/signatures.toml", ["signatures", "check"]),
        ("toolkit/custody/dossier/verify.py", ["verify", "x.zip"]),
    ],
)
def test_a_file_of_the_program_that_was_taken_is_named(
    tree: Path, file: str, arguments: list[str], harm: Callable[[Path], None]
) -> None:
    harm(tree / file)
    done = run(tree, *arguments)
    assert done.returncode == 5, done.stderr
    assert "antivirus" in done.stderr
    assert Path(file).stem in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("file", "harm"),
    [("toolkit/cli.py", emptied), ("toolkit/errors.py", emptied), ("toolkit/texts/fr/errors.toml", gone)],
)
def test_last_words_need_no_other_file(tree: Path, file: str, harm: Callable[[Path], None]) -> None:
    harm(tree / file)
    done = run(tree, "--bogus")
    assert done.returncode == 5, done.stderr
    assert "antivirus" in done.stderr
    assert Path(file).stem in done.stderr
    assert "Rien n'a été examiné" in done.stderr
    assert "Nothing was examined" in done.stderr


def test_a_missing_file_of_somebody_else_is_not_ours(tmp_path: Path) -> None:
    assert own_files.taken(FileNotFoundError(2, "x", str(tmp_path / "x"))) is None
    assert own_files.taken(ImportError("x", name="pytsk3")) is None
    assert own_files.taken(KeyError("x")) is None
    ours = own_files.root() / "signatures" / "x"
    assert own_files.taken(FileNotFoundError(2, "x", str(ours))) == (str(ours), "missing")
    assert own_files.taken(PermissionError(13, "x", str(ours))) == (str(ours), "locked")


@pytest.mark.parametrize(
    ("number", "why"), [(225, "infected"), (226, "infected"), (32, "locked"), (2, "missing")]
)
def test_what_windows_answers_is_told_apart(number: int, why: str) -> None:
    error = OSError(22, "x")
    error.winerror = number  # type: ignore[misc,attr-defined,unused-ignore]
    assert own_files.why(error) == why
