"""Measure the toolkit: `python -m evaluation [--notes DIR] [--benign DIR …]`, which is `make eval`.

The files of the packages in corpus.toml are fetched first, once. `--seed` draws another division of them
into training and testing, other attacks and other media.
"""

import argparse
import sys
from pathlib import Path

from evaluation import benign, corpus, kills, notes, tamper
from evaluation.backups import figures as backups
from evaluation.damage import figures, media
from toolkit.scan.known import load

_BESIDE = notes.HERE.parent / "shared" / "data" / "notes-dev"


def main() -> None:
    """Print every figure; what is not on this machine is said to be missing, and the rest goes on."""
    parser = argparse.ArgumentParser(prog="python -m evaluation", description=__doc__)
    parser.add_argument(
        "--notes", type=Path, default=_BESIDE, help="folder of published notes with labels.csv"
    )
    parser.add_argument("--benign", type=Path, nargs="*", default=[], help="folders of ordinary texts")
    parser.add_argument("--split", choices=("train", "test"), default="test", help="part of the corpus")
    parser.add_argument("--seed", type=int, default=corpus.SEED)
    parser.add_argument("--offline", action="store_true", help="fetch no package")
    chosen = parser.parse_args()
    notes.main(chosen.notes)
    benign.main(load(notes.HERE / "signatures").notes, tuple(chosen.benign))
    if not chosen.offline and (missing := corpus.fetch()):
        print(f"packages not to be had: {', '.join(missing)}")
    figures.main(["--split", chosen.split, "--seed", str(chosen.seed)])
    print("\n".join(media.measured(chosen.split, chosen.seed, 100)))
    failed = tamper.main(["--seed", str(chosen.seed)]) | kills.main(["--seed", str(chosen.seed)])
    if failed | backups.main(["--half", "dev"]) | backups.main(["--half", "held"]):
        sys.exit(1)


if __name__ == "__main__":
    main()
