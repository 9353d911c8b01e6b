"""A backup that is one ZIP file, or a ZIP file lying on a medium; each entry is read to its checksum."""

from collections.abc import Iterator
from dataclasses import replace

from toolkit.backup.held import Heard, Held
from toolkit.errors import SourceRefusal, Unreadable
from toolkit.media.archive import open_zip
from toolkit.media.source import Source
from toolkit.records import Damage, DamageVerdict, Entry, EntryKind, Seen
from toolkit.scan.known import Known
from toolkit.scan.walk import look

_ROOM = 1024**3  # bytes any archive may unpack to
_RATIO = 100  # times its own size, beyond that; what patient data packs to stays far below
_NOT_READ = Damage(DamageVerdict.UNKNOWN, ("not_read",))
_SPARED = frozenset({DamageVerdict.ENCRYPTED, DamageVerdict.RANDOM})


def recognise(source: Source) -> bool:
    return source.kind == "zip"


def files(source: Source, known: Known, heard: Heard) -> Iterator[Held]:
    """Yield every file of a ZIP that is itself the backup."""
    if _swells(source, source.size):
        yield Held(Seen("", source.label, source.size, None, None, _NOT_READ, None, (), ("bomb",)))
        return
    for found in look(source, known, heard=heard):
        yield Held(found)


def is_archive(seen: Seen) -> bool:
    """Tell a ZIP file to be opened, by its content."""
    return seen.type == "zip" and seen.kind == EntryKind.FILE and seen.damage.verdict not in _SPARED


def inside(source: Source, archive: Seen, known: Known) -> Iterator[Held]:
    """Yield the archive, then every file it holds, with the archive's path before theirs; one level only."""
    entry = source.find(archive.path, archive.volume)
    if entry is None:
        yield Held(archive, broken=True)
        return
    try:
        with source.open(entry) as stream:
            opened = open_zip(stream, archive.path)
            if _swells(opened, archive.size):
                yield Held(replace(archive, errors=(*archive.errors, "bomb")), broken=True)
                return
            yield Held(archive, opened=True)
            for found in look(opened, known):
                path = f"{archive.path}/{found.path}"
                yield Held(replace(found, volume=archive.volume, path=path), inside=True)
    except (SourceRefusal, Unreadable):
        yield Held(archive, broken=True)


def _swells(source: Source, size: int) -> bool:
    """Tell an archive that would unpack beyond all measure, by the sizes it states, which bind its reader."""
    total = sum(entry.size for entry in source.walk() if isinstance(entry, Entry))
    return total > _ROOM + _RATIO * size
