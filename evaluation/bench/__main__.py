"""Measure one pass beside hashdeep, yara, sha256sum and reading: `python -m evaluation.bench`, `make bench`.

Goals are of the project, for medians of one run with a warm cache; a figure is never a test.
"""

import argparse
import compileall
from pathlib import Path

from evaluation.bench import loads, rivals, rule_texts, shares, timing, trees
from evaluation.bench.timing import Took
from signatures.manifest import SET

RUNS = 3
# Which rules each tree is matched with unless some are given: the pairs the goals are set for.
_PAIRS = {
    "small": rule_texts.RANSOM,
    "mixed": rule_texts.MANY,
    "large": rule_texts.RANSOM,
    "practice": rule_texts.OWN,
    "archives": rule_texts.OWN,
}
_GOALS = {"small": 0.40, "mixed": 0.50, "large": 0.75}
_LENGTHS = (10_000, 100_000)
_MILLION = 1_000_000


def main() -> None:
    """Print a table for each tree, then the loads; what is not on this machine is left out and said."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.bench", description=__doc__)
    parser.add_argument("trees", nargs="*", help=f"of {', '.join(trees.NAMES)}, or any folder")
    parser.add_argument("--rules", help="folder of rules, or own, ransom-586, mixed-10000; else what suits")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--gentle", action="store_true", help="the load of a gentle scan too")
    parser.add_argument(
        "--memory", action="store_true", help="the memory of scans of 10,000 and 100,000 files"
    )
    parser.add_argument("--million", action="store_true", help="of 1,000,000 files too; several minutes")
    chosen = parser.parse_args()
    # The program that ships is compiled; a checkout just edited would be compiled again by every run.
    compileall.compile_dir(SET.parent / "toolkit", quiet=2)
    print("wall seconds (median), CPU seconds, MiB of the largest process, × hashdeep-then-yara, × sha256sum")
    for name in chosen.trees or (() if chosen.memory or chosen.million or chosen.gentle else trees.NAMES):
        _compare(name, chosen.rules or _PAIRS.get(name, rule_texts.OWN), chosen.runs)
    if chosen.gentle:
        loads.gentle(trees.tree("practice"))
    if chosen.memory or chosen.million:
        rules = rule_texts.rules(chosen.rules or rule_texts.MANY)
        loads.memory((*_LENGTHS, _MILLION) if chosen.million else _LENGTHS, rules)


def _compare(name: str, rules_name: str, runs: int) -> None:
    place = trees.tree(name) if name in trees.NAMES else Path(name)
    files, rules = trees.files(place), rule_texts.rules(rules_name)
    size = sum(path.stat().st_size for path in files)
    print(f"{name}: {len(files)} files, {size / 1e6:.0f} MB; {rules.count} rules ({rules.name})", flush=True)
    commands = rivals.commands(place, files, rules)
    took = timing.medians(commands, runs)
    if rivals.HASHDEEP in took and rivals.YARA in took:
        took[rivals.BOTH] = took[rivals.HASHDEEP].then(took[rivals.YARA])
    else:
        print("  hashdeep or yara is not on this machine (make referees): no ratio to them")
    both, sha = took.get(rivals.BOTH), took.get(rivals.SHA)
    for label, one in took.items():
        print(
            f"  {label:27}{one.wall:7.2f}{one.cpu:8.2f}{one.peak:7.0f}{_ratio(one, both)}{_ratio(one, sha)}"
        )
    _told(name, took, len(files))
    for label in (rivals.YARA, rivals.SCAN):
        if label in commands:
            print(f"  {label}: {shares.told(commands[label])}", flush=True)


def _told(name: str, took: dict[str, Took], count: int) -> None:
    scan, hashed = took[rivals.SCAN], took[rivals.HASH_ONLY]
    each = (scan.cpu - took[rivals.START].cpu) / count * 1e6
    print(f"  trousse scan: {each:.0f} µs of CPU a file, start-up left out")
    if name in _GOALS and rivals.BOTH in took:
        both = took[rivals.BOTH]
        wall, cpu = scan.wall / both.wall, scan.cpu / both.cpu
        print(f"  goal: {_GOALS[name]:.2f} × hashdeep-then-yara; is {wall:.2f}, {cpu:.2f} in CPU time")
    if rivals.SHA in took and rivals.HASHDEEP in took:
        beside_sha = hashed.wall / took[rivals.SHA].wall
        faster = took[rivals.HASHDEEP].wall / hashed.wall
        print(f"  hash only: {beside_sha:.2f} × sha256sum, {faster:.1f} × as fast as hashdeep")


def _ratio(one: Took, other: Took | None) -> str:
    return f"{one.wall / other.wall:8.2f} ×" if other else " " * 10


if __name__ == "__main__":
    main()
