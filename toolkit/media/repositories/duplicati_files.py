"""The files of one Duplicati version as a source; the hashes of a large file's blocks are in blocks too."""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from toolkit.errors import Unreadable
from toolkit.media.archive import ZipSource
from toolkit.media.members import MembersSource
from toolkit.media.repositories.duplicati import Blocks, digest, listed
from toolkit.media.repositories.moments import compact
from toolkit.media.repositories.pieces import NOWHERE, Contents, Pieces, joined
from toolkit.media.tree import Leaf
from toolkit.records import EntryKind, Times, Unread

_KINDS = {"File": EntryKind.FILE, "Folder": EntryKind.DIRECTORY, "Symlink": EntryKind.LINK}
_MOST = 2_000_000  # files of one version
_PATHS = 512 * 1024 * 1024  # characters of paths
_BLOCKS = 20_000_000  # of one file
_HASH = 32


@dataclass(slots=True)
class _Listed:
    leaves: list[Leaf] = field(default_factory=list)
    contents: Contents = field(default_factory=Contents)
    many: set[int] = field(default_factory=set)  # files whose rows are those of lists of blocks
    room: int = _PATHS


def version(label: str, dlist: ZipSource, pieces: Pieces, blocks: Blocks) -> MembersSource:
    """Return the files that a dlist lists; raises Unreadable where there is no such list."""
    held = _Listed()
    cut: Unread | None = None
    entry = dlist.find("filelist.json")
    if entry is None:
        raise Unreadable("damaged", "no list of files")
    with dlist.open(entry) as stream:
        try:
            for one in listed(stream):
                _take(held, one, pieces)
        except Unreadable as error:
            cut = Unread("", "", error.why, error.detail)

    def opener(place: int) -> BinaryIO:
        rows = held.contents.of(place)[0]
        if place in held.many:
            rows = _unfolded(rows, pieces, blocks)
        if NOWHERE in rows:
            raise Unreadable("damaged", "a block is missing")
        sizes = array("I", (pieces.at(row).plain for row in rows))
        if sum(sizes) != held.leaves[place].size:
            raise Unreadable("damaged", "its blocks do not add up to its size")
        return joined(sizes, lambda at: blocks.read(rows[at]))

    made = MembersSource(label, "duplicati", held.leaves, opener, release=blocks.close)
    if cut is not None:
        made.add(cut)
    return made


def _unfolded(lists: "array[int]", pieces: Pieces, blocks: Blocks) -> "array[int]":
    rows = array("I")
    for row in lists:
        hashes = blocks.read(row)
        if len(hashes) % _HASH or len(rows) > _BLOCKS:
            raise Unreadable("damaged", "no list of blocks")
        rows.extend(pieces.row(hashes[at : at + _HASH]) for at in range(0, len(hashes), _HASH))
    return rows


def _take(held: _Listed, one: Mapping[str, Any], pieces: Pieces) -> None:
    kind, path = _KINDS.get(str(one.get("type"))), str(one.get("path", "")).replace("\0", "")
    if kind is None or not path:
        return
    held.room -= len(path)
    if len(held.leaves) >= _MOST or held.room < 0:
        raise Unreadable("bomb", "too many files")
    size, lists = one.get("size") or 0, one.get("blocklists")
    if not isinstance(size, int) or size < 0:
        raise Unreadable("damaged", "a list of files is wrong")
    rows: list[int] = []
    if kind is EntryKind.FILE and size:
        names = lists if isinstance(lists, list) and lists else [one.get("hash")]
        rows = [pieces.row(digest(name) or b"") for name in names]
    place = held.contents.add(rows, ())
    if isinstance(lists, list) and lists:
        held.many.add(place)
    held.leaves.append(Leaf(path, place, kind, size, Times(modified=compact(one.get("time")))))
