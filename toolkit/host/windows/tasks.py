r"""Scheduled tasks as the Task Scheduler of the running Windows knows them: state, last and next run.

Asked through its own COM interfaces by their tables of functions, which every Windows since Vista has; only
functions that tell are named here. Order and identifiers: Microsoft, taskschd.h and taskschd.idl.
The library is asked itself and not through the registry, where another may have been put in its place (MITRE
ATT&CK T1546.015).
"""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.errors import Unreadable

STATES = {1: "disabled", 2: "queued", 3: "ready", 4: "running"}
_DAY = 86_400
_ZERO = 25_569  # days from 1899-12-30, where automation dates start, to 1970-01-01
_NEVER = 36_494  # 1999-11-30, what the Task Scheduler says of a task that never ran
_LAST = 2_958_466  # 10000-01-01


@dataclass(frozen=True, slots=True)
class Task:
    """One registered task; None is "not told"."""

    path: str
    state: str | None = None
    last_run_ns: int | None = None
    last_result: int | None = None
    missed_runs: int | None = None
    next_run_ns: int | None = None
    unknown: tuple[str, ...] = ()  # what the scheduler refused to tell


def automation_date(days: float) -> int | None:
    """Turn days since 1899-12-30 in local time into nanoseconds UTC; None for "never" and out of range."""
    if not _ZERO < days < _LAST or int(days) == _NEVER:
        return None
    shown = time.gmtime(round((days - _ZERO) * _DAY))
    try:
        # The day-light rule of the machine, of which the date itself says nothing.
        return int(time.mktime((*shown[:8], -1))) * 1_000_000_000
    except (OverflowError, ValueError):
        return None


if sys.platform == "win32":
    import ctypes
    import uuid
    from ctypes import wintypes
    from typing import Any

    from toolkit.host.windows.library import function

    _CLSID = uuid.UUID("0f87369f-a4e5-4cfc-bd3e-73e6154572dd").bytes_le  # TaskScheduler
    _IID = uuid.UUID("2faba4c7-4da9-4013-9697-20cc3fd40f85").bytes_le  # ITaskService
    _FACTORY = uuid.UUID("00000001-0000-0000-c000-000000000046").bytes_le  # IClassFactory
    # Places in the tables of functions; 0 to 6 are those of IUnknown and IDispatch.
    _RELEASE, _CREATE, _COUNT, _AT = 2, 3, 7, 8
    _SERVICE_FOLDER, _SERVICE_CONNECT = 7, 10
    _FOLDER_PATH, _FOLDER_FOLDERS, _FOLDER_TASKS = 8, 10, 14
    _TASK_PATH, _TASK_STATE, _TASK_LAST, _TASK_RESULT, _TASK_MISSED, _TASK_NEXT = 8, 9, 15, 16, 17, 18
    _HIDDEN = 1  # TASK_ENUM_HIDDEN
    _INTEGER = 3  # VT_I4
    # E_ACCESSDENIED, E_NOTIMPL, and a scheduler that is stopped (RPC_S_SERVER_UNAVAILABLE)
    _WHY = {-2147024891: "needs_elevation", -2147467263: "not_offered", -2147023174: "not_offered"}
    # SCHED_E_SERVICE_NOT_RUNNING, ERROR_SERVICE_DISABLED
    _WHY |= {-2147216619: "service_stopped", -2147023838: "service_stopped"}
    _FOLDERS, _TASKS = 5_000, 10_000  # most that are listed

    class _Variant(ctypes.Structure):
        _fields_ = (("type", wintypes.WORD), ("reserved", wintypes.WORD * 3), ("value", ctypes.c_int64 * 2))

    _OLE = ctypes.WinDLL("ole32")
    _TEXTS = ctypes.WinDLL("oleaut32")
    _OLE.CoInitializeEx.argtypes = (ctypes.c_void_p, wintypes.DWORD)
    _OLE.CoInitializeEx.restype = ctypes.c_long
    _TEXTS.SysAllocString.argtypes = (wintypes.LPCWSTR,)
    _TEXTS.SysAllocString.restype = ctypes.c_void_p
    _TEXTS.SysFreeString.argtypes = (ctypes.c_void_p,)

    def tasks(failed: list[tuple[str, str]]) -> Iterator[Task]:
        """Yield every task this user may see; a folder or task that fails goes to `failed` as path and code.

        Raises Unreadable `not_offered` where there is no scheduler, `needs_elevation` or `io_error`.
        """
        _OLE.CoInitializeEx(None, 0)
        service = _service()
        try:
            yield from _of_service(service, failed)
        finally:
            _call(service, _RELEASE)

    def _service() -> ctypes.c_void_p:
        made = function(
            "taskschd", "DllGetClassObject", ctypes.c_long, ctypes.c_char_p, ctypes.c_char_p,
            ctypes.POINTER(ctypes.c_void_p),
        )  # fmt: skip
        factory, service = ctypes.c_void_p(), ctypes.c_void_p()
        if made(_CLSID, _FACTORY, ctypes.byref(factory)) < 0 or not factory:
            raise Unreadable("not_offered", "Schedule.Service")
        try:
            answer = _call(factory, _CREATE, None, _IID, ctypes.byref(service))
        finally:
            _call(factory, _RELEASE)
        if answer < 0 or not service:
            raise Unreadable("not_offered", "Schedule.Service")
        return service

    def _of_service(service: ctypes.c_void_p, failed: list[tuple[str, str]]) -> Iterator[Task]:
        nowhere = _Variant()
        answer = _call(service, _SERVICE_CONNECT, *[nowhere] * 4)
        if answer < 0:
            raise Unreadable(_WHY.get(answer, "io_error"), _shown(answer))
        waiting, told, opened = [_folder(service, "\\")], 0, 0
        try:
            while waiting and opened < _FOLDERS and told < _TASKS:
                folder, opened = waiting.pop(), opened + 1
                try:
                    waiting += _below(folder, _FOLDER_FOLDERS, 0, failed)
                    for task in _below(folder, _FOLDER_TASKS, _HIDDEN, failed):
                        told += 1
                        yield _task(task)
                finally:
                    _call(folder, _RELEASE)
        finally:
            for folder in waiting:
                _call(folder, _RELEASE)
        if waiting:
            failed.append(("", "too_many_rows"))

    def _folder(service: ctypes.c_void_p, path: str) -> ctypes.c_void_p:
        found, name = ctypes.c_void_p(), ctypes.c_void_p(_TEXTS.SysAllocString(path))
        answer = _call(service, _SERVICE_FOLDER, name, ctypes.byref(found))
        _TEXTS.SysFreeString(name)
        if answer < 0 or not found:
            raise Unreadable(_WHY.get(answer, "io_error"), _shown(answer))
        return found

    def _below(
        folder: ctypes.c_void_p, place: int, flags: int, failed: list[tuple[str, str]]
    ) -> list[ctypes.c_void_p]:
        """Return the folders or tasks of a folder, each to be released."""
        group, count, found = ctypes.c_void_p(), ctypes.c_long(), []
        answer = _call(folder, place, ctypes.c_long(flags), ctypes.byref(group))
        if answer >= 0 and group:
            answer = _call(group, _COUNT, ctypes.byref(count))
        if answer < 0:
            failed.append((_text(folder, _FOLDER_PATH) or "", _WHY.get(answer, "io_error")))
        for number in range(1, min(count.value, _TASKS) + 1):
            one, index = ctypes.c_void_p(), _Variant(_INTEGER)
            index.value[0] = number
            if _call(group, _AT, index, ctypes.byref(one)) >= 0 and one:
                found.append(one)
        if group:
            _call(group, _RELEASE)
        return found

    def _task(task: ctypes.c_void_p) -> Task:
        try:
            state, last = _told(task, _TASK_STATE, ctypes.c_int), _told(task, _TASK_LAST, ctypes.c_double)
            result, runs = _told(task, _TASK_RESULT, ctypes.c_long), _told(task, _TASK_MISSED, ctypes.c_long)
            following = _told(task, _TASK_NEXT, ctypes.c_double)
            path = _text(task, _TASK_PATH)
        finally:
            _call(task, _RELEASE)
        answers = {
            "path": path,
            "state": state,
            "last_run": last,
            "last_result": result,
            "missed_runs": runs,
            "next_run": following,
        }
        return Task(
            path or "",
            None if state is None else STATES.get(state, "unknown"),
            None if last is None else automation_date(last),
            None if result is None else result & 0xFFFF_FFFF,
            runs,
            None if following is None else automation_date(following),
            tuple(name for name, answer in answers.items() if answer is None),
        )

    def _told(thing: ctypes.c_void_p, place: int, kind: type[Any]) -> Any:
        room = kind()
        return room.value if _call(thing, place, ctypes.byref(room)) == 0 else None

    def _text(thing: ctypes.c_void_p, place: int) -> str | None:
        found = ctypes.c_void_p()
        if _call(thing, place, ctypes.byref(found)) < 0 or not found:
            return None
        try:
            return ctypes.wstring_at(found.value or 0)
        finally:
            _TEXTS.SysFreeString(found)

    def _call(thing: ctypes.c_void_p, place: int, *words: Any) -> int:
        """Call one function of an interface by its place in the table and return its HRESULT."""
        table = ctypes.cast(
            ctypes.cast(thing, ctypes.POINTER(ctypes.c_void_p))[0], ctypes.POINTER(ctypes.c_void_p)
        )
        # What is not one of these is a reference to room for the answer.
        plain = (_Variant, ctypes.c_void_p, ctypes.c_long)
        kinds = [type(word) if isinstance(word, plain) else ctypes.c_void_p for word in words]
        called = ctypes.WINFUNCTYPE(ctypes.c_long, ctypes.c_void_p, *kinds)(table[place])
        return int(called(thing, *words))

    def _shown(answer: int) -> str:
        return f"0x{answer & 0xFFFF_FFFF:08x}"

else:

    def tasks(failed: list[tuple[str, str]]) -> Iterator[Task]:
        """Raise Unreadable `not_offered`: there is no Task Scheduler here."""
        raise Unreadable("not_offered", f"{len(failed)} tasks")
