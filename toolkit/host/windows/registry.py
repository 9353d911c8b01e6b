"""Keys of the registry of the running Windows, below HKEY_LOCAL_MACHINE, opened for reading only."""

import sys

from toolkit.errors import Unreadable
from toolkit.host.windows.rights import refusal
from toolkit.records import Unread

Value = str | int | bytes | list[str] | None

LIMIT = 4096  # values or subkeys read from one key
_EPOCH = 116_444_736_000_000_000  # 1970-01-01 in units of 100 ns since 1601


def filetime(units: int) -> int | None:
    """Turn units of 100 ns since 1601 into nanoseconds since 1970; None for "never" and out of range."""
    return (units - _EPOCH) * 100 if _EPOCH < units < 0x7FFF_FFFF_FFFF_FFFF else None


if sys.platform == "win32":
    import winreg
    from collections.abc import Callable
    from typing import TypeVar

    T = TypeVar("T")
    _NO_MORE = 259  # ERROR_NO_MORE_ITEMS

    # Keys as a 64-bit Windows shows them to itself.
    _READ = winreg.KEY_READ | winreg.KEY_WOW64_64KEY

    def values(path: str, cut: list[Unread] | None = None) -> dict[str, Value] | None:
        """Return the values of a key by name, None when there is no such key.

        Past LIMIT the rest is left, and `cut` told `registry_limit`. Raises Unreadable `denied`,
        `needs_elevation` or `io_error`.
        """
        return _listed(path, 1, lambda key, at: winreg.EnumValue(key, at)[:2], cut)

    def subkeys(path: str, cut: list[Unread] | None = None) -> dict[str, int | None] | None:
        """Return the names below a key and when each was last written (ns), None when there is no such key.

        Past LIMIT the rest is left, and `cut` told `registry_limit`. Raises Unreadable `denied`,
        `needs_elevation` or `io_error`.
        """

        def named(key: winreg.HKEYType, at: int) -> tuple[str, int | None]:
            name = winreg.EnumKey(key, at)
            return name, _written(key, name)

        return _listed(path, 0, named, cut)

    def _listed(
        path: str,
        counted: int,
        one: Callable[[winreg.HKEYType, int], tuple[str, T]],
        cut: list[Unread] | None,
    ) -> dict[str, T] | None:
        found: dict[str, T] = {}
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, path, 0, _READ) as key:
                count = winreg.QueryInfoKey(key)[counted]
                if count > LIMIT and cut is not None:
                    cut.append(Unread("", path, "registry_limit", str(count)))
                for at in range(min(count, LIMIT)):
                    try:
                        name, told = one(key, at)
                    except OSError as error:
                        if error.winerror != _NO_MORE:
                            raise
                        break  # something was removed meanwhile: what was read stands
                    found[name] = told
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unreadable(error) from error
        return found

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

    def values(path: str, cut: list[Unread] | None = None) -> dict[str, Value] | None:
        """Raise Unreadable `not_offered`: there is no registry here."""
        del cut
        raise Unreadable("not_offered", path)

    def subkeys(path: str, cut: list[Unread] | None = None) -> dict[str, int | None] | None:
        """Raise Unreadable `not_offered`: there is no registry here."""
        del cut
        raise Unreadable("not_offered", path)
