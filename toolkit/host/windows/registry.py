"""Keys of the registry of the running Windows, below HKEY_LOCAL_MACHINE, opened for reading only."""

import sys

from toolkit.errors import Unreadable
from toolkit.host.windows.rights import refusal

Value = str | int | bytes | list[str] | None

LIMIT = 4096  # values or subkeys read from one key
_EPOCH = 116_444_736_000_000_000  # 1970-01-01 in units of 100 ns since 1601


def filetime(units: int) -> int | None:
    """Turn units of 100 ns since 1601 into nanoseconds since 1970; None for "never" and out of range."""
    return (units - _EPOCH) * 100 if _EPOCH < units < 0x7FFF_FFFF_FFFF_FFFF else None


if sys.platform == "win32":
    import winreg

    # Keys as a 64-bit Windows shows them to itself.
    _READ = winreg.KEY_READ | winreg.KEY_WOW64_64KEY

    def values(path: str) -> dict[str, Value] | None:
        """Return the values of a key by name, None when there is no such key.

        Raises Unreadable `denied`, `needs_elevation` or `io_error`.
        """
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, path, 0, _READ) as key:
                count = min(winreg.QueryInfoKey(key)[1], LIMIT)
                return {name: value for name, value, _ in (winreg.EnumValue(key, at) for at in range(count))}
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unreadable(error) from error

    def subkeys(path: str) -> dict[str, int | None] | None:
        """Return the names below a key and when each was last written (ns), None when there is no such key.

        Raises Unreadable `denied`, `needs_elevation` or `io_error`.
        """
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, path, 0, _READ) as key:
                count = min(winreg.QueryInfoKey(key)[0], LIMIT)
                names = [winreg.EnumKey(key, number) for number in range(count)]
                return {name: _written(key, name) for name in names}
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unreadable(error) from error

    def _written(key: winreg.HKEYType, name: str) -> int | None:
        try:
            with winreg.OpenKey(key, name, 0, _READ) as below:
                return filetime(winreg.QueryInfoKey(below)[2])
        except OSError:
            return None

    def _unreadable(error: OSError) -> Unreadable:
        why = refusal() if isinstance(error, PermissionError) else "io_error"
        return Unreadable(why, f"WinError {error.winerror}")

else:

    def values(path: str) -> dict[str, Value] | None:
        """Raise Unreadable `not_offered`: there is no registry here."""
        raise Unreadable("not_offered", path)

    def subkeys(path: str) -> dict[str, int | None] | None:
        """Raise Unreadable `not_offered`: there is no registry here."""
        raise Unreadable("not_offered", path)
