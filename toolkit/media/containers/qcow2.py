"""QCOW2 disks of QEMU and Proxmox, versions 2 and 3, with a backing file beside them.

Layout: docs/interop/qcow2.rst of QEMU; numbers are big-endian. Inside snapshots the current state is read.
"""

import struct
import zlib
from functools import lru_cache

from toolkit.errors import SourceRefusal
from toolkit.media.containers.beside import Image
from toolkit.media.containers.container import (
    Container,
    File,
    Piece,
    beyond,
    damaged,
    or_zeros,
    unknown,
    words,
)

_NAME = "QCOW2"
_MAGIC = b"QFI\xfb"
_OFFSET = 0x00FFFFFFFFFFFE00
_COMPRESSED, _ZERO = 1 << 62, 1
_DIRTY, _CORRUPT, _OUTSIDE, _COMPRESSION, _EXTENDED = 1, 2, 4, 8, 16
_LONGEST = 1023  # bytes of the backing file's name
_CACHED = 8 * 1024 * 1024  # bytes of clusters kept unpacked


def open_disk(image: Image) -> Container | None:
    """Open a QCOW2; None when it is none.

    Raises SourceRefusal: `container_encrypted`, `container_not_read` (version 1, an outside data file, zstd,
    subclusters), `container_damaged`, `container_parent_missing`.
    """
    head = image.file.read(0, 112).ljust(112, b"\0")
    if not head.startswith(_MAGIC):
        return None
    version, backing, named, bits, size, locked, rows, table = struct.unpack_from(">IQIIQIIQ", head, 4)
    (snapshots,), (features,) = struct.unpack_from(">I", head, 60), struct.unpack_from(">Q", head, 72)
    features = features if version == 3 else 0
    _readable(version, locked, features)
    if not 9 <= bits <= 21 or rows < -(-size >> (2 * bits - 3)):
        raise damaged(_NAME, "header")
    parent = _parent(image, backing, named) if backing else None
    warnings = ["container_snapshots"] if snapshots else []
    warnings += ["container_marked_damaged"] if features & _CORRUPT else []
    warnings += ["container_in_use"] if features & _DIRTY else []
    if beyond(image.file, table, -(-size >> (2 * bits - 3)), ">Q", lambda row: row & _OFFSET):
        warnings.append("truncated")
    about = {"format": _NAME, "version": version, "snapshots": snapshots}
    piece = _clusters(image.file, table, bits, version, parent)
    held = (image.file, parent) if parent else (image.file,)
    return Container(size, piece, held, about, warnings)


def _readable(version: int, locked: int, features: int) -> None:
    if locked:
        raise SourceRefusal("container_encrypted", format=_NAME)
    if version not in {2, 3}:
        raise unknown(_NAME, f"version {version}")
    for flag, what in ((_OUTSIDE, "data file"), (_COMPRESSION, "zstd"), (_EXTENDED, "extended L2")):
        if features & flag:
            raise unknown(_NAME, what)
    if features >> 5:
        raise unknown(_NAME, f"features {features:#x}")


def _parent(image: Image, place: int, length: int) -> Container:
    if not 0 < length <= _LONGEST:
        raise damaged(_NAME, "backing file")
    return image.parent([image.file.read(place, length).decode("utf-8", "replace")])


def parents(file: File) -> list[tuple[str, str]]:
    """Return the name of the backing file that a QCOW2 states; raise OSError."""
    head = file.read(0, 32).ljust(32, b"\0")
    place, length = struct.unpack_from(">QI", head, 8)
    if not head.startswith(_MAGIC) or not place or not 0 < length <= _LONGEST:
        return []
    return [(file.read(place, length).decode("utf-8", "replace"), "")]


def _clusters(file: File, table: int, bits: int, version: int, parent: Container | None) -> Piece:
    entry, cluster = words(file, ">Q"), 1 << bits
    below, zeros = or_zeros(parent), or_zeros(None)

    @lru_cache(max(4, _CACHED >> bits))
    def unpacked(stated: int) -> bytes:
        return _unpack(file, stated, bits)

    def piece(offset: int, length: int) -> bytes:
        number, inside = divmod(offset, cluster)
        length = min(length, cluster - inside)
        second = entry(table + 8 * (number >> bits - 3)) & _OFFSET
        if not second:
            return below(offset, length)
        if second % cluster:
            raise OSError("container_damaged")
        stated = entry(second + 8 * (number & (1 << bits - 3) - 1))
        if stated & _COMPRESSED:
            return unpacked(stated)[inside : inside + length]
        if version == 3 and stated & _ZERO:
            return zeros(offset, length)
        place = stated & _OFFSET
        return file.exactly(place + inside, length) if place else below(offset, length)

    return piece


def _unpack(file: File, stated: int, bits: int) -> bytes:
    """Unpack one cluster: where it stands, and in how many sectors more, is told by one number."""
    shift = 62 - (bits - 8)
    place = stated & (1 << shift) - 1
    sectors = (stated & _COMPRESSED - 1) >> shift
    held = file.read(place, (sectors + 1) * 512 - place % 512)
    try:
        plain = zlib.decompressobj(-12).decompress(held, 1 << bits)
    except zlib.error as error:
        raise OSError("container_damaged_chunk") from error
    if len(plain) != 1 << bits:
        raise OSError("container_cut" if place + len(held) >= file.size else "container_damaged_chunk")
    return plain
