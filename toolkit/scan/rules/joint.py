"""Our rules and those of other people compiled as one, so that each window of bytes is compared once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from toolkit.scan.rules.imported import loading
from toolkit.scan.rules.imported.loading import Texts
from toolkit.scan.rules.rule_set import RuleSet, compiled
from toolkit.scan.rules.signatures import CONTROL, CONTROL_RULE, LIGHT, LIGHT_BY_SIZE, Signatures, sized

# Light rules of others up to which ours for large contents are compiled with them once more: beside many,
# ours are too few to be worth the time and the memory of it.
_FEW = 1000


def load(ours: Signatures, places: Sequence[Path]) -> Signatures:
    """Return our set with those of some files beside it, as one where that can be, else each for itself.

    Raises SignatureRefusal "rules_damaged" as `imported.load` does, "signatures_damaged" as `sized`.
    """
    read = [loading.read(place) for place in places]
    if not read:
        return sized(ours)
    try:
        return _together(ours, read)
    except loading.failures():
        # Too much for one set of tables, or one of them is wrong: alone, the wrong one says so.
        return ours.beside(tuple(loading.alone(one) for one in read))


def _together(ours: Signatures, read: Sequence[Texts]) -> Signatures:
    own = {path: data.decode("utf-8") for path, data in ours.files.items() if path.endswith(".yar")}
    own_light = own if ours.light is None else _text(ours, LIGHT)
    counts, light_counts = zip(*((one.about["whole"], one.about["light"]) for one in read), strict=True)
    many = sum(light_counts) > _FEW
    rooms = [own, *(one.whole for one in read)], [own_light, *(one.light for one in read)]
    whole, light = (_at_once if many else map)(compiled, map(_apart, rooms))
    own_rules = ours.light or ours.rules
    shares = zip(
        _shares(whole, _names(ours.rules), counts),
        _shares(light, _names(own_rules), light_counts),
        strict=True,
    )
    told = [loading.told(one, *share) for one, share in zip(read, shares, strict=True)]
    larger = () if many else tuple(_larger(ours, read, light_counts))
    spaces = (*own, *own_light, *LIGHT_BY_SIZE.values())
    names = _reported(spaces, _names(ours.rules), told)
    _controlled(whole, light, *(rules for _, rules in larger))
    asks = frozenset().union(*(one.asks for one in told))
    joined = (
        replace(one, whole=whole, light=light, names=names, asks=asks, light_by_size=larger) for one in told
    )
    return replace(ours.beside(tuple(joined)), joint=True)


def _at_once(work: Callable[[Mapping[str, str]], Any], rooms: Iterable[Mapping[str, str]]) -> Iterator[Any]:
    """Do what `map` does, on two cores: libyara compiles without Python's lock, 10,000 rules 0.5 s sooner."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - 15 ms that few rules do not pay

    with ThreadPoolExecutor(2) as threads:
        yield from threads.map(work, rooms)


def _larger(
    ours: Signatures, read: Sequence[Texts], light_counts: Sequence[int]
) -> Iterator[tuple[int, Any]]:
    """Yield our light rules for large contents, with all the light ones of others."""
    for least, alone in ours.light_by_size:
        rules = compiled(_apart([_text(ours, LIGHT_BY_SIZE[least]), *(one.light for one in read)]))
        list(_shares(rules, _names(alone), light_counts))
        yield least, rules


def _text(ours: Signatures, path: str) -> dict[str, str]:
    return {path: ours.files[path].decode("utf-8")}


def _apart(rooms: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Return the texts of all rooms, each namespace with the number of its room before it."""
    return {f"{number}/{space}": text for number, room in enumerate(rooms) for space, text in room.items()}


def _names(rules: Any) -> list[str]:
    return [rule.identifier for rule in rules]


def _shares(rules: Any, own: Sequence[str], counts: Sequence[int]) -> Iterator[list[Any]]:
    """Yield the rules of each set, in the order they were compiled in; ValueError unless all are there.

    Ours come first, with the names in `own`; `counts` is how many rules each set says it has.
    """
    left = iter(rules)
    if [rule.identifier for rule in islice(left, len(own))] != list(own):
        raise ValueError("own")
    for count in counts:
        yield list(islice(left, max(0, count)))
    if next(left, None) is not None:
        raise ValueError("counts")


def _reported(
    spaces: Sequence[str], named: Sequence[str], sets: Sequence[RuleSet]
) -> dict[tuple[str, str], str]:
    """Return the name to report by namespace and rule; ours have names of which there is one each."""
    found = {(f"0/{space}", name): name for space in spaces for name in named}
    for number, one in enumerate(sets, 1):
        found |= {(f"{number}/{space}", rule): name for (space, rule), name in one.names.items()}
    return found


def _controlled(*compiled_sets: Any) -> None:
    for rules in compiled_sets:
        hits = {(hit.namespace[:2], hit.rule) for hit in rules.match(data=CONTROL)}
        if ("0/", CONTROL_RULE) not in hits:
            raise ValueError("control")
