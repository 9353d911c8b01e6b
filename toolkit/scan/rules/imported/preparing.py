"""Prepare a set: every file tried apart, what works joined, and all of it told."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from toolkit.errors import UsageRefusal
from toolkit.scan.rules.imported import layouts, licences
from toolkit.scan.rules.imported.contents import FORM
from toolkit.scan.rules.imported.control import benign
from toolkit.scan.rules.imported.includes import is_index, resolved
from toolkit.scan.rules.imported.joining import Taken, joined
from toolkit.scan.rules.imported.loading import ABOUT, LIGHT, MANIFEST, WHOLE, loaded, manifest_of
from toolkit.scan.rules.imported.severity import facts_of
from toolkit.scan.rules.imported.texts import text_of
from toolkit.scan.rules.imported.trial import tried
from toolkit.scan.rules.packed import LARGEST, packed
from toolkit.scan.rules.parts import parts, tokens_of
from toolkit.scan.rules.rule_set import EXTERNALS, RuleSet, compiled

# Characters of all files, includes in their places: a set holds most of them twice, and 64 MiB at most.
_LONGEST = 48 * 1024 * 1024
_COMPILED = 1024 * 1024 * 1024  # bytes of all files compiled


class Aside(NamedTuple):
    """A file that is not in the set; `why` is a code of texts/*/signatures.toml."""

    origin: str
    path: str
    why: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A set as bytes, loaded once as it will be on site, and what became of every file."""

    data: bytes
    rules: RuleSet
    about: dict[str, Any]


def prepared(places: Sequence[Path], heard: Callable[[int], None] = lambda _: None) -> Prepared:
    """Prepare the set of all the rules found; `heard` is told of each file tried.

    Raises UsageRefusal("rules_place", path) for a place that cannot be read, ("rules_none", files) when there
    is no file of rules, ("rules_unusable", files, aside, noisy) when nothing is left of them,
    ("rules_too_large", size, most) when what is left makes too large a set.
    """
    found = layouts.origins(places)
    aside = [Aside(one.name, path, why) for one in found for path, why in one.aside]
    files: list[_File] = []
    for one in found:
        files += _read(one, aside, _LONGEST - sum(len(read.text) for read in files))
    found_files = len(files) + len(aside)
    control = benign()
    taken: list[Taken] = []
    compiled_size = 0
    for (origin, path, text), trial in zip(files, tried((f.text for f in files), control), strict=True):
        heard(1)
        compiled_size += trial.size
        if trial.why or compiled_size > _COMPILED:
            trial.why = trial.why or "too_large"
            compiled_size -= trial.size
            aside.append(Aside(origin, path, trial.why, trial.detail))
        else:
            taken.append(Taken(origin, path, text, trial))
    looked = joined(taken)
    kept = [one for one in looked if one.names]
    if not kept:
        raise _refusal(found_files, aside, looked)
    about = {**_about(found, kept, aside), **_left_out(looked), **_counts(kept), "found": found_files}
    data = _packed(kept, about)
    return Prepared(data, loaded(data, "set"), about)


def _refusal(files: int, aside: Sequence[Aside], looked: Sequence[Taken]) -> UsageRefusal:
    if not files:
        return UsageRefusal("rules_none", files=0)
    left = _left_out(looked)
    return UsageRefusal(
        "rules_unusable", files=files, aside=[one._asdict() for one in aside], noisy=left["noisy"]
    )


class _File(NamedTuple):
    origin: str
    path: str
    text: str


def _read(origin: layouts.Origin, aside: list[Aside], room: int) -> Iterator[_File]:
    """Yield each file as text with its includes in place, while there is room; the rest is put aside."""
    for one in _resolved(origin, aside):
        room -= len(one.text)
        if room >= 0:
            yield one
        else:
            room += len(one.text)
            aside.append(Aside(one.origin, one.path, "too_large"))


def _resolved(origin: layouts.Origin, aside: list[Aside]) -> Iterator[_File]:
    texts: dict[str, str] = {}
    for path in list(origin.rules):
        try:
            texts[path] = text_of(origin.rules.pop(path))
        except ValueError:
            aside.append(Aside(origin.name, path, "no_text"))
    for path, text in texts.items():
        try:
            whole = parts(text)
        except ValueError:
            # libyara says better what is wrong, and what we do not understand may be right.
            yield _File(origin.name, path, text)
            continue
        if is_index(whole):
            aside.append(Aside(origin.name, path, "index"))
            continue
        try:
            yield _File(origin.name, path, resolved(path, texts) if whole.includes else text)
        except ValueError as error:
            why = str(error) if str(error).startswith("include_") else "include_broken"
            aside.append(Aside(origin.name, path, why))


def _about(found: Sequence[layouts.Origin], kept: Sequence[Taken], aside: Sequence[Aside]) -> dict[str, Any]:
    beside = {one.name: one.licences for one in found}
    rules = [fact for one in kept for fact in _facts(one, beside[one.origin])]
    asked = {token.text for one in kept for token in tokens_of(one.text) if token.kind == "word"}
    return {
        "form": FORM,
        "files": len(kept),
        "aside": [one._asdict() for one in aside],
        "why": dict(Counter(one.why for one in aside)),
        "renamed": sum(name != f"{one.origin}:{rule}" for one in kept for rule, name in one.names.items()),
        "licences": dict(Counter(fact["licence"] for fact in rules)),
        "origins": [{"name": one.name, "licences": licences.listed(one.licences)} for one in found],
        "asks": sorted(asked & set(EXTERNALS)),
        "rules": rules,
    }


def _facts(one: Taken, texts: dict[str, bytes]) -> Iterator[dict[str, str]]:
    beside = licences.nearest(one.path, texts)
    general = licences.guessed(texts[beside]) if beside else licences.UNKNOWN
    for rule in one.trial.rules:
        if rule.name in one.names:
            own = next((str(rule.meta[k]) for k in rule.meta if k.lower() in {"license", "licence"}), "")
            yield {
                "rule": one.names[rule.name],
                "space": one.space,
                "name": rule.name,
                **facts_of(rule.meta, rule.name, rule.tags),
                "source": one.origin,
                "licence": own[:200] or general,
            }


def _left_out(looked: Sequence[Taken]) -> dict[str, Any]:
    noisy = [f"{one.space}:{name}" for one in looked for name in one.noisy]
    emptied = sum(not one.names for one in looked)
    return {"twice": sum(len(one.twice) for one in looked), "noisy": noisy, "emptied": emptied}


def _counts(kept: Sequence[Taken]) -> dict[str, int]:
    """Count the rules of both kinds now, so that a set that loads by half on another machine is seen."""
    rooms = ({one.space: one.text for one in kept}, {one.space: one.light for one in kept if one.light})
    whole, light = (len(list(compiled(texts))) if texts else 0 for texts in rooms)
    return {"whole": whole, "light": light}


def _packed(kept: Sequence[Taken], about: dict[str, Any]) -> bytes:
    files = {WHOLE + one.space: one.text.encode() for one in kept}
    files |= {LIGHT + one.space: one.light.encode() for one in kept if one.light}
    files[ABOUT] = json.dumps(about, ensure_ascii=False, indent=1).encode("utf-8", "replace")
    files[MANIFEST] = manifest_of(files)
    size = sum(len(path.encode()) + len(data) + 6 for path, data in files.items())
    if size > LARGEST:
        raise UsageRefusal("rules_too_large", size=size >> 20, most=LARGEST >> 20)
    return packed(files)
