"""A raw image or a device: its volumes, and every file of those that can be read here.

Everything is parsed in this program from one descriptor opened for reading only; nothing is mounted.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import pytsk3

from toolkit.errors import SourceRefusal, Unreadable
from toolkit.media import bitlocker, descend, earlier, filesystems, holes, mft, unpartitioned
from toolkit.media.asked import NOTHING, Asked
from toolkit.media.containers.container import Container
from toolkit.media.earlier import Place
from toolkit.media.medium import Disk, TskImage, open_medium
from toolkit.media.mft.row import TableRow
from toolkit.media.ntfs import NtfsVolume
from toolkit.media.ntfs.record import Damaged
from toolkit.media.partitions import Partition, partitions
from toolkit.media.shadows import Copy
from toolkit.media.tsk import TskVolume
from toolkit.records import Entry, Facts, Unread, Volume

Reader = NtfsVolume | TskVolume

_TAIL = 16 * 1024 * 1024  # bytes beyond a file system that are read to see whether they are zeros
_PIECE = 1024 * 1024
_BOOT = 84  # bytes of a boot sector that describe its volume; boot code comes after
_NAMED = 8  # volumes and protectors named in a refusal


class ImageSource:
    """A Source over a medium; raises SourceRefusal when no file of it can be read, or a key opens nothing.

    `source_truncated` (size, needed), `source_unknown_filesystem` (found: the names recognised, by comma),
    `bitlocker_locked` and `bitlocker_tpm_only` (protectors: kind and first characters of the identifier of
    each), those of `bitlocker.refusal` and of `earlier.place`. One that was asked for though closed is given
    without any file, and says in `locked` what shuts it.
    """

    def __init__(self, label: str, medium: Disk, kind: str, asked: Asked = NOTHING) -> None:
        self.label = label
        self.kind = kind
        self.container: Facts = {}  # what the file that holds this disk states of itself
        self.shadow_copy = ""  # "1:2" where the second copy of volume 1 is read
        self.size = medium.size
        self._asked = asked
        self._medium = medium
        self._readers: dict[str, Reader] = {}
        self._systems: dict[str, Any] = {}  # as The Sleuth Kit has them
        self._places: dict[str, Place] = {}
        self._volumes: list[Volume] = []
        self._locked: dict[str, bitlocker.Locked] = {}
        self._openings: dict[str, bitlocker.Opening] = {}
        self._codes: dict[str, None] = {}
        self._needed = 0
        for number, part in enumerate(self._parts(), 1):
            self._add(str(number), part)
        refused = bitlocker.refusal(label, asked, self._locked, self._openings.values())
        if refused:
            raise refused
        if asked.shadow_copy is not None:
            self._go_back(asked.shadow_copy)
        self.warnings = tuple(self._codes)
        if not self._readers and not asked.closed:
            self._refuse()

    @property
    def unlocked(self) -> Mapping[str, dict[str, Any]]:
        """Return, by volume, how each that BitLocker encrypts was opened; no key is among it."""
        return {name: opening.facts() for name, opening in self._openings.items()}

    @property
    def locked(self) -> Mapping[str, dict[str, Any]]:
        """Return, by volume, why each that BitLocker locks stays so, and who may unlock it."""
        return {name: locked.facts() for name, locked in self._locked.items()}

    def dirty(self, volume: str) -> bool | None:
        """Say whether an NTFS volume states that it was not put away cleanly; None where it is not told."""
        reader = self._readers.get(volume)
        return reader.dirty() if isinstance(reader, NtfsVolume) else None

    def volumes(self) -> Sequence[Volume]:
        return tuple(self._volumes)

    def walk(self) -> Iterator[Entry | Unread]:
        for volume in self._volumes:
            reader = self._readers.get(volume.name)
            if reader is not None:
                found = descend.walk(reader.root, reader.listing, once=True)
                yield from holes.bounded(found, self._systems[volume.name])
            elif volume.why != "no_files":
                locked = self._locked.get(volume.name)
                detail = locked.detail() if locked else volume.filesystem
                yield Unread(volume.name, "", volume.why, detail, volume.size)

    def listing(self, directory: Entry) -> Iterator[Entry | Unread]:
        yield from self._readers[directory.volume].listing(directory)

    def find(self, path: str, volume: str | None = None) -> Entry | None:
        for name, reader in self._readers.items():
            if volume in {None, name} and (found := descend.find(reader.root, path, reader.child)):
                return found
        return None

    def open(self, entry: Entry) -> BinaryIO:
        reader = self._readers.get(entry.volume)
        if reader is None:
            raise Unreadable("filesystem_not_read")
        return reader.open(entry)

    def disk(self, volume: str) -> Place:
        """Return the bytes of a volume that is read, in clear where BitLocker encrypts it."""
        return self._places[volume]

    def shadow_copies(self) -> Iterator[tuple[Volume, list[Copy] | Unreadable]]:
        """Yield each NTFS volume read with its shadow copies, oldest first, or why they are not known."""
        for volume in self._volumes:
            if volume.filesystem == "ntfs" and volume.name in self._places:
                yield volume, earlier.copies(self._places[volume.name])

    def deleted(self, volume: str) -> Iterator[TableRow | Unread]:
        """Yield the deleted files and folders that one volume still names."""
        reader = self._readers[volume]
        if isinstance(reader, TskVolume):
            yield from reader.deleted()
            return
        for row in mft.rows(self, volume):
            if isinstance(row, Unread) or row.deleted:
                yield row

    def close(self) -> None:
        self._medium.close()

    def _parts(self) -> list[Partition]:
        """Return the partitions, then the file system that starts at the first byte, which may be a lure.

        A boot sector ends like a partition table: rows that point outside the medium are none.
        """
        first = filesystems.recognise(self._medium.read)
        found, more = partitions(self._medium.read, self.size, backup=first is None)
        if first is not None and not any(0 < part.offset < self.size for part in found):
            if first.size and self._written(first.size):
                self._codes["beyond_filesystem"] = None
            return [Partition(0, self.size)]
        if first is not None and found[0].offset:
            found.append(Partition(0, min(first.size or found[0].offset, self.size)))
        if more:  # what lies between those that are listed may be listed too
            self._codes["too_many_partitions"] = None
        elif found:
            lost, written = unpartitioned.search(self._medium.read, self.size, found)
            found += lost
            if written:
                self._codes["unpartitioned_content"] = None
        return found or [Partition(0, self.size)]

    def _written(self, start: int) -> bool:
        """Say whether anything but zeros and a copy of the boot sector may lie from `start` to the end."""
        try:
            boot = self._medium.read(0, _BOOT)
            if self._medium.read(start, _BOOT) == boot:  # NTFS keeps its copy one sector further
                start += min(int.from_bytes(boot[11:13], "little"), 4096)
            if self.size - start > _TAIL:
                return True
            return any(any(self._medium.read(at, _PIECE)) for at in range(start, self.size, _PIECE))
        except OSError:
            return True

    def _add(self, name: str, part: Partition) -> None:
        place = Place(self._medium, part.offset, part.size)
        found = filesystems.recognise(place.read, part.size)
        end = part.offset + max(part.size, found.size if found and part.offset == 0 else 0)
        self._needed = max(self._needed, end)
        if end > self.size:
            self._codes["truncated"] = None
        kind = found.name if found else part.declared or "unknown"
        empty = not part.holds_files if found is None else found.name == "swap"
        why = "no_files" if empty else ""
        if kind == "bitlocker":
            opened, why = self._unlock(name, place)
            place = opened or place
            found = filesystems.recognise(place.read) if opened else found
            kind = found.name if found else "unknown"
        label = found.label if found else ""
        if not why:
            label, why = self._open_volume(name, place, found, kind)
        self._volumes.append(Volume(name, kind, part.offset, part.size, label, not why, why))

    def _unlock(self, name: str, place: Place) -> tuple[Place | None, str]:
        """Return a BitLocker volume in clear, or None and why it stays locked."""
        try:
            disk, opening = bitlocker.unlock(place.read, place.held(), self._asked)
        except bitlocker.Locked as locked:
            self._locked[name] = locked
            return None, locked.why
        except OSError:
            return None, "damaged"
        self._openings[name] = opening
        if opening.key is None:
            self._codes["bitlocker_suspended"] = None
        if opening.facts()["partial"]:
            self._codes["bitlocker_partial"] = None
        return Place(disk, 0, disk.size), ""

    def _open_volume(
        self, name: str, place: Place, found: filesystems.Recognised | None, kind: str
    ) -> tuple[str, str]:
        """Open one volume's reader; return its label and why it is not read, or ""."""
        label = found.label if found else ""
        if kind not in filesystems.READ_HERE:
            return label, filesystems.why_not_read(kind)
        try:
            system = pytsk3.FS_Info(TskImage(place.disk), place.offset, _tsk_type(kind))
            if kind == "ntfs":
                ntfs = NtfsVolume(name, system, place.read(0, 512), place.disk.size, place.read)
                self._readers[name] = ntfs
                label = ntfs.label()
                self._codes.update(dict.fromkeys(ntfs.warnings()))
            else:
                other = self._readers[name] = TskVolume(name, system, kind, place.disk.size, place.read)
                label = label or other.label()
                if not kind.startswith("ext"):
                    self._codes["local_times"] = None
        except (OSError, RuntimeError, Damaged):
            return label, "damaged"
        self._places[name], self._systems[name] = place, system
        if found and found.beside:
            self._codes["two_filesystems"] = None
        if found and found.dirty:
            self._codes["dirty_volume"] = None
        return label, ""

    def _go_back(self, wanted: str) -> None:
        """Read one volume as one of its shadow copies holds it, and nothing else of the medium."""
        volumes = {one.name: self._places[one.name] for one in self._volumes if one.name in self._places}
        name, disk = earlier.place(self.label, wanted, volumes)
        now = next(one for one in self._volumes if one.name == name)
        keep = ("truncated", "bitlocker_suspended", "bitlocker_partial")
        self._codes = {code: None for code in self._codes if code in keep}
        self._readers, self._places, self._volumes, self._locked = {}, {}, [], {}
        self._openings = {key: opening for key, opening in self._openings.items() if key == name}
        copy_place = Place(disk, 0, disk.size)
        found = filesystems.recognise(copy_place.read)
        kind = found.name if found else "unknown"
        label, why = self._open_volume(name, copy_place, found, kind)
        self._volumes.append(Volume(name, kind, now.offset, disk.size, label, not why, why))
        self.kind, self.size, self.shadow_copy = "shadow_copy", disk.size, f"{name}:{disk.copy.number}"
        self.label = earlier.label(self.label, name, disk.copy)

    def _refuse(self) -> None:
        names = [volume.filesystem for volume in self._volumes[:_NAMED]]
        names += ["…"] if len(self._volumes) > _NAMED else []
        self.close()
        if self._locked:
            raise bitlocker.stays_locked(self.label, self._locked.values())
        lost = any(v.why == "damaged" or v.filesystem == "unknown" for v in self._volumes)
        if "truncated" in self._codes and lost:
            raise SourceRefusal("source_truncated", source=self.label, size=self.size, needed=self._needed)
        raise SourceRefusal("source_unknown_filesystem", source=self.label, found=", ".join(names))


def open_image(path: Path, label: str, *, device: bool, asked: Asked = NOTHING) -> ImageSource:
    """Open an image or a device as a source; raise OSError or SourceRefusal."""
    medium = open_medium(path)
    try:
        return ImageSource(label, medium, "device" if device else "image", asked)
    except BaseException:
        medium.close()
        raise


def _tsk_type(kind: str) -> int:
    if kind == "ntfs":
        return int(pytsk3.TSK_FS_TYPE_NTFS)
    if kind == "exfat":
        return int(pytsk3.TSK_FS_TYPE_EXFAT)
    return int(pytsk3.TSK_FS_TYPE_FAT_DETECT if kind.startswith("fat") else pytsk3.TSK_FS_TYPE_EXT_DETECT)


def of_container(label: str, disk: Container, asked: Asked = NOTHING) -> ImageSource:
    """Return the source over a disk that a container holds, which is let go of where it cannot be read."""
    try:
        source = ImageSource(label, disk, "image", asked)
    except BaseException:
        disk.close()
        raise
    source.warnings = tuple(dict.fromkeys((*disk.warnings, *source.warnings)))
    source.container = disk.about
    return source
