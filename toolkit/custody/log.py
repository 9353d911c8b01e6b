"""The chained log: one line per act, each holding the hash of the line before it."""

import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from toolkit.custody import durable
from toolkit.records import Facts, plain

FIRST = "0" * 64  # what the first line gives as the hash of the line before it
LINE_LIMIT = 256 * 1024  # bytes; a line of ours is a few hundred
# Made once: the module's own function makes one for each line.
_ENCODER = json.JSONEncoder(ensure_ascii=True, allow_nan=False, separators=(",", ":"))
_FIELDS = ("n", "at", "local", "who", "act", "facts", "prev")
_ACT = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*\Z")
# Codes, counts, hashes, fingerprints, names of people and services; no separator of a path can pass.
_PLAIN_FACT = re.compile(r"[\w .,:;+=()'\u2019&\u00b0-]{0,200}\Z")
# What a person types of a handover may hold slashes, and the marks of what was masked in it.
_HANDED = "custody.transferred"
_HANDED_FACT = re.compile(r"[\w .,:;+=()'\u2019&\u00b0/\\\[\]-]{0,200}\Z")
# What a person types that stands for something a fact may hold.
_SEPARATORS = re.compile(r"\s*[/\\]\s*")
_TYPED = str.maketrans({"\u2018": "\u2019", "\u2013": "-", "\u2014": "-", "\u00a0": " "})
_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}\Z")


class Clock(Protocol):
    """Tells the time, with its offset from UTC."""

    def __call__(self) -> datetime: ...


def system_clock() -> datetime:
    """Tell the time of this machine, in its own time zone."""
    return datetime.now(UTC).astimezone()


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the log that could be read."""

    n: int
    at: str  # UTC, ISO 8601, microseconds
    local: str  # the same with the offset of the place
    who: str | None
    act: str
    facts: Facts
    prev: str
    digest: str  # SHA-256 of the line itself


@dataclass(frozen=True, slots=True)
class Break:
    """One line where the chain does not hold; `why` is a code of texts/*/verify.toml."""

    why: str  # "log_line", "log_number" or "log_chain"
    n: int


def json_line(facts: object) -> bytes:
    """Write plain facts as one compact line of ASCII JSON, without its newline."""
    return _ENCODER.encode(facts).encode("ascii")


def utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _unfit(value: Any, fit: re.Pattern[str] = _PLAIN_FACT) -> bool:
    if isinstance(value, Mapping):
        return any(_unfit(key) or _unfit(part, fit) for key, part in value.items())
    if isinstance(value, list):
        return any(_unfit(part, fit) for part in value)
    if isinstance(value, str):
        return not (fit.match(value) or _FINGERPRINT.match(value))
    return not (value is None or isinstance(value, int | float))


def cleaned(text: str) -> str | None:
    """Return a text that a person or a medium gave as a fact of the log may hold it; None when it cannot.

    Separators of paths become commas, white space one space.
    """
    composed = unicodedata.normalize("NFC", text).translate(_TYPED)
    shown = " ".join(_SEPARATORS.sub(", ", composed).split()).strip(" ,")
    return shown if shown and _PLAIN_FACT.match(shown) else None


def as_typed(text: str) -> str | None:
    """Return what a person typed of a handover as its act may hold it, slashes included, or None."""
    composed = unicodedata.normalize("NFC", text).translate(_TYPED)
    shown = " ".join(composed.split())
    return shown if shown and _HANDED_FACT.match(shown) else None


def lines(stream: BinaryIO) -> Iterator[bytes]:
    """Yield the lines that end with a newline, without it; one over LINE_LIMIT comes empty."""
    over = False
    while line := stream.readline(LINE_LIMIT):
        if line.endswith(b"\n"):
            yield b"" if over else line[:-1]
        over = not line.endswith(b"\n")


def follow(written: Iterable[bytes]) -> Iterator[Act | Break]:
    """Yield every act of a log, and a Break wherever a line is not the continuation of the one before."""
    before, expected = FIRST, 1
    for line in written:
        act = _read(line)
        if act is None:
            yield Break("log_line", expected)
        else:
            if act.n != expected:
                yield Break("log_number", act.n)
            if act.prev != before:
                yield Break("log_chain", act.n)
            yield act
        before = hashlib.sha256(line).hexdigest() if act is None else act.digest
        expected = (expected if act is None else act.n) + 1


def _read(line: bytes) -> Act | None:
    try:
        facts = json.loads(line)
        if json_line(facts) != line or tuple(facts) != _FIELDS:
            return None
        act = Act(**facts, digest=hashlib.sha256(line).hexdigest())
    except (ValueError, TypeError, RecursionError):
        return None
    texts = (act.at, act.local, act.act, act.prev)
    sound = all(isinstance(text, str) for text in texts) and isinstance(act.facts, dict)
    # Names of files are made from acts: one with a separator in it would lead out of the case.
    sound = sound and bool(_ACT.match(act.act))
    return act if sound and type(act.n) is int and isinstance(act.who, str | None) else None


class Log:
    """The log of a case, open for adding lines at its end."""

    def __init__(self, path: Path, *, who: str | None, clock: Clock, count: int, head: str) -> None:
        self._folder = path.parent
        self._who = who
        self._clock = clock
        self.count = count
        self.head = head  # hash of the last line
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | durable.NO_FOLLOW | getattr(os, "O_BINARY", 0)
        with durable.writing(self._folder):
            self._descriptor = os.open(path, flags, 0o644)
            self._end = os.lseek(self._descriptor, 0, os.SEEK_END)

    def add(self, act: str, facts: Mapping[str, Any]) -> Facts:
        """Write one act and sync it; return its facts as written.

        Raises ValueError when a fact could be a path or a free text: the log leaves in clear.
        """
        shown: dict[str, Any] = plain(facts)
        if not _ACT.match(act) or _unfit(shown, _HANDED_FACT if act == _HANDED else _PLAIN_FACT):
            raise ValueError("an act holds codes, counts and hashes only", act)
        line = line_of(self.count + 1, self._clock(), self._who, act=act, facts=shown, prev=self.head)
        with durable.writing(self._folder):
            durable.append(self._descriptor, line + b"\n", end=self._end)
            self._end += len(line) + 1
            self.count += 1
            self.head = hashlib.sha256(line).hexdigest()
            os.fsync(self._descriptor)
        return shown

    def close(self) -> None:
        os.close(self._descriptor)
        self._descriptor = -1  # a late write must fail, not land in a file that took the number over


def line_of(n: int, moment: datetime, who: str | None, *, act: str, facts: Facts, prev: str) -> bytes:
    """Write one act as its line, without newline."""
    values = (n, utc(moment), moment.isoformat(timespec="microseconds"), who, act, facts, prev)
    return json_line(dict(zip(_FIELDS, values, strict=True)))
