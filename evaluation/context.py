"""python -m evaluation.context: what judging by context costs over a million lines, in time and memory."""

import argparse
import random
import resource
import time
from collections.abc import Iterator
from itertools import islice
from typing import Any

from toolkit.scan.survey import Survey

_HOUR = 3_600_000_000_000
_ATTACK = 1_790_000_000_000_000_000
_ENDINGS = ("docx", "pdf", "jpg", "xml", "dcm", "txt", "db", "dll", "png", "ini")


def lines(files: int, seed: int, *, attacked: bool, undecided: float) -> Iterator[dict[str, Any]]:
    """Yield the lines of a scan; an attack encrypts half of the folders and leaves a note in each."""
    rng = random.Random(seed)
    folder, struck = "", False
    for number in range(files):
        if number % 20 == 0:
            folder, struck = f"Data/Patients/{number // 400}/d{number // 20}", attacked and rng.random() < 0.5
            if struck:
                yield _line(rng, f"{folder}/README.txt", "intact", number, note=True)
        ending = rng.choice(_ENDINGS)
        doubt = rng.random() < undecided
        if struck:
            verdict = rng.choice(("random", "unknown", "damaged")) if doubt else "encrypted"
            yield _line(rng, f"{folder}/file_{number}.{ending}.h4tz9q", verdict, number, struck=True)
        else:
            yield _line(rng, f"{folder}/file_{number}.{ending}", "unknown" if doubt else "intact", number)


def _line(
    rng: random.Random, path: str, verdict: str, number: int, *, struck: bool = False, note: bool = False
) -> dict[str, Any]:
    when = _ATTACK + rng.randrange(_HOUR) if struck or note else _ATTACK - rng.randrange(20_000) * _HOUR
    return {
        "volume": "1",
        "path": path,
        "size": rng.randrange(1, 1 << 20),
        "sha256": "00" * 32 if note else f"{number:064x}",
        "kind": "file",
        "type": None,
        "damage": {"verdict": verdict, "reasons": ["too_small"], "vouched": 0.0},
        "note": {"verdict": "note", "family": None, "certainty": "unknown", "contacts": {}} if note else None,
        "rules": (),
        "marks": (),
        "errors": (),
        "times": {"created": None, "modified": when, "changed": None, "accessed": None},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--undecided", type=float, default=0.1, help="share of files content cannot judge")
    parser.add_argument("--clean", action="store_true")
    asked = parser.parse_args()
    made = lines(asked.files, asked.seed, attacked=not asked.clean, undecided=asked.undecided)
    survey, adding = Survey(), 0.0
    while batch := list(islice(made, 10_000)):
        began = time.process_time()
        for line in batch:
            survey.add(line)
        adding += time.process_time() - began
    before = _peak()
    began = time.process_time()
    facts = survey.facts()
    settling = time.process_time() - began
    print(f"files {asked.files}  state {facts['state']} {' '.join(facts['state_reasons'])}")
    print(f"by context {facts['by_context']['files']}  {facts['by_context']['was']}")
    print(f"adding {adding:.1f} s, {1e6 * adding / asked.files:.1f} µs a file; settling {settling:.1f} s")
    print(f"peak memory {before:.0f} MB after adding, {_peak():.0f} MB after settling")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
