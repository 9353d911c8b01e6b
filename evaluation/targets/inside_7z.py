"""7z archives, opened one level."""

import py7zr

from evaluation.targets.archives import seven
from evaluation.targets.opened import opened


def seeds() -> list[bytes]:
    branches = {"id": py7zr.FILTER_X86}
    return [
        seven(),
        seven([branches, {"id": py7zr.FILTER_LZMA2, "preset": 1}]),
        seven([branches, {"id": py7zr.FILTER_LZMA, "preset": 1}]),
        seven([{"id": py7zr.FILTER_COPY}]),
        seven([{"id": py7zr.FILTER_BZIP2}]),
        seven(password="x"),  # noqa: S106 - the password of a test
    ]


def read(data: bytes) -> str:
    return opened("7z", data)
