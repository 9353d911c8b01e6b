"""MP4 and QuickTime: the chain of boxes and the sample table's pointers (ISO/IEC 14496-12)."""

import struct

from toolkit.scan.content import Content
from toolkit.scan.damage import mp4_samples
from toolkit.scan.damage.places import told
from toolkit.scan.damage.structure import (
    CHECKSUM,
    CONTRADICTION,
    NOT_THIS,
    TRUNCATED,
    Structure,
    broken,
    valid,
)

_KINDS = frozenset(
    b"ftyp moov mdat free skip wide uuid moof mfra meta sidx styp pdin emsg pnot udta prft ssix idat".split()
)
_INSIDE = frozenset(
    {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf", b"mvex", b"moof", b"traf"}
)
_PICTURES = frozenset({b"heic", b"heix", b"mif1", b"avif"})  # whose codes never end by zeros
_BLANK = 1024
_BOXES = 100_000


def check(content: Content) -> Structure:  # noqa: PLR0911 - one per answer
    """Walk the boxes to the end; vouches for all but the media data, which is only known by its bounds."""
    if content.head[4:8] not in _KINDS:
        return NOT_THIS
    at, vouched, count, movie = 0, 0, 0, b""
    still = content.head[8:12] in _PICTURES
    while at < content.size and count < _BOXES:
        count += 1
        box = _box(content, at)
        if box is None:
            return broken(TRUNCATED if content.size - at < 8 else CONTRADICTION, at, vouched)
        kind, head, length = box
        if kind not in _KINDS and not _printable(kind):
            # Cameras append padding or notes of their own; zeros are not a fault.
            return valid(vouched, at) if not any(content.read(at, 64)) else broken(CONTRADICTION, at, vouched)
        if at + length > content.size:
            return broken(TRUNCATED if kind in _KINDS else CONTRADICTION, content.size, vouched)
        if kind in _INSIDE:
            fault = _nested(content.read(at, min(length, 16 * 1024 * 1024)), head)
            if fault is not None:
                return broken(CONTRADICTION, at + fault, vouched)
        if kind == b"moov":
            movie = content.read(at, min(length, 16 * 1024 * 1024))
        if (
            kind == b"mdat"
            and still
            and length > 2 * _BLANK
            and not any(content.read(at + length - _BLANK, _BLANK))
        ):
            return broken(CHECKSUM, at + length - _BLANK, vouched)
        vouched += head if kind in (b"mdat", b"idat") else length
        at += length
    return _sampled(content, movie, min(vouched, content.size), at)


def _sampled(content: Content, movie: bytes, vouched: int, end: int) -> Structure:
    """Hold the samples against their tables; one that does not agree may be the fault of a writer."""
    found = mp4_samples.samples(content, movie) if movie else None
    if found is None or not found.faults:
        return valid(min(vouched + (found.bytes if found else 0), content.size), end)
    if len(found.faults) == found.samples > 1 and found.faults[0] < content.size:
        return broken(CONTRADICTION, found.faults[0], vouched)
    return told(found.faults, vouched, end)


def _printable(kind: bytes) -> bool:
    return len(kind) == 4 and all(0x20 <= byte < 0x7F or byte == 0xA9 for byte in kind)


def _box(content: Content, at: int) -> tuple[bytes, int, int] | None:
    header = content.read(at, 16)
    if len(header) < 8:
        return None
    length, kind = struct.unpack(">I4s", header[:8])
    if length == 0:
        return kind, 8, content.size - at
    if length == 1 and len(header) == 16:
        length = int.from_bytes(header[8:], "big")
        return (kind, 16, length) if length >= 16 else None
    return (kind, 8, length) if length >= 8 else None


def _nested(box: bytes, head: int) -> int | None:
    """Return the offset of the first inner box whose length or kind cannot be, or None."""
    work = [(head, len(box))]
    count = 0
    while work and count < _BOXES:
        at, end = work.pop()
        while at + 8 <= end and count < _BOXES:
            count += 1
            length, kind = struct.unpack_from(">I4s", box, at)
            if length == 0:
                break
            if length < 8 or at + length > end or not _printable(kind):
                return at
            if kind in _INSIDE:
                work.append((at + 8, at + length))
            at += length
    return None
