r"""Handles on files and folders of a running Windows, opened for reading, and the questions put to them.

Nothing is recalled from the cloud, no reparse point is followed unless asked, every other program keeps its
rights on what is open, and no child process inherits a handle. Functions and constants: Microsoft, fileapi.h,
winbase.h, winnt.h; NtQueryDirectoryFile: Microsoft, ntifs.h.
"""

import sys

if sys.platform == "win32":
    import ctypes
    import functools
    import struct
    from collections.abc import Iterator
    from contextlib import contextmanager
    from ctypes import wintypes
    from typing import Any

    import pywintypes
    import win32api
    import win32con
    import win32security

    from toolkit.media.windows import listing as listing_windows
    from toolkit.media.windows.listing import Held, Named

    _READ = 0x1  # FILE_READ_DATA, FILE_LIST_DIRECTORY
    _WRITE_ATTRIBUTES = 0x100
    _ASK = 0x80 | 0x100000  # FILE_READ_ATTRIBUTES, SYNCHRONIZE
    _SHARE_ALL = 0x7
    _EXISTING = 3
    _FLAGS = 0x02000000 | 0x00100000  # BACKUP_SEMANTICS, OPEN_NO_RECALL
    _AS_TAG = 0x00200000  # OPEN_REPARSE_POINT
    _INVALID = ctypes.c_void_p(-1).value
    _STAYS = ctypes.c_int64(-1)
    _REFUSED = frozenset({5, 19})  # ACCESS_DENIED, WRITE_PROTECT
    _NO_ANSWER = frozenset({1, 50, 87, 120})  # INVALID_FUNCTION, NOT_SUPPORTED, INVALID_PARAMETER, not there
    _FAILED = 31  # GEN_FAILURE, for a failure without a number
    _END = 38  # HANDLE_EOF
    _MORE = 234  # MORE_DATA
    _STREAMS, _TAG, _REMOTE = 7, 9, 13  # FILE_INFO_BY_HANDLE_CLASS
    _ID_BOTH = 37  # FileIdBothDirectoryInformation
    _NO_MORE = frozenset({0x80000006, 0xC000000F})  # NO_MORE_FILES, NO_SUCH_FILE
    _GET_REPARSE_POINT = 0x900A8
    _LONGEST = 510  # bytes of the longest name
    _ROOM = 64 * 1024
    _MOST = 16 * 1024 * 1024  # bytes: more streams than NTFS can hold in one file

    class _Text(ctypes.Structure):
        _fields_ = (("length", ctypes.c_uint16), ("room", ctypes.c_uint16), ("text", ctypes.c_void_p))

    class _Status(ctypes.Structure):
        _fields_ = (("status", ctypes.c_void_p), ("given", ctypes.c_size_t))

    class _Overlapped(ctypes.Structure):
        _fields_ = (
            ("internal", ctypes.c_size_t * 2),
            ("offset", ctypes.c_uint64),
            ("event", ctypes.c_void_p),
        )

    _KERNEL = ctypes.WinDLL("kernel32", use_last_error=True)
    _NT = ctypes.WinDLL("ntdll")
    _HANDLE, _DWORD, _POINTER = wintypes.HANDLE, wintypes.DWORD, ctypes.c_void_p
    _KERNEL.CreateFileW.restype = _HANDLE
    _KERNEL.CreateFileW.argtypes = (
        wintypes.LPCWSTR, _DWORD, _DWORD, _POINTER, _DWORD, _DWORD, _HANDLE
    )  # fmt: skip
    _KERNEL.CloseHandle.argtypes = (_HANDLE,)
    _KERNEL.ReadFile.argtypes = (_HANDLE, _POINTER, _DWORD, _POINTER, _POINTER)
    _KERNEL.SetFileTime.argtypes = (_HANDLE, _POINTER, _POINTER, _POINTER)
    _KERNEL.GetFileInformationByHandle.argtypes = (_HANDLE, _POINTER)
    _KERNEL.GetFileInformationByHandleEx.argtypes = (_HANDLE, ctypes.c_int, _POINTER, _DWORD)
    _KERNEL.GetVolumeInformationByHandleW.argtypes = (
        _HANDLE, _POINTER, _DWORD, _POINTER, _POINTER, _POINTER, _POINTER, _DWORD
    )  # fmt: skip
    _KERNEL.DeviceIoControl.argtypes = (
        _HANDLE, _DWORD, _POINTER, _DWORD, _POINTER, _DWORD, _POINTER, _POINTER
    )  # fmt: skip
    _NT.NtQueryDirectoryFile.restype = ctypes.c_uint32
    _NT.NtQueryDirectoryFile.argtypes = (
        _HANDLE, _HANDLE, _POINTER, _POINTER, _POINTER, _POINTER, _DWORD, ctypes.c_int,
        ctypes.c_ubyte, _POINTER, ctypes.c_ubyte,
    )  # fmt: skip
    _NT.RtlNtStatusToDosError.restype = _DWORD
    _NT.RtlNtStatusToDosError.argtypes = (ctypes.c_uint32,)

    @functools.cache
    def claim_backup_right() -> None:
        """Let this process read what access lists hide, when who started it has that right; once.

        SeBackupPrivilege gives reading only. It is switched on in our own token and ends with us.
        """
        wanted = win32con.TOKEN_ADJUST_PRIVILEGES | win32con.TOKEN_QUERY
        try:
            token = win32security.OpenProcessToken(win32api.GetCurrentProcess(), wanted)
            right = win32security.LookupPrivilegeValue("", win32con.SE_BACKUP_NAME)
            change: Any = [(right, win32con.SE_PRIVILEGE_ENABLED)]  # the stub names a type nobody can make
            win32security.AdjustTokenPrivileges(token, False, change)
        except pywintypes.error:
            return

    @contextmanager
    def asked(path: str, *, through: bool = False) -> Iterator[int]:
        """Give a handle that only asks: it reads no content, marks no time, and no lock stands against it."""
        handle = _opened(path, _ASK, through=through)
        try:
            yield handle
        finally:
            close(handle)

    def unmarked(path: str, *, marks: bool, through: bool = False) -> tuple[int, bool]:
        """Open for reading; say too whether Windows was told to leave the access time. Raise OSError.

        Where reading `marks` the access time, Windows leaves it alone only for a handle told so, and takes
        that order only from one with the right to write attributes ([MS-FSCC] FileBasicInformation,
        LastAccessTime -1). The right is asked for here alone, and the order is all that is ever done with it.
        """
        if not marks:
            return _opened(path, _READ | _ASK, through=through), False
        try:
            handle = _opened(path, _READ | _ASK | _WRITE_ATTRIBUTES, through=through)
        except OSError as error:
            if error.winerror not in _REFUSED:
                raise
        else:
            if _KERNEL.SetFileTime(handle, None, ctypes.byref(_STAYS), None):
                return handle, True
            close(handle)
        return _opened(path, _READ | _ASK, through=through), False

    def close(handle: int) -> None:
        _KERNEL.CloseHandle(handle)

    def read(handle: int, offset: int, length: int) -> bytes:
        """Return up to `length` bytes from `offset`, none at the end; raise OSError."""
        length = min(length, _MOST)
        room, given, place = ctypes.create_string_buffer(length), _DWORD(), _Overlapped(offset=offset)
        if not _KERNEL.ReadFile(handle, room, length, ctypes.byref(given), ctypes.byref(place)):
            if ctypes.get_last_error() == _END:
                return b""
            raise _error()
        return ctypes.string_at(room, given.value)

    def held(handle: int) -> Held:
        """Return what the handle is on; raise OSError."""
        room = ctypes.create_string_buffer(52)
        if not _KERNEL.GetFileInformationByHandle(handle, room):
            raise _error()
        return listing_windows.held(room.raw)

    def names(handle: int, pattern: str | None = None) -> list[Named]:
        """Return what a folder holds, or what fits a pattern; a handle keeps its first pattern. OSError."""
        raw = (pattern or "").encode("utf-16-le", "surrogatepass")
        if len(raw) > _LONGEST:
            return []
        kept = ctypes.create_string_buffer(raw)
        text = ctypes.byref(_Text(len(raw), len(raw), ctypes.addressof(kept))) if raw else None
        room, status, found, first = ctypes.create_string_buffer(_ROOM), _Status(), list[Named](), True
        while True:
            answer = _NT.NtQueryDirectoryFile(
                handle, None, None, None, ctypes.byref(status), room, _ROOM, _ID_BOTH, False, text, first
            )
            if answer in _NO_MORE:
                return found
            if answer:
                raise ctypes.WinError(_NT.RtlNtStatusToDosError(answer))
            found += listing_windows.named(room.raw[: status.given])
            first = False

    def streams(handle: int) -> bytes | None:
        """Return the answer about a file's streams, None where the system has no such answer; OSError."""
        room = 4096
        while True:
            answer, number = _ask(handle, _STREAMS, room)
            if not number:
                return answer
            if number == _END:
                return b""
            if number in _NO_ANSWER:
                return None
            if number != _MORE or room >= _MOST:
                raise ctypes.WinError(number)
            room *= 16

    def tag(handle: int) -> int:
        """Return the tag of a reparse point, 0 when there is none or it is not told."""
        answer, number = _ask(handle, _TAG, 8)
        return 0 if number else int(struct.unpack("<II", answer)[1])

    def reparse_point(handle: int) -> bytes:
        """Return the value of a reparse point, empty when it is not told."""
        room, given = ctypes.create_string_buffer(1 << 14), _DWORD()  # the most Windows allows
        asked = _KERNEL.DeviceIoControl(
            handle, _GET_REPARSE_POINT, None, 0, room, len(room), ctypes.byref(given), None
        )
        return room.raw[: given.value] if asked else b""

    def volume(handle: int) -> tuple[str, int, bool]:
        """Return file system, FILE_* flags, and whether the handle's volume is another machine's."""
        name, flags = ctypes.create_unicode_buffer(261), _DWORD()
        if not _KERNEL.GetVolumeInformationByHandleW(
            handle, None, 0, None, None, ctypes.byref(flags), name, 261
        ):
            return "", 0, False
        return name.value, flags.value, not _ask(handle, _REMOTE, 256)[1]

    def _opened(path: str, rights: int, *, through: bool) -> int:
        flags = _FLAGS if through else _FLAGS | _AS_TAG
        handle = _KERNEL.CreateFileW(path, rights, _SHARE_ALL, None, _EXISTING, flags, None)
        if handle in {None, _INVALID}:
            raise _error()
        return int(handle)

    def _ask(handle: int, question: int, room: int) -> tuple[bytes, int]:
        """Put one question of FILE_INFO_BY_HANDLE_CLASS; return the answer and the error number, or 0."""
        answer = ctypes.create_string_buffer(room)
        told = _KERNEL.GetFileInformationByHandleEx(handle, question, answer, room)
        return (answer.raw, 0) if told else (b"", ctypes.get_last_error() or _FAILED)

    def _error() -> OSError:
        return ctypes.WinError(ctypes.get_last_error())
