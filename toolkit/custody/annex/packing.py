"""Packing an annex: a ZIP whose directory tells nothing but sizes, encrypted as 7-Zip opens it, or plain.

Encrypted members are WinZip AE-2 with AES-256 (WinZip, "AES Encryption Information: Encryption
Specification AE-1 and AE-2"): no checksum of the clear content stands in the directory.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import pyzipper  # type: ignore[import-untyped]  # no stubs

from toolkit.custody.annex import listing
from toolkit.custody.annex.content import EXHIBIT, Content, Packed
from toolkit.errors import OutputRefusal

# Without ZIP64, which not every program that opens AES opens too; FAT32 holds no larger file either.
FILE_LIMIT = 2_000_000_000  # bytes of one file
WHOLE_LIMIT = 4_000_000_000  # bytes of the annex
COUNT_LIMIT = 9_999
_MOMENT = (1980, 1, 1, 0, 0, 0)  # times of members tell nothing
_MODE = 0o100600 << 16
_UNIX = 3


def pack(
    stream: BinaryIO, contents: Iterable[Content], ref: str, passphrase: str | None, limit: int = WHOLE_LIMIT
) -> tuple[Packed, ...]:
    """Write an annex of numbered files and return them, 0000.txt last; `limit` is in bytes, of the whole.

    Nothing is written but to `stream`, and nothing is held but one chunk.
    Raises OutputRefusal("annex_too_large", limit=bytes).
    """
    opened = _writing(stream, passphrase)
    try:
        packed = _members(opened, contents, ref, stream, limit)
        opened.close()
    except BaseException:
        opened.fp = None  # the library would write an end to what has none, and hide why it stopped
        raise
    return packed


def _members(
    opened: Any, contents: Iterable[Content], ref: str, stream: BinaryIO, limit: int
) -> tuple[Packed, ...]:
    packed: list[Packed] = []
    for number, content in enumerate(contents, 1):
        if number > COUNT_LIMIT:
            raise OutputRefusal("annex_too_large", limit=limit)
        # That an exhibit is an event log is nobody's business.
        ending = "bin" if content.kind == EXHIBIT else content.told.rpartition(".")[2]
        name = f"{number:04}.{ending}"
        size, sha256 = _member(opened, name, content.chunks(), stream, limit)
        packed.append(Packed(name, content.told, content.kind, size, sha256))
    text = listing.text(packed, ref)
    size, sha256 = _member(opened, listing.NAME, iter((text,)), stream, limit)
    return (*packed, Packed(listing.NAME, listing.NAME, "listing", size, sha256))


def _writing(stream: BinaryIO, passphrase: str | None) -> Any:
    encryption = None if passphrase is None else pyzipper.WZ_AES
    opened = pyzipper.AESZipFile(
        stream, "w", pyzipper.ZIP_DEFLATED, allowZip64=False, compresslevel=6, encryption=encryption
    )
    if passphrase is not None:
        opened.setpassword(passphrase.encode("ascii"))
        opened.encryption_kwargs = {"nbits": 256, "force_wz_aes_version": 2}
    return opened


def _member(opened: Any, name: str, chunks: Iterator[bytes], stream: BinaryIO, limit: int) -> tuple[int, str]:
    about = opened.zipinfo_cls(name, _MOMENT)
    about.compress_type = pyzipper.ZIP_DEFLATED
    about.external_attr, about.create_system = _MODE, _UNIX
    size, running = 0, hashlib.sha256()
    with opened.open(about, "w") as member:
        for chunk in chunks:
            size += len(chunk)
            if size > FILE_LIMIT or stream.tell() > limit:
                raise OutputRefusal("annex_too_large", limit=limit)
            running.update(chunk)
            member.write(chunk)
    return size, running.hexdigest()
