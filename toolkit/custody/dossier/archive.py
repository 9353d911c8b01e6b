"""The ZIP of the archive, written in the one way its content allows: any other byte is a fault.

Members are stored, sorted by name, without extra field, comment or data descriptor; every header carries the
sealing time, and Unix mode 0644. No ZIP64. Layout: PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16.
"""

import hashlib
import struct
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

from toolkit.errors import CaseRefusal

LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")
LOCAL_MARK, CENTRAL_MARK, END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
SIZE_LIMIT = 0xFFFFFFFF  # bytes: the last an archive without ZIP64 can count
COUNT_LIMIT = 65_000
NAME_LIMIT = 200  # characters of a whole path: Windows stops at 260 with the folder it is extracted to
_NEEDED = 10  # version 1.0: stored members only
_MADE_BY = 3 << 8 | 20  # Unix, version 2.0
_MODE = 0o100644 << 16
_CHUNK = 4 * 1024 * 1024
_FIRST, _LAST = datetime(1980, 1, 1), datetime(2107, 12, 31, 23, 59, 58)


@dataclass(frozen=True, slots=True)
class Weight:
    """The length in bytes and the hashes of one stream, read once."""

    size: int
    crc: int
    sha256: str
    sha512: str


@dataclass(frozen=True, slots=True)
class Member:
    """One file to put in an archive."""

    name: str
    weight: Weight
    open: Callable[[], BinaryIO]


def weigh(stream: BinaryIO) -> Weight:
    """Read a stream to its end and return what it weighs."""
    size, crc, sha256, sha512 = 0, 0, hashlib.sha256(), hashlib.sha512()
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        crc = zlib.crc32(chunk, crc)
        sha256.update(chunk)
        sha512.update(chunk)
    return Weight(size, crc, sha256.hexdigest(), sha512.hexdigest())


def of_bytes(name: str, content: bytes) -> Member:
    return Member(name, weigh(BytesIO(content)), lambda: BytesIO(content))


def of_file(name: str, path: Path) -> Member:
    with path.open("rb") as stream:
        return Member(name, weigh(stream), lambda: path.open("rb"))


def dos_time(moment: datetime) -> tuple[int, int]:
    """Return time and date as ZIP counts them: local, two seconds apart, from 1980 to 2107.

    A clock that is further out must not keep a case from being closed: the log holds what it said.
    """
    if not writable(moment):
        moment = _FIRST if moment.year < _FIRST.year else _LAST
    time = moment.hour << 11 | moment.minute << 5 | moment.second // 2
    return time, (moment.year - 1980) << 9 | moment.month << 5 | moment.day


def writable(moment: datetime) -> bool:
    """Tell whether ZIP can write this time."""
    return _FIRST.year <= moment.year <= _LAST.year


def local_header(name: bytes, crc: int, size: int, stamp: tuple[int, int]) -> bytes:
    return LOCAL.pack(LOCAL_MARK, _NEEDED, 0, 0, *stamp, crc, size, size, len(name), 0) + name


def directory(entries: Iterable[tuple[bytes, int, int]], stamp: tuple[int, int]) -> bytes:
    """Return what follows the members, from (name, crc, size) in their order: central directory and end."""
    written, offset, count = bytearray(), 0, 0
    for name, crc, size in entries:
        fixed = (CENTRAL_MARK, _MADE_BY, _NEEDED, 0, 0, *stamp, crc, size, size, len(name), 0, 0, 0, 0, _MODE)
        written += CENTRAL.pack(*fixed, offset) + name
        offset += LOCAL.size + len(name) + size
        count += 1
    return bytes(written) + END.pack(END_MARK, 0, 0, count, count, len(written), offset, 0)


def write(stream: BinaryIO, members: Sequence[Member], moment: datetime) -> None:
    """Write an archive; raises CaseRefusal("archive_too_large", bytes=…, files=…) before the first byte."""
    ordered = sorted(members, key=lambda member: member.name)
    refuse_too_large(ordered)
    stamp = dos_time(moment)
    for member in ordered:
        weight = member.weight
        stream.write(local_header(member.name.encode("ascii"), weight.crc, weight.size, stamp))
        with member.open() as content:
            while chunk := content.read(_CHUNK):
                stream.write(chunk)
    stream.write(directory(((m.name.encode("ascii"), m.weight.crc, m.weight.size) for m in ordered), stamp))


def digest(members: Sequence[Member], moment: datetime) -> str:
    """Return the SHA-256 of the archive that `write` would write."""
    running = _Hashed()
    write(cast("BinaryIO", running), members, moment)
    return running.sha256.hexdigest()


def begins(path: Path, members: Sequence[Member], moment: datetime) -> bool:
    """Tell whether a file is the beginning of the archive `write` would write: what a kill left of it."""
    with path.open("rb") as stream:
        compared = _Compared(stream)
        try:
            write(cast("BinaryIO", compared), members, moment)
        except _Other:
            return False
        except EOFError:
            return True
        return not stream.read(1)


class _Other(Exception):  # noqa: N818 - ends a comparison
    pass


class _Compared:
    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, content: bytes) -> int:
        found = self._stream.read(len(content))
        if not content.startswith(found):
            raise _Other
        if len(found) < len(content):
            raise EOFError
        return len(content)


class _Hashed:
    def __init__(self) -> None:
        self.sha256 = hashlib.sha256()

    def write(self, content: bytes) -> int:
        self.sha256.update(content)
        return len(content)


def refuse_too_large(members: Sequence[Member]) -> None:
    """Raise CaseRefusal("archive_too_large") for what an archive without ZIP64 cannot hold."""
    headers = LOCAL.size + CENTRAL.size
    total = END.size + sum(headers + 2 * len(each.name) + each.weight.size for each in members)
    if total > SIZE_LIMIT or len(members) > COUNT_LIMIT:
        raise CaseRefusal("archive_too_large", bytes=total, files=len(members))
