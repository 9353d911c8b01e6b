"""The records of one stage: a file of JSON lines that grows as they pass and resumes where it stopped."""

import hashlib
import json
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from toolkit.custody import durable
from toolkit.custody.log import json_line
from toolkit.records import Facts, plain

CHECKPOINT_RECORDS = 256
CHECKPOINT_TIME = timedelta(seconds=1)
_CHUNK = 1024 * 1024


class StageFile:
    """The file of a stage, open for adding records; `checkpoint` gives what the log keeps of it."""

    def __init__(self, path: Path, stage: str, now: datetime) -> None:
        self.stage = stage
        self._folder = path.parent
        self._hash = hashlib.sha256()
        self.count = 0
        self._end = 0
        self._noted = 0
        self._noted_at = now
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | durable.NO_FOLLOW | getattr(os, "O_BINARY", 0)
        with durable.writing(self._folder):
            self._descriptor = os.open(path, flags, 0o644)
            self._read_back()
        durable.sync_folder(self._folder)

    def _read_back(self) -> None:
        while chunk := os.read(self._descriptor, _CHUNK):
            self._hash.update(chunk)
            self.count += chunk.count(b"\n")
            self._end += len(chunk)
        self._noted = self.count

    def add(self, record: object) -> None:
        """Hand one record to the operating system, whole."""
        line = json_line(plain(record)) + b"\n"
        with durable.writing(self._folder):
            durable.append(self._descriptor, line, end=self._end)
        self._hash.update(line)
        self._end += len(line)
        self.count += 1

    def due(self, now: datetime) -> bool:
        """Tell whether enough passed since the last checkpoint; a clock set back counts as time passed."""
        return self.count - self._noted >= CHECKPOINT_RECORDS or abs(now - self._noted_at) >= CHECKPOINT_TIME

    def checkpoint(self, now: datetime) -> Facts:
        """Sync the file and return its count, bytes and SHA-256 so far."""
        with durable.writing(self._folder):
            os.fsync(self._descriptor)
        self._noted, self._noted_at = self.count, now
        return {
            "stage": self.stage,
            "count": self.count,
            "bytes": self._end,
            "sha256": self._hash.hexdigest(),
        }

    def close(self) -> None:
        os.close(self._descriptor)
        self._descriptor = -1  # a late write must fail, not land in a file that took the number over


def recorded(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a stage file; a last line without newline was never whole and is not one."""
    if not path.exists():
        return
    with path.open("rb") as stream:
        for line in stream:
            if line.endswith(b"\n"):
                yield json.loads(line)


def settle(path: Path, noted: Facts, *, closed: bool) -> int:
    """Cut what a kill or a power cut left torn at the end of a stage file; return the bytes cut.

    `noted` is the last checkpoint the log holds of it, or {}. Raises CaseRefusal("case_damaged") when what
    was noted is no longer there byte for byte.
    """
    length = check(path, noted, closed=closed)
    return durable.cut(path, _sound_until(path, length)) if path.exists() else 0


def check(path: Path, noted: Facts, *, closed: bool) -> int:
    """Compare a stage file with its last checkpoint and return the bytes it covers; raises as `settle`."""
    length = int(noted.get("bytes", 0))
    if not path.exists():
        if length:
            raise durable.damaged(path.parent.parent, "stage_missing", stage=path.stem)
        return 0
    if _hash_of(path, length) != noted.get("sha256", hashlib.sha256().hexdigest()):
        raise durable.damaged(path.parent.parent, "stage_changed", stage=path.stem)
    if closed and path.stat().st_size != length:
        raise durable.damaged(path.parent.parent, "stage_changed", stage=path.stem)
    return length


def _hash_of(path: Path, length: int) -> str:
    """Hash the first `length` bytes; a shorter file gives another hash by being shorter."""
    running, left = hashlib.sha256(), length
    with path.open("rb") as stream:
        while left > 0 and (chunk := stream.read(min(left, _CHUNK))):
            running.update(chunk)
            left -= len(chunk)
    return running.hexdigest()


def _sound_until(path: Path, start: int) -> int:
    """Return where the whole records end; after a power cut a file may end in zeros or old bytes."""
    end = start
    with path.open("rb") as stream:
        stream.seek(start)
        for line in stream:
            if not line.endswith(b"\n") or not _is_json(line):
                break
            end += len(line)
    return end


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
