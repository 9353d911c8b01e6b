"""Kill a case while it is being sealed: `python -m evaluation.kills [--count 200] [--full 20] [--pulled 20]`.

What is struck is `trousse seal`, then `trousse annex make`, in a process forked from one that has loaded
everything: only the work itself is cut, at moments spread evenly over its duration as measured. After each
blow no archive may stand half under its name, the archive sealed before must still hold, and the case must
be sealed again with nothing left over. The status is 1 where that fails.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

from evaluation import kills_blows as blows
from evaluation.kills_case import Template, template

COUNT = 200
FULL = 20
PULLED = 20
SEED = 2026
Blow = Callable[[Template, Path, float], list[str]]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evaluation.kills", description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT, help="processes killed")
    parser.add_argument(
        "--full", type=int, default=FULL, help="disks that fill, and as many limits of a file"
    )
    parser.add_argument("--pulled", type=int, default=PULLED, help="sticks pulled, of each file system")
    parser.add_argument("--seed", type=int, default=SEED)
    chosen = parser.parse_args(arguments)
    begun, wrong = time.monotonic(), 0
    with tempfile.TemporaryDirectory() as name:
        made = template(Path(name))
        if made is None:
            print("no case could be made and sealed: nothing was measured")
            return 1
        print(f"sealing{' and the annex' if made.annex else ' (no annex)'} takes {made.seconds:.2f} s")
        chance = Random(chosen.seed)
        for title, blow, count in _blows(chosen):
            wrong += struck(title, blow, made, count, chance)
    print(f"blows: {time.monotonic() - begun:.0f} s, seed {chosen.seed}")
    return 1 if wrong else 0


def _blows(chosen: argparse.Namespace) -> list[tuple[str, Blow, int]]:
    return [
        ("killed", blows.killed, chosen.count),
        ("largest file limited", blows.limited, chosen.full),
        ("disk full", blows.filled, chosen.full),
        ("stick pulled, FAT", blows.pulled_fat, chosen.pulled),
        ("stick pulled, no journal", blows.pulled_unjournaled, chosen.pulled),
        ("stick pulled, ext4", blows.pulled_ext4, chosen.pulled),
    ]


def struck(title: str, blow: Blow, made: Template, count: int, chance: Random) -> int:
    """Strike `count` times, print what came of it and return how often it went wrong."""
    came: Counter[str] = Counter()
    wrong: list[str] = []
    for number in range(count):
        # Evenly over the whole duration and a little beyond, each a little off its place.
        share = 1.05 * (number + chance.random()) / count
        with tempfile.TemporaryDirectory() as name:
            try:
                said = blow(made, Path(name), share)
            except blows.NotHere as missing:
                print(f"{title}: not measured, {missing}")
                return 0
        came[said[0]] += 1
        wrong += [f"{title}, number {number}, at {share:.3f}: {each}" for each in said[1:]]
    if count:
        told = ", ".join(f"{what} {times}" for what, times in sorted(came.items()))
        print(f"{title}: {count} times; left behind: {told}; wrong: {len(wrong)}")
    for each in wrong[:20]:
        print(f"    {each}")
    sys.stdout.flush()
    return len(wrong)


if __name__ == "__main__":
    sys.exit(main())
