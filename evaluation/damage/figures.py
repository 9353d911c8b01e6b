"""The figures printed, each with its 95 % interval, and the lists developers read."""

import argparse
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from evaluation import corpus
from evaluation.damage.accidents import accidents
from evaluation.damage.judged import ENOUGH, PRACTICE, Judged, benign
from evaluation.damage.lawful import lawful
from evaluation.damage.sample import attacks

_BENIGN = 30_000
TINY = 256  # bytes, below which no statistic says anything
_SHOWN = 6  # examples of one miss


def interval(part: int, whole: int) -> tuple[float, float]:
    """Return the 95 % interval of Wilson of a share."""
    if not whole:
        return 0.0, 1.0
    z, share = 1.959964, part / whole
    middle = (share + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole)) / (1 + z * z / whole)
    return max(0.0, middle - half), min(1.0, middle + half)


def figure(title: str, part: int, whole: int) -> str:
    low, high = interval(part, whole)
    share = part / whole if whole else 0.0
    return f"{title:<72} {part:>6}/{whole:<6} {share:>8.3%}  ({low:.3%} to {high:.3%})"


def seen(title: str, judged: Iterable[Judged]) -> str:
    """Return recall as a figure, alone and in the context of other files of one attack."""
    listed = list(judged)
    alone = figure(title, sum(one.encrypted for one in listed), len(listed))
    beside = sum(one.in_context == "encrypted" for one in listed)
    return f"{alone}   in context {beside / max(1, len(listed)):.3%}"


def alarms(title: str, judged: Iterable[Judged]) -> str:
    listed = list(judged)
    return figure(title, sum(one.encrypted for one in listed), len(listed))


def told(answers: Sequence[Judged], attacks_: Sequence[Judged]) -> list[str]:
    """Return the lines of the goals."""
    counted = [one for one in attacks_ if one.counted]
    goal = [one for one in counted if one.published and one.of_practice]
    kinds = len({one.kind for one in answers})
    mine = [one for one in answers if one.of_practice]
    large = [one for one in answers if one.size >= ENOUGH]
    return [
        seen("recall: practice types, 4 KB and more, published patterns (99.5 %)", goal),
        alarms("false: practice types, 4 KB and more", mine),
        seen("recall: practice types, all sizes and patterns", [a for a in counted if a.kind in PRACTICE]),
        seen(
            "    of which 256 bytes and more", [a for a in counted if a.kind in PRACTICE and a.size >= TINY]
        ),
        seen("recall: other types, all sizes and patterns", [a for a in counted if a.kind not in PRACTICE]),
        seen(
            "    of which 256 bytes and more",
            [a for a in counted if a.kind not in PRACTICE and a.size >= TINY],
        ),
        seen("recall: all types, sizes and patterns (96 %)", counted),
        seen("    of which 256 bytes and more", [a for a in counted if a.size >= TINY]),
        alarms(f"false: all of {kinds} extensions, 4 KB and more (0.05 %)", large),
        alarms(f"false: all of {kinds} extensions, all sizes (0.1 %)", answers),
        *(f"    {verdict}: {count}" for verdict, count in Counter(a.verdict for a in answers).most_common()),
    ]


def verdicts(judged: Sequence[Judged], title: str) -> list[str]:
    """Return how often each kind was called what."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in judged:
        counts[one.title][one.verdict] += 1
    return [f"\n{title}", *(f"  {kind:<42} {dict(counts[kind])}" for kind in sorted(counts))]


def table(attacks_: Sequence[Judged], key: Callable[[Judged], str], title: str) -> list[str]:
    """Return seen of all by one trait, the worst first."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in attacks_:
        groups[key(one)].append(one)
    rows = sorted(groups.items(), key=lambda row: sum(one.encrypted for one in row[1]) / len(row[1]))
    return [f"\n{title}", *(seen(f"  {name}", listed) for name, listed in rows)]


def misses(answers: Sequence[Judged], attacks_: Sequence[Judged], others: Sequence[Judged]) -> list[str]:
    """Return every false alarm, then misses by type and pattern with examples: for training files only."""
    lost = Counter(f".{one.kind}" for one in attacks_ if one.counted and not one.encrypted)
    lost.update(one.title for one in attacks_ if one.counted and not one.encrypted)
    lines = [
        "\nMISSES in all, by type and by pattern",
        *(f"  {n:>5} {what}" for what, n in lost.most_common(50)),
    ]
    lines += ["\nFALSE ALARMS (benign files called encrypted)"]
    lines += [f"  {a.size:>9} {a.name} {' '.join(a.reasons)}" for a in answers if a.encrypted]
    lines += ["\nLAWFUL OR SPOILED FILES CALLED ENCRYPTED (what was done; size, file, reasons)"]
    lines += [f"  {a.title} | {a.size} {a.name} {' '.join(a.reasons)}" for a in others if a.encrypted]
    cells: dict[tuple[bool, str, str], list[Judged]] = defaultdict(list)
    for one in attacks_:
        if one.counted:
            cells[one.of_practice and one.published, one.kind, one.title].append(one)
    for goal in (True, False):
        name = "MISSES that count for the practice goal" if goal else "MISSES, other types, sizes, patterns"
        lines.append(f"\n{name} (type, pattern, missed/total; size, verdict, reasons, naming, file)")
        for (_, kind, title), listed in sorted((k, v) for k, v in cells.items() if k[0] == goal):
            missed = [one for one in listed if not one.encrypted]
            if missed:
                lines.append(f".{kind} | {title} | {len(missed)}/{len(listed)}")
            lines += [
                f"      {m.size:>8} {m.verdict} {' '.join(m.reasons)} | {m.naming} | {m.name}"
                for m in missed[:_SHOWN]
            ]
    return lines


def speed(answers: Sequence[Judged]) -> list[str]:
    """Return the cost of a file, and the types that cost most in all."""
    spent, size = sum(a.spent for a in answers), sum(a.size for a in answers)
    costs: dict[str, list[Judged]] = defaultdict(list)
    for one in answers:
        costs[one.kind].append(one)
    rows = sorted(costs.items(), key=lambda row: -sum(a.spent for a in row[1]))[:8]
    each = ((kind, sum(a.spent for a in of), sum(a.size for a in of), len(of)) for kind, of in rows)
    return [
        f"{len(answers)} benign files, {size / 1e6:.0f} MB: {size / 1e6 / spent:.0f} MB/s, "
        f"{spent / len(answers) * 1e6:.0f} µs a file; most spent on "
        + ", ".join(f".{k} {t:.1f} s ({b / t / 1e6:.0f} MB/s, {t / n * 1e6:.0f} µs)" for k, t, b, n in each)
    ]


def _chosen(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evaluation.damage", description=__doc__)
    parser.add_argument("--split", choices=("train", "test"), default="test")
    parser.add_argument("--seed", type=int, default=corpus.SEED)
    parser.add_argument("--each", type=int, default=6, help="files of each practice type for each pattern")
    parser.add_argument("--benign", type=int, default=_BENIGN, help="benign files judged, at most")
    parser.add_argument("--lawful", type=int, default=30, help="files of each kind of lawful encryption made")
    parser.add_argument("--spoiled", type=int, default=300, help="practice files spoiled in each way")
    parser.add_argument(
        "--misses", type=Path, help="write misses and false alarms there (training part only)"
    )
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print every figure of one part of the corpus; names of files only for the training part."""
    chosen = _chosen(arguments)
    originals = corpus.originals(chosen.split, chosen.seed)
    if len(originals) < 100:
        print("few files: fetch the corpus with python -m evaluation.corpus")
    answers = benign(originals[: chosen.benign])
    done = list(attacks(originals, chosen.each, chosen.seed))
    owned = list(lawful(originals, chosen.lawful, chosen.seed))
    spoiled = list(accidents(originals, chosen.spoiled, chosen.seed))
    lines = [f"part {chosen.split}, seed {chosen.seed}", *told(answers, done)]
    lines += [alarms("false: lawfully encrypted or random (0.5 %)", owned)]
    lines += [alarms("false: cut, wiped or overwritten", spoiled), *speed(answers)]
    found = Counter(f".{one.kind}" for one in answers if one.encrypted)
    lines += [f"false alarms by type: {dict(found.most_common())}"]
    lines += verdicts(owned, "lawfully encrypted") + verdicts(spoiled, "accidents")
    lines += table(done, lambda one: one.title, "by pattern, all types and sizes")
    mine = [one for one in done if one.of_practice and one.published]
    lines += table(mine, lambda one: one.kind, "by type, practice types, 4 KB and more, published patterns")
    lines += table(mine, lambda one: one.naming, "by naming, the same")
    print("\n".join(lines), flush=True)
    if chosen.misses and chosen.split == "train":
        lines += misses(answers, done, [*owned, *spoiled])
        chosen.misses.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0
