"""How many ordinary texts of this machine are taken for notes."""

import os
import re
import sysconfig
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from toolkit.scan.notes import Knowledge, identify

# Files in these are texts; a name without extension (README, copyright) is taken as one too.
_TEXTS_WORDS = """
.txt .md .rst .html .htm .py .pm .pl .json .xml .csv .conf .js .css .h .c .sh .toml .yml .yaml .po .tex
.log .ini .rs .go .1 .3 .5 .7 .8 .adoc .rtf
"""
_TEXTS = frozenset(_TEXTS_WORDS.split())
# Words of file paths whose texts speak of encryption, backups or intrusions: the hardest neighbours.
_HARD = re.compile(r"crypt|gpg|gnupg|ssl|backup|borg|restic|duplicity|forens|volatility|mvt|vault|kms|secur")
_MOST = 20_000
_READ = 512 * 1024  # bytes
_SKIPPED = ("toolkit", "signatures", "evaluation", "demo", "tests")


def places() -> tuple[Path, ...]:
    paths = sysconfig.get_paths()
    found = ["/usr/share/doc", paths["stdlib"], paths["purelib"], "/usr/lib/python3", "/usr/share"]
    return tuple(dict.fromkeys(Path(place) for place in found if Path(place).is_dir()))


def texts(folders: tuple[Path, ...], repository: Path) -> Iterator[Path]:
    """Yield text files, each once; this repository is left out, its rules and notes hold cue phrases."""
    ours = {repository / name for name in _SKIPPED}
    seen: set[tuple[int, int]] = set()
    for folder in folders:
        for parent, inside, names in os.walk(folder):
            inside[:] = sorted(name for name in inside if Path(parent, name) not in ours)
            for name in sorted(names):
                path = Path(parent, name)
                if path.suffix.lower() not in _TEXTS and "." in name:
                    continue
                status = path.lstat()
                if path.is_symlink() or not path.is_file() or (status.st_dev, status.st_ino) in seen:
                    continue
                seen.add((status.st_dev, status.st_ino))
                yield path


def main(known: Knowledge, folders: tuple[Path, ...] = ()) -> None:
    """Print how many ordinary texts were read, how many were called a note or suspect, and which."""
    counts: Counter[str] = Counter()
    spent = 0.0
    for path in texts(folders or places(), Path(__file__).resolve().parents[1]):
        try:
            with path.open("rb") as file:
                data = file.read(_READ)
        except OSError:
            continue
        hard = bool(_HARD.search(str(path).lower()))
        start = time.perf_counter()
        note = identify(path.name, data, known)
        spent += time.perf_counter() - start
        counts["all"] += 1
        counts["hard"] += hard
        if note is not None:
            counts[str(note.verdict)] += 1
            counts["hard false"] += hard
            print(f"  false {note.verdict}: {path} {list(note.cues)}")
        if counts["all"] >= _MOST:
            break
    _print(counts, spent)


def _print(counts: Counter[str], spent: float) -> None:
    total, hard = max(1, counts["all"]), max(1, counts["hard"])
    false = counts["note"] + counts["suspect"]
    print(f"Ordinary texts: {counts['all']} files, called note {counts['note']}, suspect {counts['suspect']}")
    print(f"  false: {false / total:.3%}; {spent / total * 1000:.2f} ms per file")
    shown = f"{counts['hard false']} of {counts['hard']} ({counts['hard false'] / hard:.3%})"
    print(f"  of which about keys, encryption, backups, security: false {shown}")
