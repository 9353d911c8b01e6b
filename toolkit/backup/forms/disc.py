"""A backup that is a disc image: the files of ISO 9660, by their Joliet or Rock Ridge names; UDF is told.

Format: ECMA-119 (8.4, 9.1); Joliet 1995; Rock Ridge (IEEE P1282) for NM; ECMA-167 for what UDF begins with.
"""

import calendar
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from toolkit.backup.forms.form import Found, Place, Point, State, Words, fault
from toolkit.backup.forms.seven_zip import refused
from toolkit.errors import Unreadable
from toolkit.media.members import MembersSource
from toolkit.media.source import Source
from toolkit.media.stream import stream
from toolkit.media.tree import Leaf
from toolkit.records import EntryKind, Facts, Times, Unread
from toolkit.scan.content import Content
from toolkit.scan.inside import disc
from toolkit.scan.inside.room import Broken

_SECTOR, _FIRST, _DESCRIPTORS = 2048, 16, 64
_MOST = 1_000_000  # names
_DEEP = 4096  # characters of a path


class _Disc(NamedTuple):
    leaves: list[Leaf]
    extents: list[list[tuple[int, int]]]  # offset and bytes of each stretch of a file
    unread: list[Unread]


def read(place: Place, _words: Words) -> Found | None:
    """Return the disc image at a place, one point; None where it is none."""
    try:
        with place.open() as file:
            content = Content(file, file.seek(0, 2))
            kinds = [content.read(at * _SECTOR + 1, 5) for at in range(_FIRST, _FIRST + _DESCRIPTORS)]
            if b"CD001" not in kinds[:1]:
                return None
            size, stated = content.size, _stated(content)
            about: dict[str, object] = {"bytes": size}
            if b"NSR02" in kinds or b"NSR03" in kinds:
                # A disc of both kinds may show but a word of welcome in the older one.
                udf = (fault("method", place),)
                return Found("iso", place.volume, place.path, State.OPAQUE, faults=udf, about=about)
            made = _listed(content)
    except Broken:
        return Found("iso", place.volume, place.path, State.BROKEN, faults=(fault("unopened", place),))
    except Unreadable as error:
        return refused("iso", place, error)
    faults: list[Facts] = [fault("not_to_end", place)] if stated > size or made.unread else []

    def opened() -> Source:
        return _source(place.open(), place.path, made, size)

    return Found(
        "iso", place.volume, place.path, State.READ, (Point(open=opened),), tuple(faults), about=about
    )


def _stated(content: Content) -> int:
    """Return the bytes that the first descriptor says the disc has."""
    sector = content.read(_FIRST * _SECTOR, _SECTOR)
    return int.from_bytes(sector[80:84], "little") * _SECTOR


def _listed(content: Content) -> _Disc:
    """Return every name of a disc; raises Broken without a root, Unreadable ("bomb")."""
    record, wide = disc.root(content)
    made, seen = _Disc([], [], []), set[int]()
    waiting = [(*disc.extent(record), "")]
    while waiting:
        at, length, folder = waiting.pop()
        if at in seen or len(folder) > _DEEP:
            continue
        seen.add(at)
        if at + length > content.size or length > disc.FOLDER:
            made.unread.append(Unread("", folder.rstrip("/"), "damaged_directory"))
            continue
        try:
            for one in disc.records(content.read(at, length)):
                _note(made, one, folder, waiting, wide=wide)
        except Broken:
            made.unread.append(Unread("", folder.rstrip("/"), "damaged_directory"))
    return made


def _note(made: _Disc, one: bytes, folder: str, waiting: list[tuple[int, int, str]], *, wide: bool) -> None:
    if len(made.leaves) >= _MOST:
        raise Unreadable("bomb", "too many names")
    path = folder + ((None if wide else _long_name(one)) or disc.name_of(one, wide=wide))
    place, size = disc.extent(one)
    times = Times(modified=_moment(one[18:25]))
    last = made.leaves[-1] if made.leaves else None
    if one[25] & disc.IS_FOLDER:
        waiting.append((place, size, f"{path}/"))
        made.leaves.append(Leaf(path, len(made.extents), EntryKind.DIRECTORY, times=times))
        made.extents.append([])
    elif (
        last is not None and last.name == path and made.extents[-1] and made.extents[-1][-1][1] % _SECTOR == 0
    ):
        # A file of 4 GiB and more lies in several stretches, one record each.
        made.extents[-1].append((place, size))
        made.leaves[-1] = Leaf(path, last.place, last.kind, last.size + size, times)
    else:
        made.leaves.append(Leaf(path, len(made.extents), EntryKind.FILE, size, times))
        made.extents.append([(place, size)])


def _long_name(record: bytes) -> str | None:
    """Return the name of Rock Ridge, which stands behind the short one."""
    at = 33 + record[32] + (record[32] + 1) % 2
    parts = []
    while at + 4 <= len(record) and record[at + 2] >= 4:
        if record[at : at + 2] == b"NM":
            parts.append(record[at + 5 : at + record[at + 2]])
        at += record[at + 2]
    return b"".join(parts).decode("utf-8", "surrogateescape") or None


def _moment(field: bytes) -> int | None:
    """Return a date of a record (9.1.5) in ns UTC, None where it is none."""
    year, month, day, hour, minute, second, zone = field
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    offset = (zone - 256 if zone > 127 else zone) * 900
    return (calendar.timegm((1900 + year, month, day, hour, minute, second)) - offset) * 1_000_000_000


def _source(file: BinaryIO, label: str, made: _Disc, size: int) -> MembersSource:
    def opener(number: int) -> BinaryIO:
        stretches = made.extents[number]
        if any(at + length > size for at, length in stretches):
            raise Unreadable("damaged", "its place is outside the image")

        def read_at(offset: int, length: int) -> bytes:
            for at, held in stretches:
                if offset < held:
                    file.seek(at + offset)
                    return file.read(min(length, held - offset))
                offset -= held
            return b""

        return stream(read_at, sum(length for _, length in stretches))

    found = MembersSource(label, "iso", made.leaves, opener, size=size, release=file.close)
    for one in _first(made.unread):
        found.add(one)
    return found


def _first(unread: list[Unread]) -> Iterator[Unread]:
    return reversed(unread)
