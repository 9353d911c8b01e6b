"""VHD disks of Virtual PC and Hyper-V: fixed, dynamic, and differencing with a parent beside them.

Layout: "Virtual Hard Disk Image Format Specification" 1.0, Microsoft; numbers are big-endian.
"""

import struct

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
from toolkit.media.containers.runs import run_of

_NAME = "VHD"
_MAGIC, _HEADER = b"conectix", b"cxsparse"
_FIXED, _DYNAMIC, _DIFFERENCING = 2, 3, 4
_NOWHERE = 0xFFFFFFFF
_LARGEST_BLOCK = 256 * 1024 * 1024
_LOCATOR = 4096  # bytes of a parent's name


def open_disk(image: Image) -> Container | None:
    """Open a VHD by its footer, or by the copy at its start where the end is missing; None when it is none.

    Raises SourceRefusal: `container_damaged`, `container_not_read`, `container_parent_missing`,
    `container_parent_differs`.
    """
    file = image.file
    # Before Virtual PC 2004 the footer was one byte shorter.
    last = _footer(file, file.size - 512) or _footer(file, file.size - 511)
    footer = last or _footer(file, 0)
    if footer is None:
        if file.read(0, 8) == _MAGIC:
            raise damaged(_NAME, "footer")
        return None
    size, (kind,) = struct.unpack_from(">Q", footer, 48)[0], struct.unpack_from(">I", footer, 60)
    about = {"format": _NAME, "identifier": footer[68:84].hex(), "kind": kind}
    if kind == _FIXED:
        cut = ["truncated"] if size > file.size - 512 else []
        return Container(size, _plain(file), (file,), about, cut)
    if kind not in {_DYNAMIC, _DIFFERENCING}:
        raise unknown(_NAME, f"type {kind}")
    header = _header(file, footer)
    parent = _parent(image, header) if kind == _DIFFERENCING else None
    piece = _blocks(file, header, size, parent)
    cut = ["truncated"] if last is None or _cut(file, header) else []
    return Container(size, piece, (file, parent) if parent else (file,), about, cut)


def _footer(file: File, offset: int) -> bytes | None:
    held = file.read(offset, 512).ljust(512, b"\0")
    return held if held.startswith(_MAGIC) and _sound(held, 64) else None


def _sound(held: bytes, at: int) -> bool:
    total = sum(held) - sum(held[at : at + 4])
    return ~total & 0xFFFFFFFF == int.from_bytes(held[at : at + 4], "big")


def _plain(file: File) -> Piece:
    def piece(offset: int, length: int) -> bytes:
        return file.read(offset, length)

    return piece


def _header(file: File, footer: bytes) -> bytes:
    (start,) = struct.unpack_from(">Q", footer, 16)
    held = file.read(start, 1024)
    if len(held) < 1024 or held[:8] != _HEADER or not _sound(held, 36):
        raise damaged(_NAME, "header")
    return held


def _cut(file: File, header: bytes) -> bool:
    (table,), (count,) = struct.unpack_from(">Q", header, 16), struct.unpack_from(">I", header, 28)
    return beyond(file, table, count, ">I", lambda place: 0 if place == _NOWHERE else place * 512)


def _blocks(file: File, header: bytes, size: int, parent: Container | None) -> Piece:
    (table,) = struct.unpack_from(">Q", header, 16)
    count, block = struct.unpack_from(">II", header, 28)
    if block % 512 or not 512 <= block <= _LARGEST_BLOCK or count * block < size:
        raise damaged(_NAME, "table")
    entry = words(file, ">I")
    bitmap = -(-(block // 512 // 8 or 1) // 512) * 512
    below = or_zeros(parent)

    def piece(offset: int, length: int) -> bytes:
        number, inside = divmod(offset, block)
        length = min(length, block - inside)
        place = entry(table + 4 * number)
        if place == _NOWHERE:
            return below(offset, length)
        start = place * 512
        if parent is not None:
            here, length = run_of(file, start, inside, length, most_first=True)
            if not here:
                return below(offset, length)
        return file.exactly(start + bitmap + inside, length)

    return piece


def _parent(image: Image, header: bytes) -> Container:
    parent = image.parent(_names(image.file, header))
    if parent.about.get("identifier") != header[40:56].hex():
        raise SourceRefusal("container_parent_differs", parent=_names(image.file, header)[0])
    return parent


def parents(file: File) -> list[tuple[str, str]]:
    """Return the names of the parent that a differencing VHD states; raise OSError or SourceRefusal."""
    footer = _footer(file, 0)  # its copy, which every VHD but a fixed one has
    if footer is None or int.from_bytes(footer[60:64], "big") != _DIFFERENCING:
        return []
    header = _header(file, footer)
    return [(name, header[40:56].hex()) for name in _names(file, header)]


def _names(file: File, header: bytes) -> list[str]:
    """Return the parent's names: where it was, for Windows, then the plain one."""
    names = [header[64:576].decode("utf-16-be", "replace").split("\0")[0]]
    for at in range(576, 768, 24):
        kind, _, length, _, start = struct.unpack_from(">4sIIIQ", header, at)
        if kind in {b"W2ku", b"W2ru"} and 0 < length <= _LOCATOR:
            names.append(file.read(start, length).decode("utf-16-le", "replace").split("\0")[0])
    return names
