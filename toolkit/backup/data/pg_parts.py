"""The files that a directory or a tar of pg_dump keeps its rows in: each found, unpacked and read to its end.

Names and endings: pg_backup_directory.c of PostgreSQL 17 (N.dat, packed by gzip, LZ4 or Zstandard).
"""

import re
from collections.abc import Callable, Mapping
from typing import BinaryIO

from toolkit.backup.archives.packed import packed
from toolkit.backup.data.dated import Near
from toolkit.backup.data.literals import Rows
from toolkit.errors import Unreadable

_NAME = re.compile(r"[\w-]{1,64}\.(?:dat|toc)")
_ENDINGS = {"": "", ".gz": "gzip", ".zst": "zstd", ".lz4": ""}
_UNREAD = ".lz4"
_PIECE = 1024 * 1024
_LINE = 16 * 1024 * 1024  # kept of a line that does not end
_BROKEN = frozenset({"damaged", "bomb", "vanished"})

ReadAt = Callable[[int, int], bytes]


class Lines:
    """Lines of rows out of pieces that end anywhere."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._rest = b""

    def take(self, piece: bytes) -> None:
        *lines, self._rest = (self._rest + piece).split(b"\n")
        for line in lines:
            if self._rows.copying and line:
                self._rows.add(line)
        self._rest = self._rest[:_LINE]


def read(parts: Mapping[str, bytes], near: Near, rows: Rows) -> bool:
    """Read every file of rows, given by name with the statement it is loaded by; False where one was not.

    Raises ValueError where one is missing, is damaged or does not end, and Unreadable where the medium fails.
    """
    checked = True
    for name, statement in parts.items():
        if not _NAME.fullmatch(name):
            raise ValueError("a name that pg_dump does not give")
        file, ending = _found(name, near)
        with file:
            if ending == _UNREAD:
                checked = False
                continue
            rows.add(statement)
            copying = rows.copying
            _rows(file, _ENDINGS[ending], Lines(rows))
        if copying and rows.copying:
            raise ValueError("rows that do not end")
    return checked


def _found(name: str, near: Near) -> tuple[BinaryIO, str]:
    """Return the file of a name, packed or not, and the ending it bears."""
    for ending in _ENDINGS:
        file = near(name + ending)
        if file is not None:
            return file, ending
    raise ValueError("a file of the dump is missing")


def _rows(file: BinaryIO, kind: str, lines: Lines) -> None:
    def bare(offset: int, length: int) -> bytes:
        file.seek(offset)
        return file.read(length)

    read_at: ReadAt = packed(file, kind).read_at if kind else bare
    at = 0
    try:
        while piece := read_at(at, _PIECE):
            at += len(piece)
            lines.take(piece)
    except Unreadable as error:
        if error.why in _BROKEN:
            raise ValueError("a file of the dump is damaged") from error
        raise
