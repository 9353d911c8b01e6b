"""Processes that open and hash the files of a folder, each its own; for systems with a cheap fork.

Nothing in them looks into a file, hence nothing in a file can hurt them; where one is lost all the same, the
caller hashes what it had.
"""

import marshal
import os
import sys
import warnings
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from toolkit.errors import Unreadable
from toolkit.media.folder import FolderSource
from toolkit.records import Entry
from toolkit.scan.apart import let_go
from toolkit.scan.hashing import Hash, of_folder

Answer = Hash | str  # the code of why there is no hash

OFFERED = sys.platform == "linux"
_HEARD = 64 * 1024 * 1024  # bytes between two words on a large file
_LENGTH = 4  # bytes of the length before each message


@dataclass(slots=True, eq=False)
class _Hand:
    pid: int
    asked: int  # the descriptor we write to
    told: int  # the descriptor we read from
    lost: bool = False


@dataclass(slots=True, eq=False)
class Hashers:
    """A few processes; tasks are answered in the order they were given."""

    hands: list[_Hand] = field(default_factory=list)
    tasks: deque[_Hand] = field(default_factory=deque)
    given: int = 0

    def give(self, entries: Sequence[Entry]) -> None:
        """Hand files to the process whose turn it is."""
        hand = self.hands[self.given % len(self.hands)]
        self.given += 1
        self.tasks.append(hand)
        try:
            if not hand.lost:
                _send(hand.asked, [(entry.path, entry.ident) for entry in entries])
        except OSError:
            hand.lost = True

    def take(self, heard: Callable[[int], None]) -> list[Answer] | None:
        """Return the answers to the oldest task, None where its process is lost."""
        hand = self.tasks.popleft()
        if hand.lost:
            return None
        try:
            while True:
                count, answers = _received(hand.told)
                heard(count)
                if answers is not None:
                    return list(answers)
        except (OSError, EOFError):
            hand.lost = True
            return None

    def close(self) -> None:
        """End every process, whatever it is at."""
        for hand in self.hands:
            with suppress(OSError):
                os.kill(hand.pid, 9)
            for descriptor in (hand.asked, hand.told):
                os.close(descriptor)
            with suppress(OSError):
                os.waitpid(hand.pid, 0)
        self.hands.clear()


def started(source: FolderSource, count: int) -> Hashers | None:
    """Start processes; None where the system gives none."""
    crew = Hashers()
    with suppress(OSError):
        for _ in range(count):
            crew.hands.append(_start(source))
    return crew if crew.hands else None


def _start(source: FolderSource) -> _Hand:
    fork: Any = getattr(os, "fork", None)  # there is none on Windows, which takes another way
    theirs, asked = os.pipe()
    told, answers = os.pipe()
    with warnings.catch_warnings():
        # Python 3.12 warns of a fork beside the threads of a progress bar, which are not used there.
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            pid = fork()
        except OSError:
            for descriptor in (theirs, asked, told, answers):
                os.close(descriptor)
            raise
    if not pid:
        try:
            let_go((theirs, answers))
            _serve(source.afresh(), theirs, answers)
        finally:
            os._exit(0)
    os.close(theirs)
    os.close(answers)
    return _Hand(pid, asked, told)


def _serve(folder: FolderSource, asked: int, answers: int) -> None:
    """Hash what is asked for until the pipe closes.

    Each task is a list of (path, ident), each answer (bytes read since the last, answers or None so far).
    """
    unsaid = 0

    def heard(count: int) -> None:
        nonlocal unsaid
        unsaid += count
        if unsaid >= _HEARD:
            _send(answers, (unsaid, None))
            unsaid = 0

    while True:
        told = [_answer(folder, path, ident, heard) for path, ident in _received(asked)]
        _send(answers, (unsaid, told))
        unsaid = 0


def _answer(folder: FolderSource, path: str, ident: str, heard: Callable[[int], None]) -> Answer:
    try:
        return of_folder(folder, path, ident, heard)
    except Unreadable as refused:
        return refused.why


def _send(descriptor: int, message: Any) -> None:
    body = marshal.dumps(message)
    whole = memoryview(len(body).to_bytes(_LENGTH, "little") + body)
    while whole:
        whole = whole[os.write(descriptor, whole) :]


def _received(descriptor: int) -> Any:
    length = int.from_bytes(_exactly(descriptor, _LENGTH), "little")
    return marshal.loads(_exactly(descriptor, length))  # noqa: S302 - from a process of ours only


def _exactly(descriptor: int, length: int) -> bytes:
    parts: list[bytes] = []
    while length:
        part = os.read(descriptor, length)
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
