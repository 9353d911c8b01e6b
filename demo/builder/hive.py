"""A writer of registry hives from plain values: the same keys give the same bytes.

Format 1.5, as in "Windows registry file format specification" by M. Suhanov: one base block, then bins of
cells. Keys, values, sorted subkey lists and one security descriptor; no class names, no big data.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

_EPOCH = 11_644_473_600 * 10**9  # nanoseconds from 1601 to 1970
_BIN = 4096
_NONE = 0xFFFF_FFFF
_ROOT, _PLAIN_NAME = 0x002C, 0x0020
_LARGEST_VALUE = 16_344  # bytes; beyond, Windows cuts data into pieces
_LIST = 1000  # subkeys in one list
# Owner and group SYSTEM, everyone may read: enough for every reader to accept.
_SECURITY = bytes.fromhex(
    "01000480" "14000000" "20000000" "00000000" "2c000000"
    "010100000000000512000000" "010100000000000512000000"
    "02001c0001000000" "00001400" "19000200" "010100000000000100000000"
)  # fmt: skip

Value = tuple[int, bytes]  # type number and data


@dataclass(frozen=True)
class Key:
    """One key; `written` is in nanoseconds UTC, None is that of the hive."""

    values: Mapping[str, Value] = field(default_factory=dict)
    keys: Mapping[str, "Key"] = field(default_factory=dict)
    written: int | None = None


def sz(text: str) -> Value:
    return 1, (text + "\0").encode("utf-16-le", "surrogatepass")


def expand(text: str) -> Value:
    return 2, sz(text)[1]


def binary(data: bytes) -> Value:
    return 3, data


def dword(number: int) -> Value:
    return 4, struct.pack("<I", number & 0xFFFF_FFFF)


def multi(*texts: str) -> Value:
    return 7, "".join(text + "\0" for text in (*texts, "")).encode("utf-16-le")


def qword(number: int) -> Value:
    return 11, struct.pack("<Q", number)


def filetime(nanoseconds: int) -> int:
    """Return units of 100 ns since 1601."""
    return (nanoseconds + _EPOCH) // 100


def key(path: str, made: Key) -> Key:
    r"""Return `made` below the keys of a path such as "Microsoft\Windows", which take its date."""
    for name in reversed(path.split("\\")):
        made = Key(keys={name: made}, written=made.written)
    return made


def merge(*keys: Key) -> Key:
    """Return one key holding what several hold; the last date and the last value of a name win."""
    values = {name: value for one in keys for name, value in one.values.items()}
    names = list(dict.fromkeys(name for one in keys for name in one.keys))
    below = {name: merge(*(one.keys[name] for one in keys if name in one.keys)) for name in names}
    dates = [one.written for one in keys if one.written is not None]
    return Key(values, below, max(dates) if dates else None)


def hive(root: Key, *, name: str, written: int, sequences: tuple[int, int] = (1, 1)) -> bytes:
    """Return the bytes of a hive; `name` is kept in its base block, unequal `sequences` say it is dirty.

    Raises ValueError when a value is larger than 16,344 bytes.
    """
    cells = _Cells(written)
    top = cells.key("ROOT", root, _NONE)
    place = cells.security
    struct.pack_into("<III", cells.at(place), 4, place, place, cells.keys)
    bins = cells.bins()
    base = bytearray(4096)
    first, second = sequences
    struct.pack_into(
        "<4sIIQIIIIIII", base, 0,
        b"regf", first, second, filetime(written), 1, 5, 0, 1, top, len(bins), 1,
    )  # fmt: skip
    base[48:112] = name[-31:].encode("utf-16-le").ljust(64, b"\0")
    struct.pack_into("<I", base, 508, _checksum(base))
    return bytes(base) + bins


def _checksum(base: bytes | bytearray) -> int:
    total = 0
    for word in struct.unpack_from("<127I", base):
        total ^= word
    return {0: 1, _NONE: _NONE - 1}.get(total, total)


class _Cells:
    """Cells in the order they are added; an offset is from the start of the first bin."""

    def __init__(self, written: int) -> None:
        self._written = written
        self._cells: dict[int, bytearray] = {}
        self._bins: list[list[int]] = []  # start and size
        self._next = 0
        self.keys = 0
        self.security = 0

    def add(self, body: bytes) -> int:
        """Place one cell and return its offset; a bin is made larger than usual for a large cell."""
        size = -(-(len(body) + 4) // 8) * 8
        if not self._bins or self._next + size > sum(self._bins[-1]):
            start = sum(self._bins[-1]) if self._bins else 0
            self._bins.append([start, -(-(size + 32) // _BIN) * _BIN])
            self._next = start + 32
        place = self._next
        self._cells[place] = bytearray(struct.pack("<i", -size) + body.ljust(size - 4, b"\0"))
        self._next += size
        return place

    def at(self, place: int) -> memoryview:
        """Return the body of a cell, to be filled in once what it points to has its place."""
        return memoryview(self._cells[place])[4:]

    def key(self, name: str, made: Key, parent: int) -> int:
        """Place a key and all below it; return its offset."""
        self.keys += 1
        plain, raw = _name(name)
        flags = (_PLAIN_NAME if plain else 0) | (_ROOT if parent == _NONE else 0)
        place = self.add(bytes(76) + raw)
        if parent == _NONE:  # some readers take the first cell for the root, so it comes before this one
            self.security = self.add(struct.pack("<2sH12xI", b"sk", 0, len(_SECURITY)) + _SECURITY)
        values = [self._value(each, *made.values[each]) for each in made.values]
        listed = self.add(struct.pack(f"<{len(values)}I", *values)) if values else _NONE
        names = sorted(made.keys, key=lambda each: each.upper().encode("utf-16-be", "surrogatepass"))
        below = [(each, self.key(each, made.keys[each], place)) for each in names]
        written = self._written if made.written is None else made.written
        struct.pack_into(
            "<2sHQIIIIIIIIIIIIIIIHH", self.at(place), 0,
            b"nk", flags, filetime(written), 0, 0 if parent == _NONE else parent,
            len(below), 0, self._subkeys(below), _NONE, len(values), listed, self.security, _NONE,
            max((2 * len(each) for each in names), default=0), 0,
            max((2 * len(each) for each in made.values), default=0),
            max((len(data) for _, data in made.values.values()), default=0), 0, len(raw), 0,
        )  # fmt: skip
        return place

    def _value(self, name: str, kind: int, data: bytes) -> int:
        if len(data) > _LARGEST_VALUE:
            raise ValueError(f"value too large: {name!r}")
        plain, raw = _name(name)
        short = len(data) <= 4
        where = int.from_bytes(data.ljust(4, b"\0"), "little") if short else self.add(data)
        size = len(data) | (0x8000_0000 if short else 0)
        return self.add(struct.pack("<2sHIIIHH", b"vk", len(raw), size, where, kind, int(plain), 0) + raw)

    def _subkeys(self, below: list[tuple[str, int]]) -> int:
        if not below:
            return _NONE
        lists = [below[at : at + _LIST] for at in range(0, len(below), _LIST)]
        places = [self._list(part) for part in lists]
        if len(places) == 1:
            return places[0]
        return self.add(struct.pack(f"<2sH{len(places)}I", b"ri", len(places), *places))

    def _list(self, part: list[tuple[str, int]]) -> int:
        pairs = b"".join(struct.pack("<II", place, _hash(name)) for name, place in part)
        return self.add(struct.pack("<2sH", b"lh", len(part)) + pairs)

    def bins(self) -> bytes:
        """Return every bin, unused ends as free cells."""
        whole = bytearray(sum(self._bins[-1]))
        for start, size in self._bins:
            struct.pack_into("<4sII8xQ4x", whole, start, b"hbin", start, size, filetime(self._written))
        used = dict.fromkeys((start for start, _ in self._bins), 32)
        starts = iter(self._bins)
        current = next(starts)
        for place, cell in self._cells.items():
            while place >= sum(current):
                current = next(starts)
            whole[place : place + len(cell)] = cell
            used[current[0]] = place + len(cell) - current[0]
        for start, size in self._bins:
            if used[start] < size:
                struct.pack_into("<i", whole, start + used[start], size - used[start])
        return bytes(whole)


def _name(name: str) -> tuple[bool, bytes]:
    """Return whether one byte a character is enough, and the bytes."""
    try:
        return True, name.encode("latin-1")
    except UnicodeEncodeError:
        return False, name.encode("utf-16-le", "surrogatepass")


def _hash(name: str) -> int:
    total = 0
    for char in name.upper():
        total = (total * 37 + ord(char)) & 0xFFFF_FFFF
    return total
