"""E01 images, byte by byte, in one segment or several."""

import struct
import zlib
from collections.abc import Sequence
from hashlib import md5, sha1

CHUNK = 8  # sectors of 512 bytes; real ones are 64
_MAGIC = b"EVF\x09\x0d\x0a\xff\0"


def segments(
    disk: bytes,
    *,
    count: int = 1,
    packed: bool = True,
    unread: Sequence[tuple[int, int]] = (),
    identifier: bytes = bytes(range(16)),
) -> list[bytes]:
    """Return .E01, .E02 and so on; `unread` are stretches of sectors that the maker could not read."""
    size = CHUNK * 512
    chunks = [disk[at : at + size] for at in range(0, len(disk), size)]
    each = -(-len(chunks) // count)
    shape = _volume(len(chunks), len(disk) // 512, identifier)
    found = []
    for number in range(count):
        held = bytearray(_MAGIC + struct.pack("<BHH", 1, number + 1, 0))
        if number == 0:
            words = "1\nmain\nc\tn\ta\te\tt\nCAS-1\tP1\tposte\tExaminateur\tnote\n\n"
            _add(held, b"header", zlib.compress(words.encode("cp1252")))
            _add(held, b"volume", shape)
        else:
            _add(held, b"data", shape)
        _chunks(held, chunks[number * each : (number + 1) * each], packed=packed)
        if number + 1 == count:
            _ending(held, disk, unread)
        _add(held, b"done" if number + 1 == count else b"next", b"", last=True)
        found.append(bytes(held))
    return found


def _chunks(held: bytearray, chunks: Sequence[bytes], *, packed: bool) -> None:
    place, entries, data = len(held) + 76, b"", b""
    for chunk in chunks:
        entries += struct.pack("<I", place + len(data) | (0x80000000 if packed else 0))
        data += zlib.compress(chunk) if packed else signed(chunk)
    table = signed(struct.pack("<I4xQ4x", len(chunks), 0)) + signed(entries)
    _add(held, b"sectors", data)
    _add(held, b"table", table)
    _add(held, b"table2", table)


def _ending(held: bytearray, disk: bytes, unread: Sequence[tuple[int, int]]) -> None:
    if unread:
        rows = b"".join(struct.pack("<II", *row) for row in unread)
        _add(held, b"error2", signed(struct.pack("<I512x", len(unread))) + signed(rows))
    # The format names these two; they are compared, not trusted.
    first, second = md5(disk, usedforsecurity=False).digest(), sha1(disk, usedforsecurity=False).digest()
    _add(held, b"digest", signed(first + second + bytes(40)))
    _add(held, b"hash", signed(first + bytes(16)))


def signed(part: bytes) -> bytes:
    """Put the Adler-32 of a part behind it."""
    return part + zlib.adler32(part).to_bytes(4, "little")


def _volume(chunks: int, sectors: int, identifier: bytes) -> bytes:
    head = struct.pack("<B3xIIIQ", 1, chunks, CHUNK, 512, sectors).ljust(64, b"\0") + identifier
    return signed(head.ljust(1048, b"\0"))


def _add(held: bytearray, kind: bytes, part: bytes, *, last: bool = False) -> None:
    size = 76 + len(part)
    after = len(held) if last else len(held) + size
    held += signed(struct.pack("<16sQQ40x", kind, after, size)) + part
