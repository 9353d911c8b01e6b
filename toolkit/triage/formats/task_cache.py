r"""Scheduled tasks as the scheduler keeps them in the registry, which is what it runs from.

Format: SOFTWARE\...\Schedule\TaskCache as described by G DATA ("Windows Registry Analysis: Tasks",
winreg-tasks structure definitions) and libyal's Windows Registry knowledge base. DynamicInfo since Windows 8:
created, last start, state, last result, last end that Windows counts as done; cyber.wtf, "Windows Registry
Analysis: Tasks". Windows 8.1 is told not to keep it up.
"""

import struct
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from toolkit.media.registry import Key, filetime, utf16

CACHE = r"Microsoft\Windows NT\CurrentVersion\Schedule\TaskCache"
TASKS_LIMIT = 10_000
ACTIONS_LIMIT = 64  # Windows itself takes 32
_DEPTH = 16
_WITH_CONTEXT = 3  # the version of Windows 8 and later, which names who the actions run as
_PROGRAM, _COMPONENT, _MAIL, _MESSAGE = 0x6666, 0x7777, 0x8888, 0x9999
_KINDS = frozenset({_PROGRAM, _COMPONENT, _MAIL, _MESSAGE})
_MAIL_TEXTS = 8  # from, to, cc, bcc, reply to, server, subject, body
_LAST_RUN, _LAST_RESULT, _LAST_END = 12, 24, 28  # places in DynamicInfo, the last two since Windows 8

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Registered:
    """One task of the cache: what concerns it whole, and one row per action."""

    name: str  # "Microsoft/Windows/Defrag/ScheduledDefrag"
    path: str  # hive and key
    about: Row
    actions: tuple[Row, ...]
    hidden: bool  # the scheduler runs it and shows it to nobody


def registered(software: Key) -> Iterator[Registered]:
    """Yield every task of the cache, those that no name leads to included."""
    names = dict(_tree(software))
    shown = any(listed for _, listed in names.values())
    tasks = software.key(rf"{CACHE}\Tasks")
    for number, key in enumerate(tasks.subkeys() if tasks else ()):
        if number >= TASKS_LIMIT:
            key.hive.fail(key.path, "registry_limit")
            return
        own = (key.text("Path") or key.name).strip("\\")
        name, listed = names.get(key.name.casefold(), (own, False))
        # Windows 7 keeps no security descriptor there: its absence tells nothing where none has one.
        yield _registered(key, name.replace("\\", "/"), hidden=shown and not listed)


def _tree(software: Key) -> Iterator[tuple[str, tuple[str, bool]]]:
    """Yield the identifier of each named task, its name, and whether it has a security descriptor."""
    top = software.key(rf"{CACHE}\Tree")
    waiting, visited = [(top, "", 0)] if top else [], 0
    while waiting:
        key, name, depth = waiting.pop()
        visited += 1
        if visited > TASKS_LIMIT:
            key.hive.fail(key.path, "registry_limit")
            return
        identifier = key.text("Id")
        if identifier:
            yield identifier.casefold(), (name, key.kind("SD") is not None)
        if depth >= _DEPTH:
            key.hive.fail(key.path, "registry_limit")
            continue
        below = islice(key.subkeys(), TASKS_LIMIT)
        waiting += [(one, f"{name}\\{one.name}".strip("\\"), depth + 1) for one in below]


def _registered(key: Key, name: str, *, hidden: bool) -> Registered:
    value = key.get("Actions")
    actions, why = parse(value if isinstance(value, bytes) else b"")
    if why:
        key.hive.fail(rf"{key.path}\Actions", why)
    about = {
        "author": key.text("Author"),
        "date": key.text("Date"),
        "written_ns": key.written_ns,
        **_dynamic(key.get("DynamicInfo")),
    }
    return Registered(name, rf"{key.hive.path}\{key.path}", about, tuple(actions), hidden)


def _dynamic(value: object) -> Row:
    """Return the last start and, where they are kept, the last result and the last end."""
    if not isinstance(value, bytes) or len(value) < _LAST_RUN + 8:
        return {"last_run_ns": None}
    started = {"last_run_ns": filetime(struct.unpack_from("<Q", value, _LAST_RUN)[0])}
    if len(value) < _LAST_END + 8:
        return started
    code, ended = struct.unpack_from("<IQ", value, _LAST_RESULT)
    return {**started, "exit_code": code, "last_ended_ns": filetime(ended)}


def parse(data: bytes) -> tuple[list[Row], str]:
    """Return one row per action of an Actions value, and why the rest was not read, or "".

    The codes are `task_damaged` and `task_too_large`; what was read before stays.
    """
    rows: list[Row] = []
    try:
        version, place = struct.unpack_from("<H", data)[0], 2
        if version >= _WITH_CONTEXT or struct.unpack_from("<H", data, place)[0] not in _KINDS:
            _, place = _text(data, place)
        while place < len(data):
            if len(rows) >= ACTIONS_LIMIT:
                return rows, "task_too_large"
            row, place = _action(data, place, version)
            rows.append(row)
    except (struct.error, ValueError):
        return rows, "task_damaged"
    return rows, ""


def _action(data: bytes, place: int, version: int) -> tuple[Row, int]:
    """Read one action; raises struct.error or ValueError where the bytes are not one."""
    kind = struct.unpack_from("<H", data, place)[0]
    _, place = _text(data, place + 2)
    if kind == _PROGRAM:
        (command, arguments, folder), place = _texts(data, place, 3)
        place += 2 if version >= _WITH_CONTEXT else 0
        return {"action": "program", "command": command, "arguments": arguments, "folder": folder}, place
    if kind == _COMPONENT:
        identifier = uuid.UUID(bytes_le=data[place : place + 16])
        text, place = _text(data, place + 16)
        return {"action": "component", "command": f"{{{identifier}}}".upper(), "arguments": text}, place
    if kind == _MAIL:
        texts, place = _texts(data, place, _MAIL_TEXTS)
        for parts in (1, 2):  # files sent along, then headers, each a name and a value
            count = struct.unpack_from("<I", data, place)[0]
            _, place = _texts(data, place + 4, count * parts)
        return {"action": "mail", "command": texts[6]}, place
    if kind == _MESSAGE:
        (caption, content), place = _texts(data, place, 2)
        return {"action": "message", "command": caption, "arguments": content}, place
    raise ValueError("unknown action")


def _texts(data: bytes, place: int, count: int) -> tuple[list[str], int]:
    if count > len(data):
        raise ValueError("more texts than bytes")
    found = []
    for _ in range(count):
        text, place = _text(data, place)
        found.append(text)
    return found, place


def _text(data: bytes, place: int) -> tuple[str, int]:
    size, start = struct.unpack_from("<I", data, place)[0], place + 4
    if size > len(data) - start:
        raise ValueError("a text longer than its value")
    return utf16(data[start : start + size]), start + size
