"""TrueType and OpenType fonts: every table held against its checksum (OpenType specification, "otff")."""

import struct

from toolkit.scan.content import WHOLE_LIMIT, Content
from toolkit.scan.damage.blocks import STEP, looks_random
from toolkit.scan.damage.places import told
from toolkit.scan.damage.structure import (
    CHECKSUM,
    CONTRADICTION,
    NOT_THIS,
    TRUNCATED,
    Structure,
    broken,
    valid,
)

_STARTS = (b"\0\1\0\0", b"OTTO", b"true", b"typ1", b"ttcf")
_TABLES = 128
_FONTS = 256  # of a collection
_WHOLE = 0xB1B0AFBA  # what all words of a font add up to with its own adjustment


def check(content: Content) -> Structure:  # noqa: PLR0911 - each fault is an answer
    """Check the tables of a font or of each font of a collection; vouches for those that add up."""
    if content.head[:4] not in _STARTS or content.size < 12:
        return NOT_THIS
    if content.size > WHOLE_LIMIT:
        return valid(12, content.size)
    data = content.read(0, content.size)
    starts = [0]
    if data[:4] == b"ttcf":
        (count,) = struct.unpack_from(">I", data, 8)
        if not 0 < count <= _FONTS or 12 + 4 * count > len(data):
            return broken(CONTRADICTION, 8)
        starts = list(struct.unpack_from(f">{count}I", data, 12))
    tables: dict[tuple[int, int], tuple[bytes, int]] = {}
    for start in starts:
        listed = _directory(data, start)
        if listed is None:
            return broken(CONTRADICTION, min(start, len(data)), 0)
        tables.update(listed)
    if any(at > len(data) for at, _ in tables):
        return broken(CONTRADICTION if min(at for at, _ in tables) > len(data) else TRUNCATED, len(data))
    if any(at + length > len(data) + 3 for at, length in tables):
        return broken(TRUNCATED, len(data))
    return _summed(data, tables, 12 + 16 * len(tables))


def _directory(data: bytes, start: int) -> dict[tuple[int, int], tuple[bytes, int]] | None:
    """Return {(offset, bytes): (tag, checksum)} of a font, None when its directory is none."""
    if start + 12 > len(data):
        return None
    (count,) = struct.unpack_from(">H", data, start + 4)
    if not 0 < count <= _TABLES or start + 12 + 16 * count > len(data):
        return None
    rows = list(struct.iter_unpack(">4sIII", data[start + 12 : start + 12 + 16 * count]))
    if any(not all(0x20 <= byte < 0x7F for byte in row[0]) for row in rows):
        return None
    return {(at, length): (tag, total) for tag, total, at, length in rows}


def _summed(data: bytes, tables: dict[tuple[int, int], tuple[bytes, int]], vouched: int) -> Structure:
    wrong: list[tuple[int, int]] = []
    for (at, length), (tag, total) in sorted(tables.items()):
        table = data[at : at + length]
        if tag == b"head":
            table = table[:8] + bytes(4) + table[12:]
        if _sum(table) == total:
            vouched += length
        elif tag != b"head":
            wrong.append((at, length))
    vouched = min(vouched, len(data))
    spoiled = [step for at, length in wrong if (step := _random_step(data, at, length)) >= 0]
    if spoiled:
        return told(spoiled, vouched, len(data), lost=True)
    # Some tools forget a table's checksum; the sum of the whole tells whether that is all.
    if wrong and data[:4] != b"ttcf" and _sum(data) != _WHOLE:
        return broken(CHECKSUM, wrong[0][0], vouched)
    return valid(vouched, len(data))


def _random_step(data: bytes, at: int, length: int) -> int:
    """Return where a table that does not add up looks random for half a kilobyte, -1 when nowhere."""
    for step in range(at, at + length - STEP + 1, STEP // 4):
        if looks_random(data[step : step + STEP]):
            return step
    return -1


def _sum(table: bytes) -> int:
    import numpy as np  # noqa: PLC0415 - see blocks.excess

    words = np.frombuffer(table + bytes(-len(table) % 4), dtype=">u4")
    return int(words.sum(dtype=np.uint64)) & 0xFFFFFFFF
