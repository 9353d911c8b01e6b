"""Ciphertext written as base64, base85 or hexadecimal: one long code that decodes to random bytes."""

import base64
import re

from toolkit.scan.content import Content
from toolkit.scan.damage.blocks import looks_random

_LEAST = 64
_CODE = re.compile(rb"[A-Za-z0-9+/_\r\n-]*+={0,2}+[\r\n]*+")
_HEX = re.compile(rb"[0-9A-Fa-f\r\n]*+")
# The 85 letters of RFC 1924, of ZeroMQ (Z85) and of Adobe, and what tells one long line of them from base64.
_ODD = re.compile(rb"[^A-Za-z0-9+/=_\r\n-]")
_RFC1924 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"
_Z85 = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
_ADOBE = bytes(range(0x21, 0x76))
_URL_SAFE = bytes.maketrans(b"-_", b"+/")


def decoded(content: Content) -> bytes | None:
    """Return the first bytes that a content made of nothing but such a code decodes to, or None."""
    if content.size < _LEAST:
        return None
    if _HEX.fullmatch(content.head) and _HEX.fullmatch(content.tail):
        digits = content.head.translate(None, b"\r\n")
        short = b"\n" in content.head[:1024] and _short_lines(content.head)
        return None if short else bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))
    if content.head.split(maxsplit=1)[:1] == [content.head.rstrip()] and _ODD.search(content.head):
        return _base85(content.head.rstrip(), content.tail.rstrip())
    if not _CODE.fullmatch(content.head) or not _CODE.fullmatch(content.tail):
        return None
    head = content.head.translate(_URL_SAFE)
    packed = head.translate(None, b"\r\n=")
    # A list of digests or words is made of the same letters, but of short lines of unlike or tiny lengths.
    if b"\n" in head[:1024] and _short_lines(head):
        return None
    return base64.b64decode(packed[: len(packed) // 4 * 4])


def _base85(head: bytes, tail: bytes) -> bytes | None:
    if head.startswith(b"<~"):
        head, tail = head[2:].removesuffix(b"~>"), tail.removesuffix(b"~>")
    # Adobe writes four zeros as one letter, which random bytes never hold.
    packed = head[: len(head) // 5 * 5]
    for letters in (_RFC1924, _Z85, _ADOBE):
        if head.translate(None, letters) or tail[2:].translate(None, letters):
            continue
        try:
            return base64.b85decode(packed.translate(bytes.maketrans(letters, _RFC1924)))
        except ValueError:
            continue
    return None


def is_ciphertext(data: bytes) -> bool:
    """Tell whether decoded bytes are random and not the beginning of a known container."""
    return looks_random(data) and not data.startswith(
        (
            b"\x1f\x8b",
            b"PK",
            b"\x89PNG",
            b"\xff\xd8",
            b"BZh",
            b"\x30\x82",
            b"x\x9c",
            b"x\xda",
            b"x\x01",
            b"x^",
        )
    )


def _short_lines(head: bytes) -> bool:
    lines = head.split(b"\n")[:-1]
    widths = {len(line.rstrip(b"\r")) for line in lines[:200]}
    return len(widths) > 2 or max(widths) < 48 or max(widths) % 4 != 0
