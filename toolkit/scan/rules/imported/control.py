"""Files nobody attacks with, to see which rules cry at them and which take too long.

They are made here, or are files of this program and of the Python it runs on: no file of the user's.
"""

import gzip
import io
import json
import random
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import toolkit
from toolkit import own_files

_SEED = 20_260_101
_PIECE = 256 * 1024  # bytes taken of a large file
_OWN = 60  # files of this program
_WORDS = (
    "le patient a été vu en consultation ce jour pour un renouvellement merci de prévoir une sauvegarde",
    "the backup was restored and the password of the session must be changed before the next update",
)
_VOCABULARY = [word for sentence in _WORDS for word in sentence.split()]


def benign() -> list[bytes]:
    """Return about a hundred contents, a few megabytes in all; the same at every call on one machine."""
    rng = random.Random(_SEED)  # noqa: S311 - a corpus that can be made again
    return [data for data in (*_texts(rng), *_binaries(rng), *_own()) if data]


def _prose(rng: random.Random, words: int) -> str:
    return " ".join(rng.choice(_VOCABULARY) for _ in range(words))


def _texts(rng: random.Random) -> Iterator[bytes]:
    for number in range(8):
        prose = _prose(rng, 50 * 2**number)
        yield prose.encode()
        yield prose.encode("cp1252")
        yield b"\xff\xfe" + prose.encode("utf-16-le")
        yield f"<!DOCTYPE html><html><head><title>{number}</title></head><body>{prose}</body></html>".encode()
        yield json.dumps({"rows": [{"id": n, "text": _prose(rng, 6)} for n in range(20 * number)]}).encode()
        yield "\r\n".join(f"{n};{_prose(rng, 3)};{rng.random():.3f}" for n in range(40 * number)).encode()
    yield b"@echo off\r\ncd /d %~dp0\r\ncopy *.doc d:\\copie\\ /y\r\nnet use\r\npause\r\n"
    yield b"[Settings]\r\nServer=srv\r\nPort=1433\r\nUser=cabinet\r\n" * 20
    yield (
        b"{\\rtf1\\ansi\\deff0 {\\fonttbl {\\f0 Arial;}}\\f0\\fs24 "
        + _prose(rng, 300).encode("cp1252")
        + b"}"
    )
    yield b'<?xml version="1.0" encoding="utf-8"?>\n<a>' + _prose(rng, 500).encode() + b"</a>"


def _binaries(rng: random.Random) -> Iterator[bytes]:
    for size in (512, 4096, 65536, 500_000):
        noise = rng.randbytes(size)
        yield noise
        yield bytes(size)
        yield gzip.compress(_prose(rng, size // 8).encode(), mtime=0)
        yield _zipped(
            {"word/document.xml": _prose(rng, size // 20).encode(), "media/image1.png": _png(noise)}
        )
        yield b"RIFF" + struct.pack("<I", size + 36) + b"WAVEfmt " + bytes(20) + b"data" + noise
        yield (
            b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nstream\n"
            + zlib.compress(noise)
            + b"\nendstream\n%%EOF"
        )
        yield b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1" + noise + b"\xff\xd9"
        yield program(noise)
        yield b"\x7fELF\2\1\1" + bytes(9) + struct.pack("<HHI", 2, 62, 1) + bytes(40) + noise
    yield _database(rng)


def _zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, mode="x", compression=zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return stream.getvalue()


def _png(noise: bytes) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 16, 16, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(noise))
        + chunk(b"IEND", b"")
    )


def program(body: bytes) -> bytes:
    """Return a Windows program of one section that does nothing, in the form Microsoft's PE format says."""
    size = (len(body) + 511) & ~511
    dos = b"MZ" + bytes(58) + struct.pack("<I", 128) + b"\x0e\x1f\xba\x0e\0\xb4\x09\xcd!\xb8\1L\xcd!"
    dos += b"This program cannot be run in DOS mode.\r\r\n$"
    optional = struct.pack("<HBB6I", 0x20B, 14, 0, size, 0, 0, 4096, 4096, 0)
    optional += struct.pack("<IIIHHHHHHIIIIHH", 1, 4096, 512, 6, 0, 0, 0, 6, 0, 0, 4096 + size, 512, 0, 3, 0)
    optional = optional.ljust(112 + 128, b"\0")
    coff = struct.pack("<HHIIIHH", 0x8664, 1, 0x60000000, 0, 0, len(optional), 0x22)
    section = b".text\0\0\0" + struct.pack("<IIIIIIHHI", size, 4096, size, 512, 0, 0, 0, 0, 0x60000020)
    head = dos.ljust(128, b"\0") + b"PE\0\0" + coff + optional + section
    return head.ljust(512, b"\0") + body.ljust(size, b"\0")


def _database(rng: random.Random) -> bytes:
    # Only its header is a database's: the reader of databases is no part of the program on the stick.
    rows = b"\0".join(_prose(rng, 4).encode() for _ in range(2000))
    return b"SQLite format 3\0" + struct.pack(">HBBBBBB", 4096, 1, 1, 0, 64, 32, 32) + bytes(76) + rows


def _own() -> Iterator[bytes]:
    """Yield files of this program; its signature set names what attackers write and is left out."""
    places = sorted(_programs(), key=lambda path: path.name)
    step = max(1, len(places) // _OWN)
    for path in (Path(sys.executable), *places[::step][:_OWN]):
        try:
            with path.open("rb") as stream:
                yield stream.read(_PIECE)
        except OSError:
            continue


def _programs() -> Iterator[Path]:
    folder = own_files.root() if own_files.frozen() else Path(toolkit.__file__).parent / "media"
    standard = Path(json.__file__).parent.parent
    for place, pattern in ((folder, "**/*"), (standard, "*.py"), (standard / "lib-dynload", "*.so")):
        yield from (
            path for path in place.glob(pattern) if path.is_file() and path.suffix not in {".pack", ".pyc"}
        )
