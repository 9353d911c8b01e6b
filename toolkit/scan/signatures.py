"""The signature set as it was shipped: every byte hashed, every rule counted, the control seen to hit.

A rule file that an antivirus quietly deleted leaves a scan that looks exactly like a clean one, so nothing is
examined with a set that is not whole.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.errors import SignatureRefusal
from toolkit.records import Facts
from toolkit.scan.pinned import MANIFEST_SHA256, RULE_COUNT

MANIFEST = "MANIFEST.sha256"
CONTROL_RULE = "Trousse_Control"
# Text, wide text and a header: a matcher that has lost one of them does not find the control.
CONTROL = b"MZ\x00trousse-control-plain\x00" + "trousse-control-wide".encode("utf-16-le")
_LARGEST = 64 * 1024 * 1024  # bytes; a shipped file is far smaller


@dataclass(frozen=True, slots=True)
class Signatures:
    """A whole set: the compiled rules, what they are, and every data file as it was hashed."""

    folder: Path
    digest: str  # SHA-256 of MANIFEST.sha256, which names every other hash
    rules: Any  # yara.Rules
    facts: tuple[
        Facts, ...
    ]  # {"rule", "kind", "severity", "description", "reference", "date"}, control left out
    files: Mapping[str, bytes]  # by path in the folder

    def hostile(self) -> frozenset[str]:
        """Return the rules whose match only an attack explains: grave, and not about honest tools."""
        grave = [fact for fact in self.facts if fact["severity"] == "high" and fact["kind"] != "tool"]
        return frozenset(fact["rule"] for fact in grave)

    def summary(self) -> dict[str, Any]:
        """Return the hash of the set and how many rules, families and files it holds."""
        families = [line for line in self.files.get("families.jsonl", b"").splitlines() if line.strip()]
        counts = {"files": len(self.files), "rules": len(self.facts), "families": len(families)}
        return {"hash": self.digest, **counts}


def load(folder: Path, manifest_sha256: str = MANIFEST_SHA256, rule_count: int = RULE_COUNT) -> Signatures:
    """Check the set in a folder against its manifest and the pin, then compile the bytes just hashed.

    Raises SignatureRefusal "signatures_damaged" with `file` and `why`: missing, changed, extra, empty,
    unpinned, no_control or half_loaded.
    """
    manifest = _bytes_of(folder, MANIFEST)
    if hashlib.sha256(manifest).hexdigest() != manifest_sha256:
        raise _damaged(MANIFEST, "unpinned")
    files = _checked_files(folder, manifest)
    rules = compiled(files)
    names = [rule.identifier for rule in rules]
    if len(names) != rule_count or len(set(names)) != rule_count:
        raise _damaged(MANIFEST, "half_loaded")
    if CONTROL_RULE not in {hit.rule for hit in rules.match(data=CONTROL)}:
        raise _damaged(MANIFEST, "no_control")
    facts = tuple(_facts(rule) for rule in rules if rule.identifier != CONTROL_RULE)
    return Signatures(folder, manifest_sha256, rules, facts, files)


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
        sources = {path: data.decode("utf-8") for path, data in files.items() if path.endswith(".yar")}
        return yara.compile(sources=sources, includes=False)
    except (yara.Error, UnicodeDecodeError) as reason:
        raise _damaged("rules", "half_loaded") from reason


def _checked_files(folder: Path, manifest: bytes) -> dict[str, bytes]:
    promised = _promised(manifest)
    for path in data_files(folder):
        if path not in promised:
            raise _damaged(path, "extra")
    files = {}
    for path, digest in promised.items():
        files[path] = _bytes_of(folder, path)
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


def _bytes_of(folder: Path, path: str) -> bytes:
    try:
        with (folder / path).open("rb") as stream:
            data = stream.read(_LARGEST + 1)
    except OSError:
        # Also what an antivirus answers that has the file in quarantine.
        raise _damaged(path, "missing") from None
    if not data:
        raise _damaged(path, "empty")
    return data


def _is_apart(path: str) -> bool:
    """Tell what stands in the folder without being read by a scan: our code and the notices of licences."""
    return path == MANIFEST or path.endswith(".py") or path.upper().startswith("NOTICE")


def _facts(rule: Any) -> Facts:
    said = ("kind", "severity", "description", "reference", "date")
    return {"rule": rule.identifier, **{key: rule.meta.get(key, "") for key in said}}


def _damaged(file: str, why: str) -> SignatureRefusal:
    return SignatureRefusal("signatures_damaged", file=file, why=why)
