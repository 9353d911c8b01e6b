"""The hash of every file and nothing else: no file is examined, hence nothing is said of any."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from toolkit.errors import Unreadable
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind, Unread, Volume

_CHUNK = 4 * 1024 * 1024
_LEAST = 4096
_READ = (EntryKind.FILE, EntryKind.STREAM)


@dataclass(slots=True)
class Hashed:
    """What a manifest holds, and what it does not and why (a code to a count)."""

    files: int = 0
    bytes: int = 0
    not_read: int = 0
    links: int = 0
    why: Counter[str] = field(default_factory=Counter)

    def coverage(self, source: Source) -> dict[str, Any]:
        """Say what was hashed, what was not, and that nothing was examined."""
        return {
            "examined": False,
            "files_hashed": self.files,
            "bytes_hashed": self.bytes,
            "files_not_read": self.not_read,
            "links_not_followed": self.links,
            "why": dict(self.why),
            "warnings": sorted(set(source.warnings)),
            "volumes": [_volume(one) for one in source.volumes()],
        }


def lines(source: Source, tally: Hashed, heard: Callable[[int], None]) -> Iterator[dict[str, Any]]:
    """Yield {"volume", "path", "kind", "size", "sha256", "times", "errors"} per file, in walk order.

    Sizes are bytes as read; times nanoseconds UTC. What could not be read to its end has no hash.
    """
    for entry in source.walk():
        if isinstance(entry, Unread):
            yield _lost(tally, entry)
        elif entry.kind in _READ:
            yield _line(source, entry, tally, heard)
        elif entry.kind is not EntryKind.DIRECTORY:
            tally.links += 1


def _line(source: Source, entry: Entry, tally: Hashed, heard: Callable[[int], None]) -> dict[str, Any]:
    try:
        with source.open(entry) as stream:
            running, length = hashlib.sha256(), 0
            while chunk := stream.read(min(_CHUNK, max(entry.size - length, _LEAST))):
                running.update(chunk)
                length += len(chunk)
                heard(len(chunk))
    except Unreadable as refused:
        return _lost(tally, Unread(entry.volume, entry.path, refused.why, "", entry.size))
    tally.files += 1
    tally.bytes += length
    times = entry.times
    return {
        "volume": entry.volume,
        "path": entry.path,
        "kind": entry.kind.value,
        "size": length,
        "sha256": running.hexdigest(),
        "times": {
            "created": times.created,
            "modified": times.modified,
            "changed": times.changed,
            "accessed": times.accessed,
        },
        "errors": [],
    }


def _lost(tally: Hashed, unread: Unread) -> dict[str, Any]:
    tally.not_read += 1
    tally.why[unread.why] += 1
    return {
        "volume": unread.volume,
        "path": unread.path,
        "size": unread.size,
        "sha256": None,
        "errors": [unread.why],
    }


def _volume(volume: Volume) -> dict[str, Any]:
    return {"volume": volume.name, "filesystem": volume.filesystem, "read": volume.read, "why": volume.why}
