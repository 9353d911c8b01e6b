"""One file, or a file in numbered parts, as a source: a backup that was named by itself."""

import re
from pathlib import Path
from typing import BinaryIO

from toolkit.errors import SourceRefusal, Unreadable
from toolkit.media.medium import open_medium
from toolkit.media.members import MembersSource
from toolkit.media.stream import stream
from toolkit.media.tree import Leaf
from toolkit.records import Times

_NUMBERED = re.compile(r"(.+)\.(?:\d{3}|zip|z\d\d)\Z", re.IGNORECASE)
_PART = re.compile(r"\.(?:\d{3}|zip|z\d\d)\Z", re.IGNORECASE)
_PARTS = 10_000


def open_lone(path: Path, label: str) -> MembersSource:
    """Return a file and the parts of it that lie beside it.

    Raises SourceRefusal("source_unreadable") where the folder cannot be listed.
    """
    try:
        paths = _parts(path)
        leaves = [_leaf(one, place) for place, one in enumerate(paths)]
    except OSError as error:
        raise SourceRefusal("source_unreadable", source=label, detail=error.strerror or "") from error

    def opened(place: int) -> BinaryIO:
        try:
            medium = open_medium(paths[place])
        except OSError as error:
            raise Unreadable("io_error", error.strerror or "") from error
        return stream(medium.read, medium.size, release=medium.close)

    return MembersSource(label, "file", leaves, opened, size=sum(leaf.size for leaf in leaves))


def _parts(path: Path) -> list[Path]:
    stem = _NUMBERED.fullmatch(path.name)
    if stem is None:
        return [path]
    beside = sorted(
        one for one in path.parent.iterdir() if one.name.startswith(stem[1]) and one.is_file()
    )[:_PARTS]  # fmt: skip
    return [one for one in beside if one == path or _PART.fullmatch(one.name[len(stem[1]) :])]


def _leaf(path: Path, place: int) -> Leaf:
    found = path.stat()
    return Leaf(path.name, place, size=found.st_size, times=Times(modified=found.st_mtime_ns))
