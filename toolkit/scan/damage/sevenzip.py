"""7z: the two headers and their checksums, and whether a password locks it (7zFormat.txt)."""

import struct
import zlib

from toolkit.scan.content import Content
from toolkit.scan.damage.structure import (
    CONTRADICTION,
    NOT_THIS,
    TRUNCATED,
    Structure,
    broken,
    protected,
    valid,
)

_AES = b"\x06\xf1\x07\x01"  # codec id of AES-256 with SHA-256


def check(content: Content) -> Structure:  # noqa: PLR0911 - each fault is an answer
    """Check a 7z's start and end headers.

    The packed data between them is vouched for when it was undone before, and had the checksums of its header
    (`inside.seven_zip`, which keeps with the content how many bytes that were).
    """
    head = content.head[:32]
    if head[:6] != b"7z\xbc\xaf\x27\x1c":
        return NOT_THIS
    if len(head) < 32:
        return broken(TRUNCATED, content.size)
    (crc,) = struct.unpack_from("<I", head, 8)
    if zlib.crc32(head[12:32]) != crc:
        return broken(CONTRADICTION, 8)
    offset, length, header_crc = struct.unpack_from("<QQI", head, 12)
    start, end = 32 + offset, 32 + offset + length
    if end > content.size:
        return broken(TRUNCATED, content.size, 32)
    if length > 16 * 1024 * 1024:
        return valid(32, end)
    header = content.read(start, length)
    if zlib.crc32(header) != header_crc:
        return broken(CONTRADICTION, start, 32)
    if _AES in header:
        return protected("archive_password", 32 + length)
    return valid(min(32 + length + content.kept.get("sound", 0), end), end)
