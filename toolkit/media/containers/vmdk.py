"""VMDK disks of VMware: in one file or several, growing, flat or packed, with a parent beside them.

Layout: "Virtual Disk Format 5.0", VMware. Of the paths in a descriptor only the last name is used.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

from toolkit.errors import SourceRefusal
from toolkit.media.containers.beside import Image, last_name
from toolkit.media.containers.container import Container, File, Piece, damaged, or_zeros, unknown
from toolkit.media.containers.parts import One, Parts
from toolkit.media.containers.vmdk_descriptor import Descriptor, Extent, described
from toolkit.media.containers.vmdk_extent import SPARSE, cut, header, sparse
from toolkit.records import Facts

_NAME = "VMDK"
_SECTOR = 512
_SESPARSE = b"\xbe\xba\xfe\xca"
_TEXT = b"# disk descriptorfile"
_LARGEST_TEXT = 1024 * 1024
_FLAT, _GROWING = frozenset({"FLAT", "VMFS"}), frozenset({"SPARSE", "VMFSSPARSE"})

Stretch = tuple[int, Piece]  # bytes of the disk, and what reads them


def open_disk(image: Image) -> Container | None:
    """Open a VMDK by its descriptor or by the one file that holds all of it; None when it is none.

    Raises SourceRefusal: `container_damaged`, `container_encrypted`, `container_not_read`,
    `container_part_missing`, `container_parent_missing`, `container_parent_differs`, and
    `container_not_first` for one file of a disk in several.
    """
    head = image.file.read(0, _SECTOR)
    if head.startswith(_SESPARSE):
        raise unknown(_NAME, "seSparse")
    if head.startswith(SPARSE):
        return _alone(image)
    if _TEXT not in head.lower():
        return None
    if image.file.size > _LARGEST_TEXT:
        raise damaged(_NAME, "descriptor")
    return _spread(image, described(image.file.read(0, _LARGEST_TEXT)))


def _alone(image: Image) -> Container:
    told = header(image.file)
    start, length = told.text
    if not start or not length:
        stem = re.sub(r"-(s\d+|delta)$", "", image.path.stem)
        raise SourceRefusal("container_not_first", first=f"{stem}.vmdk")
    said = described(image.file.read(start * _SECTOR, min(length * _SECTOR, _LARGEST_TEXT)))
    if len(said.extents) > 1:
        raise damaged(_NAME, "descriptor")
    parent = _parent(image, said)
    piece = sparse(image.file, told, or_zeros(parent))
    held = (image.file, parent) if parent else (image.file,)
    warnings = ["container_in_use"] if told.in_use else []
    warnings += ["truncated"] if cut(image.file, told) else []
    return Container(told.capacity * _SECTOR, piece, held, _about(said), warnings)


def _spread(image: Image, said: Descriptor) -> Container:
    parent = _parent(image, said)
    kept = [extent for extent in said.extents if extent.sectors]
    if not kept:
        raise damaged(_NAME, "descriptor")
    parts = Parts([_file(image, extent) for extent in kept if extent.kind != "ZERO"], image.opened)
    try:
        return _together(image, said, kept, parts, parent)
    except BaseException:
        parts.close()
        raise


def _together(
    image: Image, said: Descriptor, kept: Sequence[Extent], parts: Parts, parent: Container | None
) -> Container:
    stretches: list[Stretch] = []
    size, number, short = 0, 0, False
    for extent in kept:
        file = None if extent.kind == "ZERO" else One(parts, number)
        number += file is not None
        short = short or (file is not None and _short(extent, file))
        stretches.append((extent.sectors * _SECTOR, _stretch(extent, file, or_zeros(parent, size))))
        size += extent.sectors * _SECTOR
    held = (image.file, parts, *((parent,) if parent else ()))
    return Container(size, _joined(stretches), held, _about(said), ["truncated"] if short else [])


def _about(said: Descriptor) -> Facts:
    return {"format": _NAME, "identifier": said.number, "kind": said.kind, "files": len(said.extents)}


def _parent(image: Image, said: Descriptor) -> Container | None:
    if said.encrypted:
        raise SourceRefusal("container_encrypted", format=_NAME)
    if not said.parent:
        return None
    parent = image.parent([said.parent_name])
    if parent.about.get("identifier") != said.parent:
        raise SourceRefusal("container_parent_differs", parent=last_name(said.parent_name))
    return parent


def parents(file: File) -> list[tuple[str, str]]:
    """Return the name of the parent that a VMDK states; raise OSError or SourceRefusal.

    Its number is left out: disks that were never written to often share one.
    """
    head, text = file.read(0, _SECTOR), b""
    if head.startswith(SPARSE):
        start, length = header(file).text
        text = file.read(start * _SECTOR, min(length * _SECTOR, _LARGEST_TEXT)) if start else b""
    elif _TEXT in head.lower() and file.size <= _LARGEST_TEXT:
        text = file.read(0, _LARGEST_TEXT)
    said = described(text)
    return [(said.parent_name, "")] if said.parent else []


def _file(image: Image, extent: Extent) -> Path:
    if extent.kind not in _FLAT | _GROWING:
        raise unknown(_NAME, extent.kind)
    found = image.find(image.path.parent, extent.name)
    if found is None:
        raise SourceRefusal("container_part_missing", part=last_name(extent.name) or "?")
    return found


def _stretch(extent: Extent, file: File | None, below: Piece) -> Piece:
    if file is None:
        return or_zeros(None)
    if extent.kind in _GROWING:
        told = header(file)
        if told.capacity < extent.sectors:
            raise damaged(_NAME, "extent")
        return sparse(file, told, below)
    start = extent.start * _SECTOR

    def flat(offset: int, length: int) -> bytes:
        return file.exactly(start + offset, length)

    return flat


def _short(extent: Extent, file: File) -> bool:
    """Say whether a file of the disk has lost its end, as far as its tables tell at once."""
    if extent.kind in _FLAT:
        return file.size < (extent.start + extent.sectors) * _SECTOR
    return cut(file, header(file))


def _joined(stretches: Sequence[Stretch]) -> Piece:
    ends = list(accumulate(size for size, _ in stretches))

    def piece(offset: int, length: int) -> bytes:
        number = bisect_right(ends, offset)
        start = ends[number - 1] if number else 0
        return stretches[number][1](offset - start, min(length, ends[number] - offset))

    return piece
