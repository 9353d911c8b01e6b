"""The disk that a container holds, read piece by piece; what is missing is an error, never zeros."""

import struct
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Protocol

from toolkit.errors import SourceRefusal
from toolkit.media.medium import Disk, whole
from toolkit.records import Facts

LARGEST = 1 << 50  # bytes of a disk; more is a lie of the header

_PAGE = 16 * 1024
_MOST_ROWS = 1024 * 1024  # of a table looked at before anything is read
_STEP = 65536
_ZEROS = 1024 * 1024  # bytes of zeros given in one piece

Piece = Callable[[int, int], bytes]


# What a container is read from offers what a disk does.
File = Disk


class Held(Protocol):
    """What is let go of with the disk."""

    def close(self) -> None:
        """Close the file."""


class Container:
    """A Disk unpacked as it is read: `piece(offset, length)` gives at least one byte, `length` at most.

    `about` is what the container states of itself: "format", "identifier", hashes, the words of whoever
    made it. `warnings` are codes of texts/*/coverage.toml.
    """

    def __init__(
        self,
        size: int,
        piece: Piece,
        held: Sequence[Held],
        about: Facts,
        warnings: Sequence[str] = (),
    ) -> None:
        if not 0 < size <= LARGEST:
            raise damaged(str(about["format"]), "size")
        self.size = size
        self.about = about
        self.warnings: tuple[str, ...] = tuple(warnings)
        self._piece = piece
        self._held = held

    def read(self, offset: int, length: int) -> bytes:
        """Return up to `length` bytes, fewer only at the end of the disk; raise OSError."""
        if offset < 0 or length <= 0 or offset >= self.size:
            return b""
        end = min(offset + length, self.size)
        parts = []
        while offset < end:
            part = self._piece(offset, end - offset)
            if not part:
                raise OSError("container_damaged")
            parts.append(part)
            offset += len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def exactly(self, offset: int, length: int) -> bytes:
        """Return `length` bytes; raise OSError where the disk ends before them."""
        return whole(self.read(offset, length), length, "past the end of the disk")

    def close(self) -> None:
        """Let go of every file it is read from."""
        for held in self._held:
            held.close()


def damaged(name: str, detail: str) -> SourceRefusal:
    """Return the refusal of a container whose own tables cannot be followed."""
    return SourceRefusal("container_damaged", format=name, detail=detail)


def unknown(name: str, detail: str) -> SourceRefusal:
    """Return the refusal of a variant of a format that is not read here."""
    return SourceRefusal("container_not_read", format=name, detail=detail)


def words(held: File, form: str, pages: int = 256) -> Callable[[int], int]:
    """Return a lookup of one number by its place in a file, through a few pages kept in memory.

    A table is never loaded whole: a header may state any size. Beyond the end, the lookup raises OSError.
    """
    number = struct.Struct(form)

    @lru_cache(pages)
    def page(start: int) -> bytes:
        return held.read(start, _PAGE + number.size)

    def at(offset: int) -> int:
        start = offset - offset % _PAGE
        whole = page(start)
        if offset - start + number.size > len(whole):
            raise OSError("container_cut")
        return int(number.unpack_from(whole, offset - start)[0])

    return at


def or_zeros(parent: Container | None, start: int = 0) -> Piece:
    """Return what reads the parent from a byte on, zeros beyond its end and where there is none."""

    def read(offset: int, length: int) -> bytes:
        found = parent.read(start + offset, length) if parent else b""
        return found or bytes(min(length, _ZEROS))

    return read


def beyond(file: File, table: int, count: int, form: str, place: Callable[[int], int]) -> bool:
    """Say whether a table, or what one of its rows points at, stands beyond the end of a file.

    `place` turns a row into a byte of the file, 0 where it points at nothing. A table of more than a million
    rows is looked at up to there.
    """
    row = struct.Struct(form)
    count = min(count, _MOST_ROWS)
    for first in range(0, count, _STEP):
        wanted = min(_STEP, count - first) * row.size
        held = file.read(table + first * row.size, wanted)
        if len(held) < wanted or any(place(number) >= file.size for (number,) in row.iter_unpack(held)):
            return True
    return False
