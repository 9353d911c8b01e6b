"""Shadow copies made byte by byte at the end of a volume (libvshadow, "Volume Shadow Snapshot format")."""

import itertools
import struct
from collections.abc import Sequence

BLOCK = 16 * 1024
IDENTIFIER = bytes.fromhex("6b87083876c1484eb7ae04046e6cc752")
CREATED = 133_500_000_000_000_000  # FILETIME of the oldest copy; each next one is a day later
DAY = 864_000_000_000
CATALOGUE = 1 * 1024 * 1024  # bytes before the end of the volume


def with_copies(states: Sequence[bytes], *, end: int = BLOCK) -> bytearray:
    """Return the last of several states of a volume, the earlier ones kept as shadow copies, oldest first.

    The last MiB of each must be free, but for its last bytes: `end` of them are left alone, the last of which
    are NTFS's copy of its first sector.
    """
    image = bytearray(states[-1])
    size = len(image)
    assert not any(image[size - CATALOGUE : size - end])
    start = size - CATALOGUE
    rows, place = b"", start + BLOCK
    for number, (state, following) in enumerate(itertools.pairwise(states), 1):
        changed = [
            at for at in range(0, start, BLOCK) if state[at : at + BLOCK] != following[at : at + BLOCK]
        ]
        ident = bytes([number]) * 16
        head, listed, ranges, bitmap = (place + count * BLOCK for count in range(4))
        data = place + 4 * BLOCK
        place = data + len(changed) * BLOCK
        assert place <= size - end, "more room needed"
        rows += struct.pack("<QQ16sQQQ", 2, size, ident, number, 0x40, CREATED + number * DAY).ljust(
            128, b"\0"
        )
        rows += struct.pack("<QQ16sQQQQQQ", 3, listed, ident, head, ranges, bitmap, 0, place - head, 0).ljust(
            128, b"\0"
        )
        _put(image, head, _block(4, head, head) + _about(number))
        told = b""
        for count, at in enumerate(changed):
            kept = data + count * BLOCK
            told += struct.pack("<QQQII", at, kept - head, kept, 0, 0)
            _put(image, kept, state[at : at + BLOCK])
        _put(image, listed, (_block(3, head, listed) + told)[:BLOCK])
        assert len(told) <= BLOCK - 128
        _put(image, ranges, _block(5, head, ranges) + struct.pack("<QQQ", head, 0, place - head))
        _put(image, bitmap, _block(6, head, bitmap))
    _put(image, start, _block(2, start, start, relative=0) + rows)
    header = struct.pack("<16sIIQQQQQ", IDENTIFIER, 1, 1, 0x1E00, 0x1E00, 0, start, size)
    _put(image, 0x1E00, header.ljust(512, b"\0"))
    return image


def _block(kind: int, head: int, at: int, *, relative: int | None = None) -> bytes:
    place = at - head if relative is None else relative
    length = 128 if kind == 4 else 0
    return struct.pack("<16sIIQQQQ", IDENTIFIER, 1, kind, place, at, 0, length).ljust(128, b"\0")


def _about(number: int) -> bytes:
    name = "cabinet".encode("utf-16-le")
    told = struct.pack(
        "<16s16s16sIIII", b"\x11" * 16, bytes([number]) * 16, b"\x33" * 16, 0xD, 1, 0x42000D, 0
    )
    return told + (struct.pack("<H", len(name)) + name) * 2


def _put(image: bytearray, at: int, content: bytes) -> None:
    image[at : at + len(content)] = content
