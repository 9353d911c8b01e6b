r"""The drives of a Windows machine, asked of the storage drivers without privilege.

\\.\PhysicalDriveN and \\.\C: are opened with no access right at all, which is enough for the questions
asked here. Layouts and codes: Microsoft, winioctl.h and ntddstor.h.
"""

import struct
import sys
from pathlib import Path

from toolkit.media.drive import Drive, Partition

_BUSES = {1: "scsi", 2: "atapi", 3: "ata", 7: "usb", 8: "raid", 10: "sas", 11: "ata", 12: "mmc", 13: "mmc"}
_BUSES |= {14: "virtual", 15: "virtual", 16: "storage_spaces", 17: "nvme"}
_MOST = 32  # physical drives asked for


def described(descriptor: bytes) -> tuple[str | None, str | None, str | None, bool | None]:
    """Return model, serial, bus and removable of a STORAGE_DEVICE_DESCRIPTOR; None where it says nothing."""
    if len(descriptor) < 32:
        return None, None, None, None
    vendor, product, _, serial, bus = struct.unpack_from("<5I", descriptor, 12)
    model = " ".join(f"{_text(descriptor, vendor)} {_text(descriptor, product)}".split())
    return model or None, _text(descriptor, serial) or None, _BUSES.get(bus), bool(descriptor[10])


def _text(descriptor: bytes, at: int) -> str:
    if not 0 < at < len(descriptor):
        return ""
    return descriptor[at:].split(b"\0")[0].decode("ascii", "replace").strip()


if sys.platform == "win32":
    import ctypes

    import psutil

    _NUMBER = 0x2D1080  # IOCTL_STORAGE_GET_DEVICE_NUMBER
    _PROPERTY = 0x2D1400  # IOCTL_STORAGE_QUERY_PROPERTY
    _GEOMETRY = 0x700A0  # IOCTL_DISK_GET_DRIVE_GEOMETRY_EX
    _WRITABLE = 0x70024  # IOCTL_DISK_IS_WRITABLE
    _WRITE_PROTECT = 19
    _READ_ONLY_VOLUME = 0x80000

    def drives(program: Path) -> list[Drive]:
        """Return the physical drives with their lettered volumes, by number."""
        letters = [part.mountpoint.rstrip("\\") for part in psutil.disk_partitions(all=True)]
        placed = [(_device_number(letter), letter) for letter in letters if len(letter) == 2]
        found = []
        for number in range(_MOST):
            device = f"\\\\.\\PhysicalDrive{number}"
            handle = _opened(device)
            if handle is None:
                continue
            try:
                mine = [letter for place, letter in placed if place == number]
                found.append(_drive(device, handle, mine, program))
            finally:
                _kernel().CloseHandle(handle)
        return found

    def _drive(device: str, handle: ctypes.c_void_p, letters: list[str], program: Path) -> Drive:
        model, serial, bus, removable = described(_ask(handle, _PROPERTY, bytes(12), 4096) or b"")
        geometry = _ask(handle, _GEOMETRY, b"", 256) or b""
        own = program.drive.upper()
        return Drive(
            device,
            model,
            serial,
            struct.unpack_from("<q", geometry, 24)[0] if len(geometry) >= 32 else None,
            bus,
            removable,
            _read_only(handle),
            tuple(_partition(letter) for letter in letters),
            own in {letter.upper() for letter in letters},
        )

    def _partition(letter: str) -> Partition:
        label, kind = ctypes.create_unicode_buffer(261), ctypes.create_unicode_buffer(261)
        flags = ctypes.c_uint32()
        told = _kernel().GetVolumeInformationW(
            letter + "\\", label, 261, None, None, ctypes.byref(flags), kind, 261
        )
        try:
            size = psutil.disk_usage(letter + "\\").total
        except OSError:
            size = None
        if not told:
            return Partition(letter, size, mounted=letter + "\\", denied=True)
        read_only = bool(flags.value & _READ_ONLY_VOLUME)
        return Partition(
            letter, size, kind.value.lower() or None, label.value or None, letter + "\\", read_only
        )

    def _device_number(letter: str) -> int | None:
        handle = _opened(f"\\\\.\\{letter}")
        if handle is None:
            return None
        try:
            answer = _ask(handle, _NUMBER, b"", 12)
        finally:
            _kernel().CloseHandle(handle)
        return struct.unpack_from("<I", answer, 4)[0] if answer and len(answer) >= 8 else None

    def _read_only(handle: ctypes.c_void_p) -> bool | None:
        if _ask(handle, _WRITABLE, b"", 0) is not None:
            return False
        return True if ctypes.get_last_error() == _WRITE_PROTECT else None

    def _kernel() -> ctypes.WinDLL:
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateFileW.restype = ctypes.c_void_p
        return kernel

    def _opened(device: str) -> ctypes.c_void_p | None:
        """Open a device with no access right, shared with everyone; None when it is not there."""
        handle = _kernel().CreateFileW(device, 0, 3, None, 3, 0, None)
        invalid = ctypes.c_void_p(-1).value
        return None if handle in {None, invalid} else ctypes.c_void_p(handle)

    def _ask(handle: ctypes.c_void_p, code: int, question: bytes, room: int) -> bytes | None:
        """Put one question to a driver; None when it is refused."""
        answer, given = ctypes.create_string_buffer(room or 1), ctypes.c_uint32()
        asked = _kernel().DeviceIoControl(
            handle, code, question or None, len(question), answer, room, ctypes.byref(given), None
        )
        return answer.raw[: given.value] if asked else None

else:

    def drives(program: Path) -> list[Drive]:
        """Return nothing: this is no Windows machine."""
        del program
        return []
