"""The program of this system, built once for the tests of a process and closed to writing."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
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
