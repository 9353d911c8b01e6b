r"""Whether the medium a folder lies on can be written on, as the system says; nothing is ever tried.

Linux: the `ro` flag of the disk in /sys/dev/block, then the flags of the mount (statvfs). Windows:
IOCTL_DISK_IS_WRITABLE asked of the volume (winioctl.h), then FILE_READ_ONLY_VOLUME (GetVolumeInformation).
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from toolkit.kernel_files import flag


@dataclass(frozen=True, slots=True)
class Protection:
    """`medium` is "protected", "writable" or "unknown"; `how` is "device", "volume" or "not_told"."""

    medium: str
    how: str


_UNKNOWN = Protection("unknown", "not_told")


def judged(*, device: bool | None, volume: bool | None) -> Protection:
    """Weigh what is told of being read only: by the device itself, and by the volume as it is mounted."""
    if device:
        return Protection("protected", "device")
    if volume:
        # Whoever rules the machine can mount it again to write: weaker than a switch.
        return Protection("protected", "volume")
    if device is None and volume is None:
        return _UNKNOWN
    return Protection("writable", "volume" if device is None else "device")


if sys.platform == "win32":
    import pywintypes
    import win32api
    import win32con
    import win32file

    _IS_WRITABLE = 0x70024  # IOCTL_DISK_IS_WRITABLE, which needs no access right
    _WRITE_PROTECT = 19  # ERROR_WRITE_PROTECT, winerror.h
    _READ_ONLY_VOLUME = 0x80000  # FILE_READ_ONLY_VOLUME, winnt.h

    def of(folder: Path) -> Protection:
        """Return the protection of the medium of a folder; what the system does not tell is unknown."""
        try:
            mounted = win32file.GetVolumePathName(str(folder))
        except pywintypes.error:
            return _UNKNOWN
        return judged(device=_device(mounted), volume=_volume(mounted))

    def _volume(mounted: str) -> bool | None:
        try:
            return bool(win32api.GetVolumeInformation(mounted)[3] & _READ_ONLY_VOLUME)
        except pywintypes.error:
            return None

    def _device(mounted: str) -> bool | None:
        share = win32con.FILE_SHARE_READ | win32con.FILE_SHARE_WRITE | win32con.FILE_SHARE_DELETE
        try:
            name = win32file.GetVolumeNameForVolumeMountPoint(mounted).rstrip("\\")
            handle = win32file.CreateFile(name, 0, share, None, win32con.OPEN_EXISTING, 0, None)
        except pywintypes.error:
            return None
        try:
            win32file.DeviceIoControl(int(handle), _IS_WRITABLE, None, 0)
        except pywintypes.error as error:
            return True if error.winerror == _WRITE_PROTECT else None
        finally:
            handle.Close()
        return False

else:

    def of(folder: Path) -> Protection:
        """Return the protection of the medium of a folder; what the system does not tell is unknown."""
        try:
            number = folder.stat().st_dev
            volume = bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
        except OSError:
            return _UNKNOWN
        return judged(device=flagged(Path("/sys/dev/block"), number), volume=volume)

    def flagged(blocks: Path, number: int) -> bool | None:
        """Return the read-only flag of a device or of the disk it is a part of; None when not told."""
        node = blocks / f"{os.major(number)}:{os.minor(number)}"
        told = [flag(place / "ro") for place in (node.resolve(), node.resolve().parent)]
        return True if True in told else told[0]
