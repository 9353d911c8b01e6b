"""The bytes of an image or a device through one descriptor opened for reading only."""

import _thread
import os
import signal
import stat
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Protocol

import pytsk3


class Disk(Protocol):
    """Bytes of a disk, wherever they are kept: a medium, a container unpacked, a volume unlocked."""

    size: int  # bytes

    def read(self, offset: int, length: int) -> bytes:
        """Return up to `length` bytes, fewer only at the end of the disk; raise OSError."""

    def exactly(self, offset: int, length: int) -> bytes:
        """Return `length` bytes; raise OSError where the disk ends before them."""

    def close(self) -> None:
        """Let go of what it is read from."""


def whole(part: bytes, length: int, missing: str) -> bytes:
    """Return what was read; raise OSError with `missing` where it is not `length` bytes."""
    if len(part) != length:
        raise OSError(missing)
    return part


# Raw devices are read in whole sectors, and no sector in use is larger.
_SECTOR = 4096
_SOON = 0.02  # seconds


class Medium:
    """An image file or a block device; `read` never gives bytes that are not there."""

    def __init__(self, descriptor: int, *, device: bool) -> None:
        self._descriptor = descriptor
        self._device = device
        self._lock = threading.Lock()
        self.size = _size(descriptor, device=device)

    def read(self, offset: int, length: int) -> bytes:
        """Return up to `length` bytes, fewer only at the end of the medium; raise OSError."""
        if offset < 0 or length <= 0 or offset >= self.size:
            return b""
        length = min(length, self.size - offset)
        if not self._device:
            return self._all(offset, length)
        start = offset - offset % _SECTOR
        end = min(-(-(offset + length) // _SECTOR) * _SECTOR, self.size)
        return self._all(start, end - start)[offset - start : offset - start + length]

    def exactly(self, offset: int, length: int) -> bytes:
        """Return `length` bytes; raise OSError where the medium ends before them."""
        return whole(self.read(offset, length), length, "past the end of the medium")

    def _all(self, offset: int, length: int) -> bytes:
        parts = []
        while length:
            part = self._once(offset, length)
            if not part:
                raise OSError("the medium ended early")
            parts.append(part)
            offset += len(part)
            length -= len(part)
        return b"".join(parts)

    def _once(self, offset: int, length: int) -> bytes:
        if sys.platform == "win32":  # no pread there
            with self._lock:
                os.lseek(self._descriptor, offset, os.SEEK_SET)
                return os.read(self._descriptor, length)
        else:
            return os.pread(self._descriptor, length, offset)

    def close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._descriptor = -1


class TskImage(pytsk3.Img_Info):  # type: ignore[misc]  # compiled, untyped
    """The medium as The Sleuth Kit reads it: what is missing is an error, never zeros."""

    def __init__(self, medium: Disk) -> None:
        self._medium = medium
        ours = threading.current_thread() is threading.main_thread()
        if ours and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, _interrupted)
        super().__init__(url="", type=pytsk3.TSK_IMG_TYPE_EXTERNAL)

    def read(self, offset: int, length: int) -> bytes:
        return self._medium.exactly(offset, length)

    def get_size(self) -> int:
        return self._medium.size


def _interrupted(number: int, frame: FrameType | None) -> None:
    """Stop on Ctrl-C; inside a read a moment later, for The Sleuth Kit would make a read error of it."""
    place = frame
    while place is not None:
        if place.f_code is TskImage.read.__code__:
            again = threading.Timer(_SOON, _thread.interrupt_main)
            again.daemon = True
            again.start()
            return
        place = place.f_back
    signal.default_int_handler(number, frame)


def device_path(path: Path) -> bool:
    r"""Say whether a path names a raw device of Windows: \\.\PhysicalDrive1, or one name behind \\?\."""
    text = str(path)
    alone = text.startswith("\\\\?\\") and "\\" not in text[4:]  # a volume's name, "C:" or a disk's
    named = alone or text.startswith(("\\\\.\\", "\\\\?\\GLOBALROOT"))
    return named and sys.platform == "win32"


def device_name(path: Path) -> str:
    r"""Return a path as the system takes it; pathlib gives \\.\C: a last backslash, which means its root."""
    return str(path).rstrip("\\") if device_path(path) else str(path)


def open_medium(path: Path) -> Medium:
    """Open an image or a device; raise OSError."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    descriptor = os.open(device_name(path), flags)
    try:
        device = device_path(path) or stat.S_ISBLK(os.fstat(descriptor).st_mode)
        return Medium(descriptor, device=device)
    except BaseException:
        os.close(descriptor)
        raise


def _size(descriptor: int, *, device: bool) -> int:
    if sys.platform == "win32" and device:
        return _windows_device_size(descriptor)
    return os.lseek(descriptor, 0, os.SEEK_END)


if sys.platform == "win32":

    def _windows_device_size(descriptor: int) -> int:
        import ctypes  # noqa: PLC0415 - Windows only
        import msvcrt  # noqa: PLC0415

        handle = ctypes.c_void_p(msvcrt.get_osfhandle(descriptor))
        # On a mounted volume the last sectors, beyond the file system, are only given once this is asked of
        # our handle (winioctl.h, FSCTL_ALLOW_EXTENDED_DASD_IO); a disk refuses it, and needs it not.
        fsctl_allow_extended_dasd_io = 0x90083
        ctypes.windll.kernel32.DeviceIoControl(
            handle, fsctl_allow_extended_dasd_io, None, 0, None, 0, ctypes.byref(ctypes.c_uint32()), None
        )
        length = ctypes.c_int64()
        given = ctypes.c_uint32()
        ioctl_disk_get_length_info = 0x7405C
        if not ctypes.windll.kernel32.DeviceIoControl(
            handle,
            ioctl_disk_get_length_info,
            None,
            0,
            ctypes.byref(length),
            8,
            ctypes.byref(given),
            None,
        ):
            raise ctypes.WinError()
        return length.value
