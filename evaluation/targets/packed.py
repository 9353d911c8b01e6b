"""gzip, bzip2, xz and Zstandard files."""

import bz2
import gzip
import lzma

from backports import zstd

from evaluation.targets.judged import judged, prose

NAMES = {b"\x1f": "a.gz", b"B": "a.bz2", b"\xfd": "a.xz", b"\x28": "a.zst"}


def seeds() -> list[bytes]:
    text = prose(90_000)
    checked = {zstd.CompressionParameter.checksum_flag: 1}
    packed = [gzip.compress(text, mtime=0), bz2.compress(text), lzma.compress(text)]
    return [*packed, zstd.compress(text, options=checked)]


def read(data: bytes) -> str:
    return judged(NAMES.get(data[:1], "a.gz"), data)
