"""A medium that fails while it is read: pulled out, a bad sector, a disk that is dying."""

import os
import stat
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from toolkit.backup.held import Heard
from toolkit.errors import SourceRefusal
from toolkit.kernel_files import node_of
from toolkit.media.source import Source
from toolkit.records import Facts, Seen
from toolkit.scan.known import Known
from toolkit.scan.walk import see

# What a medium answers where it fails; "vanished" is what a folder answers that is no longer mounted.
_FAILURES = frozenset({"io_error", "vanished", "damaged_directory"})
_AGAIN = 300.0  # seconds that second reads may take in all
_LONGEST = 1800.0  # seconds that may go into parts that cannot be read
_SOON = 1.0  # seconds between two looks at a medium that answers: what was read before may still be held


class _Enough(Exception):  # noqa: N818 - ends a second read, and goes no further
    pass


def _there() -> bool:
    return False


@dataclass(slots=True)
class Failing:
    """The failures of a medium; `gone` tells whether it is there no more, `clock` is in seconds."""

    gone: Callable[[], bool] = _there
    clock: Callable[[], float] = time.monotonic
    read: int = 0  # files
    twice: list[tuple[str, str]] = field(default_factory=list)  # read the second time: volume and path
    lost: list[tuple[str, str, int]] = field(default_factory=list)  # and bytes read before the failure
    unread: int = 0  # files on the medium itself
    _asked: float = 0.0
    _tries: int = 0
    _spent: float = 0.0

    def met(self, source: Source, seen: Seen, known: Known, heard: Heard, *, outside: bool) -> Seen:
        """Return the line of a file, after a second read where the medium failed on it.

        `outside` says that it lies on the medium itself, and not in a backup. Raises
        SourceRefusal("medium_pulled", files) or ("medium_failing", files, unread).
        """
        if seen.sha256 is not None:
            self.read += 1
            if (now := self.clock()) - self._asked >= _SOON:
                self._asked = now
                self._refuse_gone(source)
            return seen
        if not _FAILURES.intersection(seen.errors):
            return seen
        self._refuse_gone(source)
        if not outside or "io_error" not in seen.errors or "truncated" in source.warnings:
            return seen
        self.unread += 1
        return self._again(source, seen, known, heard)

    def _again(self, source: Source, seen: Seen, known: Known, heard: Heard) -> Seen:
        entry = source.find(seen.path, seen.volume) if self._spent < _AGAIN else None
        if entry is None or entry.path != seen.path:  # names that differ by case only are two files
            self._refuse_dying(source)
            return seen
        began, got = self.clock(), 0

        def counted(count: int) -> None:
            nonlocal got
            got += count
            if self._spent + self.clock() - began > _AGAIN:
                raise _Enough
            heard(count)

        try:
            second = see(source, entry, known, counted)
        except _Enough:
            second = seen
        if second.sha256 is not None:
            self.read += 1
            self.unread -= 1
            self.twice.append((seen.volume, seen.path))
            return second
        self._tries += 1
        self._spent += self.clock() - began
        self.lost.append((seen.volume, seen.path, got))
        self._refuse_dying(source)
        return seen

    def _refuse_gone(self, source: Source) -> None:
        if self.gone():
            raise SourceRefusal("medium_pulled", source=source.label, files=self.read)

    def _refuse_dying(self, source: Source) -> None:
        """Stop where the parts that cannot be read take too long, each as long as those read twice."""
        if self._tries and self.unread * self._spent / self._tries > _LONGEST:
            raise SourceRefusal("medium_failing", source=source.label, files=self.read, unread=self.unread)

    def remarks(self) -> list[Facts]:
        """Return what is told of it beside the verdict."""
        found: list[Facts] = []
        if self.twice:
            found.append(_told("second_read", [one[:2] for one in self.twice]))
        if self.lost:
            told = _told("bad_sectors", [one[:2] for one in self.lost])
            found.append({**told, "bytes": self.lost[0][2]})
        return found


def presence(where: str) -> Callable[[], bool]:
    """Return what tells, each time it is asked, whether the medium at a place is no longer the one it was."""
    first = _stands(where)

    def gone() -> bool:
        return first is not None and _stands(where) != first

    return gone


def _stands(where: str) -> tuple[int, int, int, bool] | None:
    try:
        found = os.stat(where)  # noqa: PTH116 - a device of Windows is no path
    except (OSError, ValueError):
        return None
    if sys.platform == "win32":
        return found.st_dev, found.st_ino, 0, False
    else:  # noqa: RET505 - mypy reads one side only on each system
        block = found.st_rdev if stat.S_ISBLK(found.st_mode) else found.st_dev
        # A pulled device leaves its folder behind, not its number (Documentation/ABI/testing/sysfs-dev).
        return found.st_dev, found.st_ino, block, node_of(block).exists()


def _told(code: str, places: list[tuple[str, str]]) -> dict[str, Any]:
    volume, path = places[0]
    samples = [{"volume": each, "path": name} for each, name in places[:5]]
    return {"code": code, "files": len(places), "volume": volume, "path": path, "samples": samples}
