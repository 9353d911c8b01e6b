"""Which exports in a backup stand for databases of the machine that are not there under their own name."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from toolkit.backup.answers.engines import Engine, engine
from toolkit.backup.content.reading import Kept

_SCRIPTS = frozenset({"sql", "dump", "dmp", "backup"})  # a program brings scripts that hold no data
_FILLED = 64 * 1024  # bytes above which a script is more than the list of the tables


class Lying(NamedTuple):
    """One database file of the machine, by its folded folder and name."""

    folder: str
    name: str


@dataclass(slots=True)
class StandIns:
    """What stands for what is absent, and what could, where nothing tells for which."""

    copies: dict[Lying, Sequence[Kept]] = field(default_factory=dict)
    doubtful: set[Lying] = field(default_factory=set)


def stand_ins(
    absent: Iterable[Lying], machine: Iterable[Lying], kept: Iterable[tuple[str, str, Kept]]
) -> StandIns:
    """Look for each absent database by its name, then by its kind where one alone of that kind is missing.

    `machine` are all database files of the machine; `kept` those of the backup with folded folder and name.
    """
    result = StandIns()
    here = [(told, name, one) for folder, name, one in kept if (told := engine(folder, name))]
    unnamed: dict[str, list[tuple[Lying, Engine]]] = defaultdict(list)
    for lying in absent:
        lost = engine(*lying)
        if lost is None:
            continue
        same = [one for told, name, one in here if _is_same(lost, lying.name, told, name)]
        if same:
            result.copies[lying] = same
        elif not lost.exported:
            unnamed[min(lost.engines)].append((lying, lost))
    _shared(result, unnamed)
    if not unnamed:
        return result
    live = {told.name for lying in machine if (told := engine(*lying)) and not told.exported}
    for kind, lost_ones in unnamed.items():
        _by_kind(result, kind, lost_ones, [one for one in here if one[0].name not in live])
    return result


def _shared(result: StandIns, unnamed: dict[str, list[tuple[Lying, Engine]]]) -> None:
    """Let what a server shares between its databases follow the first of them that was found."""
    for kind, lost in unnamed.items():
        found = (copies for lying, copies in result.copies.items() if kind in _engines(lying))
        copies = next(found, None)
        shared = [] if copies is None else [lying for lying, told in lost if not told.name]
        result.copies.update((lying, copies or ()) for lying in shared)
        unnamed[kind] = [one for one in lost if one[0] not in shared]


def _engines(lying: Lying) -> frozenset[str]:
    told = engine(*lying)
    return frozenset() if told is None else told.engines


def _is_same(lost: Engine, lost_name: str, told: Engine, name: str) -> bool:
    if not lost.name or lost.name != told.name or lost.engines.isdisjoint(told.engines):
        return False
    if lost.exported or told.exported:
        return True
    # Two files of one live database bear one name too: a copy has the same ending, and another name.
    return lost.ending == told.ending and lost_name != name


def _by_kind(
    result: StandIns,
    kind: str,
    lost: list[tuple[Lying, Engine]],
    here: list[tuple[Engine, str, Kept]],
) -> None:
    """Let exports of a kind stand for the one database of that kind that is missing."""
    exports = [(told, one) for told, _, one in here if told.exported and kind in told.engines]
    sure = [one for told, one in exports if told.ending not in _SCRIPTS or _is_filled(one)]
    several = len({told.name for _, told in lost if told.name}) > 1
    for lying, _ in lost:
        if sure and not several:
            result.copies[lying] = sure
        elif exports:
            result.doubtful.add(lying)


def _is_filled(one: Kept) -> bool:
    return one.dated is not None or one.size >= _FILLED
