"""Our rules and those of other people compiled as one, so that each window of bytes is compared once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from toolkit.scan.rules.imported import loading
from toolkit.scan.rules.imported.loading import Texts
from toolkit.scan.rules.rule_set import RuleSet, compiled
from toolkit.scan.rules.signatures import CONTROL, CONTROL_RULE, LIGHT, Signatures


def load(ours: Signatures, places: Sequence[Path]) -> Signatures:
    """Return our set with those of some files beside it, as one where that can be, else each for itself.

    Raises SignatureRefusal "rules_damaged" as `imported.load` does.
    """
    read = [loading.read(place) for place in places]
    if not read:
        return ours
    try:
        return _together(ours, read)
    except loading.failures():
        # Too much for one set of tables, or one of them is wrong: alone, the wrong one says so.
        return ours.beside(tuple(loading.alone(one) for one in read))


def _together(ours: Signatures, read: Sequence[Texts]) -> Signatures:
    own = {path: data.decode("utf-8") for path, data in ours.files.items() if path.endswith(".yar")}
    own_light = own if ours.light is None else {LIGHT: ours.files[LIGHT].decode("utf-8")}
    whole = compiled(_apart([own, *(one.whole for one in read)]))
    light = compiled(_apart([own_light, *(one.light for one in read)]))
    counted = [(one.about["whole"], one.about["light"]) for one in read]
    shares = zip(
        _shares(whole, [_names(ours.rules), *(count for count, _ in counted)]),
        _shares(light, [_names(ours.light or ours.rules), *(count for _, count in counted)]),
        strict=True,
    )
    told = [loading.told(one, *share) for one, share in zip(read, shares, strict=True)]
    names = _reported(own, own_light, _names(ours.rules), told)
    _controlled(whole, light)
    asks = frozenset().union(*(one.asks for one in told))
    joined = (replace(one, whole=whole, light=light, names=names, asks=asks) for one in told)
    return replace(ours.beside(tuple(joined)), joint=True)


def _apart(rooms: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Return the texts of all rooms, each namespace with the number of its room before it."""
    return {f"{number}/{space}": text for number, room in enumerate(rooms) for space, text in room.items()}


def _names(rules: Any) -> list[str]:
    return [rule.identifier for rule in rules]


def _shares(rules: Any, parts: Sequence[Any]) -> Iterator[list[Any]]:
    """Yield the rules of each set, in the order they were compiled in; ValueError unless all are there.

    The first part is the names of ours, the others how many rules a set says it has.
    """
    own, *counts = parts
    left = iter(rules)
    if [rule.identifier for rule in islice(left, len(own))] != own:
        raise ValueError("own")
    for count in counts:
        yield list(islice(left, max(0, count)))
    if next(left, None) is not None:
        raise ValueError("counts")


def _reported(
    own: Mapping[str, str], own_light: Mapping[str, str], named: Sequence[str], sets: Sequence[RuleSet]
) -> dict[tuple[str, str], str]:
    """Return the name to report by namespace and rule; ours have names of which there is one each."""
    found = {(f"0/{space}", name): name for space in (*own, *own_light) for name in named}
    for number, one in enumerate(sets, 1):
        found |= {(f"{number}/{space}", rule): name for (space, rule), name in one.names.items()}
    return found


def _controlled(*compiled_sets: Any) -> None:
    for rules in compiled_sets:
        hits = {(hit.namespace[:2], hit.rule) for hit in rules.match(data=CONTROL)}
        if ("0/", CONTROL_RULE) not in hits:
            raise ValueError("control")
