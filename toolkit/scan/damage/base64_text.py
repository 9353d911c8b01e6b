"""Ciphertext written as base64 or hexadecimal: a text that is one long code, decoding to random bytes."""

import base64
import re

from toolkit.scan.content import Content
from toolkit.scan.damage.blocks import looks_random

_LEAST = 64
_CODE = re.compile(rb"[A-Za-z0-9+/\r\n]*+={0,2}+[\r\n]*+")
_HEX = re.compile(rb"[0-9A-Fa-f\r\n]*+")
_URL_SAFE = bytes.maketrans(b"-_", b"+/")


def decoded(content: Content) -> bytes | None:
    """Return the first bytes that a content made of nothing but base64 or hexadecimal decodes to, or None."""
    if content.size < _LEAST:
        return None
    if _HEX.fullmatch(content.head) and _HEX.fullmatch(content.tail):
        digits = content.head.translate(None, b"\r\n")
        short = b"\n" in content.head[:1024] and _short_lines(content.head)
        return None if short else bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))
    head, tail = content.head.translate(_URL_SAFE), content.tail.translate(_URL_SAFE)
    if not _CODE.fullmatch(head) or not _CODE.fullmatch(tail):
        return None
    packed = head.translate(None, b"\r\n=")
    # A list of digests or words is made of the same letters, but of short lines of unlike or tiny lengths.
    if b"\n" in head[:1024] and _short_lines(head):
        return None
    return base64.b64decode(packed[: len(packed) // 4 * 4])


def is_ciphertext(data: bytes) -> bool:
    """Tell whether decoded bytes are random and not the beginning of a known container."""
    return looks_random(data) and not data.startswith(
        (b"\x1f\x8b", b"PK", b"\x89PNG", b"\xff\xd8", b"BZh", b"\x30\x82")
    )


def _short_lines(head: bytes) -> bool:
    lines = head.split(b"\n")[:-1]
    widths = {len(line.rstrip(b"\r")) for line in lines[:200]}
    return len(widths) > 2 or max(widths) < 48 or max(widths) % 4 != 0
