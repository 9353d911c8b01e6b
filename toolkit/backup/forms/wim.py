"""WIM and ESD images of Windows: their header, dates and the sums of their integrity table; not their files.

Format: Microsoft's "Windows Imaging File Format (WIM)" of 2007.
"""

import hashlib
import re
import struct

from toolkit.backup.forms.form import Found, Place, State, Words, fault
from toolkit.backup.forms.seven_zip import refused
from toolkit.errors import Unreadable
from toolkit.media.ntfs.record import nanoseconds
from toolkit.records import Facts
from toolkit.scan.content import Content

ENDINGS = frozenset({"wim", "esd", "swm"})
_HEADER = 208
_LISTING = 16 * 1024 * 1024  # bytes of XML
_TABLE = 8 * 1024 * 1024  # bytes of sums
_PIECE = 64 * 1024 * 1024  # bytes that one sum is of, at most
_LINE = struct.Struct(
    "<QQQHI20s"
)  # of the list of files: size and flags, offset, size unpacked, part, links, sum
_SIZE = (1 << 56) - 1
_PACKED, _SOLID, _RUN = 4, 16, 1 << 32
_CREATED = re.compile(
    r"<CREATIONTIME>\s*<HIGHPART>0x([0-9A-Fa-f]{1,8})</HIGHPART>\s*<LOWPART>0x([0-9A-Fa-f]{1,8})</LOWPART>"
)


def read(place: Place, _words: Words) -> Found | None:
    """Return the image at a place, None where it is none."""
    try:
        with place.open() as file:
            return _found(place, Content(file, file.seek(0, 2)))
    except Unreadable as error:
        return refused("wim", place, error)


def _found(place: Place, content: Content) -> Found | None:
    head = content.read(0, _HEADER)
    if content.size and head[:8] == bytes(len(head[:8])):
        return Found("wim", place.volume, place.path, State.BROKEN, faults=(fault("unopened", place),))
    if len(head) < _HEADER or head[:8] != b"MSWIM\0\0\0":
        return None
    part, parts, images = struct.unpack_from("<HHI", head, 40)
    about: dict[str, object] = {"bytes": content.size, "images": images, "part": part, "parts": parts}
    faults: list[Facts] = []
    state = State.STRUCTURE
    stretches = [_stretch(head, at) for at in (48, 72, 124)]
    if any(at + length > content.size for at, length in stretches) or not stretches[0][0]:
        state = State.BROKEN
        faults.append(fault("not_to_end", place))
    else:
        made = _made(content, *stretches[1])
        about |= {"made_ns": made} if made else {}
        listed = _is_listed(content, parts, head[48 + 7], *stretches[0]) and _is_described(
            content, *stretches[1]
        )
        if not listed or not _is_sound(content, *stretches[0], *stretches[2]):
            faults.append(fault("part_changed", place))
    return Found("wim", place.volume, place.path, state, (), tuple(faults), about=about)


def _stretch(head: bytes, at: int) -> tuple[int, int]:
    """Return offset and bytes of what a header points to."""
    packed, offset = struct.unpack_from("<QQ", head, at)
    return int(offset), int(packed) & 0xFFFFFFFFFFFFFF


def _made(content: Content, at: int, length: int) -> int | None:
    """Return when the newest image was made, ns UTC."""
    told = content.read(at, min(length, _LISTING)).decode("utf-16-le", "replace")
    dates = [int(high, 16) << 32 | int(low, 16) for high, low in _CREATED.findall(told)]
    return nanoseconds(max(dates)) if dates else None


def _is_described(content: Content, at: int, length: int) -> bool:
    """Tell whether the description of the images is the XML in UTF-16 that it has to be."""
    return not length or content.read(at, 12) == "\ufeff<WIM>".encode("utf-16-le")


def _is_listed(content: Content, parts: int, flags: int, at: int, length: int) -> bool:
    """Tell whether the files listed lie in the image; true of a list that is packed, or too long."""
    if flags & _PACKED or length > _LISTING:
        return True
    raw = content.read(at, length)
    if len(raw) < length or length % _LINE.size:
        return False
    for size, offset, plain, part, links, _ in _LINE.iter_unpack(raw):
        stored, solid = size & _SIZE, size >> 56 & _SOLID
        # The bytes of a file of a solid run lie within what the run unpacks to, of which only this is told.
        outside = parts == 1 and not _HEADER <= offset <= content.size - stored
        if not links or not 0 < part <= parts or ((not solid or plain == _RUN) and outside):
            return False
    return True


def _is_sound(content: Content, files: int, listed: int, at: int, length: int) -> bool:
    """Tell whether the sums hold, of all between the header and the list of files' end; true without sums."""
    if not at or length > _TABLE:
        return True
    table = content.read(at, length)
    if len(table) < 12:
        return False
    _, count, step = struct.unpack_from("<III", table)
    end = files + listed
    if not 0 < step <= _PIECE or len(table) < 12 + 20 * count or -(-(end - _HEADER) // step) != count:
        return False
    for number in range(count):
        start = _HEADER + number * step
        piece = content.read(start, min(step, end - start))
        # The format's own sum, held against accidents.
        if hashlib.sha1(piece, usedforsecurity=False).digest() != table[12 + 20 * number :][:20]:
            return False
    return True
