"""The signature set as it was shipped: every byte hashed, every rule counted, the control seen to hit.

A rule file that an antivirus quietly deleted leaves a scan that looks exactly like a clean one, so nothing is
examined with a set that is not whole.
"""

import hashlib
import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from toolkit import own_files
from toolkit.errors import SignatureRefusal
from toolkit.records import Facts
from toolkit.scan.rules.packed import LARGEST, unpacked
from toolkit.scan.rules.pinned import MANIFEST_SHA256, PART_COUNTS, RULE_COUNT
from toolkit.scan.rules.rule_set import BySize, RuleSet
from toolkit.scan.rules.rule_set import compiled as compiled_texts
from toolkit.scan.rules.size import MB

MANIFEST = "MANIFEST.sha256"
# Our own rules that can match what is no program nor the like of it (routing), made with the manifest.
LIGHT = "light.rules"
# Of these, and of all, the ones for contents of so many bytes and more, largest first: half of the light ones
# ask for less than 1 MB, and a window of a file that is not held whole has 32 MB.
LIGHT_BY_SIZE = {32 * MB: "light_from_32mb.rules", MB: "light_from_1mb.rules"}
BY_SIZE = {MB: "all_from_1mb.rules"}
CONTROL_RULE = "Trousse_Control"
# Text, wide text and a header: a matcher that has lost one of them does not find the control.
CONTROL = b"MZ\x00trousse-control-plain\x00" + "trousse-control-wide".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class Signatures:
    """A whole set: the compiled rules, what they are, and every data file as it was hashed."""

    place: Path  # the folder or the pack it was read from
    digest: str  # SHA-256 of MANIFEST.sha256, which names every other hash
    rules: Any  # yara.Rules
    facts: tuple[
        Facts, ...
    ]  # {"rule", "kind", "severity", "description", "reference", "date"}, control left out
    files: Mapping[str, bytes]  # by path in the set
    light: Any = None  # yara.Rules for what is no program; None: all of them
    light_by_size: BySize = ()  # of the light ones
    by_size: BySize = ()  # of all of them (sized)
    sets: tuple[RuleSet, ...] = ()  # rules of other people, beside ours; their facts stand among the facts
    joint: bool = False  # whether each of `sets` holds the compiled rules of all of them and ours (joint)

    def hostile(self) -> frozenset[str]:
        """Return the rules whose match only an attack explains: grave, and not about honest tools."""
        grave = [fact for fact in self.facts if fact["severity"] == "high" and fact["kind"] != "tool"]
        return frozenset(fact["rule"] for fact in grave)

    def summary(self) -> dict[str, Any]:
        """Return the hash of the set and how many rules, families and files it holds."""
        families = [line for line in self.files.get("families.jsonl", b"").splitlines() if line.strip()]
        counts = {"files": len(self.files), "rules": len(self.facts), "families": len(families)}
        beside = {"sets": [one.summary() for one in self.sets]} if self.sets else {}
        return {"hash": self.digest, **counts, **beside}

    def beside(self, sets: tuple[RuleSet, ...]) -> "Signatures":
        """Return this set with others next to it, which add their rules and take none away."""
        facts = tuple(fact for one in sets for fact in one.facts)
        return replace(self, facts=self.facts + facts, sets=self.sets + sets) if sets else self

    def attributions(self, names: Collection[str]) -> list[Facts]:
        """Return who wrote the rules of other people that matched: their licences ask that it goes along."""
        said = ("rule", "description", "author", "source", "licence", "reference", "set")
        found = [fact for one in self.sets for fact in one.facts if fact["rule"] in names]
        return [{key: fact[key] for key in said} for fact in found]

    def bare(self) -> "Signatures":
        """Return what `rules.match` needs of it and no more: a worker process holds its own copy."""
        return replace(self, facts=(), files={}, sets=tuple(replace(one, facts=()) for one in self.sets))


def load(place: Path, manifest_sha256: str = MANIFEST_SHA256, rule_count: int = RULE_COUNT) -> Signatures:
    """Check the set of a folder or a pack against its manifest and the pin, then compile the bytes hashed.

    Raises SignatureRefusal "signatures_damaged" with `file` and `why`: missing, locked, infected, changed,
    extra, empty, unpinned, no_control or half_loaded.
    """
    listed, read = _opened(place)
    manifest = read(MANIFEST)
    if hashlib.sha256(manifest).hexdigest() != manifest_sha256:
        raise _damaged(MANIFEST, "unpinned")
    files = _checked_files(listed, read, manifest)
    rules = compiled(files)
    names = [rule.identifier for rule in rules]
    if len(names) != rule_count or len(set(names)) != rule_count:
        raise _damaged(MANIFEST, "half_loaded")
    _controlled(rules)
    light = _part(files, LIGHT, names)
    light_by_size = _parts_by_size(LIGHT_BY_SIZE, files, names)
    facts = tuple(_facts(rule) for rule in rules if rule.identifier != CONTROL_RULE)
    return Signatures(place, manifest_sha256, rules, facts, files, light, light_by_size)


def sized(ours: Signatures) -> Signatures:
    """Return a set with its rules for large programs compiled too, which one beside others does without.

    Raises SignatureRefusal as `load` does.
    """
    names = [rule.identifier for rule in ours.rules]
    return replace(ours, by_size=_parts_by_size(BY_SIZE, ours.files, names))


def _parts_by_size(parts: Mapping[int, str], files: Mapping[str, bytes], names: Collection[str]) -> BySize:
    return tuple((least, some) for least, path in parts.items() if (some := _part(files, path, names)))


def _part(files: Mapping[str, bytes], path: str, names: Collection[str]) -> Any:
    """Compile a part of our rules and see that it is whole, None for a set that has no such part."""
    if path not in files:
        return None
    rules = compiled({f"{path}.yar": files[path]})
    found = [rule.identifier for rule in rules]
    if len(found) != PART_COUNTS.get(path) or not set(found) <= set(names):
        raise _damaged(path, "half_loaded")
    _controlled(rules)
    return rules


def _controlled(rules: Any) -> None:
    if CONTROL_RULE not in {hit.rule for hit in rules.match(data=CONTROL)}:
        raise _damaged(MANIFEST, "no_control")


def data_files(folder: Path) -> list[str]:
    """List every file of a set that its manifest must name, sorted, with "/" between names."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        linked = [name for name in folders if Path(place, name).is_symlink()]
        relative = Path(place).relative_to(folder)
        found += [(relative / name).as_posix() for name in names + linked]
    return sorted(path for path in found if not _is_apart(path))


def compiled(files: Mapping[str, bytes]) -> Any:
    """Compile the .yar files among these bytes; raises SignatureRefusal when one does not compile."""
    import yara  # noqa: PLC0415 - 36 ms that commands without a scan do not pay

    try:
        return compiled_texts(
            {path: data.decode("utf-8") for path, data in files.items() if path.endswith(".yar")}
        )
    except (yara.Error, UnicodeDecodeError) as reason:
        raise _damaged("rules", "half_loaded") from reason


def _opened(place: Path) -> tuple[list[str], Callable[[str], bytes]]:
    """Return the files that stand in a set, its manifest left out, and how to read one of them."""
    if place.name != own_files.PACK and not os.path.isfile(place):  # noqa: PTH113 - never raises
        return data_files(place), lambda path: _bytes_of(place / path, path)
    try:
        held = unpacked(_bytes_of(place, place.name))
    except ValueError as error:
        raise _damaged(place.name, "changed") from error
    return [path for path in held if path != MANIFEST], lambda path: _whole(held.get(path), path)


def _checked_files(listed: list[str], read: Callable[[str], bytes], manifest: bytes) -> dict[str, bytes]:
    promised = _promised(manifest)
    for path in listed:
        if path not in promised:
            raise _damaged(path, "extra")
    files = {}
    for path, digest in promised.items():
        files[path] = read(path)
        if hashlib.sha256(files[path]).hexdigest() != digest:
            raise _damaged(path, "changed")
    return files


def _promised(manifest: bytes) -> dict[str, str]:
    # The lines of sha256sum: the hash, two spaces, the path.
    promised = {}
    for line in manifest.decode("utf-8").splitlines():
        digest, _, path = line.partition("  ")
        promised[path] = digest
    return promised


def _bytes_of(file: Path, path: str) -> bytes:
    try:
        with file.open("rb") as stream:
            return _whole(stream.read(LARGEST + 1), path)
    except OSError as error:
        # Also what an antivirus answers that has the file in quarantine.
        raise _damaged(path, own_files.why(error)) from None


def _whole(data: bytes | None, path: str) -> bytes:
    if not data:
        raise _damaged(path, "missing" if data is None else "empty")
    return data


def _is_apart(path: str) -> bool:
    """Tell what stands in the folder without being read by a scan: our code and the notices of licences."""
    return path == MANIFEST or path.endswith(".py") or path.upper().startswith("NOTICE")


def _facts(rule: Any) -> Facts:
    said = ("kind", "severity", "description", "reference", "date")
    return {"rule": rule.identifier, **{key: rule.meta.get(key, "") for key in said}}


def _damaged(file: str, why: str) -> SignatureRefusal:
    return SignatureRefusal("signatures_damaged", file=file, why=why)
