"""Services and drivers as the service control manager knows them now, asked with the right to list only.

Figures: Microsoft, winsvc.h and winnt.h (SERVICE_*).
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from toolkit.errors import Unreadable

STATES = {
    1: "stopped", 2: "starting", 3: "stopping", 4: "running",
    5: "resuming", 6: "pausing", 7: "paused",
}  # fmt: skip
STARTS = {0: "boot", 1: "system", 2: "automatic", 3: "manual", 4: "disabled"}
_TYPES = (
    (0x01, "kernel_driver"), (0x02, "file_system_driver"), (0x04, "adapter"), (0x08, "recognizer"),
    (0x10, "own_process"), (0x20, "shared_process"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Service:
    """One service or driver; `why` says why its configuration is not known."""

    name: str
    display: str
    state: str
    type: str
    pid: int | None = None
    start: str | None = None
    image: str | None = None
    account: str | None = None
    why: str = ""


def kind(bits: int) -> str:
    """Name the type of a service from its SERVICE_* bits."""
    return next((name for bit, name in _TYPES if bits & bit), str(bits))


if sys.platform == "win32":
    import win32service

    from toolkit.host.windows.rights import refusal

    _ACCESS_DENIED = 5
    _ALL = win32service.SERVICE_STATE_ALL

    def services(*, drivers: bool) -> Iterator[Service]:
        """Yield services, or drivers, whatever their state; raise Unreadable when none can be listed."""
        asked = win32service.SERVICE_DRIVER if drivers else win32service.SERVICE_WIN32
        right = win32service.SC_MANAGER_CONNECT | win32service.SC_MANAGER_ENUMERATE_SERVICE
        try:
            manager = win32service.OpenSCManager(None, None, right)
        except win32service.error as error:
            raise Unreadable(_why(error), f"WinError {error.winerror}") from error
        try:
            for found in _listed(manager, asked):
                yield _service(manager, found)
        finally:
            win32service.CloseServiceHandle(manager)

    def _listed(manager: Any, asked: int) -> list[dict[str, object]]:
        try:
            # The stub gives the group (none: all of them) and the level in the other order.
            every: Any = None
            return list(win32service.EnumServicesStatusEx(manager, asked, _ALL, every, 0))
        except win32service.error as error:
            raise Unreadable(_why(error), f"WinError {error.winerror}") from error

    def _service(manager: Any, found: dict[str, object]) -> Service:
        name, pid = str(found["ServiceName"]), found.get("ProcessId")
        start, image, account, why = _configuration(manager, name)
        return Service(
            name,
            str(found.get("DisplayName") or ""),
            _named(STATES, found["CurrentState"]),
            kind(_number(found["ServiceType"])),
            pid if isinstance(pid, int) and pid else None,
            start,
            image,
            account,
            why,
        )

    def _configuration(manager: Any, name: str) -> tuple[str | None, str | None, str | None, str]:
        try:
            service = win32service.OpenService(manager, name, win32service.SERVICE_QUERY_CONFIG)
        except win32service.error as error:
            return None, None, None, _why(error)
        try:
            told = win32service.QueryServiceConfig(service)
        except win32service.error as error:
            return None, None, None, _why(error)
        finally:
            win32service.CloseServiceHandle(service)
        return _named(STARTS, told[1]), told[3] or None, told[7] or None, ""

    def _named(names: dict[int, str], value: object) -> str:
        return names.get(_number(value), str(value))

    def _number(value: object) -> int:
        return value if isinstance(value, int) else -1

    def _why(error: win32service.error) -> str:
        return refusal() if error.winerror == _ACCESS_DENIED else "io_error"

else:

    def services(*, drivers: bool) -> Iterator[Service]:
        """Raise Unreadable `not_offered`: there is no service control manager here."""
        raise Unreadable("not_offered", "drivers" if drivers else "services")
