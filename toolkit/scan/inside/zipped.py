"""ZIP and the documents that are ZIPs: what could run or be read as a demand, not their pictures and pages.

Format: APPNOTE.TXT 6.3.10 (4.3.7 local header, 4.4.5 methods, 5.8 LZMA).
"""

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from toolkit.scan.content import Content
from toolkit.scan.damage import zip_directory
from toolkit.scan.inside import compound
from toolkit.scan.inside.coders import Deflate, bzip2, decoded, inflated, keep, lzma1, zstd
from toolkit.scan.inside.room import DAMAGED, FREE, LOCKED, UNREAD, Broken, Full, Member, Room, pieces
from toolkit.scan.rules.routing import is_program

if TYPE_CHECKING:
    from toolkit.scan.inside.patient import Decoder

_DIRECTORY = 8 * 1024 * 1024  # bytes of directory read
_LOCAL = 30
# Documents whose parts are text and pictures; a JAR and a plain ZIP may hold anything.
DOCUMENTS = frozenset({"docx", "xlsx", "pptx", "odt", "ods", "odp", "epub"})
_PARTS = re.compile(
    rb"(?:\.(?:xml|vml|x?html?|css|ncx|opf|png|jpe?g|gif|emf|wmf|svg|tiff?|bmp|ttf|otf|odttf|woff2?|fntdata)"
    rb"|printerSettings\d*\.bin|mimetype)\Z",
    re.IGNORECASE,
)
_RELATIONS = b".rels"
_OUTSIDE = b'TargetMode="External"'
# What no part of a document begins with, whatever it is called: containers of objects, RTF, shortcuts.
_OTHER = (b"\xd0\xcf\x11\xe0", b"{\\rt", b"L\0\0\0\1\x14\2\0")
_DECODERS: dict[int, "Callable[[], Decoder]"] = {8: Deflate, 12: bzip2, 93: zstd}
_STORED, _DEFLATE, _LZMA, _AES = 0, 8, 14, 99
_PEEKED, _HEAD = 512, 16  # bytes packed, and unpacked of them


def members(content: Content, room: Room, kind: str) -> Iterator[Member]:
    """Yield the members of a ZIP that are worth a look, macros in clear; raises Broken or Full."""
    document = kind in DOCUMENTS
    for entry in _entries(content):
        room.enter()
        if entry.size == 0 or entry.name.endswith((b"/", b"\\")):
            continue
        if (entry.flags & 0x41) or entry.method == _AES:
            room.remarks.add(LOCKED)
            continue
        try:
            member = _member(content, entry, room, document=document)
        except Broken:
            room.remarks.add(DAMAGED)
            continue
        if member is None:
            continue
        yield member
        if document and member.data.startswith(compound.MAGIC):
            inner = compound.macros(Content.of(member.data), room)
            yield from (Member(f"{member.path}/{one.path}", one.data) for one in inner)


def _entries(content: Content) -> Iterator[zip_directory.Entry]:
    end = zip_directory.end_record(content)
    if end is None:
        raise Broken
    at, _, length, start, _ = end
    directory = content.read(at - length, min(length, _DIRECTORY)) if at >= length else b""
    found, read = zip_directory.entries(directory, max(0, at - length - start))
    last = 0
    # Entries that share their bytes are how a small file makes a large one.
    for entry in sorted(found, key=lambda one: one.at):
        if entry.at >= last:
            yield entry
        last = max(last, entry.at + _LOCAL + len(entry.name) + entry.packed)
    if read < length:
        raise Full if length > _DIRECTORY else Broken


def _member(content: Content, entry: zip_directory.Entry, room: Room, *, document: bool) -> Member | None:
    at = _start(content, entry)
    if document and _PARTS.search(entry.name) and _is_part(content, entry, at):
        return None
    chunks = _unpacked(content, entry, at, room)
    if chunks is None:
        room.remarks.add(UNREAD)
        return None
    member = room.gather(_path(entry), chunks)
    if document and entry.name.endswith(_RELATIONS) and _OUTSIDE not in member.data:
        return None
    return member


def _is_part(content: Content, entry: zip_directory.Entry, at: int) -> bool:
    """Tell whether what is called a page or a picture begins as one, from its first bytes alone."""
    head = content.read(at, _PEEKED)
    if entry.method == _DEFLATE:
        try:
            head = zlib.decompressobj(-15).decompress(head, _HEAD)
        except zlib.error:
            return False
    return not (is_program(head[:8]) or head.startswith(_OTHER))


def _start(content: Content, entry: zip_directory.Entry) -> int:
    """Return where the packed bytes of an entry begin; raises Broken."""
    header = content.read(entry.at, _LOCAL)
    if len(header) < _LOCAL or not header.startswith(b"PK\3\4"):
        raise Broken
    name, extra = struct.unpack_from("<HH", header, 26)
    return entry.at + _LOCAL + int(name) + int(extra)


def _unpacked(content: Content, entry: zip_directory.Entry, at: int, room: Room) -> Iterator[bytes] | None:
    """Return the bytes of an entry as they come, None for a method we do not undo."""
    if entry.method == _STORED:
        return pieces(content, at, entry.packed)
    if entry.method == _DEFLATE and entry.size <= FREE and entry.packed <= FREE:
        found = inflated(content.read(at, entry.packed), -15)
        if found is not None:
            keep(content, at, at + entry.packed - found[1], len(found[0]), zlib.crc32(found[0]))
            return iter(found[:1])
    if entry.method == _LZMA:
        properties = content.read(at, 9)[4:]
        packed = pieces(content, at + 9, entry.packed - 9)
        return _cut(decoded(packed, lambda: lzma1(properties), room, many=False), entry.size)
    new = _DECODERS.get(entry.method)
    return decoded(pieces(content, at, entry.packed), new, room, many=False) if new else None


def _cut(chunks: Iterator[bytes], size: int) -> Iterator[bytes]:
    """End a stream that does not say itself where it ends."""
    for chunk in chunks:
        yield chunk[:size]
        size -= len(chunk)
        if size <= 0:
            return


def _path(entry: zip_directory.Entry) -> str:
    try:
        name = entry.name.decode("utf-8")
    except UnicodeDecodeError:
        name = entry.name.decode("cp437")
    return name.replace("\\", "/")
