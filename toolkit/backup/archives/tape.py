"""A tape (tar) as a source, bare or unpacked forward: every header is held against its sum.

Format: POSIX 1003.1 ustar and pax; GNU tar's own kinds of entries ("L", "K", "S", "M", "D", "V").
"""

from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO

from toolkit.backup.archives.forward import BLOCK
from toolkit.backup.archives.names_met import NamesMet
from toolkit.errors import Unreadable
from toolkit.media.leaves import Leaf, Leaves
from toolkit.media.members import MembersSource
from toolkit.media.stream import stream
from toolkit.records import EntryKind, Times, Unread
from toolkit.scan.inside import tape as headers
from toolkit.scan.inside.room import Broken

ReadAt = Callable[[int, int], bytes]

_UNIT = headers.BLOCK
_MOST = 1_000_000  # names
_WORDS = 1024 * 1024  # bytes of a record that holds names
_SECONDS = 1 << 36
_LISTS = 64 * 1024 * 1024  # bytes of what folders held, as GNU tar lists it
_KINDS = {
    b"2": EntryKind.LINK, b"3": EntryKind.SPECIAL, b"4": EntryKind.SPECIAL, b"5": EntryKind.DIRECTORY,
    b"6": EntryKind.SPECIAL, b"D": EntryKind.DIRECTORY,
}  # fmt: skip


@dataclass(slots=True)
class Tape:
    """What lies on a tape; `faults` are codes: "not_to_end", "part_missing"."""

    leaves: Leaves = field(default_factory=Leaves)
    starts: "array[int]" = field(default_factory=lambda: array("Q"))
    unread: list[Unread] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    end: int = 0  # bytes read of it
    # What each folder held, on a tape of GNU tar's incremental kind: a code and a name, each ended by a zero.
    lists: dict[str, bytes] = field(default_factory=dict)
    listed: int = 0  # bytes of these


@dataclass(slots=True)
class _Told:
    """What records before a header say of it."""

    name: bytes = b""
    link: bytes = b""
    pax: dict[bytes, bytes] = field(default_factory=dict)


def is_tape(head: bytes) -> bool:
    """Tell the first bytes of a tape, those older than its magic included."""
    return len(head) >= _UNIT and headers.holds(head[:_UNIT])


def listed(read_at: ReadAt) -> Tape:
    """Read every header, then on to the end of what is packed; raises Unreadable ("bomb").

    What breaks off is told among the faults, with all that stood before.
    """
    made = Tape()
    try:
        _headers(read_at, made)
        while part := read_at(made.end, BLOCK):
            made.end += len(part)
    except Unreadable as error:
        if error.why == "bomb":
            raise
        made.faults.append("not_to_end")
    except Broken:
        made.faults.append("not_to_end")
    if "not_to_end" in made.faults:
        made.unread.append(Unread("", "", "damaged_directory", "the rest of the tape"))
    return made


def source(made: Tape, read_at: ReadAt, label: str, kind: str, size: int, file: BinaryIO) -> MembersSource:
    """Return the files of a tape as a source, which closes `file` with itself; `size` is that of the file."""

    def opener(number: int) -> BinaryIO:
        start = made.starts[number]
        return stream(lambda offset, length: _some(read_at, start + offset, length), made.leaves[number].size)

    found = MembersSource(label, kind, made.leaves, opener, size=size, stored=True, release=file.close)
    for one in made.unread:
        found.add(one)
    return found


def _some(read_at: ReadAt, offset: int, length: int) -> bytes:
    part = read_at(offset, length)
    if not part:
        raise Unreadable("damaged", "cut short")
    return part


def exactly(read_at: ReadAt, offset: int, length: int) -> bytes:
    """Return `length` bytes, fewer only at the end."""
    parts, held = [], 0
    while held < length and (part := read_at(offset + held, length - held)):
        parts.append(part)
        held += len(part)
    return b"".join(parts)


def _headers(read_at: ReadAt, made: Tape) -> None:
    """Note every entry of a tape; raises Broken or Unreadable where it cannot go on."""
    told, always, files = _Told(), dict[bytes, bytes](), NamesMet()
    while True:
        header = exactly(read_at, made.end, _UNIT)
        if len(header) < _UNIT:
            raise Broken
        made.end += _UNIT
        if header == bytes(_UNIT):
            return
        if not headers.holds(header):
            raise Broken
        kind, size = header[156:157], headers.size_of(header[124:136])
        if kind in b"LKxgX" and kind:
            if size > _WORDS:
                raise Broken
            _note(kind, exactly(read_at, made.end, size), told, always)
        else:
            told.pax = {**always, **told.pax}
            size = _number(told.pax.get(b"size"), size)
            made.end += _longer(read_at, made.end, header) if kind == b"S" else 0
            _list(read_at, made, header, told, size)
            _entry(made, header, told, size, files)
            told = _Told()
        made.end += size + -size % _UNIT
        # The last byte of each entry has to be there, for its last one stands before no header.
        if size and not read_at(made.end - 1, 1):
            raise Broken


def _note(kind: bytes, record: bytes, told: _Told, always: dict[bytes, bytes]) -> None:
    if kind == b"L":
        told.name = record.rstrip(b"\0")
    elif kind == b"K":
        told.link = record.rstrip(b"\0")
    elif kind == b"g":
        always.update(headers.pax(record))
    else:
        told.pax.update(headers.pax(record))


def _entry(made: Tape, header: bytes, told: _Told, size: int, files: NamesMet) -> None:
    """Note one entry; a hard link shows the bytes of the file it stands for."""
    if len(made.leaves) >= _MOST:
        raise Unreadable("bomb", "too many names")
    kind, pax = header[156:157], told.pax
    raw = pax.get(b"GNU.sparse.name") or pax.get(b"path") or told.name or headers.name_of(header)
    name, start = raw.decode("utf-8", "surrogateescape"), made.end
    if kind == b"V":
        return
    if kind == b"M":
        made.faults.append("part_missing")
    if kind in {b"M", b"S"} or any(key.startswith(b"GNU.sparse") for key in pax):
        made.unread.append(Unread("", name, "unknown_method", "a part, or a file with holes", size))
        return
    if kind == b"1" and not size:
        target = files.find(pax.get(b"linkpath") or told.link or header[157:257].rstrip(b"\0"))
        if target is None:
            made.unread.append(Unread("", name, "vanished", "a link to what is not there"))
            return
        start, size = made.starts[target], made.leaves[target].size
    made.starts.append(start)
    if kind not in _KINDS:
        files.note(raw, len(made.starts) - 1)
    modified = _moment(pax.get(b"mtime"), header[136:148])
    # A name that ends by "/" is a folder in tapes older than the kind of their own.
    shape = EntryKind.DIRECTORY if kind == b"\0" and raw.endswith(b"/") else _KINDS.get(kind, EntryKind.FILE)
    made.leaves.append(Leaf(name, len(made.starts) - 1, shape, size, Times(modified=modified)))


def _list(read_at: ReadAt, made: Tape, header: bytes, told: _Told, size: int) -> None:
    """Note what a folder held when the tape was made; raises Broken beyond what is kept of it."""
    listed = told.pax.get(b"GNU.dumpdir")
    if listed is None and header[156:157] == b"D":
        if size > _LISTS:
            raise Broken
        listed = exactly(read_at, made.end, size)
    if listed is None:
        return
    made.listed += len(listed)
    if made.listed > _LISTS:
        raise Broken
    raw = told.pax.get(b"path") or told.name or headers.name_of(header)
    made.lists[raw.decode("utf-8", "surrogateescape")] = listed


def _longer(read_at: ReadAt, at: int, header: bytes) -> int:
    """Return the bytes of the map of holes that stand behind a header."""
    length, more = 0, header[482]
    while more:
        block = exactly(read_at, at + length, _UNIT)
        if len(block) < _UNIT:
            raise Broken
        length, more = length + _UNIT, block[504]
    return length


def _number(told: bytes | None, size: int) -> int:
    if told is None:
        return size
    if not told.isdigit() or len(told) > 18:
        raise Broken
    return int(told)


def _moment(told: bytes | None, raw: bytes) -> int | None:
    """Return a date in ns UTC, to the second; None where it is none."""
    try:
        seconds = int(told.partition(b".")[0]) if told else headers.size_of(raw)
    except (Broken, ValueError):
        return None
    return seconds * 1_000_000_000 if 0 <= seconds < _SECONDS else None
