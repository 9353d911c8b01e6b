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


def device_number(answer: bytes) -> int | None:
    """Return the disk of a STORAGE_DEVICE_NUMBER, None where it says nothing or is no disk (type 7)."""
    if len(answer) < 8:
        return None
    kind, number = struct.unpack_from("<II", answer)
    return number if kind == 7 and number != 0xFFFFFFFF else None


if sys.platform == "win32":
    import ctypes
    from collections.abc import Iterator
    from contextlib import contextmanager
    from functools import cache

    _NUMBER = 0x2D1080  # IOCTL_STORAGE_GET_DEVICE_NUMBER
    _PROPERTY = 0x2D1400  # IOCTL_STORAGE_QUERY_PROPERTY
    _GEOMETRY = 0x700A0  # IOCTL_DISK_GET_DRIVE_GEOMETRY_EX
    _WRITABLE = 0x70024  # IOCTL_DISK_IS_WRITABLE
    _WRITE_PROTECT = 19
    _READ_ONLY_VOLUME = 0x80000
    _QUIET = 0x8001  # SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX: no "insert a disk" box
    _NETWORK = 4  # DRIVE_REMOTE: asking it anything may wait for a server that is gone

    def drives(program: Path) -> list[Drive]:
        """Return the physical drives with their lettered volumes, by number."""
        with quiet():
            return _drives(program)

    def _drives(program: Path) -> list[Drive]:
        placed = [(_device_number(letter), letter) for letter in _letters()]
        found = []
        for number in range(_MOST):
            device = f"\\\\.\\PhysicalDrive{number}"
            handle = opened(device)
            if handle is None:
                continue
            with closed(handle):
                mine = [letter for place, letter in placed if place == number]
                found.append(_drive(device, handle, mine, program))
        return found

    def _letters() -> list[str]:
        mask = kernel().GetLogicalDrives()
        letters = [f"{chr(65 + bit)}:" for bit in range(26) if mask >> bit & 1]
        return [letter for letter in letters if kernel().GetDriveTypeW(letter + "\\") != _NETWORK]

    def _drive(device: str, handle: ctypes.c_void_p, letters: list[str], program: Path) -> Drive:
        model, serial, bus, removable = described(ask(handle, _PROPERTY, bytes(12), 4096) or b"")
        geometry = ask(handle, _GEOMETRY, b"", 256) or b""
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
        flags, total = ctypes.c_uint32(), ctypes.c_uint64()
        told = kernel().GetVolumeInformationW(
            letter + "\\", label, 261, None, None, ctypes.byref(flags), kind, 261
        )
        sized = kernel().GetDiskFreeSpaceExW(letter + "\\", None, ctypes.byref(total), None)
        size = total.value if sized else None
        if not told:
            return Partition(letter, size, mounted=letter + "\\", denied=True)
        read_only = bool(flags.value & _READ_ONLY_VOLUME)
        return Partition(
            letter, size, kind.value.lower() or None, label.value or None, letter + "\\", read_only
        )

    def _device_number(letter: str) -> int | None:
        # Where the letter's own device refuses, that of its volume may answer.
        for device in (f"\\\\.\\{letter}", _volume_of(letter)):
            handle = opened(device) if device else None
            if handle is None:
                continue
            with closed(handle):
                answer = ask(handle, _NUMBER, b"", 12)
            number = device_number(answer or b"")
            if number is not None:
                return number
        return None

    def _volume_of(letter: str) -> str:
        room = ctypes.create_unicode_buffer(100)
        told = kernel().GetVolumeNameForVolumeMountPointW(letter + "\\", room, 100)
        return room.value.rstrip("\\") if told else ""

    def _read_only(handle: ctypes.c_void_p) -> bool | None:
        if ask(handle, _WRITABLE, b"", 0) is not None:
            return False
        return True if ctypes.get_last_error() == _WRITE_PROTECT else None

    @cache
    def kernel() -> ctypes.WinDLL:
        """Return the system's file calls, each with what it returns."""
        library = ctypes.WinDLL("kernel32", use_last_error=True)
        library.CreateFileW.restype = ctypes.c_void_p
        library.FindFirstVolumeW.restype = ctypes.c_void_p
        return library

    @contextmanager
    def quiet() -> Iterator[None]:
        """Let an empty card reader answer with an error instead of a box on the screen."""
        before = ctypes.c_uint32()
        kernel().SetThreadErrorMode(_QUIET, ctypes.byref(before))
        try:
            yield
        finally:
            kernel().SetThreadErrorMode(before.value, None)

    def opened(device: str) -> ctypes.c_void_p | None:
        """Open a device with no access right, shared with everyone; None when it is not there."""
        handle = kernel().CreateFileW(device, 0, 7, None, 3, 0, None)
        invalid = ctypes.c_void_p(-1).value
        return None if handle in {None, invalid} else ctypes.c_void_p(handle)

    @contextmanager
    def closed(handle: ctypes.c_void_p) -> Iterator[None]:
        """Let go of a handle at the end of the block."""
        try:
            yield
        finally:
            kernel().CloseHandle(handle)

    def ask(handle: ctypes.c_void_p, code: int, question: bytes, room: int) -> bytes | None:
        """Put one question to a driver; None when it is refused."""
        answer, given = ctypes.create_string_buffer(room or 1), ctypes.c_uint32()
        asked = kernel().DeviceIoControl(
            handle, code, question or None, len(question), answer, room, ctypes.byref(given), None
        )
        return answer.raw[: given.value] if asked else None

else:

    def drives(program: Path) -> list[Drive]:
        """Return nothing: this is no Windows machine."""
        del program
        return []
