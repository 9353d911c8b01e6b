"""The change journal of an NTFS volume, $Extend/$UsnJrnl: what happened to which file, and when.

Layout: USN_RECORD_V2 of the Windows SDK; a record never crosses a page of 4096 bytes of the stream.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from demo.builder.ntfs_records import padded, reference, wide
from demo.builder.tree import Node

OVERWRITE, EXTEND, TRUNCATE = 0x1, 0x2, 0x4
CREATE, DELETE = 0x100, 0x200
OLD_NAME, NEW_NAME = 0x1000, 0x2000
BASIC = 0x8000  # dates or attributes set
CLOSE = 0x8000_0000
FIRST_USN = 32 * 1024 * 1024  # bytes already let go of, a hole
_PAGE = 4096
_HEAD = 60  # bytes before the name
_ROOT = 5
_LIMIT, _STEP = 32 * 1024 * 1024, 8 * 1024 * 1024  # bytes kept, bytes let go of at a time
_EPOCH = 11_644_473_600 * 10**9
_FOLDER, _ARCHIVE = 0x10, 0x20


@dataclass(frozen=True, slots=True)
class Change:
    """One record to be written; `at` is in nanoseconds UTC."""

    at: int
    path: str  # of the file as the volume now holds it
    reasons: int
    name: str = ""  # what it was called then, when that is another name


@dataclass(frozen=True, slots=True)
class Journal:
    """The stream from `first` on, the 32 bytes of $Max, and where the last change of each path stands."""

    first: int
    stream: bytes = b""
    limits: bytes = b""
    last: Mapping[str, int] = field(default_factory=dict)


def placed(changes: Iterable[Change]) -> Iterator[tuple[int, Change]]:
    """Yield each change with its place in the stream, its USN; nothing moves when changes are added last."""
    at = FIRST_USN
    for change in changes:
        size = _size(change)
        if at % _PAGE + size > _PAGE:
            at += -at % _PAGE
        yield at, change
        at += size


def journal(changes: Sequence[Change], numbers: Mapping[str, int], tree: Iterable[Node]) -> Journal:
    """Return the journal of these changes; `numbers` are the MFT records of the paths.

    Raises ValueError for a path that the tree does not hold, and for changes out of the order of time.
    """
    if not changes:
        return Journal(FIRST_USN)
    if any(later.at < earlier.at for earlier, later in pairwise(changes)):
        raise ValueError("changes out of the order of their times")
    folders = {node.path for node in tree if node.directory}
    stream = bytearray()
    last = {}
    for usn, change in placed(changes):
        if change.path not in numbers:
            raise ValueError(f"a change of what is not there: {change.path!r}")
        stream += bytes(usn - FIRST_USN - len(stream)) + _record(usn, change, numbers, folders)
        last[change.path] = usn
    stream += bytes(-len(stream) % _PAGE)
    identity = (changes[0].at + _EPOCH) // 100
    return Journal(FIRST_USN, bytes(stream), struct.pack("<4Q", _LIMIT, _STEP, identity, 0), last)


def _size(change: Change) -> int:
    return len(padded(bytes(_HEAD) + wide(_name(change))))


def _name(change: Change) -> str:
    return change.name or change.path.rpartition("/")[2]


def _record(usn: int, change: Change, numbers: Mapping[str, int], folders: set[str]) -> bytes:
    name = wide(_name(change))
    above = change.path.rpartition("/")[0]
    who = reference(numbers[change.path])
    parent = reference(numbers[above] if above else _ROOT)
    bits = _FOLDER if change.path in folders else _ARCHIVE
    head = struct.pack("<IHHQQQQ", _size(change), 2, 0, who, parent, usn, (change.at + _EPOCH) // 100)
    rest = struct.pack("<IIIIHH", change.reasons, 0, 0, bits, len(name), _HEAD)
    return padded(head + rest + name)
