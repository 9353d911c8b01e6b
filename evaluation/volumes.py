"""How long the table of an NTFS volume takes to list, beside The Sleuth Kit's `fls -r -m` on the same image.

`python -m evaluation.volumes [--entries N …]`: volumes of so many entries are built once, in build/volumes,
without root and without a mount. All are whole processes; CPU seconds, the best of a few runs. "rows" makes
each name with its eight times and what is known of it; "body file" writes them out in the lines fls writes.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from demo.builder import ntfs
from demo.builder.tree import Node
from toolkit.media import mft, open_source
from toolkit.records import Times, Unread
from toolkit.timeline import exports, happenings

HERE = Path(__file__).parents[1] / "build" / "volumes"
ENTRIES = (100_000, 300_000, 1_000_000)
RUNS = 3
_START = 1_700_000_000_000_000_000


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m evaluation.volumes", description=__doc__)
    parser.add_argument("--entries", type=int, nargs="*", default=ENTRIES)
    # What the processes measured do; a volume is built in another, for its memory would count as theirs.
    parser.add_argument("--list", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--body", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--build", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.list:
        _list(chosen.list)
        return
    if chosen.body:
        _body(chosen.body)
        return
    if chosen.build:
        _build(chosen.build)
        return
    if not shutil.which("fls"):
        print("fls (sleuthkit) is not on this machine: no ratio")
    for entries in chosen.entries:
        _print(entries, image(entries))


def _list(path: Path) -> None:
    count = failed = 0
    for found in mft.rows(open_source(path)):
        if isinstance(found, Unread):
            failed += 1
        else:
            count += 1
    print(f"{count} rows, {failed} unread")


def _body(path: Path) -> None:
    for named in happenings.names(open_source(path)):
        for line in exports.body_lines(named, several=False):
            sys.stdout.write(line + "\n")


def image(entries: int) -> Path:
    path = HERE / f"{entries}.img"
    if not path.exists():
        subprocess.run([sys.executable, "-m", "evaluation.volumes", "--build", str(entries)], check=True)
    return path


def _build(entries: int) -> None:
    """Write an image of so many files, 400 to a folder, one in ten outside its record."""
    HERE.mkdir(parents=True, exist_ok=True)
    size = (entries * 2200 + (64 << 20)) // 4096 * 4096
    content = ntfs.volume(_nodes(entries), size=size, label="GROS", serial=5)
    unfinished = HERE / f"{entries}.part"
    unfinished.write_bytes(content)
    unfinished.replace(HERE / f"{entries}.img")


def _nodes(entries: int) -> Iterator[Node]:
    for n in range(entries):
        when = _START + n * 1_234_500
        times = Times(when, when + 5_000_000_100, when + 5_000_000_200, when + 300)
        name_times = Times(when, when, when, when)
        place = f"Patients/{n // 40_000:03d}/{n // 400 % 100:03d}/compte rendu {n:07d}.docx"
        yield Node(place, b"x" * (n % 90 if n % 10 else 5000), times=times, name_times=name_times)


def _print(entries: int, image: Path) -> None:
    theirs, their_memory = _best(["fls", "-r", "-m", "/", str(image)]) if shutil.which("fls") else (0.0, 0.0)
    print(f"{entries:,d} entries", flush=True)
    for name in ("list", "body"):
        ours, memory = _best([sys.executable, "-m", "evaluation.volumes", f"--{name}", str(image)])
        told = {"list": "trousse, rows", "body": "trousse, body file"}[name]
        line = f"  {told:20} {ours:6.2f} s of CPU, {ours / entries * 1e6:5.2f} µs each, {memory:4.0f} MiB"
        print(line + (f"   {ours / theirs:4.2f} × fls" if theirs else ""), flush=True)
    if theirs:
        print(f"  {'fls -r -m':20} {theirs:6.2f} s of CPU, {' ' * 14}{their_memory:4.0f} MiB", flush=True)


def _best(command: list[str]) -> tuple[float, float]:
    """Return the least CPU seconds of a few runs, and the most memory in MiB."""
    runs = [_run(command) for _ in range(RUNS)]
    return min(seconds for seconds, _ in runs), max(memory for _, memory in runs)


def _run(command: list[str]) -> tuple[float, float]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


if __name__ == "__main__":
    main(sys.argv[1:])
