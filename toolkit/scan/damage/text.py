"""Text, HTML, XML, RTF and source code: decoded to the end, or the first cell that no text holds."""

import re
from functools import cache
from typing import TYPE_CHECKING

from toolkit.scan.content import WINDOW, Content
from toolkit.scan.damage.blocks import looks_random, window_offsets
from toolkit.scan.damage.structure import CONTRADICTION, NOT_THIS, Structure, broken, valid
from toolkit.scan.wording import controls, decodes, encoding_of

if TYPE_CHECKING:
    import numpy as np

_CELL = 32
_RUNS = 64  # looked at more closely
_SEVERAL = 4
_HALF = 0.5
_LAST = 4  # cells
_NEAR = 3  # bytes on either side of a control character
_AMONG = 2
_STRAY = 4  # controls among letters beyond ASCII that listings of old programs hold
_MOST = 8 * 1024 * 1024  # bytes looked at
# What installers written as scripts carry: gzip, bzip2, xz, 7z, ZIP, RAR, CAB, zstd, ELF.
_CARRIED = (
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"7z\xbc\xaf",
    b"PK\x03\x04",
    b"Rar!",
    b"MSCF",
    b"\x28\xb5\x2f\xfd",
    b"\x7fELF",
)
_MARK = b"\xef\xbb\xbf"  # of UTF-8, behind which controls were not counted
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x19\x1c-\x1f\x7f]")


def check(content: Content) -> Structure:
    """Decode a text; a content not text from its first kilobyte on is not this."""
    # What the head is, the type was told by; its first kilobyte is asked where the rest is no text.
    encoding = encoding_of(content.head)
    if encoding == "utf-8" and content.whole is content.head and not content.head.startswith(_MARK):
        return valid(content.size, content.size)
    if encoding != "utf-8":
        encoding = encoding_of(content.head[:1024])
    if encoding is None:
        return NOT_THIS
    if content.whole is None:
        return _windows(content, encoding)
    return _judge(content.whole, encoding)


def foreign(data: bytes) -> int:
    """Count the places where bytes stand that no text in any encoding holds, and that random bytes are.

    Of 128 random bytes, 14 are control characters and 64 are beyond ASCII, with deviations of 4 and 6;
    UTF-16 and tables have their zeros, 8-bit texts no controls. Of 64, several such places are asked for.
    """
    return _odd(data)[0]


def spots(data: bytes) -> int:
    """Count the control characters that stand among bytes beyond ASCII, as those of a cipher do.

    Few bytes are enough: texts of eight bits hold no controls near their letters, programs and tables hold
    zeros, of which no more than one for eight such bytes is let pass, and other controls than these.
    """
    import numpy as np  # noqa: PLC0415 - see foreign

    part = data[:_MOST]
    if len(part) <= 2 * _NEAR:
        return 0
    control, high, zero = (table[np.frombuffer(part, dtype=np.uint8)] for table in _tables())
    near = np.convolve(high, np.ones(2 * _NEAR + 1, dtype=np.int16), "same")
    found = int(((near >= _AMONG) & (control != 0)).sum())
    if found * 2 < int(control.sum()) or int(zero.sum()) * 8 > int(high.sum()) or decodes(part, "utf-8"):
        return 0
    return found


def written_over(data: bytes) -> bool:
    """Tell a content that begins by random bytes and is a text behind, broken by more of them.

    Pictures are kept in the middle of texts (EPS), never before their first line.
    """
    last = min(len(data), _MOST) // _CELL * _CELL
    if not looks_random(data[: 2 * _CELL]) or controls(data[max(0, last - _LAST * _CELL) : last]):
        return False
    places, plain, end = _odd(data)
    return places > 1 and plain and end


def _odd(data: bytes) -> tuple[int, bool, bool]:
    """Return the places no text holds, whether half of the rest is text, and whether the end is."""
    import numpy as np  # noqa: PLC0415 - costs 0.2 s, paid only where it is asked for

    cells = np.frombuffer(data, dtype=np.uint8, count=min(len(data), _MOST) // _CELL * _CELL)
    if len(cells) < 4 * _CELL:
        return 0, False, False
    counts = np.stack([table[cells].reshape(-1, _CELL).sum(axis=1) for table in _tables()])
    half = counts[:, :-1] + counts[:, 1:]
    wide = half[:, :-2] + half[:, 2:]
    many = (wide[0] >= 5) & (wide[1] >= 44) & (wide[1] <= 92) & (wide[2] <= 4)
    found = _random(data, np.flatnonzero(many), 4 * _CELL)
    if not found:
        few = (half[0] >= 3) & (half[1] >= 22) & (half[1] <= 46) & (half[2] <= 2)
        found = _random(data, np.flatnonzero(few), 2 * _CELL)
        found = found if found >= _SEVERAL else 0
    clean = (counts[0] == 0) & (counts[2] == 0)
    return found, bool(clean.mean() >= _HALF), bool(clean[-_LAST:].all())


def _random(data: bytes, cells: "np.ndarray[tuple[int], np.dtype[np.intp]]", size: int) -> int:
    """Count those of the first cells from which on so many bytes look random."""
    places = [int(cell) * _CELL for cell in cells[:_RUNS]]
    return sum(looks_random(data[place : place + size]) for place in places)


@cache
def _tables() -> "tuple[np.ndarray[tuple[int], np.dtype[np.uint8]], ...]":
    """Return three tables by byte: a control character, beyond ASCII, zero."""
    import numpy as np  # noqa: PLC0415 - see foreign

    kinds = np.zeros((3, 256), dtype=np.uint8)
    kinds[0, [byte for byte in range(1, 128) if controls(bytes([byte]))]] = 1
    kinds[1, 128:] = 1
    kinds[2, 0] = 1
    return kinds[0], kinds[1], kinds[2]


def carries(data: bytes) -> bool:
    """Tell a script, or what begins as a text, that carries an archive or a program behind its last line."""
    if encoding_of(data[:1024]) is None:
        return False
    at = _fault(data).offset
    line = data.rfind(b"\n", 0, at + 1) + 1
    return data.startswith(_CARRIED, line)


def _judge(data: bytes, encoding: str) -> Structure:
    if encoding.startswith("utf-16"):
        return valid(len(data), len(data)) if decodes(data, encoding) else _fault(data)
    bad = controls(data)
    # Stray control characters are met in logs and old listings: one in two thousand is forgiven.
    if bad <= 2 or (bad * 2000 <= len(data) and not spots(data) > _STRAY):
        if decodes(data, "utf-8") or encoding == "latin" or bad == 0:
            return valid(len(data), len(data))
        return valid(len(data) - bad, len(data))
    found = _fault(data)
    return NOT_THIS if carries(data) else found


def _fault(data: bytes) -> Structure:
    match = _CONTROL.search(data)
    at = match.start() if match else 0
    return broken(CONTRADICTION, at, at)


def _windows(content: Content, encoding: str) -> Structure:
    """Judge a text too large to hold by its windows."""
    vouched = 0
    for at in window_offsets(content.size):
        window = content.read(at, WINDOW)
        if controls(window) * 2000 > len(window) and not encoding.startswith("utf-16"):
            return broken(CONTRADICTION, at + _fault(window).offset, vouched)
        vouched += len(window)
    return valid(min(vouched, content.size), content.size)
