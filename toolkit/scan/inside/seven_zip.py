"""7z archives, solid ones included: each folder of packed bytes is decoded once, forward, and cut into files.

Format: 7zFormat.txt and Methods.txt of the LZMA SDK 23.01.
"""

import zlib
from collections.abc import Callable, Iterator
from typing import Any

from toolkit.scan.content import Content
from toolkit.scan.inside.coders import Deflate, bzip2, decoded, lzma1, lzma2, zstd
from toolkit.scan.inside.patient import Decoder
from toolkit.scan.inside.room import DAMAGED, LOCKED, UNREAD, Broken, Full, Member, Room, pieces
from toolkit.scan.inside.seven_zip_header import Folder, Header, parsed
from toolkit.scan.inside.tape import Reader

_HEADER = 16 * 1024 * 1024  # bytes of the end header, unpacked
_MOST = 100_000  # files
_COPY, _AES, _X86 = b"\0", b"\6\xf1\7\1", frozenset({b"\3\3\1\3", b"\4"})
_PLAIN: dict[bytes, Callable[[], Decoder]] = {
    b"\4\1\x08": Deflate,
    b"\4\2\2": bzip2,
    b"\4\xf7\x11\1": zstd,
}
_FITTED: dict[bytes, Callable[[bytes], Decoder]] = {b"\3\1\1": lzma1, b"\x21": lzma2}
# What undoes a password: packed pieces, the properties of that coder, and the bytes behind it.
Unlock = Callable[[Iterator[bytes], bytes, int], Iterator[bytes]]


class Unknown(Exception):  # noqa: N818 - a fact about the archive
    """A coder that we do not have; `remark` says whether it is a password."""

    def __init__(self, remark: str) -> None:
        super().__init__(remark)
        self.remark = remark


def members(content: Content, room: Room) -> Iterator[Member]:
    """Yield the files of a 7z; raises Broken, Full, NotImplementedError.

    Where all of them were undone and have the CRC-32 that the header says, "sound" of what is kept with the
    content is how many packed bytes that vouches for: who checks archives need not undo them again.
    """
    header = header_of(content, room)
    if header is None:
        return
    names = iter(header.names)
    sound = True
    for folder in header.folders:
        files = [(next(names, ""), size, crc) for size, crc in zip(folder.files, folder.sums, strict=True)]
        try:
            chunks = unpacked(content, folder, room)
        except Unknown as reason:
            room.remarks.add(reason.remark)
            sound = False
            continue
        reader = Reader(chunks, room)
        for name, size, crc in files:
            room.enter()
            member = room.gather(name.replace("\\", "/"), reader.stretch(size))
            right = member.whole and zlib.crc32(member.data) == crc
            sound &= right
            wrong = member.whole and not right and crc is not None
            if wrong:
                room.remarks.add(DAMAGED)
            yield Member(member.path, member.data, whole=False) if wrong else member
            if not member.whole:
                # The rest of this folder stands behind what was left.
                break
    if sound:
        undone = sum(folder.packed for folder in header.folders if folder.files)
        content.kept["sound"] = content.kept.get("packed_header", 0) + undone


def header_of(
    content: Content, room: Room, unlock: Unlock | None = None, *, largest: int = _HEADER, most: int = _MOST
) -> Header | None:
    """Return the header of a 7z, None where there is none or a remark of `room` says why it is not read.

    Headers of up to `largest` bytes, unpacked, and `most` files; raises Broken or Full.
    """
    head = content.read(0, 32)
    offset, length = int.from_bytes(head[12:20], "little"), int.from_bytes(head[20:28], "little")
    if len(head) < 32 or 32 + offset + length > content.size:
        raise Broken
    raw = content.read(32 + offset, length) if length <= largest else b""
    header = parsed(raw[:length], most)
    # The header of the archive may itself be packed, and that one again.
    for _ in range(4):
        if header is None or not header.packed:
            return header
        try:
            folder = header.folders[0]
            if folder.size > largest:
                raise Full
            raw = Reader(unpacked(content, folder, room, unlock), room).exactly(folder.size)
            if folder.crc is not None and zlib.crc32(raw) != folder.crc:
                room.remarks.add(DAMAGED)
            content.kept["packed_header"] = content.kept.get("packed_header", 0) + folder.packed
            header = parsed(raw, most)
        except Unknown as reason:
            room.remarks.add(reason.remark)
            return None
    raise Broken


def unpacked(content: Content, folder: Folder, room: Room, unlock: Unlock | None = None) -> Iterator[bytes]:
    """Return the bytes of a folder as they come; raises Unknown before the first, Broken or Full behind."""
    if unlock is None and locked(folder):
        raise Unknown(LOCKED)
    if not folder.simple:
        raise Unknown(UNREAD)
    chunks = pieces(content, 32 + folder.at, folder.packed)
    for (method, properties), size in zip(folder.coders, folder.sizes, strict=True):
        if method == _AES and unlock is not None:
            chunks = unlock(chunks, properties, size)
        else:
            chunks = _layer(chunks, method, properties, size, room)
    return chunks


def locked(folder: Folder) -> bool:
    """Tell whether a folder needs a password."""
    return any(method == _AES for method, _ in folder.coders)


def _layer(
    chunks: Iterator[bytes], method: bytes, properties: bytes, size: int, room: Room
) -> Iterator[bytes]:
    if method == _COPY:
        return chunks
    if method in _X86:
        return _branches(chunks, size)
    if method in _PLAIN:
        return _cut(decoded(chunks, _PLAIN[method], room, many=False), size)
    if method not in _FITTED:
        raise Unknown(UNREAD)
    fitted = _FITTED[method]
    return _cut(decoded(chunks, lambda: fitted(properties), room, many=False), size)


def _cut(chunks: Iterator[bytes], size: int) -> Iterator[bytes]:
    """End a stream where its header says, for LZMA seldom says so itself."""
    for chunk in chunks:
        yield chunk[:size]
        size -= len(chunk)
        if size <= 0:
            return


def _branches(chunks: Iterator[bytes], size: int) -> Iterator[bytes]:
    """Turn the jumps of x86 programs back, which packers make absolute."""
    try:
        import bcj  # noqa: PLC0415 - read for such files only
    except ImportError as lost:
        raise NotImplementedError from lost
    library: Any = bcj  # its classes are made known at run time
    decoder = library.BCJDecoder(size)
    for chunk in chunks:
        if out := decoder.decode(chunk):
            yield out
    if out := decoder.decode(b""):
        yield out
