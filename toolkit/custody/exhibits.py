"""Copying one exhibit into the case: read once, hashed as it is copied, never replaced by another."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from toolkit.custody import durable
from toolkit.errors import CaseRefusal

_CHUNK = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """Where an exhibit stands in the case folder, its length in bytes and its SHA-256."""

    stored_as: str
    size: int
    sha256: str


def keep(folder: Path, name: str, stream: BinaryIO) -> Kept:
    """Copy `stream` to `folder`/`name`, or find that the same bytes already stand there.

    What the stream raises (Unreadable) passes through and leaves nothing behind.
    Raises CaseRefusal("exhibit_exists", exhibit=name) when other bytes stand there.
    """
    path = folder / name
    stored_as = f"{folder.name}/{name}"
    if path.exists():
        size, sha256 = measure(path)
        if _drain(stream) != sha256:
            raise CaseRefusal("exhibit_exists", exhibit=name)
        return Kept(stored_as, size, sha256)
    running, size = hashlib.sha256(), 0
    try:
        with durable.replacing(path, ours=True) as copy:
            while chunk := _read(stream):
                running.update(chunk)
                size += len(chunk)
                copy.write(chunk)
    except _SourceFailed as failed:
        raise failed.error from None
    except OSError as error:
        raise durable.refused(error, folder) from error
    return Kept(stored_as, size, running.hexdigest())


class _SourceFailed(Exception):  # noqa: N818 - tells a failing source from a failing case folder
    def __init__(self, error: OSError) -> None:
        super().__init__(error)
        self.error = error


def _read(stream: BinaryIO) -> bytes:
    try:
        return stream.read(_CHUNK)
    except OSError as error:
        raise _SourceFailed(error) from error


def _drain(stream: BinaryIO) -> str:
    running = hashlib.sha256()
    while chunk := stream.read(_CHUNK):
        running.update(chunk)
    return running.hexdigest()


def measure(path: Path) -> tuple[int, str]:
    """Return the length in bytes and the SHA-256 of a file of the case."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return path.stat().st_size, digest
