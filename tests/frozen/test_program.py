"""The frozen program does the main job from a folder nobody can write to."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("frozen")
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"]
    folders = ["--distpath", str(work / "dist"), "--workpath", str(work / "build")]
    subprocess.run([*command, *folders, str(ROOT / "build.spec")], check=True, cwd=work, capture_output=True)
    (folder,) = (work / "dist").iterdir()
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    return folder / "trousse"


def listing(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.lstat().st_mtime_ns for path in folder.rglob("*")}


def test_demo_from_a_read_only_folder(program: Path, tmp_path: Path) -> None:
    before = listing(program.parent)
    home = tmp_path / "home"
    home.mkdir()
    environment = {"PATH": os.environ["PATH"], "LANG": "fr_FR.UTF-8", "HOME": str(home), "TMPDIR": str(home)}
    out = tmp_path / "out"
    run = subprocess.run(
        [program, "demo", "--out", str(out)], env=environment, capture_output=True, cwd=home, check=False
    )
    assert run.returncode == 0, run.stdout.decode() + run.stderr.decode()
    assert len(list(out.glob("DOSSIER_*.zip"))) == 1
    assert listing(program.parent) == before
    assert list(home.iterdir()) == []


def test_version_and_signatures(program: Path) -> None:
    assert subprocess.run([program, "--version"], capture_output=True, check=True).stdout.startswith(
        b"trousse "
    )
    subprocess.run([program, "signatures", "check"], capture_output=True, check=True)


def test_a_damaged_copy_refuses(program: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(program.parent, copy, symlinks=True)
    rules = copy / "_internal" / "signatures" / "rules"
    for path in [rules, *rules.iterdir()]:
        path.chmod(0o700)
    next(rules.glob("*.yar")).write_text("")
    assert (
        subprocess.run([copy / "trousse", "signatures", "check"], capture_output=True, check=False).returncode
        == 5
    )
