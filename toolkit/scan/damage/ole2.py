"""OLE2, the container of .doc, .xls, .ppt, .msi and .msg: header, FAT and directory ([MS-CFB])."""

import struct
from dataclasses import dataclass

from toolkit.scan.content import Content
from toolkit.scan.damage import ole2_streams
from toolkit.scan.damage.structure import (
    CONTRADICTION,
    NOT_THIS,
    TRUNCATED,
    Structure,
    broken,
    protected,
    valid,
)

_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END, _FREE, _FAT, _DIFAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFC
_MINI = 4096  # bytes; smaller streams share the sectors of the mini stream
_SECTORS = 200_000  # of the FAT's own chain and of the directory's


@dataclass(frozen=True, slots=True)
class _Stream:
    name: str
    start: int
    size: int


def check(content: Content) -> Structure:
    """Check the header, that the FAT marks its own sectors, and that chains of the directory are whole.

    Vouches for those, and for a workbook's records; what Word and Excel write must be neither wiped nor
    random (see ole2_streams), and password marks of Office are read.
    """
    head = content.read(0, 512)
    if not head.startswith(_MAGIC):
        return NOT_THIS
    if len(head) < 512:
        return broken(TRUNCATED, content.size)
    version, order, shift, mini = struct.unpack_from("<HHHH", head, 26)
    if (version, shift) not in ((3, 9), (4, 12)) or order != 0xFFFE or mini != 6:
        return broken(CONTRADICTION, 24)
    sector = 1 << shift
    fat = _fat(content, head, sector)
    if isinstance(fat, Structure):
        return fat
    (directory,) = struct.unpack_from("<I", head, 48)
    return _directory(content, fat, directory, sector)


def _fat(content: Content, head: bytes, sector: int) -> list[int] | Structure:
    (count,) = struct.unpack_from("<I", head, 44)
    # Each sector of the FAT maps 128 or 1,024 others; far more of them than the file needs is a lie.
    if count == 0 or count > content.size // sector // (sector // 4) * 4 + 16:
        return broken(CONTRADICTION, 44)
    wanted = list(struct.unpack_from("<109I", head, 76))
    (at, links) = struct.unpack_from("<II", head, 68)
    for _ in range(min(links, content.size // sector)):
        if at >= _DIFAT:
            break
        raw = content.read((at + 1) * sector, sector)
        if len(raw) < sector:
            return broken(TRUNCATED, content.size)
        numbers = struct.unpack(f"<{sector // 4}I", raw)
        wanted.extend(numbers[:-1])
        at = numbers[-1]
    fat: list[int] = []
    for number in wanted[:count]:
        raw = content.read((number + 1) * sector, sector) if number < _DIFAT else b""
        if len(raw) < sector:
            kind = (
                TRUNCATED if number < _DIFAT and (number + 1) * sector < 4 * content.size else CONTRADICTION
            )
            return broken(kind, content.size if kind == TRUNCATED else 76)
        fat.extend(struct.unpack(f"<{sector // 4}I", raw))
    return _marked(fat, wanted[:count], sector, content.size)


def _marked(fat: list[int], own: list[int], sector: int, size: int) -> list[int] | Structure:
    """Accept a FAT whose own sectors are marked as such and whose links stay inside the file."""
    # Some writers mark those as the end of a chain, or as free: never as part of one.
    bad = [number for number in own if number >= len(fat) or fat[number] < _DIFAT]
    if bad:
        return broken(CONTRADICTION, (own[0] + 1) * sector, 512)
    last = size // sector + len(own) * 0 + 1
    wild = next((index for index, link in enumerate(fat[:last]) if last <= link < _DIFAT), None)
    if wild is not None:
        at = (own[wild * 4 // sector] + 1) * sector
        return broken(TRUNCATED if fat[wild] < 4 * last else CONTRADICTION, at, 512)
    return fat


def _directory(content: Content, fat: list[int], start: int, sector: int) -> Structure:
    streams: list[_Stream] = []
    chain = _chain(fat, start, _SECTORS)
    if not chain:
        return broken(CONTRADICTION, 48)
    for number in chain:
        raw = content.read((number + 1) * sector, sector)
        if len(raw) < sector:
            return broken(TRUNCATED, content.size, 512)
        for at in range(0, sector, 128):
            entry = _entry(raw[at : at + 128])
            if entry is None:
                return broken(CONTRADICTION, (number + 1) * sector + at, 512)
            streams.append(entry)
    structure = 512 + len(fat) * 4 + len(chain) * sector
    locked = _password(content, fat, streams, sector)
    if locked:
        return protected(locked, min(structure, content.size))
    return _held(content, fat, streams, sector, structure)


def _held(content: Content, fat: list[int], streams: list[_Stream], sector: int, structure: int) -> Structure:
    """Judge the sectors and streams of a container whose `structure`, so many bytes, is whole."""
    used = max((index for index, link in enumerate(fat) if link != _FREE), default=0)
    end = (used + 2) * sector
    if end > content.size + sector:
        return broken(TRUNCATED, content.size, structure)
    if content.whole is None:
        return valid(min(structure, content.size), min(end, content.size))
    # By name first: a hostile directory may give one endless chain to every one of its entries.
    wanted = {one.name: one for one in streams if one.name in ole2_streams.NAMES and one.size >= _MINI}
    kept = {name: _sectors(fat, one, sector) for name, one in wanted.items()}
    read, fault = ole2_streams.check(content.whole, kept, _used(fat), sector)
    if fault is not None:
        return broken(CONTRADICTION, fault, structure)
    return valid(min(structure + read, content.size), min(end, content.size))


def _sectors(fat: list[int], stream: _Stream, sector: int) -> list[int]:
    return _chain(fat, stream.start, _SECTORS)[: -(-stream.size // sector)]


def _used(fat: list[int]) -> list[bool]:
    return [link not in (_FREE, _FAT, _DIFAT) for link in fat]


def _entry(raw: bytes) -> _Stream | None:
    length, kind, colour = struct.unpack_from("<HBB", raw, 64)
    if kind == 0:
        return _Stream("", _END, 0)
    if kind not in (1, 2, 5) or length > 64 or length % 2 or colour > 1:
        return None
    name = raw[: max(0, length - 2)].decode("utf-16-le", "replace")
    start, size = struct.unpack_from("<II", raw, 116)
    return _Stream(name, start, size if kind == 2 else 0)


def _chain(fat: list[int], start: int, limit: int) -> list[int]:
    chain: list[int] = []
    while start < len(fat) and len(chain) < min(limit, len(fat)):
        chain.append(start)
        start = fat[start]
    return chain if start == _END else []


def _password(content: Content, fat: list[int], streams: list[_Stream], sector: int) -> str:
    """Return why an Office document is legitimately encrypted, "" when it is not."""
    names = {stream.name: stream for stream in streams}
    if "EncryptedPackage" in names and "EncryptionInfo" in names:
        return "office_password"
    word = names.get("WordDocument")
    if word and word.size >= 4096:
        begin = content.read((word.start + 1) * sector, 32)
        # [MS-DOC] 2.5.2: bit 8 of the flags at offset 10 is fEncrypted.
        return "office_password" if begin[:2] == b"\xec\xa5" and begin[11] & 1 else ""
    book = names.get("Workbook") or names.get("Book")
    if book and book.size >= 4096 and book.start < len(fat):
        begin = content.read((book.start + 1) * sector, 256)
        return "office_password" if _has_file_pass(begin) else ""
    return "office_password" if "EncryptedSummary" in names else ""


def _has_file_pass(begin: bytes) -> bool:
    """Look for the FILEPASS record among the first records of a workbook ([MS-XLS] 2.4.117)."""
    at = 0
    while at + 4 <= len(begin):
        kind, length = struct.unpack_from("<HH", begin, at)
        if kind == 0x2F:
            return True
        at += 4 + length
    return False
