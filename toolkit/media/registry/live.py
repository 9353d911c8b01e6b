r"""The registry of the running Windows, asked for through the system, for hives whose files are locked.

Read-only by construction: keys are opened KEY_READ | KEY_WOW64_64KEY, nothing is loaded, saved or changed.
What the running Windows answers, a rootkit can bend: every hive opened here stands with `registry_live`.
Symbolic link keys are opened as themselves, so that no link leads round in a circle.
Source of the calls and figures: Microsoft, winreg.h and "Registry Element Size Limits".
"""

import sys
from dataclasses import dataclass, field
from typing import Any

from toolkit.errors import Unreadable
from toolkit.media.registry import KEYS_LIMIT, VALUE_LIMIT, VALUES_LIMIT, Absent, Hive, Unopened
from toolkit.records import Unread

MACHINE = ("SYSTEM", "SOFTWARE")  # hives of HKEY_LOCAL_MACHINE that any account may read
SYSTEM_ONLY = ("SAM", "SECURITY")  # only the account of the system itself may read these
_OPEN_LINK = 0x8  # REG_OPTION_OPEN_LINK
_NOT_FOUND, _DENIED, _MORE, _NO_MORE, _DELETED = 2, 5, 234, 259, 1018  # winerror.h
_NAME_LIMIT = 16_384  # characters of a value's name, its end included
_TRIES = 3
_NOT_USERS = ("_classes", ".default", "s-1-5-18")  # S-1-5-18 is .DEFAULT under its other name


def is_user(name: str) -> bool:
    """Say whether a key of HKEY_USERS is the hive of one user."""
    lower = name.casefold()
    return lower.startswith("s-1-") and not lower.endswith(_NOT_USERS)


def why_of(error: OSError) -> str:
    """Return the code of what kept the system from answering."""
    codes = {_NOT_FOUND: "vanished", _DELETED: "vanished", _DENIED: "denied"}
    return codes.get(getattr(error, "winerror", 0), "io_error")


def open_live(volume: str, path: str, name: str, failures: list[Unread], why: str = "") -> Hive:
    """Open a hive of the running Windows: "SYSTEM", "SOFTWARE", "DEFAULT", or a user's SID.

    `path` is where its file would lie and names it in failures; `why` says why that file was not read.
    Raises Absent `hive_absent` when the system has not loaded it, and Unreadable `needs_elevation`,
    `not_offered` (no Windows is running) or `io_error`.
    """
    if name.upper() in SYSTEM_ONLY:
        raise Unreadable("needs_elevation")
    root = _root(name)
    hive = Hive(volume, path, failures, None, _Top(root))
    hive.standing = [Unread(volume, path, "registry_live", why)]
    return hive


@dataclass(frozen=True, slots=True)
class _Top:
    """Stand where libregf has its file."""

    root: "RawKey"

    def get_root_key(self) -> "RawKey":
        return self.root


if sys.platform == "win32":
    import ctypes
    import winreg
    from ctypes import wintypes

    _ACCESS = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
    _DWORDS = ctypes.POINTER(wintypes.DWORD)
    _ADVAPI = ctypes.WinDLL("advapi32")
    _ENUM_VALUE = _ADVAPI.RegEnumValueW  # winreg.h
    _ENUM_VALUE.argtypes = (
        wintypes.HKEY, wintypes.DWORD, wintypes.LPWSTR, _DWORDS, _DWORDS, _DWORDS, ctypes.c_void_p, _DWORDS
    )  # fmt: skip
    _ENUM_VALUE.restype = wintypes.LONG
    _QUERY_VALUE = _ADVAPI.RegQueryValueExW  # winreg.h
    _QUERY_VALUE.argtypes = (
        wintypes.HKEY, wintypes.LPCWSTR, _DWORDS, _DWORDS, ctypes.c_void_p, _DWORDS
    )  # fmt: skip
    _QUERY_VALUE.restype = wintypes.LONG

    @dataclass(slots=True)
    class RawValue:
        """One value as libregf would give it; its bytes are asked for when they are wanted."""

        handle: Any = field(repr=False)
        number: int  # place in the key, -1 when it was asked for by its name
        name: str
        type: int
        data_size: int

        @property
        def data(self) -> bytes:
            """Return the bytes; raises Unopened `vanished`, `denied` or `io_error`."""
            size = self.data_size
            for _ in range(_TRIES):
                # One byte more than announced: a value that grew meanwhile answers ERROR_MORE_DATA.
                buffer, held = ctypes.create_string_buffer(size + 1), wintypes.DWORD(size + 1)
                status = self._fill(buffer, held)
                if status != _MORE:
                    _raise(status, self.name)
                    return buffer.raw[: held.value]
                size = min(max(held.value, 2 * size, 64), VALUE_LIMIT)
            raise Unopened("vanished", self.name)

        def _fill(self, buffer: Any, held: Any) -> int:
            key = int(self.handle)
            # A name with a NUL in it, made to hide, cannot be asked for: its place can.
            if "\0" not in self.name:
                return int(_QUERY_VALUE(key, self.name, None, None, buffer, ctypes.byref(held)))
            name, length = ctypes.create_unicode_buffer(_NAME_LIMIT), wintypes.DWORD(_NAME_LIMIT)
            status = _ENUM_VALUE(
                key, self.number, name, ctypes.byref(length), None, None, buffer, ctypes.byref(held)
            )
            moved = status == 0 and ctypes.wstring_at(name, length.value) != self.name
            return _DELETED if moved else int(status)

    @dataclass(slots=True)
    class RawKey:
        """One key as libregf would give it."""

        handle: Any = field(repr=False)
        name: str
        offset: str  # its path: what tells one key from another
        names: tuple[str, ...] | None = None
        values: tuple[RawValue, ...] | None = None

        @property
        def number_of_sub_keys(self) -> int:
            self.names = _names(self.handle) if self.names is None else self.names
            return len(self.names)

        def get_sub_key(self, number: int) -> "RawKey":
            """Open a key by its place; raises Unopened, IndexError never."""
            names = self.names or _names(self.handle)
            found = self.get_sub_key_by_name(names[number])
            if found is None:
                raise Unopened("vanished", names[number])
            return found

        def get_sub_key_by_name(self, name: str) -> "RawKey | None":
            """Open a key by its name; None when there is none; raises Unopened."""
            if "\0" in name:
                raise Unopened("registry_key_hidden", name)
            path = f"{self.offset}\\{name.casefold()}"
            try:
                handle = winreg.OpenKeyEx(self.handle, name, _OPEN_LINK, _ACCESS)
            except OSError as error:
                if error.winerror == _NOT_FOUND:
                    return None
                raise Unopened(why_of(error), name) from error
            return RawKey(handle, name, path)

        @property
        def number_of_values(self) -> int:
            self.values = tuple(_values(self.handle)) if self.values is None else self.values
            return len(self.values)

        def get_value(self, number: int) -> RawValue:
            """Return a value by its place."""
            return (self.values or tuple(_values(self.handle)))[number]

        def get_value_by_name(self, name: str) -> RawValue | None:
            """Return a value by its name, letter case ignored; None when there is none."""
            if "\0" in name:
                return next((one for one in _values(self.handle) if one.name == name), None)
            kind, size = wintypes.DWORD(), wintypes.DWORD()
            status = _QUERY_VALUE(int(self.handle), name, None, ctypes.byref(kind), None, ctypes.byref(size))
            if status == _NOT_FOUND:
                return None
            _raise(status, name)
            return RawValue(self.handle, -1, name, kind.value, size.value)

        def get_last_written_time_as_integer(self) -> int:
            """Return when the key was last written, in 100 ns since 1601."""
            return int(winreg.QueryInfoKey(self.handle)[2])

    def _root(name: str) -> RawKey:
        within = winreg.HKEY_LOCAL_MACHINE if name.upper() in MACHINE else winreg.HKEY_USERS
        called = ".DEFAULT" if name.upper() == "DEFAULT" else name
        try:
            return RawKey(winreg.OpenKeyEx(within, called, _OPEN_LINK, _ACCESS), called, called)
        except OSError as error:
            if error.winerror == _NOT_FOUND:
                raise Absent("hive_absent") from error
            denied = error.winerror == _DENIED
            raise Unreadable("needs_elevation" if denied else why_of(error)) from error

    def loaded_users() -> tuple[str, ...]:
        """Return the SIDs whose hives the system has loaded; raises Unopened."""
        with winreg.OpenKeyEx(winreg.HKEY_USERS, "", 0, _ACCESS) as users:
            return tuple(name for name in _names(users) if is_user(name))

    def _names(handle: Any) -> tuple[str, ...]:
        """List the subkeys; what changes while it is listed is listed again, and no name is lost."""
        found: dict[str, None] = {}
        for _ in range(_TRIES):
            before = _state(handle)
            found |= dict.fromkeys(_enumerated(handle))
            if _state(handle) == before:
                break
        return tuple(found)

    def _state(handle: Any) -> tuple[int, int]:
        try:
            count, _, written = winreg.QueryInfoKey(handle)
        except OSError as error:
            raise Unopened(why_of(error)) from error
        return count, written

    def _enumerated(handle: Any) -> list[str]:
        names: list[str] = []
        while len(names) <= KEYS_LIMIT:
            try:
                names.append(winreg.EnumKey(handle, len(names)))
            except OSError as error:
                if error.winerror == _NO_MORE:
                    break
                raise Unopened(why_of(error)) from error
        return names

    def _values(handle: Any) -> list[RawValue]:
        found: list[RawValue] = []
        name = ctypes.create_unicode_buffer(_NAME_LIMIT)
        while len(found) < VALUES_LIMIT:
            length, kind, size = wintypes.DWORD(_NAME_LIMIT), wintypes.DWORD(), wintypes.DWORD()
            status = _ENUM_VALUE(
                int(handle), len(found), name, ctypes.byref(length), None, ctypes.byref(kind), None,
                ctypes.byref(size),
            )  # fmt: skip
            if status == _NO_MORE:
                break
            _raise(status)
            called = ctypes.wstring_at(name, length.value)
            found.append(RawValue(handle, len(found), called, kind.value, size.value))
        return found

    def _raise(status: int, name: str = "") -> None:
        if status:
            raise Unopened(why_of(ctypes.WinError(status)), name)

else:
    RawKey = Any

    def _root(_: str) -> Any:
        raise Unreadable("not_offered")

    def loaded_users() -> tuple[str, ...]:
        """Return the SIDs whose hives the system has loaded: none where no Windows is running."""
        return ()
