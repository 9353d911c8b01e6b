"""Measure the toolkit: `python -m evaluation [--notes DIR] [--benign DIR …]`, which is `make eval`."""

import argparse
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from evaluation import benign, notes
from toolkit.scan.known import load

_BESIDE = notes.HERE.parent / "shared" / "data" / "notes-dev"


def main() -> None:
    """Print every figure; what is not on this machine is said to be missing, and the rest goes on."""
    parser = argparse.ArgumentParser(prog="python -m evaluation", description=__doc__)
    parser.add_argument(
        "--notes", type=Path, default=_BESIDE, help="folder of published notes with labels.csv"
    )
    parser.add_argument("--benign", type=Path, nargs="*", default=[], help="folders of ordinary texts")
    chosen = parser.parse_args()
    notes.main(chosen.notes)
    benign.main(load(notes.HERE / "signatures").notes, tuple(chosen.benign))
    if find_spec("evaluation.damage"):
        import_module("evaluation.damage").main()


if __name__ == "__main__":
    main()
