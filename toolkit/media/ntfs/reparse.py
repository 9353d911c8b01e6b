"""What an NTFS reparse point stands for: a link, a file kept elsewhere, or a file like any other.

Tags and layouts: Microsoft Open Specifications [MS-FSCC] 2.1.2.
"""

import struct
from dataclasses import dataclass
from enum import Enum

_MOUNT_POINT = 0xA0000003
_SYMLINK = 0xA000000C
_LX_SYMLINK = 0xA000001D
_APP_LINK = 0x8000001B
# Data lies on this volume in a form only a filter driver unpacks: WOF, deduplication, HSM, containers.
_PACKED = frozenset(
    {0x80000017, 0x80000013, 0xC0000004, 0x80000006, 0x80000008, 0x80000018, 0x90001018, 0x8000001E}
)
_SPECIAL = frozenset({0x80000023, 0x80000024, 0x80000025, 0x80000026})  # WSL sockets, pipes, devices
_CLOUD = 0x9000001A  # OneDrive and its like; bits 12 to 15 tell the provider
_CLOUD_MASK = 0xFFFF0FFF
_SURROGATE = 0x20000000  # the tag's bit that says "this name stands for another"
_RECALL = 0x400000 | 0x40000  # RECALL_ON_DATA_ACCESS, RECALL_ON_OPEN: only the system sets them
_NOT_HERE = _RECALL | 0x1000  # OFFLINE


class Stance(Enum):
    PLAIN = "plain"
    LINK = "link"
    SPECIAL = "special"
    PACKED = "reparse_data"
    OTHER = "other"  # a tag that is not known here, of whatever program: what it hides must be looked at
    CLOUD = "cloud_only"


@dataclass(frozen=True, slots=True)
class Reparse:
    stance: Stance
    target: str | None = None


def away(attributes: int) -> bool:
    """Say whether FILE_ATTRIBUTE_* bits mean that reading would fetch the file from elsewhere."""
    return bool(attributes & _NOT_HERE)


def recalled(attributes: int) -> bool:
    """Say whether FILE_ATTRIBUTE_* bits mean that listing a folder would ask for it elsewhere."""
    return bool(attributes & _RECALL)


def stance(tag: int, attributes: int) -> Stance:
    """Tell what to do with a reparse point from its tag; a name surrogate is a link, never followed."""
    if tag & _CLOUD_MASK == _CLOUD:
        # A folder kept in step, or a file already brought down, is an ordinary one with a tag on it.
        return Stance.CLOUD if away(attributes) else Stance.PLAIN
    if tag in _PACKED:
        return Stance.PACKED
    if tag in _SPECIAL:
        return Stance.SPECIAL
    return Stance.LINK if tag & _SURROGATE or tag == _APP_LINK else Stance.OTHER


def read(content: bytes, attributes: int) -> Reparse:
    """Decode a $REPARSE_POINT value; one too short to hold a tag is a link to nowhere."""
    if len(content) < 8:
        return Reparse(Stance.LINK)
    (tag,) = struct.unpack_from("<I", content)
    kind = stance(tag, attributes)
    return Reparse(kind, _target(tag, content[8:]) if kind in {Stance.LINK, Stance.OTHER} else None)


def _target(tag: int, value: bytes) -> str:
    r"""Return where a link points, without the "\??\" of the object manager; else its tag."""
    text = ""
    if tag in {_MOUNT_POINT, _SYMLINK} and len(value) >= 8:
        start, length = struct.unpack_from("<HH", value)
        names = value[8 if tag == _MOUNT_POINT else 12 :]
        text = _utf16(names[start : start + length]).removeprefix("\\??\\")
    elif tag == _LX_SYMLINK:
        text = value[4:].decode("utf-8", "surrogateescape")
    elif tag == _APP_LINK:
        text = [*_utf16(value[4:]).split("\0"), "", "", ""][2]
    return text or f"tag 0x{tag:08x}"


def _utf16(raw: bytes) -> str:
    return raw[: len(raw) & ~1].decode("utf-16-le", "surrogatepass")
