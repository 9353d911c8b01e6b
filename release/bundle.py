"""One build of one system's program by PyInstaller, and what its folder must and must not hold."""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

from release import Refused, imports, wine

# A folder shipped with one of these was built from the wrong machine.
NEVER_SHIPPED = ("bcryptprimitives.dll", "ntdll.dll", "kernel32.dll", "ucrtbase.dll", "python.cat")
_EPOCH = 315532800  # 1980-01-01, the first date a zip archive can hold


def environment(source: Path) -> dict[str, str]:
    """Return what makes a build repeat itself: the commit's date, a fixed hash seed, no user's settings."""
    return {
        **{key: value for key, value in os.environ.items() if not key.startswith("PYTHON")},
        "SOURCE_DATE_EPOCH": str(committed(source)),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }


def committed(source: Path) -> int:
    """Return when the last commit was made, in seconds; a copy without history has the date it is given."""
    if "SOURCE_DATE_EPOCH" in os.environ:
        return int(os.environ["SOURCE_DATE_EPOCH"])
    command = ["git", "-C", str(source), "log", "-1", "--format=%ct"]
    run = subprocess.run(command, capture_output=True, check=False)
    return int(run.stdout) if run.returncode == 0 and run.stdout.strip() else _EPOCH


def options(source: Path, work: Path, dist: Path, *, windows: bool) -> list[str]:
    """Return the words that follow the interpreter."""
    name = wine.path if windows else str
    return [
        "-X", "utf8", "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN",
        "--distpath", name(dist), "--workpath", name(work), name(source / "build.spec"),
    ]  # fmt: skip


def made(work: Path, dist: Path) -> tuple[Path, list[str]]:
    """Return the folder just built and the source of each part in it."""
    folders = [path for path in dist.iterdir() if path.is_dir()]
    if len(folders) != 1:
        raise Refused(f"PyInstaller left {len(folders)} folders in {dist}, not one")
    (listed,) = work.rglob("shipped.json")
    return folders[0], json.loads(listed.read_text(encoding="utf-8"))


def check(folder: Path, stand_in: Path | None = None) -> None:
    """Raise Refused when the folder holds a file of Wine or of the build, or a link that leads outside."""
    banned = hashlib.sha256(stand_in.read_bytes()).digest() if stand_in else None
    for path in folder.rglob("*"):
        if path.name.lower() in NEVER_SHIPPED:
            raise Refused(f"{path.name} must not be shipped")
        if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
            raise Refused(f"{path.name} is a link that leads outside the folder")
        if path.is_file() and banned and hashlib.sha256(path.read_bytes()).digest() == banned:
            raise Refused(f"{path.name} is the stand-in made for Wine")
    imports.check(folder)


def renewed(folder: Path) -> Path:
    """Return the folder, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def placed(built: Path, dist: Path) -> Path:
    """Move a finished folder where it is handed out, over the one before."""
    target = dist / built.name
    shutil.rmtree(target, ignore_errors=True)
    dist.mkdir(parents=True, exist_ok=True)
    shutil.move(built, target)
    return target


def source_of(snapshot: Path, target: Path, *, as_it_stands: bool) -> Path:
    """Copy what is built into a folder of its own: the last commit, or the files as they stand."""
    target.mkdir(parents=True)
    if as_it_stands:
        listing = ["git", "-C", str(snapshot), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(listing, capture_output=True, check=True).stdout
        for name in filter(None, listed.decode().split("\0")):
            if (snapshot / name).is_file():
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(snapshot / name, target / name)
        return target
    archive = subprocess.run(
        ["git", "-C", str(snapshot), "archive", "HEAD"], capture_output=True, check=True
    ).stdout
    subprocess.run(["tar", "-x", "-C", str(target)], input=archive, check=True)
    return target
