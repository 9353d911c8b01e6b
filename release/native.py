"""The program of the system we stand on, built by the Python that runs this."""

import platform
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

from release import BUILD, DIST, HERE, Refused, bundle, contents, figures, shipped

SYSTEM = "windows" if sys.platform == "win32" else "linux"
PLACE = BUILD / f"native-{SYSTEM}"
LOCK = HERE / ("requirements-windows.lock" if SYSTEM == "windows" else "requirements-dev.lock")
_PROGRAM = "trousse.exe" if SYSTEM == "windows" else "trousse"


def build() -> Path:
    """Build into dist/, print the figures and return the folder."""
    folder = bundle.placed(make(HERE, PLACE / "build"), DIST)
    started = figures.start(
        lambda: _said([str(folder / _PROGRAM), "--version"]),
        lambda: _said([sys.executable, "-c", "pass"]),
        contents.version(HERE),
    )
    print(figures.report(folder, started))
    return folder


def make(source: Path, work: Path) -> Path:
    """Build one source tree into `work` and return the finished folder, its contents listed and checked."""
    bundle.renewed(work)
    settings = {**bundle.environment(source), "PYINSTALLER_CONFIG_DIR": str(work / "settings")}
    words = bundle.options(source, work / "work", work / "dist", windows=False)
    done = subprocess.run(
        [sys.executable, *words],
        env=settings,
        cwd=work,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    # Libraries of Windows, named by code that Linux never runs.
    print(
        re.sub(r"(?m)^.*(INFO: |required via ctypes not found).*\n", "", done.stdout.decode(errors="replace"))
    )
    if done.returncode:
        raise Refused(f"PyInstaller ended with {done.returncode}")
    folder, parts = bundle.made(work / "work", work / "dist")
    bundle.check(folder)
    contents.add(SYSTEM, folder, parts, _origin(source, work), source)
    return folder


def _origin(source: Path, work: Path) -> shipped.Origin:
    stdlib = Path(sysconfig.get_path("stdlib"))
    homes = (stdlib, Path(sysconfig.get_path("platstdlib")))
    windows = Path(sys.base_prefix)
    return shipped.Origin(
        source=source,
        work=work,
        packages=Path(sysconfig.get_path("purelib")),
        python=(windows,) if SYSTEM == "windows" else homes,
        python_version=platform.python_version(),
        python_licence=(windows if SYSTEM == "windows" else stdlib) / "LICENSE.txt",
        python_sha256="",
        wheels=_wheels,
    )


def _wheels(records: list[str]) -> Path:
    # Installed packages no longer know the hash of the wheel they came from: it is asked for again.
    folder = PLACE / "wheels"
    folder.mkdir(parents=True, exist_ok=True)
    wanted = folder / "wanted.txt"
    wanted.write_text(locked(LOCK.read_text(encoding="utf-8"), records), encoding="utf-8")
    words = [
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
        "--no-deps",
        "--only-binary",
        ":all:",
    ]
    command = [sys.executable, "-m", "pip", "download", *words, "-r", str(wanted), "-d", str(folder)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        raise Refused("pip download failed:\n" + done.stderr.decode(errors="replace"))
    return folder


def locked(lock: str, records: list[str]) -> str:
    """Return the part of a lock file that pins the packages of these records (`name-version.dist-info`)."""
    wanted = {_plain(record.removesuffix(".dist-info")) for record in records}
    blocks = re.split(r"(?m)^(?=[A-Za-z0-9])", lock)
    kept = [
        block for block in blocks if block[0] != "#" and _plain(block.split()[0].replace("==", "-")) in wanted
    ]
    if len(kept) != len(wanted):
        raise Refused(f"the lock pins {len(kept)} of {len(wanted)} shipped packages: run `make setup`")
    return "".join(kept)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _said(command: list[str]) -> bytes:
    return subprocess.run(command, capture_output=True, check=True).stdout
