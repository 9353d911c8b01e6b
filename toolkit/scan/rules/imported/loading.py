"""Load a prepared set of other people's rules: whole as its manifest says, or not at all.

Rules are compiled again from their text each time: libyara runs compiled rules without checking them, and
they serve one version of it only. Text is checked by its compiler.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit import own_files
from toolkit.errors import SignatureRefusal
from toolkit.scan.rules.imported.contents import agreed, asked, contents
from toolkit.scan.rules.packed import HEAD, LARGEST, unpacked
from toolkit.scan.rules.rule_set import RuleSet, compiled

MANIFEST = "MANIFEST.sha256"
ABOUT = "set.json"
WHOLE = "whole/"
LIGHT = "light/"


@dataclass(frozen=True, slots=True)
class Texts:
    """A set read and checked, its rules not compiled yet."""

    name: str  # of its file
    digest: str  # SHA-256 of its manifest
    about: Mapping[str, Any]
    whole: Mapping[str, str]  # texts by namespace
    light: Mapping[str, str]


def load(place: Path) -> RuleSet:
    """Read, check and compile the set in one file.

    Raises SignatureRefusal "rules_damaged" with `file` and `why`: missing, locked, infected, changed, extra,
    empty, too_large or half_loaded; "rules_not_prepared" with `file` for what is no prepared set at all.
    """
    return alone(read(place))


def loaded(data: bytes, name: str) -> RuleSet:
    """Check and compile the bytes of a set; raises as `load` does."""
    return alone(_read(data, name))


def read(place: Path) -> Texts:
    """Read and check the set in one file; raises as `load` does."""
    return _read(_bytes_of(place), place.name)


def alone(texts: Texts) -> RuleSet:
    """Compile a set by itself; raises as `load` does."""
    try:
        whole = compiled(texts.whole)
        light = compiled(texts.light) if texts.light else None
        return told(texts, whole, light)
    except failures() as error:
        raise _damaged(texts.name, "half_loaded") from error


def told(texts: Texts, whole: Any, light: Any) -> RuleSet:
    """Return a set of these rules once they agree with what it says of itself; raises one of `failures`."""
    agreed(texts.about, whole, light)
    facts, names = _told(texts.about["rules"], texts.name)
    asks = asked(texts.about["asks"], texts.whole.values())
    return RuleSet(texts.name, texts.digest, whole, light, facts, names, asks)


def texts_of(place: Path) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the texts of a set, whole and light, by namespace; raises as `load` does."""
    texts = read(place)
    return texts.whole, texts.light


def _read(data: bytes, name: str) -> Texts:
    files = _checked(data, name)
    digest = hashlib.sha256(files[MANIFEST]).hexdigest()
    try:
        about = contents(json.loads(files[ABOUT]))
        return Texts(name, digest, about, _texts(files, WHOLE), _texts(files, LIGHT))
    except failures() as error:
        raise _damaged(name, "half_loaded") from error


def _bytes_of(place: Path) -> bytes:
    try:
        if place.is_dir():
            raise SignatureRefusal("rules_not_prepared", file=str(place))
        if not place.is_file():  # a pipe would never answer
            raise FileNotFoundError(place)
        with place.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        raise _damaged(place.name, own_files.why(error)) from None
    if not data:
        raise _damaged(place.name, "empty")
    if not data.startswith(HEAD):
        raise SignatureRefusal("rules_not_prepared", file=str(place))
    if len(data) > LARGEST:
        raise _damaged(place.name, "too_large")
    return data


def manifest_of(files: Mapping[str, bytes]) -> bytes:
    """Return the manifest of a set, in the format of sha256sum."""
    lines = [f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in sorted(files.items())]
    return "".join(lines).encode("utf-8")


def failures() -> tuple[type[Exception], ...]:
    """Return what reading and compiling the rules of strangers can raise."""
    import yara  # noqa: PLC0415 - 36 ms that commands without a scan do not pay

    return (yara.Error, ValueError, KeyError, TypeError, AttributeError, MemoryError, RecursionError)


def _checked(data: bytes, name: str) -> dict[str, bytes]:
    try:
        files = unpacked(data)
        lines = files[MANIFEST].decode("utf-8").split("\n")[:-1]
    except (ValueError, KeyError) as error:
        raise _damaged(name, "changed") from error
    promised = {path: digest for digest, _, path in (line.partition("  ") for line in lines)}
    for path in files.keys() - {MANIFEST} - promised.keys():
        raise _damaged(f"{name}: {path}", "extra")
    for path, digest in promised.items():
        if path not in files:
            raise _damaged(f"{name}: {path}", "missing")
        if hashlib.sha256(files[path]).hexdigest() != digest:
            raise _damaged(f"{name}: {path}", "changed")
    return files


def _texts(files: Mapping[str, bytes], room: str) -> dict[str, str]:
    return {
        path.removeprefix(room): data.decode("utf-8") for path, data in files.items() if path.startswith(room)
    }


def _told(
    rules: Iterable[Mapping[str, str]], name: str
) -> tuple[tuple[Any, ...], dict[tuple[str, str], str]]:
    facts, names = [], {}
    for rule in rules:
        names[rule["space"], rule["name"]] = rule["rule"]
        facts.append(
            {**{key: value for key, value in rule.items() if key not in {"space", "name"}}, "set": name}
        )
    return tuple(facts), names


def _damaged(file: str, why: str) -> SignatureRefusal:
    return SignatureRefusal("rules_damaged", file=file, why=why)
