"""One packed stream: gzip, bzip2, xz or Zstandard, unpacked forward and to its checksums."""

from collections.abc import Iterator
from typing import BinaryIO

from toolkit.backup.archives.forward import RATIO, ROOM, Forward, boundless
from toolkit.errors import Unreadable
from toolkit.scan.content import Content
from toolkit.scan.inside.coders import BY_KIND, decoded
from toolkit.scan.inside.room import pieces

KINDS = frozenset(BY_KIND)


def packed(file: BinaryIO, kind: str) -> Forward:
    """Return what a packed stream holds; reading it raises Unreadable.

    ("damaged") where a checksum is another or it is cut short, ("bomb") beyond all measure,
    ("unknown_method") where more memory is wanted than is given.
    """
    content = Content(file, file.seek(0, 2))

    def begin() -> Iterator[bytes]:
        out = 0
        chunks = decoded(pieces(content, 0, content.size), BY_KIND[kind], boundless(), many=True)
        for chunk in chunks:
            out += len(chunk)
            if out > ROOM + RATIO * content.size:
                raise Unreadable("bomb", "unpacks beyond all measure")
            yield chunk

    return Forward(begin)
