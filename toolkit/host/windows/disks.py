r"""The physical disks a folder stands on in a running Windows, whatever its letter.

Microsoft, fileapi.h, winioctl.h, ntddvol.h. Volumes are opened with no access right.
"""

import struct
import sys
from dataclasses import dataclass

from toolkit.host.windows import servers

DEVICES = ("\\\\.\\", "\\\\?\\GLOBALROOT")  # how the names of raw devices begin
_EXTENTS_MOST = 64


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a folder stands; no disk at all is "not told", unless it is elsewhere."""

    mount: str = ""  # "C:\\", or the folder its volume is mounted on
    disks: frozenset[int] = frozenset()
    elsewhere: bool = False  # on another machine
    server: str = ""  # the name of that machine


def numbers(number: bytes, extents: bytes) -> frozenset[int]:
    """Return the disks told by a STORAGE_DEVICE_NUMBER and a VOLUME_DISK_EXTENTS, either may be cut."""
    found = set()
    if len(number) >= 8:
        kind, disk = struct.unpack_from("<II", number)
        if kind == 7 and disk != 0xFFFFFFFF:
            found.add(disk)
    if len(extents) >= 8:
        count = min(struct.unpack_from("<I", extents)[0], _EXTENTS_MOST, (len(extents) - 8) // 24)
        found |= {struct.unpack_from("<I", extents, 8 + at * 24)[0] for at in range(count)}
    return frozenset(found)


def shares(target: Standing, disks: frozenset[int], mounts: frozenset[str]) -> bool:
    """Say whether writing at `target` may write on these disks, or these volumes; not told is "may"."""
    if target.elsewhere:
        return False
    if target.mount in mounts:
        return True
    return not target.disks or not disks or not target.disks.isdisjoint(disks)


if sys.platform == "win32":
    import ctypes

    from toolkit.host.windows.devices import device_of
    from toolkit.host.windows.mapped import remote

    _NUMBER, _EXTENTS = 0x2D1080, 0x560000  # IOCTL_STORAGE_GET_DEVICE_NUMBER, …VOLUME_GET_VOLUME_DISK_EXTENTS
    _NETWORK = 4  # DRIVE_REMOTE

    def standing(path: str) -> Standing:
        r"""Return where a path stands, a device such as \\.\PhysicalDrive1 included."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        if path.startswith(DEVICES):
            return Standing("", _disks(kernel, path.rstrip("\\")))
        room = ctypes.create_unicode_buffer(32 * 1024)
        mount = room.value if kernel.GetVolumePathNameW(path, room, len(room)) else ""
        network = bool(mount) and kernel.GetDriveTypeW(mount) == _NETWORK
        name = servers.server(path) or (servers.server(_leads(mount)) if network else None)
        if name is not None and not servers.is_ours(name):
            return Standing(mount, elsewhere=True, server=name)
        if name is not None or network:
            return Standing(mount)
        volume = ctypes.create_unicode_buffer(100)
        if not mount or not kernel.GetVolumeNameForVolumeMountPointW(mount, volume, 100):
            return Standing(mount)
        return Standing(mount, _disks(kernel, volume.value.rstrip("\\")))

    def _leads(mount: str) -> str:
        """Return the remote folder behind a letter, as the object manager tells it: no provider is loaded."""
        return remote(device_of(mount.rstrip("\\")) or "") or ""

    def _disks(kernel: ctypes.WinDLL, device: str) -> frozenset[int]:
        kernel.CreateFileW.restype = ctypes.c_void_p
        handle = kernel.CreateFileW(device, 0, 7, None, 3, 0, None)
        if handle in {None, ctypes.c_void_p(-1).value}:
            return frozenset()
        try:
            answers = [_answer(kernel, handle, code) for code in (_NUMBER, _EXTENTS)]
        finally:
            kernel.CloseHandle(ctypes.c_void_p(handle))
        return numbers(*answers)

    def _answer(kernel: ctypes.WinDLL, handle: int, code: int) -> bytes:
        room, given = ctypes.create_string_buffer(8 + 24 * _EXTENTS_MOST), ctypes.c_uint32()
        told = kernel.DeviceIoControl(
            ctypes.c_void_p(handle), code, None, 0, room, len(room), ctypes.byref(given), None
        )
        return room.raw[: given.value] if told else b""

else:

    def standing(path: str) -> Standing:
        """Return nothing told: this is no Windows machine."""
        del path
        return Standing()
