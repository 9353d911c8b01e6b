"""What Windows answers about the names in a folder, read from the bytes it gives, and what its errors mean.

Layouts: Microsoft Open Specifications [MS-FSCC], FileIdBothDirectoryInformation and FileStreamInformation;
Microsoft, fileapi.h, BY_HANDLE_FILE_INFORMATION. Numbers of errors: winerror.h.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.media.names import hostile
from toolkit.media.ntfs import reparse as ntfs_reparse
from toolkit.media.ntfs.record import nanoseconds
from toolkit.media.ntfs.reparse import Stance
from toolkit.media.place import HOLE
from toolkit.records import EntryKind, Times

_DIRECTORY = 0x10
_SPARSE = 0x200
_REPARSE_POINT = 0x400
_NAME = struct.Struct("<II6Q3IBB24s2xQ")
_STREAM = struct.Struct("<IIQQ")
_HANDLE = struct.Struct("<I3Q6I")

_CLOUD = range(358, 405)  # ERROR_CLOUD_FILE_*: the provider refuses, is away, or would have to fetch
_WHY = {
    2: "vanished",  # FILE_NOT_FOUND
    3: "vanished",  # PATH_NOT_FOUND
    5: "denied",  # ACCESS_DENIED
    32: "locked",  # SHARING_VIOLATION
    33: "locked",  # LOCK_VIOLATION
    123: "hostile_name",  # INVALID_NAME
    161: "hostile_name",  # BAD_PATHNAME
    206: "hostile_name",  # FILENAME_EXCED_RANGE
    225: "antivirus",  # VIRUS_INFECTED
    226: "antivirus",  # VIRUS_DELETED
    267: "vanished",  # DIRECTORY: a file took the folder's place
    303: "vanished",  # DELETE_PENDING
    426: "cloud_only",  # CLOUD_FILE_REQUEST_TIMEOUT
    475: "cloud_only",  # CLOUD_FILE_DEHYDRATION_DISALLOWED
    1314: "denied",  # PRIVILEGE_NOT_HELD
    1392: "damaged",  # FILE_CORRUPT
    1393: "damaged",  # DISK_CORRUPT
    1920: "reparse_data",  # CANT_ACCESS_FILE: no filter here knows what lies there
    4350: "cloud_only",  # FILE_OFFLINE
    4351: "cloud_only",  # REMOTE_STORAGE_NOT_ACTIVE
    4352: "cloud_only",  # REMOTE_STORAGE_MEDIA_ERROR
    4393: "reparse_data",  # REPARSE_TAG_INVALID
    4394: "reparse_data",  # REPARSE_TAG_MISMATCH
    6001: "efs",  # DECRYPTION_FAILED
    6002: "efs",  # FILE_ENCRYPTED
    6005: "efs",  # WRONG_EFS
    6006: "efs",  # NO_USER_KEYS
    0x80310000: "bitlocker",  # FVE_LOCKED_VOLUME
}


@dataclass(frozen=True, slots=True)
class Named:
    """One name in a folder, as its listing gives it."""

    name: str
    attributes: int
    size: int  # bytes
    allocated: int  # bytes
    times: Times
    created: int  # FILETIME
    index: int  # file reference; 0 where the file system has none
    tag: int = 0  # of a reparse point; 0 when it is not told


@dataclass(frozen=True, slots=True)
class Held:
    """What an open handle is on."""

    attributes: int
    size: int  # bytes
    created: int  # FILETIME
    serial: int  # of the volume
    index: int


def why(error: OSError | ValueError) -> str:
    """Return the code of an error met in a folder; a name that cannot be asked for is a ValueError."""
    if not isinstance(error, OSError):
        return "hostile_name"
    number = (getattr(error, "winerror", None) or 0) & 0xFFFFFFFF
    return "cloud_only" if number in _CLOUD else _WHY.get(number, "io_error")


def named(answer: bytes) -> Iterator[Named]:
    """Yield what one directory answer names, "." and ".." left out; raise OSError when it is not one."""
    for at in _chain(answer, _NAME.size):
        row = _NAME.unpack_from(answer, at)
        created, accessed, modified, changed, size, allocated = row[2:8]
        attributes, length, extended, index = row[8], row[9], row[10], row[14]
        name = _text(answer, at + _NAME.size, length)
        if name in {".", ".."}:
            continue
        times = Times(*(nanoseconds(time) for time in (created, modified, changed, accessed)))
        tag = extended if attributes & _REPARSE_POINT else 0
        yield Named(name, attributes, size, allocated, times, created, index, tag)


def streams(answer: bytes) -> Iterator[tuple[str, int, int]]:
    """Yield name, size and allocated size of each named data stream; raise OSError when it is no answer."""
    for at in _chain(answer, _STREAM.size):
        _, length, size, allocated = _STREAM.unpack_from(answer, at)
        whole = _text(answer, at + _STREAM.size, length)
        name, kind = whole.removeprefix(":").rpartition(":")[::2]
        if name and kind.upper() == "$DATA":
            yield name, size, allocated


def held(answer: bytes) -> Held:
    """Return what a handle is on; raise OSError when the answer is too short."""
    if len(answer) < _HANDLE.size:
        raise OSError("an answer cut short")
    attributes, created, _, _, serial, high, low, _, index_high, index_low = _HANDLE.unpack_from(answer)
    return Held(attributes, high << 32 | low, created, serial, index_high << 32 | index_low)


def standing(attributes: int, tag: int, size: int, allocated: int) -> tuple[EntryKind, str]:
    """Return what a name is, and why it is not read, or ""; what is not known for certain is not followed."""
    folder = bool(attributes & _DIRECTORY)
    kind = EntryKind.DIRECTORY if folder else EntryKind.FILE
    if attributes & _REPARSE_POINT:
        return _reparse(kind, attributes, tag)
    # Anybody can set the offline bit, and a folder that bears it is listed from this volume all the same.
    if ntfs_reparse.recalled(attributes) if folder else ntfs_reparse.away(attributes):
        return kind, "cloud_only"
    return kind, "implausible_size" if not folder and size - allocated > HOLE else ""


def through(attributes: int, tag: int) -> bool:
    """Say whether a filter of this Windows unpacks the file, and only for who opens it without its tag."""
    return bool(attributes & _REPARSE_POINT) and ntfs_reparse.stance(tag, attributes) is Stance.PACKED


def unsuited(name: str) -> bool:
    """Say whether a name cannot stand in a Windows path: other systems write such names on NTFS."""
    return hostile(name) or any(char in name for char in ":\\\0")


def _reparse(kind: EntryKind, attributes: int, tag: int) -> tuple[EntryKind, str]:
    stance = ntfs_reparse.stance(tag, attributes)
    if not tag or stance is Stance.LINK:
        return EntryKind.LINK, ""
    if stance is Stance.SPECIAL:
        return EntryKind.SPECIAL, ""
    if stance is Stance.CLOUD or ntfs_reparse.away(attributes):
        return kind, "cloud_only"
    hollow = stance is Stance.OTHER and kind is EntryKind.FILE and attributes & _SPARSE
    return kind, "reparse_data" if hollow else ""


def _chain(answer: bytes, least: int) -> Iterator[int]:
    """Yield where each row of a chained answer starts; raise OSError when it leads outside."""
    at = 0
    while answer:
        if at + least > len(answer):
            raise OSError("an answer cut short")
        yield at
        (step,) = struct.unpack_from("<I", answer, at)
        if not step:
            return
        if step < least:
            raise OSError("an answer that turns back")
        at += step


def _text(answer: bytes, at: int, length: int) -> str:
    raw = answer[at : at + length]
    if length % 2 or len(raw) != length:
        raise OSError("a name cut short")
    return raw.decode("utf-16-le", "surrogatepass")
