"""The rules both sides match with: a prepared set for us, the very same texts for Debian's yara."""

import hashlib
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from evaluation import rule_sets
from signatures.manifest import SET
from toolkit.scan.rules.imported.contents import FORM
from toolkit.scan.rules.imported.layouts import RULES
from toolkit.scan.rules.imported.loading import load, texts_of

HERE = Path(__file__).parents[2] / "build" / "bench" / "rules"
OWN = "own"
RANSOM, MANY = "ransom-586", "mixed-10000"
_GENERATED = {RANSOM: (586, 1, rule_sets.RANSOM), MANY: (10_000, 1, rule_sets.MIXED)}


@dataclass(frozen=True, slots=True)
class Rules:
    """A set under both forms; `prepared` is None for our own, which every scan matches with."""

    name: str
    count: int
    prepared: Path | None
    texts: tuple[Path, ...]


def rules(name: str) -> Rules:
    """Return our own rules, a generated set by its name, or those of a folder; prepared on first use."""
    if name == OWN:
        own = tuple(sorted((SET / "rules").glob("*.yar")))
        return Rules(name, sum(path.read_text(encoding="utf-8").count("\nrule ") for path in own), None, own)
    if name in _GENERATED:
        folder = HERE / name
        if not folder.exists():
            rule_sets.write(folder, *_GENERATED[name])
    else:
        folder = Path(name)
    prepared = HERE / f"{folder.name}-{_digest(folder)[:12]}-{FORM}.rules"
    if not prepared.exists():
        command = [sys.executable, "-m", "toolkit", "signatures", "import", str(folder)]
        subprocess.run([*command, "--out", str(prepared)], check=True, stdout=subprocess.DEVNULL)
    return Rules(folder.name, len(load(prepared).facts), prepared, _laid(prepared))


def _laid(prepared: Path) -> tuple[Path, ...]:
    """Write the texts of a prepared set one file each: what we left out does not burden yara."""
    folder = prepared.with_suffix(".texts")
    whole, _ = texts_of(prepared)
    folder.mkdir(exist_ok=True)
    laid = []
    for number, text in enumerate(whole.values()):
        laid.append(folder / f"{number:05}.yar")
        laid[-1].write_text(text, encoding="utf-8", newline="\n")
    return tuple(laid)


def _digest(folder: Path) -> str:
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in RULES)
    return hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in found)).hexdigest()
