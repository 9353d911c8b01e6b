"""How many ordinary files our own rules match, and what they cost: `python -m evaluation.rules`.

Prints the files compared, every hit, and the mean time per file. Programs for Windows among them are counted
apart, since most rules ask for one.
"""

import argparse
import os
import random
import sysconfig
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from evaluation.corpus import FOLDER
from toolkit.scan.content import Content
from toolkit.scan.rules import match
from toolkit.scan.rules.signatures import Signatures, compiled, data_files

HERE = Path(__file__).resolve().parents[1]
SET = HERE / "signatures"
# These hold our rules, or the pieces that must match them.
_OURS = tuple(HERE / name for name in ("toolkit", "signatures", "evaluation", "demo", "tests", "docs"))
_LARGEST = 16 * 1024 * 1024


def places() -> tuple[Path, ...]:
    """Return the corpus of packages where there is one, the system and this Python's packages."""
    found = (FOLDER / "files", Path("/usr"), Path(sysconfig.get_paths()["purelib"]))
    return tuple(place for place in found if place.is_dir())


def files(folders: tuple[Path, ...]) -> Iterator[Path]:
    """Yield the files below the folders that are neither links, empty, huge nor ours."""
    for folder in folders:
        for parent, inside, names in os.walk(folder):
            inside[:] = sorted(name for name in inside if Path(parent, name) not in _OURS)
            for name in sorted(names):
                path = Path(parent, name)
                if path.is_file() and not path.is_symlink() and 0 < path.stat().st_size <= _LARGEST:
                    yield path


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evaluation.rules", description=__doc__)
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--most", type=int, default=25_000, help="files drawn by chance")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    rules = compiled({path: (SET / path).read_bytes() for path in data_files(SET)})
    found = list(files(tuple(chosen.folders) or places()))
    random.Random(chosen.seed).shuffle(found)
    measured(found[: chosen.most], Signatures(SET, "", rules, (), {}))


def measured(paths: list[Path], signatures: Signatures) -> None:
    counts: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    spent = 0.0
    for path in paths:
        try:
            data = path.read_bytes()
        except OSError:
            continue
        start = time.process_time()
        said = match(Content.of(data), signatures)
        spent += time.process_time() - start
        counts["files"] += 1
        counts["bytes"] += len(data)
        counts["Windows programs"] += data.startswith(b"MZ")
        counts["failed"] += bool(said.errors)
        if said.names:
            hits.update(said.names)
            counts["hit"] += 1
            print(f"  hit: {path} {', '.join(said.names)}")
    _print(counts, hits, spent)


def _print(counts: Counter[str], hits: Counter[str], spent: float) -> None:
    total = max(1, counts["files"])
    print(f"{counts['files']} ordinary files, {counts['bytes'] / 1e6:.0f} MB")
    print(f"  {counts['Windows programs']} of them Windows programs")
    print(f"  matched by a rule: {counts['hit']} ({counts['hit'] / total:.3%}); failed: {counts['failed']}")
    print(f"  {spent / total * 1000:.3f} ms per file, {spent / max(1, counts['bytes']) * 1e9:.2f} ms per MB")
    for rule, number in hits.most_common():
        print(f"  {number:6} {rule}")


if __name__ == "__main__":
    main()
