r"""The volumes of a running Windows, asked of the system itself; nothing is run and nothing is written.

Calls: Microsoft, fileapi.h (FindFirstVolumeW, GetVolumeInformationW…), winioctl.h and ntdddisk.h. Devices are
opened without any access right, but for the one look at a partition's first sector, which needs elevation.
"""

import struct
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit import own_files
from toolkit.media import filesystems
from toolkit.media.windows.drives import described, device_number

KINDS = {2: "removable", 3: "fixed", 4: "network", 5: "optical", 6: "ram"}  # GetDriveTypeW
RAW_FILESYSTEMS = frozenset({"ntfs", "fat", "fat12", "fat16", "fat32", "exfat"})
_EXTENTS_MOST = 64
# Why GetVolumeInformationW gives no file system: winerror.h.
_NO_MEDIUM, _DENIED, _UNRECOGNISED, _FVE_LOCKED = 21, 5, 1005, 0x80310000
# System.Volume.BitLockerProtection as the shell gives it: 3 to 5 are under way or suspended.
_SHELL_STATES = {1: "on", 2: "off", 3: "on", 4: "on", 5: "on", 6: "locked", 0: "off"}


@dataclass(frozen=True, slots=True)
class LiveVolume:
    """One volume of the machine; None and "unknown" are "not told", never a guess."""

    name: str  # "C", or the first digits of its GUID when it bears no letter
    guid: str = ""  # "\\\\?\\Volume{…}\\"; "" for a network drive
    mounts: tuple[str, ...] = ()  # "C:\\", and folders it is mounted on
    kind: str = "unknown"  # one of KINDS, or "alias": a letter that stands for a folder of another volume
    filesystem: str | None = None  # "ntfs", "refs"…
    label: str | None = None
    serial: str | None = None  # of the file system, eight hexadecimal digits
    size: int | None = None  # bytes
    bus: str | None = None  # "usb", "nvme"…
    disks: tuple[int, ...] = ()  # numbers N of \\.\PhysicalDriveN
    offset: int | None = None  # bytes from the start of its disk, when it lies on one in one piece
    bitlocker: str = "unknown"  # "on" (unlocked), "off", "locked" or "unknown"
    bitlocker_why: str = ""  # "first_sector", "shell" or "system": who told; else a code of why not
    holds_program: bool = False
    holds_windows: bool = False
    why: str = ""  # why it has no file system here: "no_medium", "no_filesystem", "denied"…

    @property
    def letters(self) -> tuple[str, ...]:
        return tuple(mount[0].upper() for mount in self.mounts if len(mount) == 3 and mount[1] == ":")


def extents(answer: bytes) -> list[tuple[int, int]]:
    """Return (disk number, offset in bytes) for each whole DISK_EXTENT of a VOLUME_DISK_EXTENTS."""
    if len(answer) < 8:
        return []
    count = min(struct.unpack_from("<I", answer)[0], _EXTENTS_MOST, (len(answer) - 8) // 24)
    rows = (struct.unpack_from("<I4xqq", answer, 8 + at * 24) for at in range(count))
    return [(disk, offset) for disk, offset, _ in rows]


def bitlocker(on_disk: bytes, mounted: str | None) -> str:
    """Say from a partition's first sector, as the disk holds it, whether it is encrypted and unlocked."""
    if len(on_disk) < 512 or not any(on_disk):
        return "unknown"
    found = filesystems.recognise(lambda offset, length: on_disk[offset : offset + length])
    if found is None:
        return "unknown"
    if found.name != "bitlocker":
        return "off"
    return "on" if mounted else "locked"


def from_shell(value: object) -> str:
    """Say what the shell's number for a volume's BitLocker state means."""
    return _SHELL_STATES.get(value, "unknown") if type(value) is int else "unknown"


def why_no_filesystem(error: int) -> str:
    """Return a code for why a volume shows no file system."""
    codes = {_NO_MEDIUM: "no_medium", _DENIED: "denied", _UNRECOGNISED: "no_filesystem"}
    codes |= {_FVE_LOCKED: "locked_bitlocker", 1112: "no_medium"}
    return codes.get(error & 0xFFFFFFFF, "not_offered")


def named(volumes: list[LiveVolume]) -> list[LiveVolume]:
    """Give each volume the name it has in a case: its letter, else the start of its GUID, else all of it."""
    taken: set[str] = set()
    found = []
    for volume in volumes:
        guid = volume.guid.partition("{")[2].partition("}")[0]
        wishes = [*volume.letters[:1], f"volume-{guid[:8]}", f"volume-{guid}"]
        name = next((wish for wish in wishes if wish not in taken), wishes[-1])
        taken.add(name)
        found.append(replace(volume, name=name))
    return sorted(found, key=lambda one: (not one.holds_windows, len(one.name) > 1, one.name))


if sys.platform == "win32":
    import ctypes

    from toolkit.media.medium import open_medium
    from toolkit.media.windows.drives import ask, closed, kernel, opened, quiet

    _NUMBER, _EXTENTS, _PROPERTY = 0x2D1080, 0x560000, 0x2D1400
    _LONGEST = 32 * 1024  # characters of a list of mount points
    _MOST = 256  # volumes

    def volumes() -> list[LiveVolume]:
        """Return every volume of this machine, that of the running Windows first; needs no privilege."""
        with quiet():
            found = [_volume(guid) for guid in _guids()]
            lettered = {letter for one in found for letter in one.letters}
            found += [_other(letter) for letter in _letters() if letter not in lettered]
        return named(found)

    def holding(path: Path, found: list[LiveVolume]) -> tuple[LiveVolume | None, str]:
        """Return the volume a path stands on, of those found, and the path within it; None when unknown."""
        inside = ""
        # Its real place first: a short name, a junction or a letter made by subst would hide it.
        for whole in (str(path.resolve()), str(path.absolute())):
            mount = _mount_of(whole)
            guid = _guid_of(mount) if mount else ""
            inside = whole[len(mount) :].replace("\\", "/").strip("/")
            for one in found:
                if (guid and one.guid == guid) or (mount and mount in one.mounts):
                    return one, inside
        return None, inside

    def _guids() -> list[str]:
        room, found = ctypes.create_unicode_buffer(261), list[str]()
        search = kernel().FindFirstVolumeW(room, 261)
        if search in {None, ctypes.c_void_p(-1).value}:
            return []
        handle = ctypes.c_void_p(search)
        try:
            while room.value and len(found) < _MOST:
                found.append(room.value)
                if not kernel().FindNextVolumeW(handle, room, 261):
                    break
        finally:
            kernel().FindVolumeClose(handle)
        return found

    def _letters() -> list[str]:
        mask = kernel().GetLogicalDrives()
        return [chr(65 + bit) for bit in range(26) if mask >> bit & 1]

    def _volume(guid: str) -> LiveVolume:
        mounts = _mounts(guid)
        asked = (KINDS.get(kernel().GetDriveTypeW(place)) for place in (guid, *mounts))
        volume = LiveVolume("", guid, mounts, next(filter(None, asked), "unknown"))
        volume = _placed(_stated(volume, guid))
        here, windows = (_guid_of(_mount_of(place)) for place in (str(own_files.root()), _windows()))
        return _protected(replace(volume, holds_program=guid == here, holds_windows=guid == windows))

    def _other(letter: str) -> LiveVolume:
        """Describe a letter no volume bears: a network drive, which is not asked anything, or an alias."""
        root = f"{letter}:\\"
        kind = KINDS.get(kernel().GetDriveTypeW(root), "unknown")
        if kind == "network":
            return LiveVolume("", "", (root,), kind, why="network")
        room = ctypes.create_unicode_buffer(1024)
        given = kernel().QueryDosDeviceW(f"{letter}:", room, 1024)
        if given and room.value.startswith("\\??\\"):
            return LiveVolume("", "", (root,), "alias", why="alias")
        return _stated(LiveVolume("", "", (root,), kind), root)

    def _mounts(guid: str) -> tuple[str, ...]:
        room, given = ctypes.create_unicode_buffer(_LONGEST), ctypes.c_uint32()
        if not kernel().GetVolumePathNamesForVolumeNameW(guid, room, _LONGEST, ctypes.byref(given)):
            return ()
        return tuple(part for part in ctypes.wstring_at(room, given.value).split("\0") if part)

    def _stated(volume: LiveVolume, root: str) -> LiveVolume:
        label, system = ctypes.create_unicode_buffer(261), ctypes.create_unicode_buffer(261)
        serial, total = ctypes.c_uint32(), ctypes.c_uint64()
        told = kernel().GetVolumeInformationW(root, label, 261, ctypes.byref(serial), None, None, system, 261)
        if not told:
            why = why_no_filesystem(ctypes.get_last_error())
            if why == "locked_bitlocker":
                volume = replace(volume, bitlocker="locked", bitlocker_why="system")
            return replace(volume, why=why)
        sized = kernel().GetDiskFreeSpaceExW(root, None, ctypes.byref(total), None)
        return replace(
            volume,
            filesystem=system.value.lower() or None,
            label=label.value or None,
            serial=f"{serial.value:08x}",
            size=total.value if sized else None,
            why="" if system.value else "no_filesystem",
        )

    def _placed(volume: LiveVolume) -> LiveVolume:
        handle = opened(volume.guid.rstrip("\\"))
        if handle is None:
            return volume
        with closed(handle):
            pieces = extents(ask(handle, _EXTENTS, b"", 8 + 24 * _EXTENTS_MOST) or b"")
            number = device_number(ask(handle, _NUMBER, b"", 12) or b"")
            _, _, bus, _ = described(ask(handle, _PROPERTY, bytes(12), 4096) or b"")
        disks = {disk for disk, _ in pieces} | ({number} if number is not None else set())
        offset = pieces[0][1] if len(pieces) == 1 else None
        return replace(volume, disks=tuple(sorted(disks)), bus=bus, offset=offset)

    def _protected(volume: LiveVolume) -> LiveVolume:
        """Add the BitLocker state: from the disk itself when elevated, else as the shell tells it."""
        if volume.bitlocker != "unknown" or volume.kind not in {"fixed", "removable"}:
            return volume
        why = "not_offered"
        if len(volume.disks) == 1 and volume.offset:
            try:
                state = bitlocker(_first_sector(volume.disks[0], volume.offset), volume.filesystem)
                return replace(volume, bitlocker=state, bitlocker_why="first_sector")
            except PermissionError:
                why = "needs_elevation"
            except OSError:
                why = "io_error"
        state = from_shell(_shell_state(volume.letters[0])) if volume.letters else "unknown"
        return replace(volume, bitlocker=state, bitlocker_why=why if state == "unknown" else "shell")

    def _first_sector(disk: int, offset: int) -> bytes:
        medium = open_medium(Path(f"\\\\.\\PhysicalDrive{disk}"))
        try:
            return medium.read(offset, 512)
        finally:
            medium.close()

    def _shell_state(letter: str) -> object:
        """Ask the shell for System.Volume.BitLockerProtection, which needs no elevation; None: not told."""
        try:
            from win32com.propsys import propsys  # noqa: PLC0415 - COM is loaded only when it is asked

            key = propsys.PSGetPropertyKeyFromName("System.Volume.BitLockerProtection")
            store = propsys.SHGetPropertyStoreFromParsingName(
                f"{letter}:\\", None, 0, propsys.IID_IPropertyStore
            )
            state: object = store.GetValue(key).GetValue()  # type: ignore[no-untyped-call]  # COM
        except Exception:  # noqa: BLE001 - COM errors, or no such library in this build: not told
            return None
        return state

    def _mount_of(path: str) -> str:
        room = ctypes.create_unicode_buffer(_LONGEST)
        return room.value if path and kernel().GetVolumePathNameW(path, room, _LONGEST) else ""

    def _guid_of(mount: str) -> str:
        room = ctypes.create_unicode_buffer(100)
        return room.value if mount and kernel().GetVolumeNameForVolumeMountPointW(mount, room, 100) else ""

    def _windows() -> str:
        room = ctypes.create_unicode_buffer(261)
        kernel().GetSystemWindowsDirectoryW(room, 261)
        return room.value

else:

    def volumes() -> list[LiveVolume]:
        """Return nothing: this is no Windows machine."""
        return []

    def holding(path: Path, found: list[LiveVolume]) -> tuple[LiveVolume | None, str]:
        """Return nothing: this is no Windows machine."""
        del found
        return None, str(path)
