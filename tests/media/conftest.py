"""What the tests of media share: opening bytes as a source, and reading all of it."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from toolkit.errors import Unreadable
from toolkit.media import open_source
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind, Unread

Seen = tuple[dict[str, str], dict[str, str]]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[bytes], Source]]:
    """Give a function that writes bytes to a file and opens it through the public door."""
    sources: list[Source] = []

    def open_bytes(content: bytes) -> Source:
        path = tmp_path / f"source{len(sources)}.bin"
        path.write_bytes(content)
        sources.append(open_source(path))
        return sources[-1]

    yield open_bytes
    for source in sources:
        source.close()


@pytest.fixture(scope="session")
def read_all() -> Callable[[Source], Seen]:
    """Give a function that walks a source: path to SHA-256 of what is read, path to why of what is not."""

    def every(source: Source) -> Seen:
        hashes: dict[str, str] = {}
        reasons: dict[str, str] = {}
        for found in source.walk():
            if isinstance(found, Unread):
                reasons[found.path] = found.why
            elif found.kind in {EntryKind.FILE, EntryKind.STREAM}:
                try:
                    hashes[found.path] = _digest(source, found)
                except Unreadable as error:
                    reasons[found.path] = error.why
        return hashes, reasons

    return every


def _digest(source: Source, entry: Entry) -> str:
    running = sha256()
    with source.open(entry) as stream:
        while part := stream.read(1 << 20):
            running.update(part)
    return running.hexdigest()
