"""How many names a FAT, exFAT or ext directory holds, from its own bytes: a referee of what was listed.

The Sleuth Kit passes over what it does not take for a name, sees names in the index of a large ext folder,
and takes an overwritten directory for an empty one.
Layouts: Microsoft, FAT specification 6 and exFAT specification 6 and 7; ext4 as documented with Linux.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.media.ntfs.record import Damaged

LARGEST = 256 * 1024 * 1024  # bytes of one directory: more than two million names take
_DOTS = (b".          ", b"..         ")
_EXFAT_KNOWN = frozenset({0x81, 0x82, 0x83, 0x85, 0xA0, 0xA1, 0xA2, 0xC0, 0xC1, 0xE0, 0xE1})
_EXFAT_FILE = 0x85
_EXFAT_LABEL = 0x83
_CUT_ROWS, _MOST_ROWS = 16, 20  # of 13 UTF-16 units each


@dataclass(frozen=True, slots=True)
class Held:
    """The live names of a directory, "." and ".." left out."""

    names: int = 0
    known: frozenset[tuple[int, int]] | None = None  # inode and bytes of each name, where they can be told
    cut: Mapping[str, list[str]] = field(default_factory=dict)  # whole names by what The Sleuth Kit gives


def held(kind: str, content: bytes, *, root: bool, own: int, block: int, last: int) -> Held:
    """Return what a directory's own bytes hold; raise Damaged.

    For ext: `own` is the directory's inode, `block` the bytes of a block, `last` the highest inode number.
    """
    if kind.startswith("ext"):
        return _ext(content, own, block, last)
    rows = [content[at : at + 32] for at in range(0, len(content) - 31, 32)]
    ends = next((number for number, row in enumerate(rows) if not row[0]), len(rows))
    if any(row[0] & 0x80 if kind == "exfat" else row[0] not in {0, 0xE5} for row in rows[ends:]):
        raise Damaged("names after its end")
    if kind == "exfat":
        return Held(_exfat(rows[:ends]))
    if not root and (not rows or rows[0][:11] != _DOTS[0]):
        raise Damaged("it does not begin as a directory")
    return Held(sum(_is_fat_name(row) for row in rows[:ends]), cut=_cut(rows[:ends]))


def place_of(file: Any, kind: str) -> str:
    """Return what tells one folder from another.

    An inode; on FAT and exFAT, where that is only a name's, the block where the folder's own names begin.
    """
    own = str(int(file.info.meta.addr))
    if kind.startswith("ext"):
        return own
    try:
        return next((f"block {int(run.addr)}" for part in file for run in part), own)
    except (OSError, RuntimeError):
        return own


def exfat_label(root: bytes) -> str:
    """Return the label in an exFAT root directory, or ""."""
    for at in range(0, len(root) - 31, 32):
        if root[at] == _EXFAT_LABEL:
            units = min(root[at + 1], 11)
            return root[at + 2 : at + 2 + 2 * units].decode("utf-16-le", "replace")
    return ""


def _is_fat_name(row: bytes) -> bool:
    long_or_label = row[11] & 0x3F == 0x0F or row[11] & 0x08
    return not long_or_label and row[0] != 0xE5 and row[:11] not in _DOTS  # 0xE5: deleted


def _cut(rows: list[bytes]) -> dict[str, list[str]]:
    """Return the FAT names of 16 rows and more in order: The Sleuth Kit 4.15 loses the end in their first."""
    found: dict[str, list[str]] = {}
    pieces: list[bytes] = []
    for row in rows:
        if row[11] & 0x3F == 0x0F and row[0] != 0xE5:
            before = [] if row[0] & 0x40 else pieces[: _MOST_ROWS - 1]
            pieces = [row[1:11] + row[14:26] + row[28:32], *before]
            continue
        if len(pieces) >= _CUT_ROWS and _is_fat_name(row):
            given, whole = b"".join(pieces[:-1]), b"".join(pieces)
            units = next((at for at in range(0, len(whole), 2) if whole[at : at + 2] == b"\0\0"), len(whole))
            names = [part.decode("utf-16-le", "surrogatepass") for part in (given, whole[:units])]
            found.setdefault(names[0], []).append(names[1])
        pieces = []
    return found


def _exfat(rows: list[bytes]) -> int:
    used = [row[0] for row in rows if row[0] & 0x80]
    if not _EXFAT_KNOWN.issuperset(used):
        raise Damaged("entries of no known kind")
    return used.count(_EXFAT_FILE)


def _ext(content: bytes, own: int, block: int, last: int) -> Held:
    """Follow each block from its first entry to its last, as Linux does."""
    small = len(content) % block  # kept in the inode: its parent's number, then names, without "." and ".."
    if not small and (content[:4] != struct.pack("<I", own) or content[6:9:2] != b"\1."):
        raise Damaged("it does not begin as this directory")
    content, block = (content[4:], small - 4) if small else (content, block)
    found: list[tuple[int, int]] = []
    for start in range(0, len(content), max(block, 1)):
        at, end = start, start + block
        while at < end:
            if at + 8 > len(content):
                raise Damaged("directory block")
            inode, length, name, _ = struct.unpack_from("<IHBB", content, at)
            if length in {0, 0xFFFF} and block == 1 << 16:
                length = block
            if length < 8 + name or length % 4 or at + length > end or inode > last:
                raise Damaged("directory entry")
            if inode and content[at + 8 : at + 8 + name] not in {b".", b".."}:
                found.append((inode, name))
            at += length
    return Held(len(found), frozenset(found))
