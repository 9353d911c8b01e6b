"""How many bytes a check will read, as far as names and sizes tell before it begins."""

from toolkit.backup.forms import CONTAINERS
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind

_READ = (EntryKind.FILE, EntryKind.STREAM)
_PACKED = frozenset({"zip", "7z", "gz", "tgz", "bz2", "xz", "zst", "iso", "wim", "esd"})
_ENDINGS = _PACKED.union(*(one.endings for one in CONTAINERS))


def expected(source: Source) -> tuple[int, int]:
    """Return the bytes of all files of a source, and those of what is called like a backup.

    The latter is read again for what it gives back: more or less than its own size, which is all that is
    known before it is opened.
    """
    whole = packed = 0
    for one in source.walk():
        if isinstance(one, Entry) and one.kind in _READ:
            whole += one.size
            if one.name.rpartition(".")[2].lower() in _ENDINGS:
                packed += one.size
    return whole, packed
