"""Feed every reader with damaged bytes: `python -m evaluation.fuzz [--count N] [NAME …]`.

Each reader works in a process of its own with a limit of memory; a crash, an error that is not a recorded
failure or a reader that does not come back is counted, its input kept under build/fuzz, and the status is 1.
"""

import argparse
import multiprocessing
import os
import resource
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path

from evaluation.mutation import damaged
from evaluation.targets import TARGETS

COUNT = 10_000
_SECONDS = 20.0  # one input, on a machine that has other work too
_MEMORY = 1 << 30  # bytes a reader may take beyond what it starts with
_KEPT = Path("build/fuzz")


@dataclass(slots=True)
class Tally:
    """What came of one format."""

    answers: Counter[str] = field(default_factory=Counter)
    faults: list[tuple[int, str]] = field(default_factory=list)
    slowest: float = 0.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evaluation.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("names", nargs="*", metavar="NAME")
    chosen = parser.parse_args()
    faults = 0
    for name in chosen.names or TARGETS:
        begun = time.monotonic()
        tally = fed(name, chosen.count)
        faults += len(tally.faults)
        _print(name, tally, time.monotonic() - begun)
    return 1 if faults else 0


def fed(name: str, count: int) -> Tally:
    """Return what came of `count` damaged inputs of one format."""
    tally, number = Tally(), 0
    # Made once: some tools give each volume a number of its own.
    seeds = import_module(f"evaluation.targets.{name}").seeds()
    while seeds and number < count:  # without the tools that make one there is nothing to damage
        number = _one_process(name, seeds, number, count, tally)
    return tally


def _one_process(name: str, seeds: list[bytes], first: int, count: int, tally: Tally) -> int:
    """Feed from number `first` in one process until it ends or is ended; return the next number."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(
        target=_feed, args=(name, seeds, first, count, theirs)
    )
    process.start()
    theirs.close()
    number, begun = first, time.monotonic()
    try:
        while ours.poll(_SECONDS):
            number, answer = ours.recv()
            tally.slowest = max(tally.slowest, time.monotonic() - begun)
            begun = time.monotonic()
            if answer.startswith("!"):
                _keep(name, seeds, number, answer[1:], tally)
            else:
                tally.answers[answer] += 1
            number += 1
        _keep(name, seeds, number, "hangs", tally)
    except EOFError:
        process.join()
        if number < count:
            _keep(name, seeds, number, f"crashes ({process.exitcode})", tally)
    finally:
        process.kill()
        process.join()
        ours.close()
    return number if number >= count else number + 1


def _feed(name: str, seeds: list[bytes], first: int, count: int, out: Connection) -> None:
    sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for the life of the process
    target = import_module(f"evaluation.targets.{name}")
    target.read(seeds[0])  # what it imports is not the input's doing
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    limit = _mapped() + _MEMORY + size
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    for number in range(first, count):
        try:
            answer = str(target.read(damaged(seeds[number % len(seeds)], number)))
        except BaseException as error:  # noqa: BLE001 - whatever leaves a reader is what is looked for
            answer = f"!{type(error).__name__}: {error}"[:200]
        out.send((number, answer))


def _mapped() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()


def _keep(name: str, seeds: list[bytes], number: int, what: str, tally: Tally) -> None:
    tally.faults.append((number, what))
    _KEPT.mkdir(parents=True, exist_ok=True)
    (_KEPT / f"{name}-{number}.bin").write_bytes(damaged(seeds[number % len(seeds)], number))


def _print(name: str, tally: Tally, seconds: float) -> None:
    total = tally.answers.total() + len(tally.faults)
    told = ", ".join(f"{answer} {count}" for answer, count in tally.answers.most_common(6))
    took = f"in {seconds:.0f} s, slowest {tally.slowest:.2f} s"
    print(f"{name}: {total} inputs {took}; {len(tally.faults)} faults; {told}")
    for number, what in tally.faults[:20]:
        print(f"    {number}: {what}")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
