"""Files their owner encrypted on purpose: an AES ZIP, an OpenPGP message, an age file."""

import hmac
import struct
import zlib
from base64 import b64encode
from hashlib import pbkdf2_hmac, sha1, sha256

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

from demo.builder.documents_keystream import keystream, mixed

_PASSWORD = b"mot-de-passe-de-demonstration"
_DOS_DATE = (2026 - 1980) << 9 | 9 << 5 | 28  # 28 September 2026


def _block(key: bytes, data: bytes) -> bytes:
    # Single blocks only: counter and feedback modes are made from them below.
    return Cipher(AES(key), ECB()).encryptor().update(data)  # noqa: S305 - see above


def aes_zip(name: str, body: bytes) -> bytes:
    """Return a ZIP of one member under WinZip AES-256 (AE-2, APPNOTE 7.2 and winzip.com/aes_info)."""
    salt = keystream(f"salt {name}", 16)
    keys = pbkdf2_hmac("sha1", _PASSWORD, salt, 1000, 66)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    plain = packer.compress(body) + packer.flush()
    counters = b"".join(number.to_bytes(16, "little") for number in range(1, -(-len(plain) // 16) + 1))
    stream = _block(keys[:32], counters)[: len(plain)]
    coded = (int.from_bytes(plain, "big") ^ int.from_bytes(stream, "big")).to_bytes(len(plain), "big")
    data = salt + keys[64:66] + coded + hmac.new(keys[32:64], coded, "sha1").digest()[:10]
    label = name.encode()
    extra = struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", 3, 8)
    common = struct.pack(
        "<HHHHHIIIHH", 51, 0x801, 99, 0, _DOS_DATE, 0, len(data), len(body), len(label), len(extra)
    )
    local = b"PK\x03\x04" + common + label + extra + data
    central = (
        b"PK\x01\x02" + struct.pack("<H", 51) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + label + extra
    )
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + end


def openpgp(name: str, body: bytes) -> bytes:
    """Return an OpenPGP message under a passphrase: AES-256, integrity protected (RFC 4880 5.3 and 5.13)."""
    salt = keystream(f"pgp salt {name}", 8)
    counted = 65536
    stretched = (salt + _PASSWORD) * (counted // (len(_PASSWORD) + 8) + 1)
    key = sha256(stretched[:counted]).digest()
    session = _packet(3, bytes((4, 9, 3, 8)) + salt + b"\x60")  # AES-256, iterated and salted SHA-256
    literal = _packet(11, b"b" + bytes([len(name.encode())]) + name.encode() + bytes(4) + body)
    prefix = keystream(f"pgp prefix {name}", 16)
    plain = prefix + prefix[-2:] + literal + b"\xd3\x14"
    plain += sha1(plain, usedforsecurity=False).digest()
    return session + _packet(18, b"\x01" + _feedback(key, plain))


def _packet(tag: int, body: bytes) -> bytes:
    return bytes((0xC0 | tag, 0xFF)) + struct.pack(">I", len(body)) + body


def _feedback(key: bytes, plain: bytes) -> bytes:
    previous, out = bytes(16), b""
    for at in range(0, len(plain), 16):
        part = plain[at : at + 16]
        previous = bytes(a ^ b for a, b in zip(part, _block(key, previous), strict=False))
        out += previous
    return out


def age(name: str, body: bytes) -> bytes:
    """Return a file shaped as age-encryption.org/v1 writes them; nobody holds a key to it."""
    share = b64encode(keystream(f"age share {name}", 32)).decode().rstrip("=")
    wrap = b64encode(keystream(f"age wrap {name}", 32)).decode().rstrip("=")
    mac = b64encode(keystream(f"age mac {name}", 32)).decode().rstrip("=")
    head = f"age-encryption.org/v1\n-> X25519 {share}\n{wrap}\n--- {mac}\n".encode()
    return (
        head
        + keystream(f"age nonce {name}", 16)
        + mixed(body, f"age {name}")
        + keystream(f"age tag {name}", 16)
    )
