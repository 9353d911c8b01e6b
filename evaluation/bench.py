"""How long one pass takes beside plain reading and sha256sum, as ratios of one run; figures, never limits.

`python -m evaluation.bench [FOLDER]`: the folder scanned, else the demonstration's practice laid out afresh.
"""

import hashlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from demo.builder import folder as plain_folder
from demo.builder.attack import strike
from demo.builder.practice import healthy

RUNS = 5


def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(arguments[0]) if arguments else _practice(Path(scratch) / "practice")
        files = [path for path in source.rglob("*") if path.is_file() and not path.is_symlink()]
        size = sum(path.stat().st_size for path in files)
        print(f"{len(files)} files, {size / 1e6:.1f} MB, median of {RUNS} runs, whole processes, warm cache")
        _print(files, source)


def _practice(folder: Path) -> Path:
    folder.mkdir()
    plain_folder.lay(strike(healthy()).nodes, folder)
    return folder


def _print(files: list[Path], source: Path) -> None:
    scan = [sys.executable, "-m", "toolkit", "scan", str(source), "--jsonl", "-"]
    times = {"read and hash in Python": _median(lambda: [hashlib.sha256(p.read_bytes()) for p in files])}
    if shutil.which("sha256sum"):
        names = "\0".join(map(str, files)).encode("utf-8", "surrogateescape")
        command = ["xargs", "-0", "sha256sum"]
        times["sha256sum, one process"] = _median(lambda: _run(command, names))
    times["trousse --help (start-up)"] = _median(lambda: _run([sys.executable, "-m", "toolkit", "--help"]))
    times["trousse scan"] = _median(lambda: _run(scan))
    base = times["read and hash in Python"]
    for name, seconds in times.items():
        print(f"  {name:28} {seconds:8.3f} s   {seconds / base:7.1f} × reading and hashing")
    pass_alone = times["trousse scan"] - times["trousse --help (start-up)"]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"  without start-up: {len(files) / pass_alone:.0f} small files/s")
    print(f"  peak memory of the largest process: {peak:.0f} MiB")


def _median(work: Callable[[], object]) -> float:
    took = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        work()
        took.append(time.perf_counter() - begun)
    return statistics.median(took)


def _run(command: list[str], given: bytes = b"") -> None:
    subprocess.run(command, input=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
