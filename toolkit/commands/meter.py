"""How far a long step is: what is told of it, and what tells a program that leads this one."""

import json
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Protocol

_BETWEEN = 0.25  # seconds between two lines


class Meter(Protocol):
    """What is told how far a long step is; `heard` takes the bytes just read."""

    def heard(self, count: int) -> None: ...

    def more(self, count: int) -> None:
        """Learn that there are so many bytes more to read than was said, or fewer."""

    def beside(self, found: Mapping[str, int]) -> None:
        """Show these counts too, as they stand, where there is a place for them."""


class Reports:
    """How far a long step is, as lines of JSON on standard error: the first, the last, four a second at most.

    `rate` is that since the line before, in bytes a second.
    """

    def __init__(self, code: str, total: int | None) -> None:
        self._code, self._total = code, total
        self._done = self._told = 0
        self._at = time.monotonic()
        self._found: Mapping[str, int] | None = None
        self.tell()

    def heard(self, count: int) -> None:
        self._done += count
        if time.monotonic() - self._at >= _BETWEEN:
            self.tell()

    def more(self, count: int) -> None:
        """Learn that there are so many bytes more to read than was said, or fewer."""
        if self._total is not None:
            self._total = max(0, self._total + count)

    def beside(self, found: Mapping[str, int]) -> None:
        """Add these counts, as they stand, to every line from now on."""
        self._found = found

    def tell(self) -> None:
        """Write one line now."""
        now = time.monotonic()
        rate = (self._done - self._told) / (now - self._at) if now > self._at else 0.0
        said: dict[str, Any] = {"code": self._code, "done": self._done, "total": self._total}
        said["rate"] = round(rate)
        if self._found is not None:
            said["found"] = dict(self._found)
        self._told, self._at = self._done, now
        # Nobody reading any more is told by the end of standard input.
        with suppress(OSError):
            sys.stderr.write(json.dumps({"progress": said}) + "\n")
            sys.stderr.flush()


class Shown:
    """A scan as it goes: bytes, and what its lines show one by one, before context judges them.

    Files are counted, not texts or families; those an earlier run recorded count too, but what it read is
    no longer to be read.
    """

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._counts = {"encrypted": 0, "notes": 0, "matches": 0, "files": 0}
        self._before = 0  # bytes, until they are told
        meter.beside(self._counts)

    def before(self, line: Mapping[str, Any]) -> None:
        """Count one line that an earlier run recorded."""
        self._count(line)
        self._before += 0 if line["sha256"] is None else line["size"]

    def heard(self, count: int) -> None:
        if self._before:
            self._meter.more(-self._before)
            self._before = 0
        self._meter.heard(count)

    def passed(self, line: Mapping[str, Any]) -> None:
        """Count one line as it is recorded."""
        self._count(line)
        self.heard(0)

    def _count(self, line: Mapping[str, Any]) -> None:
        counts, note = self._counts, line["note"]
        is_note = bool(note) and note["verdict"] == "note"
        members = line.get("inside") or ()
        counts["files"] += 1
        counts["notes"] += is_note
        # What the bytes of the attacker's own text look like says nothing.
        counts["encrypted"] += line["damage"]["verdict"] == "encrypted" and not is_note
        counts["matches"] += bool(line["rules"]) or any(member["rules"] for member in members)
