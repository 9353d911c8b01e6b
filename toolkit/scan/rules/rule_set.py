"""Compiled rules as they travel: to a worker process, and side by side with rules of other people."""

import copyreg
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.records import Facts

# What rules may ask about a file beside its bytes: names that signature-base, YARA Forge and Loki declare.
EXTERNALS = ("extension", "filename", "filepath", "filetype", "owner")
# From how many bytes on some rules suffice, and these yara.Rules, largest first.
BySize = tuple[tuple[int, Any], ...]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules of other people, prepared beforehand and matched beside our own."""

    name: str  # of the file it was read from
    digest: str  # SHA-256 of its manifest, which names every other hash
    whole: Any  # yara.Rules
    light: Any  # yara.Rules: those that can match what is no program; None for none
    facts: tuple[Facts, ...]  # as Signatures.facts, with "author", "source", "licence" and "set"
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (namespace, rule) to name reported
    asks: frozenset[str] = frozenset()  # of EXTERNALS, those its rules name
    light_by_size: BySize = ()  # of the light ones; none: they serve for any size

    def summary(self) -> Facts:
        """Return what a case records of it."""
        return {"name": self.name, "hash": self.digest, "rules": len(self.facts)}


def compiled(sources: Mapping[str, str]) -> Any:
    """Compile texts, each in the namespace it is named by; raises yara.Error, and UnicodeError."""
    import yara  # noqa: PLC0415 - 36 ms that commands without a scan do not pay

    copyreg.pickle(yara.Rules, _saved)
    return yara.compile(sources=dict(sources), includes=False, externals=dict.fromkeys(EXTERNALS, ""))


def unheard(_message: str) -> None:
    """Drop what a rule prints: libyara writes it to our standard output, among our own lines."""


def size_of(rules: Any) -> int:
    """Return how many bytes compiled rules take."""
    stream = io.BytesIO()
    rules.save(file=stream)
    return stream.tell()


def _saved(rules: Any) -> tuple[Callable[[bytes], Any], tuple[bytes]]:
    stream = io.BytesIO()
    rules.save(file=stream)
    return restored, (stream.getvalue(),)


def restored(data: bytes) -> Any:
    """Return rules from the bytes another process of this run saved: a file is never read this way.

    libyara runs what compiled rules say without checking it.
    """
    import yara  # noqa: PLC0415 - as above

    copyreg.pickle(yara.Rules, _saved)
    return yara.load(file=io.BytesIO(data))
