"""Windows programs run on Linux, in a Wine prefix of the build's own."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from release import Refused

STAND_IN = Path(__file__).parent / "bcryptprimitives.c"
STAND_IN_PLACE = Path("drive_c/windows/system32/bcryptprimitives.dll")
_LIMIT = 1800  # seconds; a build on a loaded machine takes minutes


@contextmanager
def prefix(folder: Path) -> Iterator[dict[str, str]]:
    """Yield the environment of a prefix, made at first use; its server is stopped at the end."""
    environment = {
        **os.environ,
        "WINEPREFIX": str(folder),
        "WINEDEBUG": "-all",
        "WINEARCH": "win64",
        "WINEDLLOVERRIDES": "mscoree,mshtml=",  # no offer to download .NET or a browser
    }
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        # Kept running and started without our pipes: what it starts would otherwise hold them open.
        _quiet(["wineserver", "-p"], environment)
        if not (folder / "ready").exists():
            _quiet(["wine", "wineboot", "-i"], environment)
            _stand_in(folder / STAND_IN_PLACE)
            (folder / "ready").touch()
        _quiet(["wine", "cmd", "/c", "exit"], environment)
        yield environment
    finally:
        _quiet(["wineserver", "-k"], environment)


def run(
    environment: dict[str, str],
    *command: str | Path,
    cwd: Path | None = None,
    limit: int = _LIMIT,
    typed: bytes = b"",
) -> subprocess.CompletedProcess[bytes]:
    """Run a Windows program by its Linux path and return its status and what it printed.

    `typed` is what waits on its standard input.
    """
    # Standard output must be a pipe: CPython under Wine does not start when it is a file.
    return subprocess.run(
        ["wine", *map(str, command)],
        env=environment,
        cwd=cwd,
        input=typed,
        capture_output=True,
        check=False,
        timeout=limit,
    )


def path(of: Path) -> str:
    """Return the name a Windows program gives to a Linux path."""
    return "Z:" + str(of.resolve()).replace("/", "\\")


def _quiet(command: list[str], environment: dict[str, str]) -> None:
    nowhere = subprocess.DEVNULL
    try:
        subprocess.run(
            command, env=environment, stdin=nowhere, stdout=nowhere, stderr=nowhere, check=False, timeout=300
        )
    except FileNotFoundError:
        raise Refused("Wine is not installed: run `python -m release prepare`") from None


def _stand_in(target: Path) -> None:
    compiler = ["x86_64-w64-mingw32-gcc", "-shared", "-O2", "-o", str(target), str(STAND_IN), "-ladvapi32"]
    try:
        done = subprocess.run(compiler, capture_output=True, check=False)
    except FileNotFoundError:
        raise Refused("the cross compiler is not installed: run `python -m release prepare`") from None
    if done.returncode:
        raise Refused("the stand-in for bcryptprimitives.dll does not compile: " + done.stderr.decode())
