"""Legitimate encryption known by its own header: GPG, age, LUKS, BitLocker, KeePass, restic and others."""

import hashlib
import re
import zlib

from toolkit.scan.content import Content

_HEADS: tuple[tuple[bytes, str], ...] = (
    (b"age-encryption.org/v1\n", "age"),
    (b"-----BEGIN AGE ENCRYPTED FILE-----", "age"),
    (b"-----BEGIN PGP MESSAGE-----", "gpg"),
    (b"-----BEGIN ENCRYPTED PRIVATE KEY-----", "private_key"),
    (b"openssh-key-v1\0", "private_key"),
    (b"LUKS\xba\xbe", "luks"),
    (b"\x03\xd9\xa2\x9a\x65\xfb\x4b\xb5", "keepass"),
    (b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5", "keepass"),
    (b"Salted__", "openssl"),
    (b"BORG_SEG", "borg"),
    (b"-----BEGIN PGP PRIVATE KEY BLOCK-----", "private_key"),
    (b"PuTTY-User-Key-File-", "private_key"),
    (b"\xfe\xed\xfe\xed\0\0\0", "java_keystore"),
    (b"\xce\xce\xce\xce\0\0\0", "java_keystore"),
    (b"AES\x01\0", "aescrypt"),
    (b"PWS3", "password_safe"),
    (b"$ANSIBLE_VAULT;", "ansible_vault"),
    (b"AES\x02\0", "aescrypt"),
    (b"\xc0\xb9\x07\x2e\x4f\x93\xf1\x46\xa0\x15\x79\x2c\xa1\xd9\xe8\x21", "axcrypt"),
    (b"encrcdsa\0\0\0\x02", "apple_image"),
    (b"RCLONE\0\0", "rclone"),
    (b"gocryptfs", "gocryptfs"),
)
_STARTS = tuple(magic for magic, _ in _HEADS)
_BITLOCKER = b"-FVE-FS-"  # behind the jump of a boot sector
_SSH = b"-----BEGIN OPENSSH PRIVATE KEY-----"
_PEM_LOCKED = b"Proc-Type: 4,ENCRYPTED"
_PKCS12 = bytes.fromhex("06092a864886f70d0107")  # OID 1.2.840.113549.1.7, the last arc follows
_RESTIC_NAME = re.compile(r"[0-9a-f]{64}")


def recognise(name: str, content: Content) -> str | None:
    """Return the code of the program whose encrypted file this is, or None."""
    head = content.head
    if head.startswith(_STARTS):
        return next(kind for magic, kind in _HEADS if head.startswith(magic))
    if head.startswith(_BITLOCKER, 3):
        return "bitlocker"
    if head.lstrip().startswith((_SSH, b"-----BEGIN ENCRYPTED")) or _PEM_LOCKED in head[:256]:
        return "private_key"
    if _is_openpgp(content):
        return "gpg"
    if _is_pkcs(head):
        return "pkcs"
    return "restic" if _is_restic(name, content) else None


def is_packed_message(head: bytes) -> bool:
    """Tell an OpenPGP message only compressed, as signed ones are (RFC 4880, 5.6): a packet of a packet."""
    if head[:1] not in (b"\xa3", b"\xc8") or len(head) < 16:
        return False
    at = 1 if head[0] == 0xA3 else 2
    try:
        if head[at] == 1:
            first = zlib.decompressobj(-15).decompress(head[at + 1 : 4096], 16)
        elif head[at] == 2:
            first = zlib.decompressobj().decompress(head[at + 1 : 4096], 16)
        else:
            return head[at] == 3 and head[at + 1 : at + 4] == b"BZh"
    except zlib.error:
        return False
    return len(first) > 2 and bool(first[0] & 0x80)


def _is_openpgp(content: Content) -> bool:
    """Read the session key packets of an OpenPGP message up to its encrypted data (RFC 4880, 4.2 and 5)."""
    head, at = content.head, 0
    for number in range(32):
        packet = _packet(head, at)
        if packet is None:
            return False
        tag, body, length, partial = packet
        if tag in (9, 18):
            return number > 0 and (partial or abs(body + length - content.size) <= 4096)
        if not (
            _is_public_key(tag, head[body : body + length], length)
            or _is_passphrase(tag, head[body : body + 4])
        ):
            return False
        at = body + length
    return False


def _is_public_key(tag: int, body: bytes, length: int) -> bool:
    """Tell a public-key encrypted session key packet, whose numbers must fill it exactly (RFC 4880, 5.1)."""
    if tag != 1 or not 48 <= length <= 2100 or len(body) < length or body[0] != 3:
        return False
    if body[9] == 25:  # X25519 (RFC 9580, 5.1.6)
        return body[42] == length - 43
    first = 12 + (int.from_bytes(body[10:12], "big") + 7) // 8
    if body[9] in (1, 2):
        return first == length
    second = body[first : first + 2]
    if body[9] == 18:
        return len(second) > 0 and first + 1 + second[0] == length
    return body[9] == 16 and first + 2 + (int.from_bytes(second, "big") + 7) // 8 == length


def _is_passphrase(tag: int, start: bytes) -> bool:
    """Tell a passphrase session key packet by its version, cipher and kind of hashing (RFC 4880, 5.3)."""
    return (
        tag == 3
        and len(start) == 4
        and start[0] in (4, 5)
        and 1 <= start[1] <= 13
        and start[2] in (0, 1, 3, 4)
    )


def _packet(data: bytes, at: int) -> tuple[int, int, int, bool] | None:  # noqa: PLR0911 - one per length
    """Return (tag, offset of the body, length, whether that is partial or open), or None."""
    if at + 6 > len(data) or not data[at] & 0x80:
        return None
    if not data[at] & 0x40:
        kind = data[at] & 3
        if kind == 3:
            return (data[at] >> 2) & 15, at + 1, 0, True
        width = 1 << kind
        return (
            (data[at] >> 2) & 15,
            at + 1 + width,
            int.from_bytes(data[at + 1 : at + 1 + width], "big"),
            False,
        )
    first = data[at + 1]
    if first < 192:
        return data[at] & 63, at + 2, first, False
    if first < 224:
        return data[at] & 63, at + 3, ((first - 192) << 8) + data[at + 2] + 192, False
    if first == 255:
        return data[at] & 63, at + 6, int.from_bytes(data[at + 2 : at + 6], "big"), False
    return data[at] & 63, at + 2, 1 << (first & 31), True


def _is_pkcs(head: bytes) -> bool:
    """Tell PKCS#12 stores and CMS enveloped data: a DER sequence with their identifier near its start."""
    if head[:1] != b"\x30" or head[1:2] not in (b"\x80", b"\x81", b"\x82", b"\x83"):
        return False
    at = head.find(_PKCS12, 0, 40)
    arc = head[at + len(_PKCS12) : at + len(_PKCS12) + 1] if at > 0 else b""
    return arc in (b"\x03", b"\x06") or (arc == b"\x01" and b"\x02\x01\x03" in head[:12])


def _is_restic(name: str, content: Content) -> bool:
    """Tell a restic file, which is named by the SHA-256 of what it holds (restic, references, repository)."""
    if not _RESTIC_NAME.fullmatch(name) or content.whole is None:
        return False
    return hashlib.sha256(content.whole).hexdigest() == name
