"""What people answered for the complaint and the notifications: the last answer to each question counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from toolkit.custody.case import Case

STAGE = "answers_{number}"  # one stage per sitting, numbered from 1; nothing answered is ever rewritten


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; `value` None is « je ne sais pas », which is an answer too."""

    key: str  # of legal/dictionary.toml
    value: str | None
    at_ns: int  # when it was given, nanoseconds since 1970 UTC
    by: str | None  # who gave it, where that was said


def told(case: Case) -> Mapping[str, Answer]:
    """Return the last answer to each question."""
    return {one.key: one for one in _every(case)}


def next_stage(case: Case) -> str:
    """Return the name of the stage that takes the next answers."""
    return STAGE.format(number=1 + sum(1 for _ in _stages(case)))


def _every(case: Case) -> Iterator[Answer]:
    for stage in _stages(case):
        for line in case.recorded(stage):
            yield Answer(line["key"], line["value"], line["at_ns"], line["by"])


def _stages(case: Case) -> Iterator[str]:
    for number in count(1):
        stage = STAGE.format(number=number)
        if f"{stage}.opened" not in case.marks:
            return
        yield stage
