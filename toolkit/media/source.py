"""What a source of evidence offers: listing and reading. There is no method that writes."""

from collections.abc import Iterator, Sequence
from typing import BinaryIO, Protocol

from toolkit.records import Entry, Unread, Volume


class Source(Protocol):
    """A folder, an image, a device or an archive, opened for reading only."""

    label: str  # as the technician gave it
    kind: str  # "folder", "image", "shadow_copy", "device" or "zip"
    size: int  # bytes of an image, device or archive; 0 when it has no size of its own
    warnings: tuple[str, ...]  # codes of texts/*/coverage.toml: what limits every answer drawn from it

    def volumes(self) -> Sequence[Volume]:
        """List every volume found, those that are not read included, with why."""

    def walk(self) -> Iterator[Entry | Unread]:
        """Yield every name once, depth first, names sorted by code unit within a folder.

        The order is the same at every call, so that an interrupted scan resumes. A directory is yielded
        before what it holds. Links are yielded and never followed. What cannot be listed is yielded as
        Unread, and the walk goes on.
        """

    def open(self, entry: Entry) -> BinaryIO:
        """Return a seekable stream of the entry's bytes; raise Unreadable, also from its read()."""

    def find(self, path: str, volume: str | None = None) -> Entry | None:
        """Return the entry at a path, letter case ignored as Windows does, in one volume or the first."""

    def listing(self, directory: Entry) -> Iterator[Entry | Unread]:
        """Yield what one directory holds, in walk order, without going down."""

    def close(self) -> None:
        """Let go of the medium."""
