"""What our own readers see of an image, which must be as it was after they have read it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path

from toolkit.errors import Unreadable
from toolkit.media import open_source
from toolkit.media.image import ImageSource
from toolkit.media.mft.row import TableRow
from toolkit.records import Entry, EntryKind, Unread

CONTENT = frozenset({EntryKind.FILE, EntryKind.STREAM})


@dataclass(slots=True)
class Reading:
    """One volume as we read it, by path."""

    filesystem: str
    label: str
    entries: dict[str, Entry] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    unread: dict[str, Unread] = field(default_factory=dict)
    deleted: list[TableRow] = field(default_factory=list)


@contextmanager
def opened(image: Path) -> Iterator[ImageSource]:
    """Open an image, and see at the end that not one of its bytes has changed."""
    before = _hash(image)
    source = open_source(image)
    assert isinstance(source, ImageSource)
    try:
        yield source
    finally:
        source.close()
        assert _hash(image) == before


def read(image: Path) -> list[Reading]:
    """Walk, read and hash every file of each volume that is read."""
    with opened(image) as source:
        found = {one.name: Reading(one.filesystem, one.label) for one in source.volumes() if one.read}
        for entry in source.walk():
            reading = found.get(entry.volume)
            if reading is None:
                continue
            if isinstance(entry, Unread):
                reading.unread[entry.path] = entry
                continue
            assert entry.path not in reading.entries
            reading.entries[entry.path] = entry
            if entry.kind in CONTENT:
                _read(source, entry, reading)
        for name, reading in found.items():
            rows = list(source.deleted(name))
            reading.deleted = [row for row in rows if isinstance(row, TableRow)]
            reading.unread |= {row.path: row for row in rows if isinstance(row, Unread)}
    return list(found.values())


def _read(source: ImageSource, entry: Entry, reading: Reading) -> None:
    running, size = sha256(), 0
    try:
        with source.open(entry) as stream:
            while part := stream.read(1 << 20):
                running.update(part)
                size += len(part)
    except Unreadable as error:
        reading.unread[entry.path] = Unread(entry.volume, entry.path, error.why, error.detail)
        return
    assert size == entry.size
    reading.hashes[entry.path] = running.hexdigest()


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()
