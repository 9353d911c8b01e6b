"""A BitLocker volume made byte by byte around a plain one (libbde, "BitLocker Drive Encryption format")."""

import hashlib
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESCCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC, ECB, XTS

SECTOR, BLOCK, HEADER = 512, 64 * 1024, 16 * 512
RECOVERY_KEY = "042647-302313-590458-071500-554323-116567-412181-516978"
OTHER_RECOVERY_KEY = "616319-601744-502117-534017-367994-176748-607299-663201"
PASSWORD = "Cabinet-Été 2026"  # noqa: S105 - of volumes made here
EXTERNAL = bytes(range(100, 132))
MASTER = bytes(range(32))
METHODS = {"aes_cbc_128": (0x8002, 16), "aes_cbc_256": (0x8003, 32), "aes_xts_128": (0x8004, 32)}
METHODS["aes_xts_256"] = (0x8005, 64)
_GUIDS = {"standard": "3bd66749292ed84a8399f6a339e3d001", "on_write": "3b4da89280dd0e4d9e4eb1e3284eaed8"}
_STAMP = 133_500_000_000_000_000


@dataclass(frozen=True)
class Lock:
    """One protector: its type, its identifier and the key it is sealed with."""

    kind: int
    ident: UUID
    key: bytes
    salt: bytes = b""
    held: bytes = b""  # the key itself, of a clear key


def recovery(text: str = RECOVERY_KEY, number: int = 1) -> Lock:
    digest = hashlib.sha256(b"".join(struct.pack("<H", int(group) // 11) for group in text.split("-")))
    return _stretched(0x800, UUID(int=0x3FD763F9 << 96 | number), digest.digest(), bytes([number]) * 16)


def password(text: str = PASSWORD) -> Lock:
    digest = hashlib.sha256(hashlib.sha256(text.encode("utf-16-le")).digest()).digest()
    return _stretched(0x2000, UUID(int=0xCDFDF65E << 96), digest, b"p" * 16)


def startup() -> Lock:
    return Lock(0x200, UUID(int=0x4381F759 << 96), EXTERNAL)


def clear_key() -> Lock:
    key = bytes(range(50, 82))
    return Lock(0, UUID(int=0x31F1BAEB << 96), key, held=key)


def tpm() -> Lock:
    return Lock(0x100, UUID(int=0x77777777 << 96), b"\x42" * 32)


def _stretched(kind: int, ident: UUID, digest: bytes, salt: bytes) -> Lock:
    last = bytes(32)
    for turn in range(0x100000):
        last = hashlib.sha256(last + digest + salt + struct.pack("<Q", turn)).digest()
    return Lock(kind, ident, last, salt)


def startup_file(lock: Lock) -> bytes:
    """Return what a .BEK file holds."""
    key = _entry(0, 1, struct.pack("<I", 0x2002) + lock.key)
    whole = _entry(6, 9, lock.ident.bytes_le + struct.pack("<Q", _STAMP) + _text("ExternalKey", 0) + key)
    length = 48 + len(whole)
    return struct.pack("<4I16sIIQ", length, 1, 48, length, lock.ident.bytes_le, 1, 0, _STAMP) + whole


def sealed(
    plain: bytes,
    locks: Sequence[Lock],
    method: str = "aes_xts_128",
    *,
    guid: str = "standard",
    to_go: bool = False,
    encrypted: int | None = None,
    state: tuple[int, int] = (4, 4),
) -> bytes:
    """Encrypt a volume, or its first `encrypted` bytes; it is free from 6 to 2 × 64 KiB before its end."""
    code, length = METHODS[method]
    full = bytes(range(200, 200 + 32)) + bytes(range(32)) if length == 64 else bytes(range(200, 200 + length))
    size = len(plain)
    places = [size - count * BLOCK for count in (6, 5, 4)]
    moved = size - 3 * BLOCK
    assert not any(plain[places[0] : moved + BLOCK])
    hide = _hider(method, full)
    until = size if encrypted is None else encrypted
    image = bytearray(hide(plain[:until], 0) + plain[until:])
    header = plain[:HEADER]
    image[moved : moved + HEADER] = hide(header, moved) if moved < until or encrypted is not None else header
    boot = bytearray(SECTOR)  # dressed as FAT32, as Windows 7 and later write it
    boot[:14] = (b"\xeb\x58\x90MSWIN4.1" if to_go else b"\xeb\x58\x90-FVE-FS-") + plain[11:14]
    struct.pack_into("<BHHHII", boot, 21, 0xF8, 0, 63, 255, 0, 0)
    struct.pack_into("<I", boot, 36, 0x1F0E)
    at = 424 if to_go else 160
    boot[66:90] = b"\x29\0\0\0\0NO NAME    FAT32   "
    boot[at : at + 16] = bytes.fromhex(_GUIDS[guid])
    struct.pack_into("<3Q", boot, at + 16, *places)
    boot[510:] = b"\x55\xaa"
    image[:HEADER] = bytes(boot).ljust(HEADER, b"\0")
    block = _metadata(locks, code, full, until, places, moved, state)
    for place in places:
        image[place : place + BLOCK] = block.ljust(BLOCK, b"\0")
    return bytes(image)


def _metadata(
    locks: Sequence[Lock],
    code: int,
    full: bytes,
    until: int,
    places: Sequence[int],
    moved: int,
    state: tuple[int, int],
) -> bytes:
    entries = _text("CABINET C: 22/11/2026", 7)
    for number, lock in enumerate(locks, 1):
        inner = _text("clé", 0)
        if lock.salt:
            held = _entry(0, 5, _seal(lock.key, b"\x01" * 32, 0x2002, 100 + number))
            inner += _entry(0, 3, struct.pack("<I", 0x1000) + lock.salt + held)
        if lock.held:
            inner += _entry(0, 1, struct.pack("<I", 0x2002) + lock.held)
        inner += _entry(0, 5, _seal(lock.key, MASTER, 0x2003, number))
        about = lock.ident.bytes_le + struct.pack("<QHH", _STAMP, 0, lock.kind)
        entries += _entry(2, 8, about + inner)
    entries += _entry(3, 5, _seal(MASTER, full, code, 90)) + _entry(15, 15, struct.pack("<QQ", moved, HEADER))
    length = 48 + len(entries)
    units = -(-(64 + length) // 16)
    whole = struct.pack(
        "<8sHHHHQII3QQ", b"-FVE-FS-", units, 2, *state, until, 0, HEADER // SECTOR, *places, moved
    )
    ident = UUID(int=7).bytes_le
    whole += struct.pack("<4I16sIIQ", length, 1, 48, length, ident, 200, code, _STAMP) + entries
    whole = whole.ljust(units * 16, b"\0")
    digest = struct.pack("<IHHI", 44, 1, 1, 0x2005) + hashlib.sha256(whole).digest()
    proof = _entry(0, 5, _nonce(91) + _reversed(AESCCM(MASTER).encrypt(_nonce(91), digest, None)))
    return whole + struct.pack("<HHI", 8 + len(proof), 2, zlib.crc32(whole)) + proof


def _entry(kind: int, value: int, content: bytes) -> bytes:
    return struct.pack("<4H", 8 + len(content), kind, value, 1) + content


def _text(text: str, kind: int) -> bytes:
    return _entry(kind, 2, text.encode("utf-16-le") + b"\0\0")


def _nonce(number: int) -> bytes:
    return struct.pack("<QI", _STAMP, number)


def _reversed(sealed_then_tag: bytes) -> bytes:
    return sealed_then_tag[-16:] + sealed_then_tag[:-16]


def _seal(key: bytes, secret: bytes, method: int, number: int) -> bytes:
    told = struct.pack("<IHHI", 12 + len(secret), 1, 0, method) + secret
    return _nonce(number) + _reversed(AESCCM(key).encrypt(_nonce(number), told, None))


def _hider(method: str, key: bytes) -> Callable[[bytes, int], bytes]:
    def one(sector: bytes, offset: int) -> bytes:
        if method.startswith("aes_xts"):
            mode = XTS((offset // SECTOR).to_bytes(16, "little"))
        else:
            turn = Cipher(AES(key), ECB()).encryptor()  # noqa: S305 - the format's own
            mode = CBC(turn.update(offset.to_bytes(16, "little")))
        return Cipher(AES(key), mode).encryptor().update(sector)

    return lambda data, start: b"".join(
        one(data[at : at + SECTOR], start + at) for at in range(0, len(data), SECTOR)
    )
