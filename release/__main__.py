"""Build the programs of the stick: `python -m release native | windows | reproduce SYSTEM | prepare`."""

import argparse
import sys

from release import Refused, machine, native, reproduce, windows


def main() -> int:
    """Do what is asked and return 0, or 1 with the reason on standard error."""
    parser = argparse.ArgumentParser(prog="python -m release", description=__doc__)
    asked = parser.add_subparsers(dest="asked", required=True)
    asked.add_parser("native", help="build for the system this runs on")
    asked.add_parser("windows", help="build dist/trousse-…-windows-x64 under Wine")
    asked.add_parser("prepare", help="install what the Windows build needs (Debian, root)")
    twice = asked.add_parser("reproduce", help="build twice and compare")
    twice.add_argument("system", choices=("native", "windows"))
    twice.add_argument(
        "--as-it-stands", action="store_true", help="the files as they are, not the last commit"
    )
    chosen = parser.parse_args()
    try:
        return _do(chosen)
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1


def _do(chosen: argparse.Namespace) -> int:
    if chosen.asked == "reproduce":
        return 0 if reproduce.run(chosen.system, as_it_stands=chosen.as_it_stands) else 1
    if chosen.asked == "prepare":
        machine.prepare()
    else:
        (windows if chosen.asked == "windows" else native).build()
    return 0


if __name__ == "__main__":
    sys.exit(main())
