"""Text, HTML, XML, RTF and source code: decoded to the end, or the first cell that no text holds."""

import re

from toolkit.scan.content import WINDOW, Content
from toolkit.scan.damage.blocks import window_offsets
from toolkit.scan.damage.structure import CONTRADICTION, NOT_THIS, Structure, broken, valid
from toolkit.scan.wording import controls, decodes, encoding_of

_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x19\x1c-\x1f\x7f]")


def check(content: Content) -> Structure:
    """Decode a text; a content not text from its first kilobyte on is not this."""
    encoding = encoding_of(content.head[:1024])
    if encoding is None:
        return NOT_THIS
    if content.whole is None:
        return _windows(content, encoding)
    return _judge(content.whole, encoding)


def _judge(data: bytes, encoding: str) -> Structure:
    if encoding.startswith("utf-16"):
        return valid(len(data), len(data)) if decodes(data, encoding) else _fault(data)
    bad = controls(data)
    # Stray control characters are met in logs and old listings: one in two thousand is forgiven.
    if bad * 2000 <= len(data) or bad <= 2:
        if decodes(data, "utf-8") or encoding == "latin" or bad == 0:
            return valid(len(data), len(data))
        return valid(len(data) - bad, len(data))
    return _fault(data)


def _fault(data: bytes) -> Structure:
    match = _CONTROL.search(data)
    at = match.start() if match else 0
    return broken(CONTRADICTION, at, at)


def _windows(content: Content, encoding: str) -> Structure:
    """Judge a text too large to hold by its windows."""
    vouched = 0
    for at in window_offsets(content.size):
        window = content.read(at, WINDOW)
        if controls(window) * 2000 > len(window) and not encoding.startswith("utf-16"):
            return broken(CONTRADICTION, at + _fault(window).offset, vouched)
        vouched += len(window)
    return valid(min(vouched, content.size), content.size)
