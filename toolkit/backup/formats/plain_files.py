"""A backup that is a copy of files and folders; ZIP files among them are opened."""

from collections.abc import Iterator

from toolkit.backup.formats import zip_archive
from toolkit.backup.held import Heard, Held
from toolkit.media.source import Source
from toolkit.records import Seen
from toolkit.scan.known import Known
from toolkit.scan.walk import look


def recognise(source: Source) -> bool:
    return source.kind in {"folder", "image", "device"}


def files(source: Source, known: Known, heard: Heard) -> Iterator[Held]:
    """Yield every file of the medium, and after each ZIP what it holds."""
    for found in look(source, known, heard=heard):
        if isinstance(found, Seen) and zip_archive.is_archive(found):
            yield from zip_archive.inside(source, found, known)
        else:
            yield Held(found)
