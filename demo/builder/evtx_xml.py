"""The binary XML of an event log record: a template of names, then the values that fill it.

Source: "Windows XML Event Log (EVTX) format", J. Metz (libevtx documentation), "Binary XML".
"""

import hashlib
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

NULL, TEXT, UINT8, UINT16, UINT64, FILETIME, SID = 0x00, 0x01, 0x04, 0x06, 0x0A, 0x11, 0x13
_NAMESPACE = "http://schemas.microsoft.com/win/2004/08/events/event"
_FRAGMENT, _END = b"\x0f\x01\x01\0", b"\0"
_OPEN, _OPEN_WITH_ATTRIBUTES = 0x01, 0x41
_CLOSE_START, _CLOSE_EMPTY, _CLOSE = b"\x02", b"\x03", b"\x04"
_ATTRIBUTE, _MORE = 0x06, 0x40
_CLASSIC = 0x8000_0000_0000_0000  # keywords of an event that bears none of its own
_FIRST_OF_DATA = 7  # values before it are those of System

Content = str | tuple[int, int] | None  # a text, or the number and type of a value
Attribute = tuple[str, Content]


@dataclass
class Page:
    """The bytes of a chunk so far, and where its names and templates lie."""

    data: bytearray
    names: list[int] = field(default_factory=lambda: [0] * 64)
    templates: list[int] = field(default_factory=lambda: [0] * 32)
    placed: dict[object, int] = field(default_factory=dict)

    def copy(self) -> "Page":
        return Page(bytearray(self.data), list(self.names), list(self.templates), dict(self.placed))


@dataclass(frozen=True)
class Template:
    """What events of one kind have in common."""

    provider: str
    guid: str
    event_id: int
    keys: tuple[str, ...]
    user_data: str
    keywords: int = field(default=_CLASSIC, repr=False)


def instance(page: Page, template: Template, values: Sequence[tuple[int, bytes]]) -> None:
    """Append a record's body: its template, written where it is first used, and its values."""
    if any(len(data) > 0xFFFF for _, data in values):
        raise ValueError("a value larger than a chunk")
    named = repr(template) + ("" if template.keywords == _CLASSIC else hex(template.keywords))
    guid = hashlib.sha256(named.encode("utf-8", "surrogatepass")).digest()[:16]
    number = struct.unpack_from("<I", guid)[0]
    page.data += _FRAGMENT + b"\x0c\x01" + struct.pack("<I", number)
    here = len(page.data) + 4
    page.data += struct.pack("<I", page.placed.setdefault(template, here))
    if page.placed[template] == here:
        bucket = number % 32
        page.data += struct.pack("<I16sI", page.templates[bucket], guid, 0)
        page.templates[bucket] = here
        start = len(page.data)
        page.data += _FRAGMENT
        _event(page, template)
        page.data += _END
        struct.pack_into("<I", page.data, start - 4, len(page.data) - start)
    page.data += struct.pack("<I", len(values))
    page.data += b"".join(struct.pack("<HBx", len(data), kind) for kind, data in values)
    page.data += b"".join(data for _, data in values) + _END


def _event(page: Page, template: Template) -> None:
    _element(page, "Event", [("xmlns", _NAMESPACE)], lambda: (_system(page, template), _data(page, template)))


def _system(page: Page, template: Template) -> None:
    provider = [("Name", template.provider), *([("Guid", template.guid)] if template.guid else [])]

    def inside() -> None:
        _element(page, "Provider", provider)
        _element(page, "EventID", [], (0, UINT16))
        _element(page, "Version", [], "0")
        _element(page, "Level", [], (1, UINT8))
        _element(page, "Task", [], "0")
        _element(page, "Opcode", [], "0")
        _element(page, "Keywords", [], f"0x{template.keywords:016x}")
        _element(page, "TimeCreated", [("SystemTime", (2, FILETIME))])
        _element(page, "EventRecordID", [], (3, UINT64))
        _element(page, "Correlation", [])
        _element(page, "Execution", [("ProcessID", "4"), ("ThreadID", "8")])
        _element(page, "Channel", [], (4, TEXT))
        _element(page, "Computer", [], (5, TEXT))
        _element(page, "Security", [("UserID", (6, SID))])

    _element(page, "System", [], inside)


def _data(page: Page, template: Template) -> None:
    def inside() -> None:
        for number, key in enumerate(template.keys, _FIRST_OF_DATA):
            if template.user_data:
                _element(page, key, [], (number, TEXT))
            else:
                _element(page, "Data", [("Name", key)], (number, TEXT))

    if template.user_data:
        _element(page, "UserData", [], lambda: _element(page, template.user_data, [], inside))
    else:
        _element(page, "EventData", [], inside)


def _element(
    page: Page, name: str, attributes: Sequence[Attribute], inside: Content | Callable[[], object] = None
) -> None:
    page.data += struct.pack("<BHI", _OPEN_WITH_ATTRIBUTES if attributes else _OPEN, 0xFFFF, 0)
    start = len(page.data)
    _name(page, name)
    if attributes:
        page.data += bytes(4)
        listed = len(page.data)
        for left, (key, value) in zip(range(len(attributes) - 1, -1, -1), attributes, strict=True):
            page.data += bytes([_ATTRIBUTE | (_MORE if left else 0)])
            _name(page, key)
            _content(page, value)
        struct.pack_into("<I", page.data, listed - 4, len(page.data) - listed)
    page.data += _CLOSE_EMPTY if inside is None else _CLOSE_START
    if callable(inside):
        inside()
    else:
        _content(page, inside)
    page.data += b"" if inside is None else _CLOSE
    struct.pack_into("<I", page.data, start - 4, len(page.data) - start)


def _content(page: Page, value: Content) -> None:
    if isinstance(value, str):
        page.data += struct.pack("<BBH", 0x05, TEXT, len(value)) + value.encode("utf-16-le")
    elif value is not None:
        page.data += struct.pack("<BHB", 0x0E, *value)  # optional: left out when it has no value


def _name(page: Page, name: str) -> None:
    """Append a name's place, and the name itself where the chunk does not hold it yet."""
    here = len(page.data) + 4
    page.data += struct.pack("<I", page.placed.setdefault(("name", name), here))
    if page.placed["name", name] != here:
        return
    units = struct.unpack(f"<{len(name)}H", name.encode("utf-16-le"))
    total = 0
    for unit in units:
        total = (total * 65_599 + unit) & 0xFFFF_FFFF
    bucket = (total & 0xFFFF) % 64
    page.data += struct.pack("<IHH", page.names[bucket], total & 0xFFFF, len(units))
    page.data += struct.pack(f"<{len(units)}HH", *units, 0)
    page.names[bucket] = here
