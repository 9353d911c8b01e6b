r"""A signature set as one masked file, read into memory and never onto a disk.

Antivirus programs delete files that hold the strings they look for, and rules are made of such strings. The
mask hides them from programs that compare bytes; it hides nothing from a person: the key stands below.

    "TROUSSE-SET-1\n", then the next part XOR SHAKE-256(_MASK)
    zlib stream of, for each file: length of the path (2 bytes), of the content (4), path in UTF-8, content

Numbers are little-endian, files stand in order of their path. The bytes are those of the clear files: the
manifest among them says what each must hash to.
"""

import hashlib
import struct
import zlib
from collections.abc import Mapping

HEAD = b"TROUSSE-SET-1\n"
LARGEST = 64 * 1024 * 1024  # bytes, packed or not; the set that ships is far smaller
_MOST = 100_000  # files
_MASK = b"trousse: seen by nobody who compares bytes"
_LENGTHS = struct.Struct("<HI")
_BEST = 9


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return files as one masked file; the same files always give the same bytes."""
    parts = [
        _LENGTHS.pack(len(name := path.encode("utf-8")), len(data)) + name + data
        for path, data in sorted(files.items())
    ]
    return HEAD + _masked(zlib.compress(b"".join(parts), _BEST))


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return the files of a pack by path; ValueError for anything else than one whole pack."""
    if not data.startswith(HEAD) or len(data) > LARGEST:
        raise ValueError("head")
    return _files(_inflated(_masked(data[len(HEAD) :])))


def _masked(data: bytes) -> bytes:
    # One XOR of two long numbers: a loop over the bytes takes a second for each megabyte.
    stream = hashlib.shake_256(_MASK).digest(len(data))
    both = int.from_bytes(data, "little") ^ int.from_bytes(stream, "little")
    return both.to_bytes(len(data), "little")


def _inflated(data: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        plain = inflater.decompress(data, LARGEST)
    except zlib.error as error:
        raise ValueError("stream") from error
    if not inflater.eof or inflater.unused_data:
        raise ValueError("end")
    return plain


def _files(plain: bytes) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    place = 0
    while place < len(plain):
        if len(plain) - place < _LENGTHS.size:
            raise ValueError("lengths")
        name, content = _LENGTHS.unpack_from(plain, place)
        start = place + _LENGTHS.size
        place = start + name + content
        path = plain[start : start + name].decode("utf-8")
        if place > len(plain) or path in files or len(files) >= _MOST:
            raise ValueError("file")
        files[path] = plain[start + name : place]
    return files
