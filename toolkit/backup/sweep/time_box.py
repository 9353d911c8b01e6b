"""A check that has so many minutes: how long each source may be read, and what that allows to say."""

import math
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from toolkit.backup.sweep.choice import FIRST, Choice, LeftOut
from toolkit.records import Answer, Check, Facts

_LEAST = 30  # files, below which another round is not worth its listing
_ANSWERED = ("clean", "not_encrypted", "restorable")  # by contents: what was not read leaves them open
_LISTED = ("complete", "recent")  # by names, sizes and dates: what is listed counts
_TOLD = 10  # states whose bound is a reason; the records tell all


def _made_seed() -> str:
    return secrets.token_hex(8)


@dataclass(slots=True)
class TimeBox:
    """The minutes a check has, the seed of its choice, and what was chosen of each source."""

    minutes: int
    seed: str = field(default_factory=_made_seed)
    clock: Callable[[], float] = time.monotonic  # seconds
    began: float = -1.0
    choices: list[Choice] = field(default_factory=list)
    unopened: int = 0  # states replaced by newer ones, for which no time was left
    older: bool = False  # whether what is read now is of such a state

    def start(self) -> None:
        """Begin to count the time; a second call changes nothing."""
        self.began = self.clock() if self.began < 0 else self.began

    @property
    def over(self) -> bool:
        return self.clock() - self.began >= 60 * self.minutes

    def empty(self, volume: str, where: str) -> Choice:
        """Return a choice for one source, to be filled."""
        made = Choice(self.seed, where, volume, self.older)
        self.choices.append(made)
        return made

    def rounds(self, choice: Choice, waiting: Callable[[], int]) -> Iterator[LeftOut]:
        """Yield what each pass over the others leaves out, as long as the share of this source lasts.

        `waiting()` is how many sources are still to be read after it. The first round is always read.
        """
        now = self.clock()
        until = now + max(0.0, self.began + 60 * self.minutes - now) / (1 + waiting())
        size = FIRST
        while choice.drawn < len(choice.ranks):
            yield choice.draw(size)
            pace = max(self.clock() - now, 1e-6) / choice.drawn
            room = int((until - self.clock()) / pace)
            if room < _LEAST:
                return
            size = min(max(FIRST, choice.drawn), room)

    @property
    def sampled(self) -> bool:
        """Tell a check that did not read everything."""
        return bool(self.unopened) or any(not one.whole for one in self.choices)

    def facts(self, coverage: Facts, changes: Iterable[Facts]) -> dict[str, Any]:
        """Return what was read in full, what by chance, and the bounds, once all was read."""
        told = list(changes)
        for one in self.choices:
            one.settle(told)
        return {
            "minutes": self.minutes,
            "seconds": round(self.clock() - self.began),
            "seed": self.seed,
            "files": coverage["files_seen"],
            "of": coverage["files_seen"] + coverage["files_not_seen"],
            "full": _summed(one.kinds for one in self.choices),
            "images": sum(len(one.images) for one in self.choices),
            "states_unopened": self.unopened,
            "chosen": [one.facts() for one in self.choices if not one.whole],
        }


def as_sample(answers: dict[str, Check], sample: Facts | None) -> dict[str, Check]:
    """Return the answers a sample allows: no yes to what only contents show, and why."""
    if sample is None:
        return answers
    why = (*_why(sample),)
    found = dict(answers)
    for question in _ANSWERED:
        check = answers[question]
        if check.answer == Answer.NO:
            found[question] = replace(check, why=(*check.why, *why))
        else:
            found[question] = Check(question, Answer.UNKNOWN, (*why, *check.why))
    listed = {"code": "sampled_listed", "files": sample["of"] - sample["files"], "total": sample["of"]}
    for question in _LISTED:
        found[question] = replace(answers[question], why=(*answers[question].why, listed))
    return found


def _why(sample: Facts) -> Iterator[dict[str, Any]]:
    yield {"code": "sampled", "files": sample["files"], "total": sample["of"]}
    counted = {f"in_{code}": sample["full"].get(code, 0) for code in ("databases", "programs", "recent")}
    yield {"code": "sampled_full", "files": sum(sample["full"].values()), **counted}
    if sample["images"]:
        yield {"code": "sampled_images", "files": sample["images"]}
    if sample["states_unopened"]:
        yield {"code": "sampled_states", "files": sample["states_unopened"]}
    for one in [one for one in sample["chosen"] if not one["older"] and one["of"]][:_TOLD]:
        yield from _bound(one)


def _bound(one: Facts) -> Iterator[dict[str, Any]]:
    about = {"volume": one["volume"], "path": one["path"] or "/"}
    counts = {"files": one["files"], "total": one["of"], "encrypted": one["encrypted"]}
    code = "sampled_found" if one["encrypted"] else "sampled_none"
    yield {"code": code, **about, **counts, **_percent("high", one["high"]), **_percent("low", one["low"])}
    if one["undetermined"]:
        counts = {"files": one["undetermined"], "total": one["files"]}
        yield {"code": "sampled_open", **about, **counts, **_percent("high", one["most"])}


def _percent(name: str, share: float) -> dict[str, Any]:
    """Return a bound in whole percent and hundredths, never narrower than it is."""
    of = share * 10_000
    # A share is a float: what lies a hair above a whole is that whole.
    hundredths = min(10_000, math.ceil(of - 1e-6)) if name == "high" else math.floor(of + 1e-6)
    return {name: hundredths // 100, f"{name}_hundredths": f"{hundredths % 100:02d}"}


def _summed(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for one in counts:
        for code, files in one.items():
            total[code] = total.get(code, 0) + files
    return dict(sorted(total.items()))
