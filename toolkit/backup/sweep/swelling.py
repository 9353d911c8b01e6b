"""How much one file of a medium may unpack to: one sum over every archive in it, however deep."""

from dataclasses import dataclass

from toolkit.backup.forms.form import Found, fault
from toolkit.backup.sweep.generations import Generation
from toolkit.errors import SourceRefusal, Unreadable
from toolkit.media.source import Source
from toolkit.records import Entry, Seen

_RATIO, _ROOM = 100, 1024**3  # what patient data packs to stays far below; bytes any backup may unpack to
_ARCHIVES = 10_000  # opened in one file
# Of what is too deep to be opened: the scan of files unpacks these, one level.
_PACKED = frozenset({"zip", "7z", "tar", "gzip", "bzip2", "xz", "zstd"})


@dataclass(slots=True)
class Swelling:
    """What is left, in bytes and in archives, of what one file may unpack to."""

    left: int
    archives: int
    told: bool = False

    def read(self, seen: Seen, made: Found | None, *, deepest: bool) -> None:
        """Take one file that was read, and what it holds where that is not gone through file by file."""
        self.left -= seen.size
        if made is None:
            return
        self.archives -= 1
        if any(one["code"] == "fault_bomb" for one in made.faults):
            self.bomb()
        elif deepest and seen.type in _PACKED:
            self.left -= _stated(made)

    def bomb(self) -> None:
        """Take what it may cost to learn that an archive in it is one."""
        self.left -= _ROOM


Room = tuple[
    Swelling | None, int
]  # of the file of the medium, and the bytes of the archive in it; none known


def swelling(size: int) -> Swelling:
    """Return the room of a file of so many bytes."""
    return Swelling(_ROOM + _RATIO * size, _ARCHIVES)


def ended(room: Swelling | None, each: Generation) -> bool:
    """Tell whether a file is read no further, and keep why among the faults of its state, once."""
    if room is None or (room.left >= 0 and room.archives >= 0):
        return False
    if not room.told:
        code = "bomb" if room.left < 0 else "archives_many"
        most = {} if room.left < 0 else {"most": _ARCHIVES}
        each.faults.append({**fault(code, each.path, **most), "volume": each.found.volume})
        room.told = True
    return True


def swells(source: Source, size: int) -> bool:
    """Tell an archive that would unpack beyond all measure, by the sizes it states, which bind its reader."""
    return _sum(source) > _ROOM + _RATIO * size


def _stated(made: Found) -> int:
    opener = made.points[-1].open if made.points else None
    if opener is None:
        return 0
    try:
        source = opener()
    except (SourceRefusal, Unreadable):
        return 0
    try:
        return _sum(source)
    finally:
        source.close()


def _sum(source: Source) -> int:
    return sum(entry.size for entry in source.walk() if isinstance(entry, Entry))
