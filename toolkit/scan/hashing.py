"""The hash of one open file, read once from its beginning to its end."""

import hashlib
from collections.abc import Callable

from toolkit.errors import Unreadable
from toolkit.media import places
from toolkit.media.folder import FolderSource
from toolkit.media.source import Source
from toolkit.media.stream import ReadAt
from toolkit.records import Entry

# A buffer that stays in the cache of the processor and that the allocator keeps.
_CHUNK = 256 * 1024
_STREAMED = 4 * 1024 * 1024
_LEAST = 4096

Hash = tuple[int, str]  # bytes read, and their SHA-256 in hexadecimal


def of(source: Source, entry: Entry, heard: Callable[[int], None]) -> Hash:
    """Hash a file of any source; `heard` is told of bytes as they are read. Raises Unreadable."""
    if isinstance(source, FolderSource):
        return of_folder(source, entry.path, entry.ident, heard)
    with source.open(entry) as stream:
        running, length = hashlib.sha256(), 0
        while chunk := stream.read(min(_STREAMED, max(entry.size - length, _LEAST))):
            running.update(chunk)
            length += len(chunk)
            heard(len(chunk))
    return length, running.hexdigest()


def of_folder(folder: FolderSource, path: str, ident: str, heard: Callable[[int], None]) -> Hash:
    """Hash a file of a folder, as large as it was when it was opened. Raises Unreadable."""
    opened = folder.opened(path, ident)
    try:
        return _read(opened.read_at, opened.size, heard)
    except OSError as error:
        raise Unreadable(places.why(error), error.strerror or "") from error
    finally:
        opened.release()


def _read(read_at: ReadAt, size: int, heard: Callable[[int], None]) -> Hash:
    running, length = hashlib.sha256(), 0
    while length < size and (chunk := read_at(length, min(_CHUNK, size - length))):
        running.update(chunk)
        length += len(chunk)
        heard(len(chunk))
    return length, running.hexdigest()
