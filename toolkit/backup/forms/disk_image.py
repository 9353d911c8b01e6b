"""A backup that is a disk kept in a file: VHD, VHDX, VMDK, QCOW2, or the bytes of a disk as they are.

A VHDX has no checksum of its data: what stands in its files is judged file by file.
"""

import io
import re
from typing import BinaryIO, NamedTuple

from toolkit.backup.forms.form import Found, Place, Point, State, Words, fault
from toolkit.errors import SourceRefusal, Unreadable
from toolkit.media.containers.lying import open_lying
from toolkit.media.image import ImageSource, of_container
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind, Facts

_RAW = frozenset({"img", "raw", "dd"})
TYPES = frozenset({"vhd", "vhdx", "vmdk"})
ENDINGS = frozenset({"vhd", "vhdx", "avhdx", "vmdk", "qcow2"}) | _RAW
# Sources that give the bytes of a file at any place as fast as at the first.
_DIRECT = frozenset({"folder", "image", "shadow_copy", "device", "file"})
_HELD = 64 * 1024 * 1024  # bytes of a packed disk that are held unpacked
_LOCKED = frozenset({"bitlocker_locked", "bitlocker_tpm_only", "container_encrypted"})
_MISSING = frozenset({"container_part_missing", "container_parent_missing"})
# What the readers of disks refuse by name: a version to come, and what other programs open.
_NEWER = frozenset(f"version {number}" for number in range(4, 16))
_VARIANTS = frozenset({"version 1", "data file", "zstd", "extended L2", "seSparse"})
_PART = re.compile(r"(.+)-(?:flat|delta|[fs]\d{3,})(\.vmdk)", re.IGNORECASE | re.DOTALL)


class Looked(NamedTuple):
    """What opening a disk told: how far it can be read, what is wrong, and facts of it."""

    state: State | None  # None: no disk at all
    faults: tuple[Facts, ...]
    about: Facts


def read(place: Place, _words: Words) -> Found | None:
    """Return the disk at a place, one point; None for a file that is no disk, whatever its name."""
    part = _PART.fullmatch(place.name)
    if part is not None and place.beside(part[1] + part[2]).entry() is not None:
        return Found("disk_image", place.volume, place.path, State.READ)  # read with the file that names it
    looked = judge(place)
    if looked.state is None:
        return None
    points = (Point(open=lambda: opened(place)),) if looked.state is State.READ else ()
    return Found(
        "disk_image", place.volume, place.path, looked.state, points, looked.faults, about=looked.about
    )


def judge(place: Place) -> Looked:
    """Open a disk once and say what can be read of it."""
    entry = place.entry()
    about: Facts = {"bytes": entry.size if entry is not None else 0}
    try:
        source = opened(place)
    except SourceRefusal as refusal:
        return _refused(place, refusal, about)
    except Unreadable as error:
        if error.why == "bomb":
            return Looked(State.OPAQUE, (fault("disk_packed", place),), about)
        return Looked(State.BROKEN, (fault("unopened", place, why=error.why),), about)
    try:
        about = {**about, "format": str(source.container.get("format", "raw"))}
        cut = "truncated" in source.warnings
        return Looked(State.READ, (fault("disk_cut", place),) if cut else (), about)
    finally:
        source.close()


def opened(place: Place) -> ImageSource:
    """Return the files of a disk; raises SourceRefusal as `media.open_source`, and Unreadable."""

    def bytes_of(path: str) -> BinaryIO:
        return _bytes(Place(place.source, place.volume, path))

    def near(name: str) -> str | None:
        found = place.beside(name).entry()
        return found.path if isinstance(found, Entry) and found.kind is EntryKind.FILE else None

    try:
        disk = open_lying(place.path, near, bytes_of)
    except OSError as error:
        raise Unreadable("bomb" if str(error).startswith("bomb") else "damaged", str(error)) from error
    try:
        return of_container(place.path, disk)
    except OSError as error:
        raise Unreadable("damaged", str(error)) from error


def _bytes(place: Place) -> BinaryIO:
    """Return the bytes of a file by place; a packed one is held, for a disk is read back and forth."""
    stream = place.open()
    if _direct(place.source):
        return stream
    with stream:
        held = stream.read(_HELD + 1)
    if len(held) > _HELD:
        raise Unreadable("bomb", "a packed disk beyond what is held")
    return io.BytesIO(held)


def _direct(source: Source) -> bool:
    return source.kind in _DIRECT


def _refused(place: Place, refusal: SourceRefusal, about: Facts) -> Looked:
    if place.name.rpartition(".")[2].lower() in _RAW and _unsigned(refusal):
        return Looked(None, (), about)
    if refusal.code in _LOCKED:
        return Looked(State.LOCKED, (fault("locked", place),), about)
    if refusal.code in _MISSING:
        missing = str(refusal.facts.get("part") or refusal.facts.get("parent") or "")
        return Looked(State.BROKEN, (fault("part_missing", place.beside(missing), files=1),), about)
    if refusal.code == "container_not_read" and (variant := _variant(place, refusal)) is not None:
        return Looked(State.OPAQUE, (variant,), about)
    return Looked(State.BROKEN, (fault("unopened", place, why=refusal.code),), about)


def _variant(place: Place, refusal: SourceRefusal) -> Facts | None:
    """Return what of a format is not read here, and is no damage; None for what nobody writes."""
    detail = str(refusal.facts.get("detail", ""))
    if detail in _NEWER:
        return fault("newer_version", place, version=detail.removeprefix("version "))
    return fault("disk_variant", place, detail=detail) if detail in _VARIANTS else None


def _unsigned(refusal: SourceRefusal) -> bool:
    """Say whether nothing in a file looks like a disk: programs call pictures .img and .raw too."""
    if refusal.code == "source_unknown_filesystem":
        return refusal.facts.get("found") == "unknown"
    return refusal.code == "container_damaged" and refusal.facts.get("format") == "raw"
