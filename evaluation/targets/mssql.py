"""SQL Server data files: the header of each page."""

import struct

from evaluation.targets.judged import WORDS, judged

_TYPES = (15, 11, 8, 9, 1, 1, 2, 10)


def seeds() -> list[bytes]:
    """Return a file of eight pages, and one with pages never used."""
    return [database(), database() + bytes(16384)]


def database() -> bytes:
    """Return pages with the headers that are checked, and rows of text."""
    return b"".join(_page(number, kind) for number, kind in enumerate(_TYPES))


def _page(number: int, kind: int) -> bytes:
    head = struct.pack("<BB30xIH", 1, kind, number, 1).ljust(96, b"\0")
    return (head + WORDS)[:8192]


def read(data: bytes) -> str:
    return judged("cabinet.mdf", data)
