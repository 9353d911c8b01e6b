"""Where a program keeps its signature, and the hash of everything else, as the signer computed it."""

import hashlib
import struct
from dataclasses import dataclass

from toolkit.scan.content import Content
from toolkit.scan.programs.authenticode.refused import Refused

_LARGEST = 4 * 1024 * 1024  # bytes of a certificate table; real ones stay below 100 KB
_PKCS7 = 2
_CHUNK = 4 * 1024 * 1024
_PE32, _PE32_PLUS = 0x10B, 0x20B
_CHECKSUM = 64  # place in the optional header, both kinds
_DIRECTORIES = {_PE32: 96, _PE32_PLUS: 112}
_CERTIFICATES = 4  # the number of the directory that is a place in the file
_PADDED = 8


@dataclass(frozen=True, slots=True)
class Block:
    """The signature, and the three ranges no signer hashes: checksum, directory entry, certificate table."""

    data: bytes  # DER
    checksum: int
    entry: int
    start: int  # of the table
    slack: int  # bytes of the table behind the DER that are not zero padding


def block(content: Content) -> Block | None:
    """Return the signature of a program, None when it declares none; raises Refused when it lies."""
    at = _optional_header(content)
    (magic,) = struct.unpack("<H", content.read(at, 2).ljust(2, b"\0"))
    if magic not in _DIRECTORIES:
        return None
    count_at = at + _DIRECTORIES[magic] - 4
    (count,) = struct.unpack("<I", content.read(count_at, 4).ljust(4, b"\0"))
    entry = at + _DIRECTORIES[magic] + 8 * _CERTIFICATES
    start, size = struct.unpack("<2I", content.read(entry, 8).ljust(8, b"\0"))
    if count <= _CERTIFICATES or (not start and not size):
        return None
    if size < 16 or size > _LARGEST or start < entry or start + size > content.size:
        raise Refused("table_outside_file")
    if start + size < content.size:
        raise Refused("bytes_after_signature", "broken")
    return _first(content.read(start, size), at + _CHECKSUM, entry, start)


def _optional_header(content: Content) -> int:
    head = content.read(0, 64)
    at = int.from_bytes(head[0x3C:0x40], "little") if head[:2] == b"MZ" and len(head) == 64 else 0
    if not at or content.read(at, 4) != b"PE\0\0":
        raise Refused("no_program")
    return at + 24


def _first(table: bytes, checksum: int, entry: int, start: int) -> Block:
    length, _, kind = struct.unpack_from("<IHH", table)
    if kind != _PKCS7 or length < 16 or length > len(table):
        raise Refused("unknown_table")
    body = table[8:length]
    der = body[: _der_length(body)]
    slack = table[8 + len(der) :]
    return Block(der, checksum, entry, start, len(slack.rstrip(b"\0")))


def _der_length(body: bytes) -> int:
    """Return how long the outer SEQUENCE says it is, head included (X.690, 8.1.3)."""
    if len(body) < 4 or body[0] != 0x30:
        raise Refused("malformed")
    first = body[1]
    if first < 0x80:
        return 2 + first
    width = first & 0x7F
    if not 1 <= width <= 4:
        raise Refused("malformed")
    length = 2 + width + int.from_bytes(body[2 : 2 + width], "big")
    if length > len(body):
        raise Refused("malformed")
    return length


def digest(content: Content, found: Block, algorithm: str) -> bytes:
    """Return the hash of a program without the ranges a signer leaves out, padded to 8 bytes with zeros."""
    running = hashlib.new(algorithm, usedforsecurity=False)
    for start, end in (
        (0, found.checksum),
        (found.checksum + 4, found.entry),
        (found.entry + 8, found.start),
    ):
        for at in range(start, end, _CHUNK):
            running.update(content.read(at, min(_CHUNK, end - at)))
    running.update(bytes(-found.start % _PADDED))
    return running.digest()
