"""A ZIP put in the place of a document: its one member bears the document's name and holds random bytes."""

import zlib

from toolkit.scan import extensions, filetype
from toolkit.scan.content import Content
from toolkit.scan.damage import blocks, zip_directory
from toolkit.scan.damage.subject import TEXTS, Subject

_LOOKED = 64 * 1024
_LEAST = 256
_TYPES = frozenset({"zip", "jar", "signed"})  # which may be packed twice, or whose content we do not know


def random_member(subject: Subject) -> bool:
    """Tell a ZIP whose only member promises what the file's name does, and is random instead."""
    if subject.found != "zip" or subject.expected is None or subject.expected in _TYPES:
        return False
    end = zip_directory.end_record(subject.content)
    if end is None or end[1] != 1:
        return False
    at, _, length, start, _ = end
    if length > at:
        return False
    listed, _ = zip_directory.entries(subject.content.read(at - length, length), max(0, at - length - start))
    if len(listed) != 1 or listed[0].flags & 1:
        return False
    name = listed[0].name.decode("utf-8", "replace")
    if extensions.expected(name) != subject.expected:
        return False
    data = _opened(subject.content, listed[0])
    known = filetype.recognise(name, data)
    return len(data) >= _LEAST and (known is None or known in TEXTS) and blocks.looks_random(data)


def _opened(content: Content, entry: zip_directory.Entry) -> bytes:
    """Return the first bytes of a member, stored or deflated, none where they cannot be read."""
    header = content.read(entry.at, 30)
    if len(header) < 30:
        return b""
    body = entry.at + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    packed = content.read(body, min(entry.packed, _LOOKED))
    if entry.method == 0:
        return packed
    try:
        return zlib.decompressobj(-15).decompress(packed, _LOOKED) if entry.method == 8 else b""
    except zlib.error:
        return b""
