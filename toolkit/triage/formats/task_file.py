"""One scheduled task file: XML read within limits, with no entity and nothing fetched.

Format: [MS-TSCH] Task Scheduler Service Remoting Protocol, 2.5, as stored in Windows/System32/Tasks.
"""

import codecs
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

from toolkit.errors import Unreadable

SIZE_LIMIT = 1024 * 1024  # bytes
ELEMENTS_LIMIT = 20_000
_DECLARATIONS = ("<!doctype", "<!entity")
_ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"),
)  # fmt: skip
_TRIGGERS = {
    "BootTrigger": "boot", "LogonTrigger": "logon", "TimeTrigger": "time", "CalendarTrigger": "calendar",
    "EventTrigger": "event", "IdleTrigger": "idle", "RegistrationTrigger": "registration",
    "SessionStateChangeTrigger": "session", "WnfStateChangeTrigger": "state",
}  # fmt: skip
_ACTIONS = {"Exec": "program", "ComHandler": "component", "SendEmail": "mail", "ShowMessage": "message"}

Row = dict[str, Any]


def parse(data: bytes) -> list[Row]:
    """Return one row per action of a task, each with what concerns the whole task.

    Raises Unreadable `task_too_large`, `task_declares_entities` or `task_damaged`.
    """
    if len(data) > SIZE_LIMIT:
        raise Unreadable("task_too_large")
    whole = _whole(_tree(_text(data)))
    actions = whole.pop("actions") or [{"action": "none"}]
    return [{**action, **whole} for action in actions]


def _text(data: bytes) -> str:
    encoding = next((name for start, name in _ENCODINGS if data.startswith(start)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("task_damaged", "encoding") from error
    lower = text.casefold()
    if any(word in lower for word in _DECLARATIONS):
        raise Unreadable("task_declares_entities")
    return text


def _tree(text: str) -> ET.Element:
    try:
        # Entities and document types were refused above, and the parser fetches nothing by itself.
        root = ET.fromstring(text)  # noqa: S314
    except (ET.ParseError, ValueError) as error:
        raise Unreadable("task_damaged", "xml") from error
    if _local(root) != "Task":
        raise Unreadable("task_damaged", "root")
    for number, _ in enumerate(root.iter()):
        if number >= ELEMENTS_LIMIT:
            raise Unreadable("task_too_large")
    return root


def _whole(root: ET.Element) -> Row:
    parts = {_local(part): part for part in root}
    about, settings = parts.get("RegistrationInfo"), parts.get("Settings")
    principal = next(_children(parts.get("Principals"), "Principal"), None)
    triggers = list(parts.get("Triggers", ()))
    enabled, hidden = _said(settings, "Enabled"), _said(settings, "Hidden")
    return {
        "actions": [_action(part) for part in parts.get("Actions", ()) if _local(part) in _ACTIONS],
        "triggers": [_TRIGGERS.get(_local(part), "other") for part in triggers],
        "starts": [start for part in triggers if (start := _said(part, "StartBoundary"))],
        "user": _said(principal, "UserId") or _said(principal, "GroupId"),
        "run_level": _said(principal, "RunLevel"),
        "author": _said(about, "Author"),
        "date": _said(about, "Date"),
        "enabled": (enabled or "true").casefold() != "false",
        "hidden": (hidden or "false").casefold() == "true",
    }


def _action(part: ET.Element) -> Row:
    return {
        "action": _ACTIONS[_local(part)],
        "command": _said(part, "Command") or _said(part, "ClassId") or _said(part, "Subject"),
        "arguments": _said(part, "Arguments"),
        "folder": _said(part, "WorkingDirectory"),
    }


def _local(element: ET.Element) -> str:
    return element.tag.rsplit("}", 1)[-1]


def _children(element: ET.Element | None, name: str) -> Iterator[ET.Element]:
    return (part for part in (element if element is not None else ()) if _local(part) == name)


def _said(element: ET.Element | None, name: str) -> str | None:
    found = next(_children(element, name), None)
    return (found.text or "").strip() or None if found is not None else None
