"""Make one set of many files: each rule once, each with a name of its own, each routed."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from toolkit.scan.rules.imported.trial import Trial
from toolkit.scan.rules.parts import Parts, parts
from toolkit.scan.rules.routing import light, named_rules


@dataclass(slots=True)
class Taken:
    """One file of rules that goes into the set."""

    origin: str
    path: str
    text: str
    trial: Trial
    light: str = ""
    names: dict[str, str] = field(default_factory=dict)  # of the rules that report, to the names reported
    twice: list[str] = field(default_factory=list)  # rules that stand in another file, body and all
    noisy: list[str] = field(default_factory=list)

    @property
    def space(self) -> str:
        return f"{self.origin}/{self.path}"


def joined(files: Iterable[Taken]) -> list[Taken]:
    """Take out of each file what is noisy or there already, name the rest, and route it; in order.

    A rule with a name already seen and another body keeps its place and is reported with its file's path. A
    file that cannot be cut into rules is taken whole, for every kind of content. One without names left says
    nothing that another does not.
    """
    seen: dict[str, set[str]] = {}
    looked = []
    for one in files:
        cut = _cut(one)
        digests = {} if cut is None else _digests(cut)
        if cut is not None:
            _thinned(one, cut, seen, digests)
        _named(one, seen, digests)
        if one.names:
            one.light = _routed(one.text) if cut is not None else one.text
        looked.append(one)
    return looked


def _cut(one: Taken) -> Parts | None:
    """Return the parts of a file when they are what libyara found in it."""
    try:
        whole = parts(one.text)
    except ValueError:
        return None
    ours = [(rule.name, rule.marks) for rule in whole.rules]
    return whole if ours == [(rule.name, rule.marks) for rule in one.trial.rules] else None


def _digests(whole: Parts) -> dict[str, str]:
    """Return a hash per rule of all that decides its matches: itself, the rules it names, the global ones."""
    found: dict[str, str] = {}
    for rule in whole.rules:  # a rule can refer only to those above it
        others = sorted(f"{name}={found[name]}" for name in named_rules(rule.condition, found))
        found[rule.name] = hashlib.sha256("\0".join((rule.digest, *others)).encode()).hexdigest()
    everywhere = sorted(found[rule.name] for rule in whole.rules if "global" in rule.marks)
    if not everywhere:
        return found
    return {
        name: hashlib.sha256("\0".join((digest, *everywhere)).encode()).hexdigest()
        for name, digest in found.items()
    }


def _thinned(one: Taken, cut: Parts, seen: Mapping[str, set[str]], digests: Mapping[str, str]) -> None:
    shown = [rule for rule in cut.rules if "private" not in rule.marks]
    one.twice = [rule.name for rule in shown if f"={digests[rule.name]}" in seen.get(rule.name, ())]
    one.noisy = [rule.name for rule in shown if rule.name in one.trial.noisy and rule.name not in one.twice]
    silent = {*one.twice, *one.noisy}
    if silent:
        one.text = without(cut, silent)
        one.trial.rules = [rule for rule in one.trial.rules if rule.name not in silent]


def without(whole: Parts, silent: set[str]) -> str:
    """Return a file without some of its rules; those that others need stay, and report no more."""
    rules = {rule.name: rule for rule in whole.rules}
    needed: set[str] = set()
    for rule in reversed(whole.rules):
        if rule.name not in silent or rule.name in needed or "global" in rule.marks:
            needed |= named_rules(rule.condition, rules)
    pieces, place = [], 0
    for rule in whole.rules:
        if rule.name in silent:
            stays = rule.name in needed or "global" in rule.marks
            pieces += [whole.text[place : rule.start], "private " if stays else ""]
            place = rule.start if stays else rule.end
    return "".join((*pieces, whole.text[place:]))


def _named(one: Taken, seen: dict[str, set[str]], digests: Mapping[str, str]) -> None:
    for rule in one.trial.rules:
        if "private" in rule.marks:
            continue
        known = seen.setdefault(rule.name, set())
        short = f"{one.origin}:{rule.name}"
        one.names[rule.name] = f"{one.space}:{rule.name}" if short in known else short
        known |= {short, f"={digests.get(rule.name)}"}


def _routed(text: str) -> str:
    try:
        return light(text)
    except (ValueError, RecursionError):
        return text
