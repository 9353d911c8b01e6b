"""MessagePack, read within limits and without recursion: texts and bytes both come as bytes.

Source: the MessagePack specification (github.com/msgpack/msgpack/blob/master/spec.md).
"""

import struct
from typing import Any

_DEEPEST = 16
# First byte to (struct format, kind): "s" text or bytes, "a" array, "m" map, "v" value, "e" extension.
_WIDE: dict[int, tuple[str, str]] = {
    0xC4: (">B", "s"), 0xC5: (">H", "s"), 0xC6: (">I", "s"),
    0xC7: (">B", "e"), 0xC8: (">H", "e"), 0xC9: (">I", "e"),
    0xCA: (">f", "v"), 0xCB: (">d", "v"),
    0xCC: (">B", "v"), 0xCD: (">H", "v"), 0xCE: (">I", "v"), 0xCF: (">Q", "v"),
    0xD0: (">b", "v"), 0xD1: (">h", "v"), 0xD2: (">i", "v"), 0xD3: (">q", "v"),
    0xD9: (">B", "s"), 0xDA: (">H", "s"), 0xDB: (">I", "s"),
    0xDC: (">H", "a"), 0xDD: (">I", "a"), 0xDE: (">H", "m"), 0xDF: (">I", "m"),
}  # fmt: skip
_READERS = {first: (struct.Struct(form), kind) for first, (form, kind) in _WIDE.items()}
_PLAIN = {0xC0: None, 0xC2: False, 0xC3: True}


class _Open:
    """An array or a map being filled; `left` values are to come."""

    __slots__ = ("key", "keyed", "left", "made")

    def __init__(self, count: int, *, pairs: bool) -> None:
        self.made: Any = {} if pairs else []
        self.left = count * 2 if pairs else count
        self.key: Any = None
        self.keyed = False

    def take(self, value: Any) -> None:
        """Add a value; raises ValueError where a key of a map is a list or a map."""
        self.left -= 1
        if isinstance(self.made, list):
            self.made.append(value)
        elif self.keyed:
            self.made[self.key] = value
            self.keyed = False
        else:
            if isinstance(value, list | dict):
                raise ValueError("a key that is none")  # noqa: TRY004 - what is read is wrong, not our call
            self.key, self.keyed = value, True


def unpack(data: bytes, at: int = 0) -> tuple[Any, int]:
    """Return (the value at an offset, the offset behind it).

    Raises EOFError where the data end before it does, and ValueError where it is no MessagePack.
    """
    above: list[_Open] = []
    while True:
        value, at = _one(data, at)
        if isinstance(value, _Open) and value.left:
            if len(above) >= _DEEPEST or value.left > len(data) - at:
                raise EOFError if len(above) < _DEEPEST else ValueError("too deep")
            above.append(value)
            continue
        if isinstance(value, _Open):
            value = value.made
        while above:
            above[-1].take(value)
            if above[-1].left:
                break
            value = above.pop().made
        else:
            return value, at


def _one(data: bytes, at: int) -> tuple[Any, int]:
    """Return a scalar, or an array or a map whose values follow, and the offset behind it."""
    if at >= len(data):
        raise EOFError
    first = data[at]
    at += 1
    if first < 0x80 or first >= 0xE0:
        return (first if first < 0x80 else first - 0x100), at
    if first < 0xA0:
        return _Open(first & 15, pairs=first < 0x90), at
    if first < 0xC0:
        return _bytes(data, at, first & 31)
    if first in _PLAIN:
        return _PLAIN[first], at
    if 0xD4 <= first <= 0xD8:
        return _bytes(data, at, 1 + (1 << (first - 0xD4)))
    reader = _READERS.get(first)
    if reader is None:
        raise ValueError("no MessagePack")
    form, kind = reader
    if at + form.size > len(data):
        raise EOFError
    (value,) = form.unpack_from(data, at)
    return _counted(data, at + form.size, value, kind)


def _counted(data: bytes, at: int, value: Any, kind: str) -> tuple[Any, int]:
    if kind == "v":
        return value, at
    if kind in {"a", "m"}:
        return _Open(value, pairs=kind == "m"), at
    return _bytes(data, at, value + (kind == "e"))


def _bytes(data: bytes, at: int, length: int) -> tuple[bytes, int]:
    if at + length > len(data):
        raise EOFError
    return bytes(data[at : at + length]), at + length
