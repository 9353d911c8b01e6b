"""One file a backup holds, and the archive it lies in."""

from collections.abc import Callable
from dataclasses import dataclass

from toolkit.backup.data.dated import Dated
from toolkit.backup.reference.baseline import Series
from toolkit.records import Entry, Seen

Heard = Callable[[int], None]


def unheard(_: int) -> None:
    """Hear of bytes read where nobody asked."""


@dataclass(frozen=True, slots=True)
class Held:
    """A file, or a link that is only listed; its path begins by that of the archive it lies in."""

    found: Seen | Entry
    inside: bool = False  # in a backup that lies on the medium
    opened: bool = False  # a backup, or a part of one, whose own files follow
    broken: bool = False  # a backup that could not be opened
    closed: bool = False  # a backup, or a part of one, whose files cannot be read here
    series: Series = ()  # that of the state it is of, where it is compared
    member: str = ""  # its path below the backup whose current state it is of, "" for any other
    older: bool = False  # of a generation that a newer one replaced
    dated: Dated | None = None  # what a database or a dump says of its own rows
