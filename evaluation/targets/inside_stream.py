"""Tapes and packed streams, opened one level."""

import bz2
import gzip
import lzma
import tarfile

from evaluation.targets.archives import LETTER, SCRIPT, taped
from evaluation.targets.opened import opened

_KINDS = {b"\x1f\x8b": "gzip", b"BZ": "bzip2", b"\xfd7": "xz", b"\x28\xb5": "zstd"}


def seeds() -> list[bytes]:
    long = "dossier/" * 30 + "nuit.bat"
    return [
        taped(name=long),
        taped(name=long, form=tarfile.GNU_FORMAT),
        taped("w:gz"),
        taped("w:xz"),
        gzip.compress(LETTER) + gzip.compress(SCRIPT),
        bz2.compress(SCRIPT),
        lzma.compress(SCRIPT) + bytes(8),
    ]


def read(data: bytes) -> str:
    return opened(_KINDS.get(data[:2], "tar"), data)
