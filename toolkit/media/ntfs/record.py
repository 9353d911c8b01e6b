"""One NTFS FILE record, from its bytes: the names, times and attributes as they were written.

Layout: the Linux-NTFS project's documentation and libfsntfs's "NTFS format specification".
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.records import Times

STANDARD_INFORMATION = 0x10
ATTRIBUTE_LIST = 0x20
FILE_NAME = 0x30
VOLUME_NAME = 0x60
VOLUME_INFORMATION = 0x70
DATA = 0x80
INDEX_ROOT = 0x90
INDEX_ALLOCATION = 0xA0
REPARSE_POINT = 0xC0

ENCRYPTED = 0x4000  # attribute flag: EFS
SPARSE = 0x8000
DOS_ALIAS = 2  # $FILE_NAME namespace of an 8.3 alias that has a long name beside it

_IN_USE = 1
_DIRECTORY = 2
_STRIDE = 512  # update sequences guard every 512 bytes, whatever the sector size
_REFERENCE = (1 << 48) - 1
_EPOCH = 116_444_736_000_000_000  # 1601 to 1970, in 100 ns


class Damaged(Exception):  # noqa: N818 - a fact about the medium
    """The bytes are not what the structure asks for."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute header; `content` is None when the value lies outside the record."""

    kind: int
    name: str
    flags: int
    number: int
    size: int  # bytes of the value
    content: bytes | None
    first: bool  # False for a later extent of a value spread over several records
    vcn: int = 0  # of the extent's first cluster
    allocated: int = 0  # bytes on the medium, as the first extent states
    pairs: bytes = b""  # the mapping pairs of a value that lies outside


@dataclass(frozen=True, slots=True)
class FileName:
    parent: tuple[int, int]  # record number and sequence of the directory
    name: str
    namespace: int
    times: Times


@dataclass(frozen=True, slots=True)
class Record:
    number: int
    sequence: int
    in_use: bool
    directory: bool
    base: int  # the record this one extends; 0 when it stands alone
    attributes: tuple[Attribute, ...]
    links: int = 1  # names of the file, its short one included

    def first(self, kind: int, name: str = "") -> Attribute | None:
        for attribute in self.attributes:
            if attribute.kind == kind and attribute.name == name and attribute.first:
                return attribute
        return None


def reference(value: int) -> tuple[int, int]:
    """Split a file reference into record number and sequence."""
    return value & _REFERENCE, value >> 48


def nanoseconds(filetime: int) -> int | None:
    """Turn a FILETIME (100 ns since 1601) into nanoseconds since 1970; zero is "not recorded"."""
    return (filetime - _EPOCH) * 100 if filetime else None


def mended(raw: bytes, signature: bytes) -> bytes:
    """Check a record's signature and update sequence, and put its guarded bytes back; raise Damaged."""
    if len(raw) < _STRIDE or raw[:4] != signature:
        raise Damaged("signature")
    start, count = struct.unpack_from("<HH", raw, 4)
    if (count - 1) * _STRIDE != len(raw) or start + 2 * count > _STRIDE - 2:
        raise Damaged("update sequence")
    mark = raw[start : start + 2]
    whole = bytearray(raw)
    for sector in range(1, count):
        tail = sector * _STRIDE - 2
        if raw[tail : tail + 2] != mark:
            raise Damaged("torn write")
        whole[tail : tail + 2] = raw[start + 2 * sector : start + 2 * sector + 2]
    return bytes(whole)


def parse(raw: bytes, number: int) -> Record:
    """Read one FILE record; raise Damaged."""
    record = mended(raw, b"FILE")
    sequence, links, start, flags, used, _, base = struct.unpack_from("<HHHHIIQ", record, 16)
    if used > len(record) or start < 42:
        raise Damaged("record length")
    # NTFS 3.1 writes a record's number after its header; older ones keep the update sequence there.
    if struct.unpack_from("<H", record, 4)[0] >= 48 and struct.unpack_from("<I", record, 44)[0] != number:
        raise Damaged("record number")
    attributes = tuple(_attributes(record[:used], start))
    # One cleared bit must not hide what a folder holds: only a folder has an index of names.
    indexed = any(part.kind == INDEX_ROOT and part.name == "$I30" for part in attributes)
    in_use, directory = bool(flags & _IN_USE), bool(flags & _DIRECTORY) or indexed
    return Record(number, sequence, in_use, directory, reference(base)[0], attributes, links)


def _attributes(record: bytes, at: int) -> Iterator[Attribute]:
    while at + 4 <= len(record):
        (kind,) = struct.unpack_from("<I", record, at)
        if kind == 0xFFFFFFFF:
            return
        if at + 24 > len(record):
            break
        (length,) = struct.unpack_from("<I", record, at + 4)
        if length < 24 or length % 8 or at + length > len(record):
            break
        yield attribute(record[at : at + length], kind)
        at += length
    raise Damaged("attributes")


def attribute(header: bytes, kind: int) -> Attribute:
    """Read one attribute from its own bytes; raise Damaged."""
    outside, units, name_at, flags, number = struct.unpack_from("<BBHHH", header, 8)
    if name_at + 2 * units > len(header):
        raise Damaged("attribute name")
    name = header[name_at : name_at + 2 * units].decode("utf-16-le", "surrogatepass")
    if not outside:
        size, start = struct.unpack_from("<IH", header, 16)
        if start + size > len(header):
            raise Damaged("attribute value")
        return Attribute(kind, name, flags, number, size, header[start : start + size], first=True)
    if len(header) < 64:
        raise Damaged("attribute header")
    (vcn,) = struct.unpack_from("<Q", header, 16)
    allocated, size = struct.unpack_from("<QQ", header, 40)
    pairs = header[struct.unpack_from("<H", header, 32)[0] :]
    return Attribute(kind, name, flags, number, size, None, vcn == 0, vcn, allocated, pairs)


def file_name(key: bytes) -> FileName:
    """Read a $FILE_NAME value, from a record or as the key of a directory's index; raise Damaged."""
    if len(key) < 66 or len(key) < 66 + 2 * key[64]:
        raise Damaged("file name")
    parent, *filetimes = struct.unpack_from("<5Q", key)
    name = key[66 : 66 + 2 * key[64]].decode("utf-16-le", "surrogatepass")
    return FileName(reference(parent), name, key[65], _times(filetimes))


def names(record: Record) -> list[FileName]:
    """Return every $FILE_NAME of a record; raise Damaged."""
    return [file_name(value) for value in values(record, FILE_NAME)]


def values(record: Record, kind: int) -> list[bytes]:
    """Return the values of one kind of attribute that lie in the record itself."""
    return [part.content for part in record.attributes if part.kind == kind and part.content is not None]


def standard(content: bytes) -> tuple[Times, int]:
    """Return the times and FILE_ATTRIBUTE_* bits of $STANDARD_INFORMATION; raise Damaged."""
    if len(content) < 36:
        raise Damaged("standard information")
    filetimes = struct.unpack_from("<4Q", content)
    return _times(filetimes), struct.unpack_from("<I", content, 32)[0]


def _times(filetimes: tuple[int, ...] | list[int]) -> Times:
    created, modified, changed, accessed = (nanoseconds(value) for value in filetimes)
    return Times(created, modified, changed, accessed)


def extensions(content: bytes) -> list[int]:
    """Return the numbers of the records an $ATTRIBUTE_LIST names, each once; raise Damaged."""
    found: dict[int, None] = {}
    at = 0
    while at + 26 <= len(content):
        (length,) = struct.unpack_from("<H", content, at + 4)
        if length < 26:
            raise Damaged("attribute list")
        found[reference(struct.unpack_from("<Q", content, at + 16)[0])[0]] = None
        at += length
    return list(found)
