"""The files of one borg archive as a source.

Source: borg's documentation ("Internals": Archives, Items). What borg's own repair put in the place of lost
pieces is zeros: such a file reads well and is damaged all the same, and is said to be so.
"""

import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from toolkit.errors import Unreadable
from toolkit.media.members import MembersSource
from toolkit.media.repositories import msgpack
from toolkit.media.repositories.borg import Keys, piece, told
from toolkit.media.repositories.pieces import LARGEST, NOWHERE, Contents, Parts, Pieces, joined
from toolkit.media.tree import Leaf
from toolkit.records import EntryKind, Times, Unread

_MOST = 2_000_000  # files of one archive
_PATHS = 512 * 1024 * 1024  # characters of paths
_LISTS = 1_000_000  # pieces of the list itself
_REPAIRED = -1  # the stated size of a file that was repaired with zeros
_NEWEST = 1


@dataclass(slots=True)
class _Listed:
    leaves: list[Leaf] = field(default_factory=list)
    contents: Contents = field(default_factory=Contents)
    repaired: set[int] = field(default_factory=set)
    paths: dict[str, int] = field(default_factory=dict)  # of files others are hard links of
    room: int = _PATHS


def archive(label: str, name: bytes, key: Keys | None, pieces: Pieces, parts: Parts) -> MembersSource:
    """Return the files of the archive whose piece is `name`; raises Unreadable where it cannot be read."""
    about = told(piece(pieces, parts, key, pieces.row(name)))
    lists = about.get(b"items")
    if about.get(b"version") != _NEWEST or not isinstance(lists, list) or len(lists) > _LISTS:
        raise Unreadable("damaged", "a list of files of no known kind")
    listed = _Listed()
    cut: Unread | None = None
    try:
        for item in _items(lists, key, pieces, parts):
            _take(listed, item, pieces)
    except Unreadable as error:
        cut = Unread("", "", error.why, error.detail)

    def opener(place: int) -> BinaryIO:
        rows, sizes = listed.contents.of(place)
        if NOWHERE in rows:
            raise Unreadable("damaged", "a piece is missing")
        if place in listed.repaired:
            raise Unreadable("damaged", "zeros stand for pieces that were lost")
        return joined(sizes, lambda at: piece(pieces, parts, key, rows[at]))

    made = MembersSource(label, "borg", listed.leaves, opener, release=parts.close)
    if cut is not None:
        made.add(cut)
    return made


def _items(lists: list[Any], key: Keys | None, pieces: Pieces, parts: Parts) -> Iterator[Mapping[bytes, Any]]:
    """Yield the items of an archive: one stream of MessagePack, cut into pieces anywhere."""
    rest = b""
    for name in lists:
        row = pieces.row(name) if isinstance(name, bytes) else NOWHERE
        rest += piece(pieces, parts, key, row)
        if len(rest) > LARGEST:
            raise Unreadable("bomb", "a listing beyond all measure")
        at = 0
        while at < len(rest):
            try:
                item, at = msgpack.unpack(rest, at)
            except EOFError:
                break
            except ValueError as error:
                raise Unreadable("damaged", "no MessagePack") from error
            if not isinstance(item, dict):
                raise Unreadable("damaged", "no list of files")
            yield item
        rest = rest[at:]
    if rest:
        raise Unreadable("damaged", "a list of files is cut short")


def _take(listed: _Listed, item: Mapping[bytes, Any], pieces: Pieces) -> None:
    path = _text(item.get(b"path"))
    if not path or b"part" in item:  # pieces of a file that a checkpoint cut: the whole file follows
        return
    listed.room -= len(path)
    if len(listed.leaves) >= _MOST or listed.room < 0:
        raise Unreadable("bomb", "too many files")
    mode = item.get(b"mode")
    kind = _kind(mode if isinstance(mode, int) else 0)
    place = len(listed.contents)
    rows, sizes = _chunks(item, pieces, listed) if kind is EntryKind.FILE else ((), ())
    listed.contents.add(rows, sizes)
    if item.get(b"chunks_healthy"):
        listed.repaired.add(place)
    if item.get(b"hardlink_master"):
        listed.paths[path] = place
    listed.leaves.append(Leaf(path, place, kind, sum(sizes), _times(item)))


def _chunks(item: Mapping[bytes, Any], pieces: Pieces, listed: _Listed) -> tuple[Any, Any]:
    """Return the rows and the sizes of a file's pieces; of a hard link, those of the file it is one of."""
    chunks = item.get(b"chunks")
    if chunks is None:
        master = listed.paths.get(_text(item.get(b"source")))
        return listed.contents.of(master) if master is not None else ((), ())
    try:
        rows = [pieces.row(chunk[0]) for chunk in chunks]
        sizes = [int(chunk[1]) for chunk in chunks]
    except (TypeError, IndexError, ValueError, OverflowError, KeyError) as error:
        raise Unreadable("damaged", "no list of pieces") from error
    if any(not 0 <= size <= LARGEST for size in sizes):
        raise Unreadable("bomb", "a piece beyond all measure")
    return rows, sizes


def _kind(mode: int) -> EntryKind:
    if stat.S_ISREG(mode):
        return EntryKind.FILE
    if stat.S_ISDIR(mode):
        return EntryKind.DIRECTORY
    return EntryKind.LINK if stat.S_ISLNK(mode) else EntryKind.SPECIAL


def _times(item: Mapping[bytes, Any]) -> Times:
    return Times(
        created=_moment(item.get(b"birthtime")),
        modified=_moment(item.get(b"mtime")),
        changed=_moment(item.get(b"ctime")),
        accessed=_moment(item.get(b"atime")),
    )


def _moment(value: object) -> int | None:
    if isinstance(value, bytes):  # what is too large for a number of MessagePack
        value = int.from_bytes(value[:16], "little", signed=True)
    return value if isinstance(value, int) and abs(value) < 1 << 63 else None


def _text(value: object) -> str:
    return value.decode("utf-8", "surrogateescape").replace("\0", "") if isinstance(value, bytes) else ""
