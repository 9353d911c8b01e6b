"""The Windows program, built on Linux: PyInstaller under Wine with a Windows CPython."""

from collections.abc import Sequence
from pathlib import Path

from release import DIST, HERE, Refused, bundle, contents, cpython, figures, machine, pins, shipped, wine

_PREFIX = cpython.PLACE / "prefix"
# Not worth reading: names of the Universal CRT, which Windows has and Wine has not; 32-bit Wine; progress.
_EXPECTED = ("'api-ms-win-", "wine32", " INFO: ")


def build() -> Path:
    """Build into dist/, print the figures and return the folder."""
    machine.prepare()
    python = cpython.assembled()
    with wine.prefix(_PREFIX) as environment:
        built = make(python, environment, HERE, cpython.PLACE / "build")
        folder = bundle.placed(built, DIST)
        print(figures.report(folder, _started(python, environment, folder)))
    return folder


def make(python: Path, environment: dict[str, str], source: Path, work: Path) -> Path:
    """Build one source tree into `work` and return the finished folder, its contents listed and checked."""
    bundle.renewed(work)
    settings = {**bundle.environment(source), "PYINSTALLER_CONFIG_DIR": wine.path(work / "settings")}
    words = bundle.options(source, work / "work", work / "dist", windows=True)
    done = wine.run({**environment, **settings}, python / "python.exe", *words, cwd=work)
    said = done.stdout.decode(errors="replace") + done.stderr.decode(errors="replace")
    print("\n".join(_worth_reading(said.splitlines())))
    if done.returncode:
        raise Refused(f"PyInstaller ended with {done.returncode}")
    folder, parts = bundle.made(work / "work", work / "dist")
    bundle.check(folder, Path(environment["WINEPREFIX"]) / wine.STAND_IN_PLACE)
    contents.add("windows", folder, parts, origin(python, source, work), source)
    return folder


def origin(python: Path, source: Path, work: Path) -> shipped.Origin:
    """Return where the Windows interpreter keeps what it ships."""
    return shipped.Origin(
        source=source,
        work=work,
        packages=python / "Lib" / "site-packages",
        python=(python,),
        python_version=pins.PYTHON_VERSION,
        python_licence=python / "LICENSE.txt",
        python_sha256=pins.PYTHON_SHA256,
        wheels=lambda _: cpython.PLACE / "wheels",
    )


def _worth_reading(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if line.strip() and not any(word in line for word in _EXPECTED)]


def _started(python: Path, environment: dict[str, str], folder: Path) -> tuple[float, float]:
    return figures.start(
        lambda: wine.run(environment, folder / "trousse.exe", "--version", limit=120).stdout,
        lambda: wine.run(environment, python / "python.exe", "-c", "pass", limit=120).stdout,
        contents.version(HERE),
    )
