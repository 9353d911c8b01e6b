"""The journal of a visit: what was said and done on site, line by line, chained and synced as a case's log is.

It begins before there is a case, and its notes are free: they may name a patient. It is never sealed; what
leaves of it passes by the answers of the case. One program at a time holds it.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from toolkit.custody import durable, links, lock
from toolkit.custody.log import FIRST, LINE_LIMIT, Act, Break, Clock, follow, line_of, lines, system_clock
from toolkit.errors import CaseRefusal
from toolkit.records import plain

NAME = "visit.jsonl"
LOCK = "visit.lock"
_LONGEST = LINE_LIMIT - 4096  # bytes of the facts of one line, as JSON


class VisitJournal:
    """The journal of one folder, open for adding."""

    def __init__(self, folder: Path, *, clock: Clock = system_clock) -> None:
        """Open or begin the journal of a folder, made if need be.

        Raises CaseRefusal("visit_locked") where another live program holds it, ("visit_damaged", line) where
        a line does not continue the one before, and those of durable.writing.
        """
        self.folder = folder
        self.cut = 0  # bytes of a torn last line that were taken off
        self._clock = clock
        self._path = folder / NAME
        with durable.writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
        links.refuse(folder, self._path, folder / LOCK)
        self._held = self._taken()
        try:
            self._count, self._head = self._followed()
            self._descriptor = self._opened()
        except BaseException:
            os.close(self._held)
            raise

    def _taken(self) -> int:
        try:
            return lock.take(self.folder / LOCK)
        except CaseRefusal as refusal:
            if refusal.code != "case_locked":
                raise
            raise CaseRefusal("visit_locked", folder=str(self.folder)) from refusal

    def _followed(self) -> tuple[int, str]:
        count, head = 0, FIRST
        with durable.writing(self.folder):
            if self._path.exists():
                self.cut = durable.cut(self._path, durable.whole_lines(self._path))
            for each in _acts(self.folder):
                count, head = each.n, each.digest
        return count, head

    def _opened(self) -> int:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | durable.NO_FOLLOW | getattr(os, "O_BINARY", 0)
        with durable.writing(self.folder):
            descriptor = os.open(self._path, flags, 0o600)
            durable.sync_folder(self.folder)
        return descriptor

    @property
    def head(self) -> str:
        """The SHA-256 of the last line."""
        return self._head

    def add(self, act: str, facts: Mapping[str, Any], who: str | None = None) -> dict[str, Any]:
        """Write one line and sync it; return what `acts` will yield of it.

        Raises CaseRefusal where it cannot be written, and where the folder is no longer there.
        """
        moment = self._clock()
        line = line_of(self._count + 1, moment, who, act=act, facts=plain(facts), prev=self._head)
        if len(line) > _LONGEST:
            raise ValueError("a line of the journal is too long", act)
        if not self._path.exists():
            # The open file would take the line, and nobody could ever read it.
            raise CaseRefusal("visit_gone", folder=str(self.folder))
        with durable.writing(self.folder):
            end = os.lseek(self._descriptor, 0, os.SEEK_END)
            durable.append(self._descriptor, line + b"\n", end=end)
            os.fsync(self._descriptor)
        self._count, self._head = self._count + 1, hashlib.sha256(line).hexdigest()
        return {**json.loads(line), "digest": self._head}

    def acts(self) -> Iterator[dict[str, Any]]:
        """Yield every line as {"n", "at", "local", "who", "act", "facts", "digest"}."""
        yield from (as_line(each) for each in _acts(self.folder))

    def close(self) -> None:
        os.close(self._descriptor)
        os.close(self._held)


def read(folder: Path) -> list[dict[str, Any]]:
    """Return the lines of a journal without holding it; raises CaseRefusal("visit_damaged", line)."""
    links.refuse(folder, folder / NAME)
    return [as_line(each) for each in _acts(folder)]


def stands(folder: Path) -> bool:
    """Tell whether a visit was begun in a folder."""
    return (folder / NAME).is_file()


def as_line(act: Act) -> dict[str, Any]:
    named = {"n": act.n, "at": act.at, "local": act.local, "who": act.who, "act": act.act}
    return {**named, "facts": act.facts, "digest": act.digest}


def _acts(folder: Path) -> Iterator[Act]:
    try:
        stream = (folder / NAME).open("rb")
    except FileNotFoundError:
        return
    with stream:
        for each in follow(lines(stream)):
            if isinstance(each, Break):
                raise CaseRefusal("visit_damaged", folder=str(folder), line=each.n)
            yield each
