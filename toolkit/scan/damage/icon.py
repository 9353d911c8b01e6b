"""Windows icons and cursors: the directory, and each picture, a PNG or a bitmap (Microsoft ICO)."""

import struct

from toolkit.scan.content import WHOLE_LIMIT, Content
from toolkit.scan.damage import png
from toolkit.scan.damage.structure import CONTRADICTION, NOT_THIS, TRUNCATED, Structure, broken, valid

_PICTURES = 256


def check(content: Content) -> Structure:  # noqa: PLR0911 - each fault is an answer
    """Check each picture's place and head; vouches for the directory, the heads and whole PNG pictures."""
    head = content.head
    if head[:4] not in (b"\0\0\1\0", b"\0\0\2\0") or len(head) < 22 or content.size > WHOLE_LIMIT:
        return NOT_THIS
    (count,) = struct.unpack_from("<H", head, 4)
    if not 0 < count <= _PICTURES or head[9]:
        return NOT_THIS
    vouched = 6 + 16 * count
    for number in range(count):
        entry = content.read(6 + 16 * number, 16)
        if len(entry) < 16:
            return broken(TRUNCATED, content.size)
        size, at = struct.unpack_from("<II", entry, 8)
        if at < 6 + 16 * count or size > 1 << 28:
            return broken(CONTRADICTION, 6 + 16 * number)
        if at + size > content.size:
            return broken(TRUNCATED if at < 4 * content.size else CONTRADICTION, content.size, vouched)
        picture = content.read(at, size)
        if picture[:8] == b"\x89PNG\r\n\x1a\n":
            found = png.check(Content.of(picture))
            if found.verdict == "broken":
                return broken(found.reason, at + found.offset, vouched)
            vouched += found.vouched
        elif len(picture) < 16 or struct.unpack_from("<I", picture)[0] not in (12, 40, 64, 108, 124):
            return broken(CONTRADICTION, at, vouched)
        else:
            vouched += 40
    return valid(min(vouched, content.size), content.size)
