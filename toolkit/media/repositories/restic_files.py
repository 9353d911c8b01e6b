r"""The files of one restic snapshot as a source.

Source: restic's design document ("Trees and Data"). A name is quoted as Go quotes strings, its quotes left
out, so that bytes that are not UTF-8 stand as \xHH.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.errors import Unreadable
from toolkit.media.members import MembersSource
from toolkit.media.names import below
from toolkit.media.repositories.moments import rfc3339
from toolkit.media.repositories.pieces import NOWHERE, Contents, Parts, Pieces, joined
from toolkit.media.repositories.restic import LISTING, Keys, blob, size
from toolkit.media.tree import Leaf
from toolkit.records import EntryKind, Times, Unread

_KINDS = {"file": EntryKind.FILE, "dir": EntryKind.DIRECTORY, "symlink": EntryKind.LINK}
_ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))", re.DOTALL)
_LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_MOST = 2_000_000  # files of one snapshot
_DEEPEST = 1000
_PATHS = 512 * 1024 * 1024  # characters of paths
_MISSING = "a folder's list is missing"


@dataclass(slots=True)
class _Listed:
    """What the trees list, before the source is made of it."""

    leaves: list[Leaf] = field(default_factory=list)
    contents: Contents = field(default_factory=Contents)
    stated: list[int] = field(default_factory=list)  # bytes, as the tree says
    unread: list[Unread] = field(default_factory=list)
    room: int = _PATHS


def snapshot(label: str, root: bytes, key: Keys, pieces: Pieces, parts: Parts) -> MembersSource:
    """Return the files below the tree named `root`; raises Unreadable where that tree cannot be read."""
    listed = _Listed()
    waiting = [("", root)]
    while waiting:
        folder, name = waiting.pop()
        try:
            plain = blob(key, pieces, parts, pieces.row(name), LISTING)
            for node in _nodes(plain):
                _take(listed, folder, node, pieces, waiting)
        except Unreadable as error:
            if not folder:
                raise
            listed.unread.append(Unread("", folder, error.why, error.detail or _MISSING))

    def opener(place: int) -> Any:
        rows, sizes = listed.contents.of(place)
        if sum(sizes) != listed.stated[place]:
            raise Unreadable("damaged", "its pieces do not add up to its size")
        if NOWHERE in rows:
            raise Unreadable("damaged", "a piece is missing")
        return joined(sizes, lambda at: blob(key, pieces, parts, rows[at]))

    made = MembersSource(label, "restic", listed.leaves, opener, release=parts.close)
    for one in listed.unread:
        made.add(one)
    return made


def _take(
    listed: _Listed, folder: str, node: Mapping[str, Any], pieces: Pieces, waiting: list[tuple[str, bytes]]
) -> None:
    """Add one node of a tree, and to `waiting` the tree below it."""
    path = below(folder, _name(str(node.get("name", ""))))
    listed.room -= len(path)
    if len(listed.leaves) >= _MOST or listed.room < 0:
        raise Unreadable("bomb", "too many files")
    kind = _KINDS.get(str(node.get("type")), EntryKind.SPECIAL)
    rows, stated = _content(node, pieces) if kind is EntryKind.FILE else ([], 0)
    place = listed.contents.add(rows, [0 if row == NOWHERE else size(pieces.at(row)) for row in rows])
    listed.stated.append(stated)
    listed.leaves.append(Leaf(path, place, kind, stated, _times(node)))
    if kind is EntryKind.DIRECTORY:
        below_it = _hex(node.get("subtree"))
        # A tree is named by its SHA-256 and cannot hold itself; a damaged list of them might pretend so.
        if path.count("/") > _DEEPEST:
            listed.unread.append(Unread("", path, "too_deep"))
        else:
            waiting.append((path, below_it))


def _content(node: Mapping[str, Any], pieces: Pieces) -> tuple[list[int], int]:
    stated = node.get("size") or 0
    names = node.get("content") or []
    if not isinstance(names, list) or not isinstance(stated, int) or stated < 0:
        raise Unreadable("damaged", "a folder's list is wrong")
    return [pieces.row(_hex(name)) for name in names], stated


def _times(node: Mapping[str, Any]) -> Times:
    return Times(
        modified=rfc3339(node.get("mtime")),
        changed=rfc3339(node.get("ctime")),
        accessed=rfc3339(node.get("atime")),
    )


def _hex(text: object) -> bytes:
    try:
        return bytes.fromhex(str(text))
    except ValueError as error:
        raise Unreadable("damaged", "no name of a piece") from error


def _name(quoted: str) -> str:
    if "\\" not in quoted:
        return quoted
    raw = _ESCAPE.sub(_unquoted, quoted).encode("utf-8", "surrogateescape")
    # A Windows name's unpaired surrogates come as the bytes Go writes for them.
    return raw.decode("utf-8", "surrogateescape").replace("\0", "\N{REPLACEMENT CHARACTER}")


def _unquoted(found: re.Match[str]) -> str:
    byte, short, long, letter = found.groups()
    if byte is not None:
        value = int(byte, 16)
        return chr(value) if value < 0x80 else chr(0xDC00 + value)
    if letter is not None:
        return _LETTERS.get(letter, letter)
    point = int(short or long, 16)
    return chr(point) if point < 0x110000 and not 0xD800 <= point < 0xE000 else "\N{REPLACEMENT CHARACTER}"


def _nodes(plain: bytes) -> Iterator[Mapping[str, Any]]:
    """Yield the nodes of a tree one at a time: a folder of a million files is never held as objects."""
    text = plain.decode("utf-8", "replace")
    begin = text.find('"nodes":')
    if begin < 0:
        raise Unreadable("damaged", "no list of a folder")
    at = text.find("[", begin) + 1
    if not at:  # an empty folder: null
        return
    decode: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder().raw_decode
    while at < len(text) and text[at] != "]":
        try:
            node, at = decode(text, at)
        except (ValueError, RecursionError) as error:
            raise Unreadable("damaged", "no list of a folder") from error
        if not isinstance(node, dict):
            raise Unreadable("damaged", "no list of a folder")
        yield node
        at += text[at : at + 1] == ","
