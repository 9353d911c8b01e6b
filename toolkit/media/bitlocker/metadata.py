"""What a BitLocker volume says of itself: who may unlock it, and what of it is encrypted.

Format: "BitLocker Drive Encryption (BDE) format specification", J. Metz, libbde; the states of an encryption,
the protectors bound to a TPM and the checksum behind the block were seen in volumes made by Windows 7 to 11.
"""

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from toolkit.media.ntfs.record import Damaged

ReadAt = Callable[[int, int], bytes]

BLOCK = 64 * 1024  # bytes set apart for each copy of the metadata
_STANDARD = bytes.fromhex("3bd66749292ed84a8399f6a339e3d001")
_ON_WRITE = bytes.fromhex("3b4da89280dd0e4d9e4eb1e3284eaed8")  # encrypts what is written from now on
_TO_GO_AT = 424  # where a stick keeps it that dresses as FAT32; others at 160
_SIGNATURE = b"-FVE-FS-"
_MASTER_KEY, _FULL_KEY, _HEADER_PLACE = 2, 3, 15  # entry types
_KEY, _STRETCH, _SEALED, _OF_MASTER_KEY, _EXTERNAL, _PLACE = 1, 3, 5, 8, 9, 15  # value types
_LARGEST_HEADER = 64 * 1024 * 1024  # bytes; BitLocker To Go uses 5 MiB
# What unlocks a master key, by the protection type of the format.
PROTECTORS = {
    0x0000: "clear",
    0x0100: "tpm",
    0x0200: "startup_key",
    0x0300: "tpm_startup_key",
    0x0500: "tpm_pin",
    0x0700: "tpm_pin_startup_key",
    0x0800: "recovery",
    0x1000: "smart_card",
    0x2000: "password",
}
METHODS = {
    0x8000: "aes_cbc_128_diffuser",
    0x8001: "aes_cbc_256_diffuser",
    0x8002: "aes_cbc_128",
    0x8003: "aes_cbc_256",
    0x8004: "aes_xts_128",
    0x8005: "aes_xts_256",
}
_ENCRYPTED = 4  # the state of a volume on which nothing is under way


@dataclass(frozen=True, slots=True)
class Protector:
    """One sealed copy of the volume's master key, and what opens it."""

    kind: str  # a value of PROTECTORS, or "other"
    ident: str  # GUID in capitals; its first 8 characters are the key ID shown to users
    sealed: bytes = field(repr=False)
    salt: bytes = b""
    key: bytes = field(default=b"", repr=False)  # the clear key


@dataclass(frozen=True, slots=True)
class Metadata:
    """One volume's own description; offsets and sizes in bytes from its start."""

    sector: int
    method: str
    settled: bool  # neither being encrypted nor decrypted
    on_write: bool  # only part of it is encrypted, and which part its log alone tells
    encrypted_size: int
    header_offset: int  # where the first `header_size` bytes of the file system are kept
    header_size: int
    places: tuple[int, ...]  # of the three copies of this
    protectors: tuple[Protector, ...]
    sealed_key: bytes = field(repr=False)


def metadata(read: ReadAt, size: int) -> Metadata:
    """Read the description of a volume of `size` bytes, from a copy whose checksum holds; raise Damaged."""
    first = read(0, 512)
    known = {_STANDARD, _ON_WRITE}
    at = next((at for at in (160, _TO_GO_AT) if first[at : at + 16] in known), 0)
    if len(first) < 512 or not at:
        raise Damaged("version" if first[:11] == b"\xebR\x90" + _SIGNATURE else "boot sector")
    places = struct.unpack_from("<3Q", first, at + 16)
    sector = struct.unpack_from("<H", first, 11)[0]
    if sector not in {512, 1024, 2048, 4096}:
        raise Damaged("sector size")
    for place in places:
        block = _whole(read, place, size)
        if block:
            return _parsed(block, sector, on_write=first[at : at + 16] == _ON_WRITE)
    raise Damaged("no whole copy of the metadata")


def _whole(read: ReadAt, place: int, size: int) -> bytes:
    """Return the metadata at a place where its checksum holds, else b""."""
    if not 512 <= place < size:
        return b""
    try:
        block = read(place, BLOCK)
    except OSError:
        return b""
    if len(block) < 128 or block[:8] != _SIGNATURE:
        return b""
    end = struct.unpack_from("<H", block, 8)[0] * 16
    if not 112 <= end <= len(block) - 8:
        return b""
    (checksum,) = struct.unpack_from("<I", block, end + 4)
    return block[:end] if zlib.crc32(block[:end]) == checksum else b""


def _parsed(block: bytes, sector: int, *, on_write: bool) -> Metadata:
    version, state, following = struct.unpack_from("<HHH", block, 10)
    if version != 2:
        raise Damaged("version")
    length, _, header = struct.unpack_from("<III", block, 64)
    (method,) = struct.unpack_from("<H", block, 100)
    if not 48 <= header <= length <= len(block) - 64 or method not in METHODS:
        raise Damaged("metadata header")
    found = list(_entries(block[64 + header : 64 + length]))
    at, count = struct.unpack_from("<Q", block, 56)[0], struct.unpack_from("<I", block, 28)[0] * sector
    moved = next((v for t, k, v in found if (t, k) == (_HEADER_PLACE, _PLACE) and len(v) >= 16), b"")
    at, count = struct.unpack_from("<QQ", moved) if moved else (at, count)
    (encrypted,), places = struct.unpack_from("<Q", block, 16), struct.unpack_from("<3Q", block, 32)
    if not 0 < count <= _LARGEST_HEADER or any(one % sector for one in (at, count, encrypted, *places)):
        raise Damaged("place of the first sectors")
    return Metadata(
        sector=sector,
        method=METHODS[method],
        settled=(state, following) == (_ENCRYPTED, _ENCRYPTED),
        on_write=on_write,
        encrypted_size=encrypted,
        header_offset=at,
        header_size=count,
        places=places,
        protectors=tuple(_protector(v) for t, k, v in found if (t, k) == (_MASTER_KEY, _OF_MASTER_KEY)),
        sealed_key=next((v for t, k, v in found if (t, k) == (_FULL_KEY, _SEALED)), b""),
    )


def _entries(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield type, kind of value and value of each entry."""
    at = 0
    while at + 8 <= len(content):
        size, kind, value, _ = struct.unpack_from("<4H", content, at)
        if not size:
            return
        if size < 8 or at + size > len(content):
            raise Damaged("metadata entry")
        yield kind, value, content[at + 8 : at + size]
        at += size


def _protector(value: bytes) -> Protector:
    if len(value) < 28:
        raise Damaged("protector")
    held = {kind: part for _, kind, part in _entries(value[28:])}
    return Protector(
        kind=PROTECTORS.get(struct.unpack_from("<H", value, 26)[0], "other"),
        ident=str(UUID(bytes_le=value[:16])).upper(),
        sealed=held.get(_SEALED, b""),
        salt=held.get(_STRETCH, b"")[4:20],
        key=held.get(_KEY, b"")[4:],
    )


def startup_key(content: bytes) -> tuple[str, bytes]:
    """Return the identifier and the key a startup key file (.BEK) holds; raise Damaged.

    The identifier is that of the one protector it opens.
    """
    if len(content) < 48 or len(content) > BLOCK:
        raise Damaged("startup key")
    length, _, header = struct.unpack_from("<III", content)
    if not 48 <= header <= length <= len(content):
        raise Damaged("startup key")
    for _, kind, value in _entries(content[header:length]):
        if kind == _EXTERNAL and len(value) >= 24:
            keys = [part[4:36] for _, inner, part in _entries(value[24:]) if inner == _KEY]
            if keys and len(keys[0]) == 32:
                return str(UUID(bytes_le=value[:16])).upper(), keys[0]
    raise Damaged("startup key")
