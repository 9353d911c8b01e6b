"""A backup check of a folder copy beside two readers that only hash it: `python -m evaluation.bench.backups`.

The goal: read at no less than 0.8 × the speed of the readers, memory under 500 MB in all processes together.
Cold means that the files, and the volume they lie on, were dropped from the cache before each run; what the
disk itself keeps is out of reach.
"""

import argparse
import compileall
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from evaluation.bench import copy_of_practice, shares, timing
from evaluation.bench.rivals import ours
from evaluation.bench.timing import Asked, Took
from evaluation.bench.trees import files
from signatures.manifest import SET

_READERS, _SHA, _CHECK = "two readers, SHA-256 only", "sha256sum, 2 processes", "trousse backup check"
_GOAL = 0.8
_MEMORY = 500 * 1_000_000  # bytes, of all processes together
_EXPECTED = (0, 1)  # a verdict, whatever it is


def main() -> None:
    """Print both speeds of each run, warm and cold, then the memory of a check."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.bench.backups", description=__doc__)
    parser.add_argument("--gigabytes", type=float, default=10.0, help="size of the copy; 100 for the goal")
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--only", choices=("cold", "warm"), help="one state of the cache")
    parser.add_argument("--folder", type=Path, help="another folder than the copy that is laid")
    chosen = parser.parse_args()
    compileall.compile_dir(SET.parent / "toolkit", quiet=2)
    place = chosen.folder or copy_of_practice.folder(chosen.gigabytes)
    found = files(place)
    size = sum(path.stat().st_size for path in found)
    clones = ", clones over fewer blocks" if copy_of_practice.shares_blocks() and not chosen.folder else ""
    print(f"{place.name}: {len(found)} files, {size / 1e9:.1f} GB{clones}", flush=True)
    commands = _commands(place, found)
    for state in (chosen.only,) if chosen.only else ("cold", "warm"):
        _compare(state, commands, size, chosen.runs, found)
    largest, together = shares.watched(commands[_CHECK])
    print(f"  memory: {shares_told(largest, together)}; goal {_MEMORY / 1e6:.0f} MB in all")


def shares_told(largest: shares.Held, together: int) -> str:
    """Return what a check held, in MB."""
    resident, _, own = (value / 1e6 for value in largest)
    whole = f"all together {together / 1e6:.0f} MB"
    return f"largest process {resident:.0f} MB resident, {own:.0f} MB its own; {whole}"


def _commands(place: Path, found: Sequence[Path]) -> dict[str, Asked]:
    commands = {_READERS: Asked((sys.executable, "-m", "evaluation.bench.two_readers", str(place)))}
    if shutil.which("sha256sum"):
        listed = b"".join(os.fsencode(path) + b"\0" for path in found)
        commands[_SHA] = Asked(("xargs", "-0", "-P2", "-n", "16", "sha256sum"), listed)
    commands[_CHECK] = Asked(ours("backup", "check", str(place), "--json"))
    return commands


def _compare(state: str, commands: dict[str, Asked], size: int, runs: int, found: Sequence[Path]) -> None:
    """Run all in turn so often, and print each run: a median of two hides how far they lie apart."""
    if state == "warm":
        timing.run(commands[_READERS])
    for number in range(runs):
        took: dict[str, Took] = {}
        for label, asked in commands.items():
            left = forget(found) if state == "cold" else None
            one = took[label] = timing.run(asked, _EXPECTED)
            kept = f", {left / 1e9:.2f} GB were still cached" if left else ""
            speed = f"{one.wall:8.1f} s{size / 1e6 / one.wall:7.0f} MB/s{one.cpu:8.1f} s of CPU"
            print(f"  {state} {number + 1}  {label:26}{speed}{kept}", flush=True)
        readers, check = took[_READERS], took[_CHECK]
        told = f"{readers.wall / check.wall:.2f} × the readers' speed, {readers.cpu / check.cpu:.2f} by CPU"
        beside = f", {took[_SHA].wall / check.wall:.2f} × sha256sum's" if _SHA in took else ""
        print(f"  {state} {number + 1}  {told}{beside}; goal {_GOAL}", flush=True)


def forget(found: Iterable[Path]) -> int:
    """Drop files from the cache; return how many bytes of them are left in it, as far as that can be told."""
    volume = copy_of_practice.HERE / "volume.xfs"
    paths = [*found, *([volume] if volume.exists() else [])]
    for path in paths:
        with path.open("rb") as stream:
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    if not shutil.which("fincore"):
        return 0
    left = 0
    for at in range(0, len(paths), 500):
        command = ["fincore", "--bytes", "--noheadings", "--output", "RES", *map(str, paths[at : at + 500])]
        left += sum(map(int, subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.split()))
    return left


if __name__ == "__main__":
    main()
