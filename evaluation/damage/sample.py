"""Which files are attacked: as many of each type for each pattern as there are, drawn afresh each time."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence

from evaluation.corpus import Original
from evaluation.damage.judged import PRACTICE, Judged, attacked, kind_of
from evaluation.damage.ways import WAYS, Way

_OTHERS = 8  # files of other types attacked for each one `each` stands for
_LARGEST = 4 << 20  # bytes; patterns of megabytes take larger files
_LARGE_WAYS = ("1 MB", "three parts above", "first 1 MB")


def attacks(originals: Sequence[Original], each: int, seed: int) -> Iterator[Judged]:
    """Attack `each` files of every practice type with every pattern, and files of any other type."""
    chance = random.Random(seed)
    pools: dict[str, list[Original]] = defaultdict(list)
    for original in originals:
        pools[kind_of(original.path.name)].append(original)
    others = [original for original in originals if kind_of(original.path.name) not in PRACTICE]
    for way in WAYS:
        chosen = [
            one for kind in sorted(PRACTICE & pools.keys()) for one in _drawn(pools[kind], each, chance)
        ]
        chosen += _drawn(others, _OTHERS * each, chance)
        yield from _each(chosen, way, chance)


def _drawn(pool: list[Original], count: int, chance: random.Random) -> list[Original]:
    return chance.sample(pool, min(count, len(pool)))


def _each(chosen: list[Original], way: Way, chance: random.Random) -> Iterator[Judged]:
    for original in chosen:
        try:
            data = original.path.read_bytes()
        except OSError:
            continue
        if len(data) > _LARGEST and not way.title.startswith(_LARGE_WAYS):
            continue
        judged = attacked(original, data, way, chance) if data else None
        if judged:
            yield judged
