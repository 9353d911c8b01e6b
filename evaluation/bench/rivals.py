"""The command lines compared: one pass of ours, and what a responder would run in its place."""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from evaluation.bench.rule_texts import Rules
from evaluation.bench.timing import Asked

READ, SHA, HASHDEEP = "plain reading, 2 processes", "sha256sum, 2 processes", "hashdeep -j2"
YARA, BOTH = "yara -p2", "hashdeep, then yara"
SCAN, HASH_ONLY, START = "trousse scan", "trousse scan --hash-only", "trousse --version"
# Many published rules ask for these; yara refuses to compile a rule whose variable it was not given.
_EXTERNALS = ("filename", "filepath", "extension", "filetype", "owner")


def commands(place: Path, files: Sequence[Path], rules: Rules) -> dict[str, Asked]:
    """Return what can be run on this machine, by its name."""
    listed = b"".join(os.fsencode(path) + b"\0" for path in files)
    by_two = ("xargs", "-0", "-P2", "-n", str(max(1, min(256, len(files) // 4))))
    found = {READ: Asked((*by_two, "cat"), listed)}
    if shutil.which("sha256sum"):
        found[SHA] = Asked((*by_two, "sha256sum"), listed)
    if shutil.which("hashdeep"):
        found[HASHDEEP] = Asked(("hashdeep", "-r", "-j2", "-c", "sha256", str(place)))
    if shutil.which("yara"):
        found[YARA] = Asked(_yara(place, rules))
    found[START] = Asked(ours("--version"))
    found[HASH_ONLY] = Asked(ours("scan", str(place), "--hash-only", "--jsonl", "-"))
    found[SCAN] = Asked(ours("scan", str(place), "--jsonl", "-", *beside(rules)))
    return found


def ours(*words: str) -> tuple[str, ...]:
    """Return one of our own commands."""
    return (sys.executable, "-m", "toolkit", *words)


def beside(rules: Rules) -> tuple[str, ...]:
    """Return the option for a set beside our own rules, which are always matched too."""
    return ("--rules", str(rules.prepared)) if rules.prepared else ()


def _yara(place: Path, rules: Rules) -> tuple[str, ...]:
    given = [word for name in _EXTERNALS for word in ("-d", f"{name}=")]
    texts = [f"n{number}:{path}" for number, path in enumerate(rules.texts)]
    return ("yara", "-p", "2", "-w", "-r", *given, *texts, str(place))
