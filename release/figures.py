"""What a built folder weighs and how fast its program starts."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from release import Refused

_TIMES = 7


def weight(folder: Path) -> tuple[float, int]:
    """Return the size in MB (10⁶ bytes) and the number of files, links left out."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return sum(path.stat().st_size for path in files) / 1e6, len(files)


def start(program: Callable[[], bytes], bare: Callable[[], bytes], version: str) -> tuple[float, float]:
    """Return the median seconds of `--version` and of a Python that does nothing, called by turns.

    Raises Refused when the program does not answer its version.
    """
    ours, theirs = [], []
    for _ in range(_TIMES):
        begun = time.perf_counter()
        answer = program()
        ours.append(time.perf_counter() - begun)
        if answer.split() != [b"trousse", version.encode()]:
            raise Refused(f"the program answers {answer!r} to --version")
        begun = time.perf_counter()
        bare()
        theirs.append(time.perf_counter() - begun)
    return statistics.median(ours), statistics.median(theirs)


def report(folder: Path, started: tuple[float, float]) -> str:
    """Say the figures in one line."""
    size, files = weight(folder)
    ours, bare = started
    return (
        f"{folder.name}: {size:.1f} MB in {files} files; --version in {ours:.2f} s, "
        f"{ours / bare:.1f} x a bare python -c pass ({bare:.2f} s), medians of {_TIMES}"
    )
