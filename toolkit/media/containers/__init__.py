"""Disks kept inside files, recognised by what they hold: E01, VHDX, QCOW2, VMDK, VHD, and images in parts."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

from toolkit.errors import SourceRefusal
from toolkit.media.containers import ewf, qcow2, split, vhd, vhdx, vmdk
from toolkit.media.containers.beside import Image, find, last_name
from toolkit.media.containers.children import has_child
from toolkit.media.containers.container import Container, File
from toolkit.media.medium import open_medium
from toolkit.records import Facts

FORMATS: tuple[ModuleType, ...] = (ewf, vhdx, qcow2, vmdk, vhd)

_DEEPEST = 32  # parents of parents
_PIECE = 1024 * 1024


def open_disk(path: Path) -> Container | None:
    """Open the disk that a file holds, for reading only; None when the file is its own disk: a raw image.

    Other files of it are looked for in the same folder only, by the last name of what the file states. Raises
    OSError, or SourceRefusal without the fact `source`: `container_damaged` (format, detail),
    `container_not_read` (format, detail), `container_encrypted` (format), `container_not_first` (first),
    `container_part_missing` (part), `container_part_differs` (part), `container_part_size` (part),
    `container_parent_missing` (parent), `container_parent_differs` (parent).

    A file beside that starts from this one gives the warning `container_has_child`, raw images included; a
    stored hash gives `container_hash_not_compared` until `agrees` is asked.
    """
    disk = _open(path, ())
    if has_child(path, str(disk.about.get("identifier", "")) if disk else ""):
        disk = disk or _raw(path)
        disk.warnings += ("container_has_child",)
    return disk


def stored_hashes(about: Facts) -> dict[str, str]:
    """Return the hashes of the whole disk that its container states: "md5", "sha1".

    "md5_other" where it states a second one that is not the first.
    """
    return dict(about.get("hashes", {}))


def _open(path: Path, below: Sequence[Path]) -> Container | None:
    joined = split.join(path)
    file: File = joined or open_medium(path)
    parents: list[Container] = []
    try:
        found = _recognised(Image(path, file, _parent(path, below, parents)))
    except BaseException:
        for held in (file, *parents):
            held.close()
        raise
    if found is None and joined is not None:
        return Container(joined.size, joined.read, (joined,), {"format": "split", "parts": joined.count})
    if found is None:
        file.close()
    return found


def _recognised(image: Image) -> Container | None:
    for form in FORMATS:
        found: Container | None = form.open_disk(image)
        if found is not None:
            return found
    return None


def _parent(path: Path, below: Sequence[Path], kept: list[Container]) -> Callable[[Sequence[str]], Container]:
    """Return what opens the parent of a file by the names that file states, and adds it to those kept."""
    chain = (*below, path)

    def opened(names: Sequence[str]) -> Container:
        near = (find(path.parent, name) for name in names)
        parent = next((found for found in near if found is not None), None)
        if parent is None:
            raise SourceRefusal("container_parent_missing", parent=next(map(last_name, names), "") or "?")
        if len(chain) > _DEEPEST or any(parent.samefile(child) for child in chain):
            raise SourceRefusal("container_damaged", format=path.suffix, detail="parents")
        kept.append(_open(parent, chain) or _raw(parent))
        return kept[-1]

    return opened


def _raw(path: Path) -> Container:
    medium = open_medium(path)
    try:
        return Container(medium.size, medium.read, (medium,), {"format": "raw"})
    except SourceRefusal:
        medium.close()
        raise


def agrees(disk: Container, heard: Callable[[int], None] = lambda _: None) -> bool:
    """Say whether the whole disk has every hash its container states; it is read once, from end to end.

    `heard` is told the bytes of each piece read. Raises OSError where a part of it cannot be read.
    """
    stored = stored_hashes(disk.about)
    found = whole_hashes(disk, *sorted({_plain(name) for name in stored}), heard=heard)
    return all(found[_plain(name)] == text for name, text in stored.items())


def _plain(name: str) -> str:
    return name.removesuffix("_other")


def whole_hashes(
    disk: Container, *names: str, heard: Callable[[int], None] = lambda _: None
) -> dict[str, str]:
    """Hash the whole disk by each name ("md5", "sha1"); raise OSError where a part of it cannot be read."""
    running = {name: hashlib.new(name, usedforsecurity=False) for name in names}
    for offset in range(0, disk.size, _PIECE):
        part = disk.exactly(offset, min(_PIECE, disk.size - offset))
        for one in running.values():
            one.update(part)
        heard(len(part))
    return {name: one.hexdigest() for name, one in running.items()}
