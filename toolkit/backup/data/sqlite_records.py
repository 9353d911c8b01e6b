"""Records of a SQLite page: the values of each row, as far as they are asked for.

Format: sqlite.org/fileformat2.html, 1.6 b-tree pages and 2.1 record format.
"""

import struct
from collections.abc import Callable, Iterator

COLUMNS = 256  # of one table
_INTS = (0, 1, 2, 3, 4, 6, 8)  # bytes of serial types 0 to 6

Value = str | int | float | None
More = Callable[[int, int], bytes]  # of a value that goes on: the page it goes on in, and the bytes that lack


def rows(page: bytes, at: int, usable: int, codec: str, more: More | None = None) -> Iterator[list[Value]]:
    """Yield the rows of a leaf of a table, the last first, as far as they lie in the page or in `more`."""
    if page[at] != 13:
        return
    cells = min(int.from_bytes(page[at + 3 : at + 5], "big"), (len(page) - at - 8) // 2)
    for place in reversed(struct.unpack_from(f">{cells}H", page, at + 8)):
        size, start = varint(page, place)
        _, start = varint(page, start)
        local = local_of(size, usable, usable - 35)
        record = page[start : start + local]
        if more is not None and local < size and start + local + 4 <= len(page):
            record += more(int.from_bytes(page[start + local : start + local + 4], "big"), size - local)
        yield _values(record, codec)


def local_of(size: int, usable: int, most: int) -> int:
    """Return how many bytes of a value of `size` lie in its own page, which holds up to `most` whole."""
    if size <= most:
        return size
    least = (usable - 12) * 32 // 255 - 23
    local = least + (size - least) % (usable - 4)
    return local if local <= most else least


def varint(data: bytes, at: int) -> tuple[int, int]:
    """Return a number of 1 to 9 bytes, and where it ends."""
    value = 0
    for place in range(at, min(at + 8, len(data))):
        byte = data[place]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + 1
    if len(data) > at + 8:
        return value << 8 | data[at + 8], at + 9
    return value, max(len(data), at + 1)


def _values(record: bytes, codec: str) -> list[Value]:
    length, at = varint(record, 0)
    body, found = length, list[Value]()
    while at < length and at < len(record) and len(found) < COLUMNS:
        kind, at = varint(record, at)
        width = _INTS[kind] if kind < 7 else 8 if kind == 7 else max(0, kind - 12) // 2
        found.append(_value(kind, width, record[body : body + width], codec))
        body += width
    return found


def _value(kind: int, width: int, raw: bytes, codec: str) -> Value:
    if kind >= 13 and kind % 2:
        return raw.decode(codec, "replace")
    if len(raw) < width or kind in {0, 10, 11} or kind >= 12:
        return None
    if kind == 7:
        return float(struct.unpack(">d", raw)[0])
    return kind - 8 if kind in {8, 9} else int.from_bytes(raw, "big", signed=True)
