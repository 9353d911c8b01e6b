"""A raw image or a device: its volumes, and every file of those that can be read here.

Everything is parsed in this program from one descriptor opened for reading only; nothing is mounted.
Deleted entries are not walked in this version.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import pytsk3

from toolkit.errors import SourceRefusal, Unreadable
from toolkit.media import descend, filesystems
from toolkit.media.asked import NOTHING, Asked
from toolkit.media.medium import Disk, TskImage, open_medium
from toolkit.media.ntfs import NtfsVolume
from toolkit.media.ntfs_record import Damaged
from toolkit.media.partitions import Partition, partitions
from toolkit.media.tsk import TskVolume
from toolkit.records import Entry, Unread, Volume

Reader = NtfsVolume | TskVolume

_TAIL = 16 * 1024 * 1024  # bytes beyond a file system that are read to see whether they are zeros
_PIECE = 1024 * 1024
_BOOT = 84  # bytes of a boot sector that describe its volume; boot code comes after
_NAMED = 8  # volumes named in a refusal


class ImageSource:
    """A Source over a medium; raises SourceRefusal when no file of it can be read.

    `source_truncated` (size, needed), `source_unknown_filesystem` (found: the names recognised, by comma).
    """

    def __init__(self, label: str, medium: Disk, kind: str, asked: Asked = NOTHING) -> None:
        self.label = label
        self.kind = kind
        self._asked = asked
        self.size = medium.size
        self._medium = medium
        self._image = TskImage(medium)
        self._readers: dict[str, Reader] = {}
        self._volumes: list[Volume] = []
        self._codes: dict[str, None] = {}
        self._needed = 0
        for number, part in enumerate(self._parts(), 1):
            self._add(str(number), part)
        self.warnings = tuple(self._codes)
        if not self._readers:
            self._refuse()

    def volumes(self) -> Sequence[Volume]:
        return tuple(self._volumes)

    def walk(self) -> Iterator[Entry | Unread]:
        for volume in self._volumes:
            reader = self._readers.get(volume.name)
            if reader is not None:
                yield from descend.walk(reader.root, reader.listing, once=True)
            elif volume.why != "no_files":
                yield Unread(volume.name, "", volume.why, volume.filesystem, volume.size)

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
        if more:
            self._codes["too_many_partitions"] = None
        if first is not None and found[0].offset:
            found.append(Partition(0, min(first.size or found[0].offset, self.size)))
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
        found = filesystems.recognise(_from(self._medium, part.offset))
        kind = found.name if found else part.declared or "unknown"
        end = part.offset + max(part.size, found.size if found and part.offset == 0 else 0)
        self._needed = max(self._needed, end)
        if end > self.size:
            self._codes["truncated"] = None
        label, why = found.label if found else "", ""
        if (found is None and not part.holds_files) or kind == "swap":
            why = "no_files"
        elif kind not in filesystems.READ_HERE:
            why = "bitlocker" if kind == "bitlocker" else "filesystem_not_read"
        else:
            label, why = self._open_volume(name, part, kind, label)
        if found and found.dirty and not why:
            self._codes["dirty_volume"] = None
        self._volumes.append(Volume(name, kind, part.offset, part.size, label, not why, why))

    def _open_volume(self, name: str, part: Partition, kind: str, label: str) -> tuple[str, str]:
        """Open one volume's reader; return its label and why it is not read, or ""."""
        try:
            system = pytsk3.FS_Info(self._image, part.offset, _tsk_type(kind))
            if kind == "ntfs":
                ntfs = NtfsVolume(name, system, self._medium.read(part.offset, 512), self.size)
                self._readers[name] = ntfs
                label = ntfs.label()
                self._codes.update(dict.fromkeys(ntfs.warnings()))
            else:
                other = self._readers[name] = TskVolume(name, system, kind, self.size)
                label = label or other.label()
                if not kind.startswith("ext"):
                    self._codes["local_times"] = None
        except (OSError, RuntimeError, Damaged):
            return label, "damaged"
        return label, ""

    def _refuse(self) -> None:
        names = [volume.filesystem for volume in self._volumes[:_NAMED]]
        names += ["…"] if len(self._volumes) > _NAMED else []
        self.close()
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


def _from(medium: Disk, start: int) -> Callable[[int, int], bytes]:
    return lambda offset, length: medium.read(start + offset, length)


def _tsk_type(kind: str) -> int:
    if kind == "ntfs":
        return int(pytsk3.TSK_FS_TYPE_NTFS)
    if kind == "exfat":
        return int(pytsk3.TSK_FS_TYPE_EXFAT)
    return int(pytsk3.TSK_FS_TYPE_FAT_DETECT if kind.startswith("fat") else pytsk3.TSK_FS_TYPE_EXT_DETECT)
