"""The table: what share of the media is judged exactly, by form and by fault.

    python -m evaluation.backups [--half dev|held] [--only FORM …] [--misses FILE]

The media are built once, in build/backups. Those of the held half are of other practices and draws; their
figures are printed as totals, never medium by medium.
"""

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from evaluation.backups.asked import Told, ask
from evaluation.backups.build import build
from evaluation.backups.forms import FORMS
from evaluation.backups.truth import ASKED, CORRECT


def measured(half: str, only: Sequence[str] = (), jobs: int = 2) -> list[Told]:
    """Build what is not built, and ask about every medium."""
    media = list(build(half, only))
    with ProcessPoolExecutor(jobs) as pool:
        return [one for told in pool.map(ask, media, chunksize=4) for one in told]


def table(told: Sequence[Told], key: Callable[[Told], str], title: str) -> list[str]:
    """Return one line for each value of a trait."""
    groups: dict[str, list[Told]] = defaultdict(list)
    for one in told:
        groups[key(one)].append(one)
    head = f"{title:<28} media " + " ".join(f"{asked:>9}" for asked in ASKED)
    return ["", f"{head}  false good  false alarm", *(_row(name, groups[name]) for name in groups)]


def _row(name: str, told: Sequence[Told]) -> str:
    shares = " ".join(f"{share([one for one in told if one.asked == asked]):>9}" for asked in ASKED)
    goods, alarms = sum(one.false_good for one in told), sum(one.alarm for one in told)
    return f"{name:<28} {len(told) // len(ASKED):>5} {shares}  {goods:>10}  {alarms:>11}"


def share(told: Sequence[Told]) -> str:
    return f"{sum(one.right for one in told) / len(told):.1%}" if told else "-"


def lines(told: Sequence[Told], spent: float) -> list[str]:
    """Return the tables by form and by fault, then the totals against what is asked for."""
    sound = [one for one in told if one.fault in {"good", "odd but good"}]
    media = len(told) // len(ASKED)
    return [
        *table(told, lambda one: one.form, "exact verdicts by form"),
        *table(told, lambda one: one.fault, "exact verdicts by fault"),
        *table(told, lambda _: "all (95 % and 99 % asked)", "total"),
        "",
        f"false good: {sum(one.false_good for one in told)} of {len(told)} answers (0)",
        f"false alarms: {sum(one.alarm for one in told)} of {len(sound)} answers on good media (0)",
        f"good with a silent flip, limit not told: {sum(one.untold for one in told)} (0)",
        f"media changed by the look: {sum(one.changed for one in told) // len(ASKED)} of {media} (0)",
        f"failures of the check: {sum('CRASH' in one.why[0] for one in told if one.why)} (0)",
        f"{spent:.0f} s, {sum(one.seconds for one in told) / len(told):.2f} s a verdict",
    ]


def misses(told: Iterable[Told]) -> list[str]:
    """Return every answer that is not the right one, those that could do harm first."""
    wrong = [one for one in told if not one.right or one.alarm or one.untold]
    wrong.sort(key=lambda one: (not one.false_good, not one.alarm, one.form, one.fault))
    return [
        f"{_mark(one):<11} {one.form} | {one.fault} | {one.asked} | {one.connect}/{one.rely} | "
        f"{' '.join(one.why[:5])}"
        for one in wrong
    ]


def _mark(one: Told) -> str:
    return "FALSE GOOD" if one.false_good else "FALSE ALARM" if one.alarm else ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; 1 where a bad medium was called good, or a medium changed."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.backups", description=__doc__)
    parser.add_argument("--half", choices=("dev", "held"), default="dev")
    parser.add_argument("--only", nargs="*", default=(), choices=[form.name for form in FORMS])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--misses", type=Path, help="write wrong answers there (development half only)")
    chosen = parser.parse_args(arguments)
    start = time.perf_counter()
    told = measured(chosen.half, chosen.only, chosen.jobs)
    print(f"backup media, half {chosen.half}; alone, the best is {CORRECT!r}: nothing to compare with")
    print("\n".join(lines(told, time.perf_counter() - start)), flush=True)
    if chosen.misses and chosen.half == "dev":
        chosen.misses.write_text("\n".join(misses(told)) + "\n", encoding="utf-8")
    return int(any(one.false_good or one.changed for one in told))
