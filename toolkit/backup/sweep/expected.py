"""How many bytes a check will read, as far as names and sizes tell before it begins."""

from toolkit.backup.forms import CONTAINERS
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind

_READ = (EntryKind.FILE, EntryKind.STREAM)
_PACKED = frozenset({"zip", "7z", "gz", "tgz", "bz2", "xz", "zst", "iso", "wim", "esd"})
_ENDINGS = _PACKED.union(*(one.endings for one in CONTAINERS))


def size_of(source: Source) -> int:
    """Return the bytes of all files of a source, by listing names only."""
    return sum(one.size for one in source.walk() if isinstance(one, Entry) and one.kind in _READ)


def packed_in(source: Source) -> int:
    """Return the bytes of what is called like a backup: it is read again for what it gives back.

    What it gives back is more or less than its own size; this is all that is known before it is opened.
    """
    return sum(
        one.size
        for one in source.walk()
        if isinstance(one, Entry) and one.kind in _READ and one.name.rpartition(".")[2].lower() in _ENDINGS
    )
