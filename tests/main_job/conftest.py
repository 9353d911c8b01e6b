"""The main job on the demonstration's own disk, through the program as a technician runs it."""

import lzma
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from toolkit import own_files

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def trousse() -> Run:
    """Run the program with arguments and return what it said; `cwd`, `lang` and `env` as asked."""

    def run(
        *arguments: object, cwd: Path | None = None, lang: str = "en", prefix: tuple[str, ...] = ()
    ) -> "subprocess.CompletedProcess[str]":
        command = [*prefix, sys.executable, "-m", "toolkit", "--lang", lang, *map(str, arguments)]
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=cwd)

    return run


@pytest.fixture(scope="session")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's disk image, unpacked; tests must leave it as it is."""
    image = tmp_path_factory.mktemp("disk") / "cabinet.img"
    image.write_bytes(lzma.decompress((own_files.demo() / "cabinet.img.xz").read_bytes()))
    image.chmod(0o444)
    return image


@pytest.fixture(scope="session")
def examined(trousse: Run, disk: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case examined to its end and sealed; tests must not write in it."""
    case = tmp_path_factory.mktemp("examined") / "case"
    run = trousse("examine", disk, "--case", case, lang="fr")
    assert run.returncode == 0, run.stdout + run.stderr
    return case


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    """Return size and modification time of everything under a folder."""
    return {
        os.fsdecode(os.path.relpath(path, folder)): (path.lstat().st_size, path.lstat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
    }
