"""The journal of a visit: what was said and done on site, line by line, chained and synced as a case's log.

It begins before there is a case, and its notes are free: they may name a patient. It is never sealed; what
leaves of it passes by the answers of the case. One program at a time holds it.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from toolkit.custody import durable, links, lock
from toolkit.custody.log import FIRST, LINE_LIMIT, Act, Break, Clock, follow, line_of, lines, system_clock
from toolkit.errors import CaseRefusal
from toolkit.records import plain

NAME = "visit.jsonl"
LOCK = "visit.lock"
_LONGEST = LINE_LIMIT - 4096  # bytes of the facts of one line, as JSON
_NONE = -1  # the descriptor of nothing
# What is in the way of one more line, where it is not an affair that cannot be written.
_OURS = {"case_no_room": "visit_no_room", "case_denied": "visit_failed", "case_failed": "visit_failed"}


class VisitJournal:
    """The journal of one folder, open for adding.

    Where its medium goes away and comes back, it is taken hold of again by the next `check` or `add`.
    """

    def __init__(self, folder: Path, *, clock: Clock = system_clock) -> None:
        """Open or begin the journal of a folder, made if need be.

        Raises CaseRefusal("visit_locked") where another live program holds it, ("visit_damaged", line) where
        a line does not continue the one before, ("visit_place", folder) where none can be begun, and those of
        durable.writing.
        """
        self.folder = folder
        self.cut = 0  # bytes of a torn last line that were taken off
        self._clock = clock
        self._path = folder / NAME
        self._count, self._head, self._end = 0, FIRST, 0  # lines, the hash of the last, bytes
        self._tried = b""  # a line that may stand behind these, but was told to be refused
        self._held = self._descriptor = _NONE
        with _placed(folder):
            with _told(folder):
                folder.mkdir(parents=True, exist_ok=True)
            links.refuse(folder, self._path, folder / LOCK)
            try:
                self._take()
                self._begin()
            except BaseException:
                self.close()
                raise

    def _take(self) -> None:
        try:
            self._held = lock.take(self.folder / LOCK)
        except CaseRefusal as refusal:
            if refusal.code != "case_locked":
                raise
            raise CaseRefusal("visit_locked", folder=str(self.folder)) from refusal

    def _begin(self) -> None:
        with durable.writing(self.folder):
            if self._path.exists():
                whole = durable.whole_lines(self._path)
                self.cut = durable.cut(self._path, whole)
                for each in _acts(self.folder):
                    self._count, self._head = each.n, each.digest
                self._end = whole
            self._open(os.O_CREAT)
            durable.sync_folder(self.folder)

    def _open(self, how: int = 0) -> None:
        flags = os.O_WRONLY | os.O_APPEND | how | durable.NO_FOLLOW | getattr(os, "O_BINARY", 0)
        self._descriptor = os.open(self._path, flags, 0o600)

    @property
    def head(self) -> str:
        """The SHA-256 of the last line."""
        return self._head

    def add(self, act: str, facts: Mapping[str, Any], who: str | None = None) -> dict[str, Any]:
        """Write one line and sync it; return what `acts` will yield of it.

        Raises CaseRefusal where it cannot be written; nothing of it is then kept. See `check`.
        """
        moment = self._clock()
        line = line_of(self._count + 1, moment, who, act=act, facts=plain(facts), prev=self._head)
        if len(line) > _LONGEST:
            raise ValueError("a line of the journal is too long", act)
        self.check()
        try:
            self._write(line + b"\n")
        except OSError:
            # The file may be that of a medium that went and came back: its own name tells.
            self.check()
            with _told(self.folder):
                self._write(line + b"\n")
        self._count, self._head = self._count + 1, hashlib.sha256(line).hexdigest()
        return {**json.loads(line), "digest": self._head}

    def _write(self, line: bytes) -> None:
        self._tried = line
        durable.append(self._descriptor, line, end=self._end)
        os.fsync(self._descriptor)
        self._tried, self._end = b"", self._end + len(line)

    def check(self) -> None:
        """Make sure that the journal stands where it did and as it was, and take hold of it again if need be.

        Raises CaseRefusal: "visit_gone" where it is no longer there, "visit_locked" where another program
        went on with it, "visit_damaged" where lines of it are gone, "visit_no_room" or "visit_failed".
        """
        with _told(self.folder):
            if not self._there():
                # The open file would take lines, and nobody could ever read them.
                raise CaseRefusal("visit_gone", folder=str(self.folder))
            ours = not self._tried and self._same(self._path, self._descriptor, self._end)
            if not ours or not self._same(self.folder / LOCK, self._held):
                self._again()

    def _there(self) -> bool:
        try:
            self._path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        return True

    def _same(self, path: Path, descriptor: int, size: int | None = None) -> bool:
        """Tell whether a name still leads to what was opened by it, and what it holds is ours alone."""
        try:
            named, opened = path.lstat(), os.fstat(descriptor)
        except OSError:
            return False
        return os.path.samestat(named, opened) and size in {None, named.st_size}

    def _again(self) -> None:
        """Take hold once more of what stands there, where it is what was written and no more."""
        self.close()
        links.refuse(self.folder, self._path, self.folder / LOCK)
        self._take()
        count, head = 0, FIRST
        for each in _acts(self.folder, self._end):
            count, head = each.n, each.digest
        if (count, head) != (self._count, self._head):
            raise CaseRefusal("visit_damaged", folder=str(self.folder), line=min(count, self._count) + 1)
        self._alone()
        self._open()
        self._tried = b""

    def _alone(self) -> None:
        """Take off a line that was refused; raises CaseRefusal where somebody else wrote behind ours."""
        with self._path.open("rb") as stream:
            stream.seek(self._end)
            behind = stream.read(len(self._tried) + 1)
        if not self._tried.startswith(behind):
            raise CaseRefusal("visit_locked", folder=str(self.folder))
        durable.cut(self._path, self._end)

    def acts(self) -> Iterator[dict[str, Any]]:
        """Yield every line as {"n", "at", "local", "who", "act", "facts", "digest"}."""
        yield from (as_line(each) for each in _acts(self.folder))

    def close(self) -> None:
        """Let go of it, as often as one likes."""
        for descriptor in (self._descriptor, self._held):
            if descriptor != _NONE:
                with suppress(OSError):  # the medium is gone
                    os.close(descriptor)
        self._held = self._descriptor = _NONE


def read(folder: Path) -> list[dict[str, Any]]:
    """Return the lines of a journal without holding it; raises CaseRefusal("visit_damaged", line)."""
    links.refuse(folder, folder / NAME)
    return [as_line(each) for each in _acts(folder)]


def stands(folder: Path) -> bool:
    """Tell whether a visit was begun in a folder; a folder that does not let itself be read holds none."""
    try:
        return (folder / NAME).is_file()
    except OSError:
        return False


def as_line(act: Act) -> dict[str, Any]:
    named = {"n": act.n, "at": act.at, "local": act.local, "who": act.who, "act": act.act}
    return {**named, "facts": act.facts, "digest": act.digest}


def _acts(folder: Path, until: int | None = None) -> Iterator[Act]:
    """Yield the lines of a journal, those that begin before a byte of it where one is named."""
    try:
        stream = (folder / NAME).open("rb")
    except FileNotFoundError:
        return
    with stream:
        for each in follow(_before(stream, until)):
            if isinstance(each, Break):
                raise CaseRefusal("visit_damaged", folder=str(folder), line=each.n)
            yield each


def _before(stream: BinaryIO, until: int | None) -> Iterator[bytes]:
    at = 0
    for line in lines(stream):
        if until is not None and at >= until:
            return
        at += len(line) + 1
        yield line


@contextmanager
def _placed(folder: Path) -> Iterator[None]:
    """Name what is in the way of a visit that was not begun yet: nothing of it is kept there."""
    stood = stands(folder)
    try:
        yield
    except CaseRefusal as refusal:
        if stood or refusal.code not in {*_OURS, *_OURS.values()}:
            raise
        why = refusal.facts.get("why", refusal.code)
        raise CaseRefusal("visit_place", folder=str(folder), why=why) from refusal


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Name what is in the way of one more line of a visit that goes on."""
    try:
        with durable.writing(folder):
            yield
    except CaseRefusal as refusal:
        code = _OURS.get(refusal.code)
        if code is None:
            raise
        raise CaseRefusal(code, folder=str(folder)) from refusal
