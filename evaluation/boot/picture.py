"""Pictures of a machine's screen: kept as PNG, and read letter by letter with the console's own fonts."""

import gzip
import struct
import zlib
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

_OLD, _NEW = b"\x36\x04", b"\x72\xb5\x4a\x86"  # PSF 1 and 2
_WITH_512, _END, _SEQUENCE = 1, 0xFFFF, 0xFFFE
_UNREAD = "\ufffd"
_VGA_TEXT = (720, 400)

Pixels = npt.NDArray[np.uint32]


@dataclass(frozen=True)
class Font:
    """The letters of a console, by their drawing."""

    width: int
    height: int
    letters: dict[bytes, str]  # the dots of a cell, one byte each, to the letter

    @classmethod
    def read(cls, path: Path) -> "Font":
        """Read a font of the console (PSF 1 or 2, packed by gzip or not) that says what its signs are."""
        held = path.read_bytes()
        held = gzip.decompress(held) if held[:2] == b"\x1f\x8b" else held
        if held[:2] == _OLD:
            return _old(held)
        if held[:4] != _NEW:
            raise ValueError(path)
        return _new(held)


def _old(held: bytes) -> Font:
    count, height = (512 if held[2] & _WITH_512 else 256), held[3]
    table, meanings, own = held[4 + count * height :], [], ""
    for (unit,) in struct.iter_unpack("<H", table[: len(table) & ~1]):
        if unit == _END:
            meanings.append(own[:1])
            own = ""
        elif unit != _SEQUENCE:
            own += chr(unit)
    return Font(8, height, _drawn(held[4:], count, height, 8, meanings))


def _new(held: bytes) -> Font:
    at, _, count, size, height, width = struct.unpack_from("<6I", held, 8)
    rows = held[at + count * size :].split(b"\xff")
    meanings = [row.split(b"\xfe")[0].decode("utf-8", "replace")[:1] for row in rows]
    return Font(width, height, _drawn(held[at:], count, height, width, meanings))


def _drawn(dots: bytes, count: int, height: int, width: int, meanings: list[str]) -> dict[bytes, str]:
    across = -(-width // 8)
    size = across * height
    found: dict[bytes, str] = {}
    for number in range(count):
        rows = np.frombuffer(dots[number * size : (number + 1) * size], np.uint8).reshape(height, across)
        cell = np.unpackbits(rows, axis=1)[:, :width]
        if number < len(meanings) and meanings[number]:
            found.setdefault(cell.tobytes(), meanings[number])
    return found


@dataclass(frozen=True)
class Picture:
    """What one screen showed."""

    width: int
    height: int
    dots: bytes  # red, green, blue

    @classmethod
    def read(cls, ppm: bytes) -> "Picture":
        """Read what qemu's `screendump` writes."""
        kind, width, height, deepest, dots = ppm.split(maxsplit=4)
        if (kind, deepest) != (b"P6", b"255"):
            raise ValueError(ppm[:20])
        # A dot may begin with the value of a blank, which `split` would take: count from the end.
        size = int(width) * int(height) * 3
        return cls(int(width), int(height), ppm[-size:] if len(dots) <= size else dots[:size])

    def png(self) -> bytes:
        """Return the picture as a PNG file."""
        row = self.width * 3
        rows = b"".join(b"\0" + self.dots[at : at + row] for at in range(0, len(self.dots), row))
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_part(kind, held) for kind, held in parts)

    @cached_property
    def _colours(self) -> Pixels:
        three = np.frombuffer(self.dots, np.uint8).reshape(self.height, self.width, 3).astype(np.uint32)
        return (three[..., 0] << 16 | three[..., 1] << 8 | three[..., 2]).astype(np.uint32)

    def text(self, font: Font) -> str:
        """Return the rows of letters on the screen; what no letter of the font draws is a mark."""
        # In the text mode of a VGA card, a ninth column stands between letters of eight.
        step = 9 if (self.width, self.height) == _VGA_TEXT and font.width == 8 else font.width
        high, wide = self.height // font.height, self.width // step
        used = self._colours[: high * font.height, : wide * step]
        cells = used.reshape(high, font.height, wide, step).swapaxes(1, 2)[..., : font.width]
        return "\n".join("".join(_letter(cell, font) for cell in row).rstrip() for row in cells)


def _letter(cell: Pixels, font: Font) -> str:
    colours = Counter(cell.ravel().tolist())
    if len(colours) == 1:
        return " "
    if len(colours) == 2:  # ink and paper; which is which, the font knows
        for ink in sorted(colours, key=lambda one: colours[one]):
            found = font.letters.get((cell == ink).astype(np.uint8).tobytes())
            if found:
                return found
    return _UNREAD


def fitting(picture: Picture, fonts: list[Font]) -> Font:
    """Return the font that reads most of a screen; ValueError without any."""
    return max(fonts, key=lambda font: _read(picture.text(font)))


def best(picture: Picture, fonts: list[Font]) -> str:
    """Return what stands on a screen, read with the font that reads most of it; "" without any."""
    return max((picture.text(font) for font in fonts), key=_read, default="")


def _read(text: str) -> int:
    return sum(one.isalnum() for one in text) - text.count(_UNREAD)


def _part(kind: bytes, held: bytes) -> bytes:
    return struct.pack(">I", len(held)) + kind + held + struct.pack(">I", zlib.crc32(kind + held))
