"""Build the programs of the stick and the stick that boots: `python -m release native | image …`."""

import argparse
import sys
from pathlib import Path

from release import DIST, HERE, Refused, contents, machine, native, reproduce, windows
from release.image import assemble, packages


def main() -> int:
    """Do what is asked and return 0, or 1 with the reason on standard error."""
    parser = argparse.ArgumentParser(prog="python -m release", description=__doc__)
    asked = parser.add_subparsers(dest="asked", required=True)
    asked.add_parser("native", help="build for the system this runs on")
    asked.add_parser("windows", help="build dist/trousse-…-windows-x64 under Wine")
    asked.add_parser("prepare", help="install what the Windows build needs (Debian, root)")
    asked.add_parser("image-lock", help="pin the Debian packages of the stick that boots")
    image = asked.add_parser("image", help="build dist/trousse-…-stick.img (Debian, root)")
    twice = asked.add_parser("reproduce", help="build twice and compare")
    twice.add_argument("system", choices=("native", "windows", "image"))
    for one in (image, twice):
        one.add_argument("--key", type=Path, help="that signs the stick; else a new one (image)")
        for system in ("linux", "windows"):
            one.add_argument(f"--{system}", type=Path, default=_dist(system), help="its program (image)")
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
    if chosen.asked == "image":
        assemble.build(chosen.linux, chosen.windows, chosen.key)
        return 0
    if chosen.asked == "reproduce" and chosen.system == "image":
        return 0 if assemble.twice(chosen.linux, chosen.windows, chosen.key) else 1
    if chosen.asked == "reproduce":
        return 0 if reproduce.run(chosen.system, as_it_stands=chosen.as_it_stands) else 1
    if chosen.asked == "image-lock":
        packages.lock()
    elif chosen.asked == "prepare":
        machine.prepare()
    else:
        (windows if chosen.asked == "windows" else native).build()
    return 0


def _dist(system: str) -> Path:
    return DIST / f"trousse-{contents.version(HERE)}-{system}-x64"


if __name__ == "__main__":
    sys.exit(main())
