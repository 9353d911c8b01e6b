"""Files of many types, made here byte by byte or with the standard library, and ways to spoil them."""

import bz2
import gzip
import hashlib
import io
import lzma
import random
import sqlite3
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable

import pytest

WORDS = (
    "patient",
    "molaire",
    "séance",
    "ordonnance",
    "radio",
    "couronne",
    "rappel",
    "devis",
    "carie",
    "bilan",
)


def keystream(size: int, seed: str = "key") -> bytes:
    """SHA-256 in counter mode: what a cipher's output looks like, and the same at every run."""
    blocks = (hashlib.sha256(f"{seed}{n}".encode()).digest() for n in range(size // 32 + 1))
    return b"".join(blocks)[:size]


def prose(size: int) -> str:
    chance = random.Random(7)  # noqa: S311 - the same bytes at every run
    lines = []
    while sum(map(len, lines)) < size:
        lines.append(
            f"{chance.randrange(10**6)};{chance.choice(WORDS)} {chance.choice(WORDS)} {chance.random():.4f}\n"
        )
    return "".join(lines)


def _zipped(members: dict[str, bytes], first: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data, zipfile.ZIP_STORED if name == first else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _docx() -> bytes:
    return _zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": prose(60_000).encode(),
            "word/styles.xml": prose(9_000).encode(),
            "word/media/image1.png": _png(),
        }
    )


def _odt() -> bytes:
    mimetype = b"application/vnd.oasis.opendocument.text"
    return _zipped({"mimetype": mimetype, "content.xml": prose(40_000).encode()}, first="mimetype")


def _pdf(trailer: bytes = b"<</Root 1 0 R>>") -> bytes:
    out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\n"
    for number in range(2, 8):
        packed = zlib.compress(prose(12_000 + number).encode())
        out += b"%d 0 obj\n<</Length %d/Filter/FlateDecode>>\nstream\n" % (number, len(packed))
        out += packed + b"\nendstream\nendobj\n"
    table = len(out)
    return (
        out + b"xref\n0 1\n0000000000 65535 f \ntrailer\n" + trailer + b"\nstartxref\n%d\n%%%%EOF\n" % table
    )


def _png() -> bytes:
    chance = random.Random(3)  # noqa: S311 - the same bytes at every run
    rows = b"".join(
        b"\0" + bytes((x * y // 9 + chance.randrange(3)) & 255 for x in range(200)) for y in range(200)
    )

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    packed = zlib.compress(rows)
    parts = [chunk(b"IDAT", packed[at : at + 4096]) for at in range(0, len(packed), 4096)]
    header = struct.pack(">IIBBBBB", 200, 200, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(parts) + chunk(b"IEND", b"")


def _jpeg(size: int = 30_000) -> bytes:
    scan = bytes(byte % 250 for byte in keystream(size, "scan"))
    out = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xdb\0\x43\0" + bytes(range(1, 65))
    out += b"\xff\xc0\0\x0b\x08\0\x40\0\x40\1\1\x11\0"
    out += b"\xff\xc4\0\x1f\0" + bytes([0, 1, 5, 1, 1, 1, 1, 1, 1] + [0] * 7) + bytes(range(12))
    return out + b"\xff\xda\0\x08\1\1\0\0\x3f\0" + scan + b"\xff\xd9"


def _gif() -> bytes:
    out = b"GIF89a" + struct.pack("<HHBBB", 64, 64, 0x80, 0, 0) + bytes(6)
    data = prose(9_000).encode()
    blocks = b"".join(
        bytes([len(data[at : at + 255])]) + data[at : at + 255] for at in range(0, len(data), 255)
    )
    return out + b"\x2c" + struct.pack("<HHHHB", 0, 0, 64, 64, 0) + b"\x08" + blocks + b"\0\x3b"


def _bmp() -> bytes:
    pixels = bytes(x * y // 300 & 255 for y in range(96) for x in range(96 * 3))
    header = struct.pack("<IiiHHIIiiII", 40, 96, 96, 1, 24, 0, len(pixels), 0, 0, 0, 0)
    return b"BM" + struct.pack("<III", 54 + len(pixels), 0, 54) + header + pixels


def _tiff() -> bytes:
    pixels = bytes(x * y // 300 & 255 for y in range(160) for x in range(160))
    tags = [
        (256, 4, 1, 160),
        (257, 4, 1, 160),
        (258, 3, 1, 8),
        (259, 3, 1, 1),
        (273, 4, 1, 8),
        (279, 4, 1, len(pixels)),
    ]
    table = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", *tag) for tag in tags) + bytes(4)
    return b"II*\0" + struct.pack("<I", 8 + len(pixels)) + pixels + table


def _ole2(stream_name: str = "WordDocument", names: tuple[str, ...] = ()) -> bytes:
    body = prose(40_000).encode()
    body += bytes(-len(body) % 512)
    count = len(body) // 512
    fat = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, count + 2), 0xFFFFFFFE]
    fat += [0xFFFFFFFF] * (128 - len(fat))

    def entry(name: str, kind: int, start: int, size: int) -> bytes:
        raw = name.encode("utf-16-le")
        head = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw) + 2, kind, 1) + b"\xff" * 12 + bytes(36)
        return head + struct.pack("<IQ", start, size)

    entries = [entry("Root Entry", 5, 0xFFFFFFFE, 0), entry(stream_name, 2, 2, len(body))]
    entries += [entry(name, 2, 2, 0) for name in names]
    directory = b"".join(entries).ljust(512, b"\0")
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
    )
    header += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    header += b"\xff" * (512 - len(header))
    return header + struct.pack("<128I", *fat) + directory + body


def _dicom(stored: int = 12) -> bytes:
    def element(group: int, number: int, kind: bytes, value: bytes) -> bytes:
        value += b" " * (len(value) % 2)
        wide = struct.pack("<HI", 0, len(value)) if kind in (b"OW", b"OB") else struct.pack("<H", len(value))
        return struct.pack("<HH", group, number) + kind + wide + value

    meta = element(2, 0x10, b"UI", b"1.2.840.10008.1.2.1\0")
    body = element(8, 0x60, b"CS", b"DX") + element(0x10, 0x10, b"PN", b"EXEMPLE^PATIENT")
    for number, value in (
        (0x10, 128),
        (0x11, 128),
        (0x100, 16),
        (0x101, stored),
        (0x102, stored - 1),
        (0x103, 0),
    ):
        body += element(0x28, number, b"US", struct.pack("<H", value))
    chance = random.Random(5)  # noqa: S311 - the same bytes at every run
    pixels = b"".join(
        struct.pack("<H", (x * y // 8 + chance.randrange(9)) & 0xFFF) for y in range(128) for x in range(128)
    )
    return bytes(128) + b"DICM" + meta + body + element(0x7FE0, 0x10, b"OW", pixels)


def _sqlite() -> bytes:
    database = sqlite3.connect(":memory:")
    database.execute("create table patients (id integer primary key, nom text, note text)")
    database.executemany(
        "insert into patients (nom, note) values (?, ?)", [(w, prose(300)) for w in WORDS * 12]
    )
    database.execute("insert into patients (nom, note) values ('photo', ?)", (keystream(20_000),))
    database.execute("create index noms on patients (nom)")
    database.commit()
    data = bytes(database.serialize())
    database.close()
    return data


def _seven(codec: bytes = b"\x21\x01\x16") -> bytes:
    header = b"\x01\x04\x06\x00\x01\x09\x80\x00" + codec + bytes(40)
    start = struct.pack("<QQI", 20_000, len(header), zlib.crc32(header))
    body = b"7z\xbc\xaf\x27\x1c\0\x04" + struct.pack("<I", zlib.crc32(start)) + start
    return body + keystream(20_000, "lzma") + header


def _rar(extra: bytes = b"") -> bytes:
    def block(body: bytes) -> bytes:
        sized = bytes([len(body)]) + body
        return struct.pack("<I", zlib.crc32(sized)) + sized

    flags = 2 | bool(extra)
    head = (
        bytes([2, flags])
        + (bytes([len(extra)]) if extra else b"")
        + b"\x80\x20"
        + b"\x04\x80\x20\x20\x80\x00\x00\x03a.t"
    )
    return (
        b"Rar!\x1a\x07\x01\0"
        + block(b"\x01\0\0\0")
        + block(head + extra)
        + keystream(4096)
        + block(b"\x05\0\0")
    )


def _pe() -> bytes:
    code = prose(24_000).encode()
    code += bytes(-len(code) % 512)
    optional = struct.pack("<HBBIIIII", 0x10B, 14, 0, len(code), 0, 0, 0x1000, 0x1000) + struct.pack(
        "<I", 0x2000
    )
    optional += (
        struct.pack("<III", 0x400000, 0x1000, 512) + bytes(16) + struct.pack("<IIII", 0x9000, 512, 0, 3)
    )
    optional = optional.ljust(224, b"\0")
    section = b".text\0\0\0" + struct.pack(
        "<IIIIIIHHI", len(code), 0x1000, len(code), 512, 0, 0, 0, 0, 0x60000020
    )
    head = b"MZ".ljust(60, b"\0") + struct.pack("<I", 64) + b"PE\0\0"
    head += struct.pack("<HHIIIHH", 0x14C, 1, 0, 0, 0, 224, 0x102) + optional + section
    return head.ljust(512, b"\0") + code


def _elf() -> bytes:
    body = prose(20_000).encode()
    table = bytes(64) + struct.pack("<IIQQQQIIQQ", 1, 1, 6, 0x40, 64, len(body), 0, 0, 16, 0)
    head = (
        b"\x7fELF\2\1\1"
        + bytes(9)
        + struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 0, 64 + len(body), 0, 64, 56, 0, 64, 2, 0)
    )
    return head + body + table


def _mp4() -> bytes:
    def box(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body) + 8) + kind + body

    movie = box(b"moov", box(b"mvhd", bytes(100)) + box(b"trak", box(b"tkhd", bytes(84))))
    return (
        box(b"ftyp", b"isom\0\0\2\0isomiso2")
        + movie
        + box(b"free", bytes(30_000))
        + box(b"mdat", keystream(9_000))
    )


def _wav() -> bytes:
    sound = b"".join(struct.pack("<h", (n * 37 % 2000) - 1000) for n in range(12_000))
    form = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16)
    return (
        b"RIFF"
        + struct.pack("<I", 36 + len(sound))
        + b"WAVE"
        + form
        + b"data"
        + struct.pack("<I", len(sound))
        + sound
    )


def _mp3() -> bytes:
    return b"".join(b"\xff\xfb\x90\x00" + keystream(413, str(n)).replace(b"\xff", b"\xfe") for n in range(40))


def _evtx() -> bytes:
    def chunk(number: int) -> bytes:
        records = prose(30_000).encode()[:30_000]
        head = (
            b"ElfChnk\0"
            + bytes(40)
            + struct.pack("<II", 512 + len(records), zlib.crc32(records))
            + bytes(64)
            + bytes(4)
        )
        rest = struct.pack("<I", number) + bytes(380)
        head += struct.pack("<I", zlib.crc32(head[:120] + rest))
        return (head + rest + records).ljust(65536, b"\0")

    head = b"ElfFile\0" + bytes(112)
    return (head + bytes(4) + struct.pack("<I", zlib.crc32(head))).ljust(4096, b"\0") + chunk(1) + chunk(2)


def _hive() -> bytes:
    bins = b""
    for number in range(4):
        cells = struct.pack("<i", -1024) + prose(1100).encode()[:1020]
        cells = cells * 3 + struct.pack("<i", 4096 - 32 - 3 * 1024) + bytes(4096 - 32 - 3 * 1024 - 4)
        bins += b"hbin" + struct.pack("<II", number * 4096, 4096) + bytes(20) + cells
    head = (b"regf" + struct.pack("<IIQIIIIII", 1, 1, 0, 1, 5, 0, 1, 32, len(bins))).ljust(508, b"\0")
    total = 0
    for word in struct.unpack("<127I", head):
        total ^= word
    return (head + struct.pack("<I", total)).ljust(4096, b"\0") + bins


def _firebird() -> bytes:
    head = (b"\1\0\x39\x30" + bytes(12) + struct.pack("<HH", 4096, 0x800B)).ljust(4096, b"\0")
    pages = b"".join(
        (bytes([kind]) + b"\0\x39\x30" + bytes(12) + prose(4200).encode())[:4096]
        for kind in (2, 3, 4, 5, 5, 6, 7, 8)
    )
    return head + pages


def _access() -> bytes:
    head = (b"\0\1\0\0Standard Jet DB\0" + b"\1").ljust(4096, b"\0")
    return head + b"".join((bytes([kind, 1]) + prose(4200).encode())[:4096] for kind in (1, 1, 2, 3, 4, 1))


def _lnk() -> bytes:
    head = b"\x4c\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46" + struct.pack("<I", 0x80 | 4) + bytes(52)
    name = "Dossier des patients".encode("utf-16-le")
    block = struct.pack("<II", 264, 0xA0000001) + bytes(256)
    return head + struct.pack("<H", len(name) // 2) + name + block + bytes(4)


def _tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for number in range(3):
            data = prose(6_000).encode()
            member = tarfile.TarInfo(f"dossier{number}.txt")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


MAKERS: dict[str, Callable[[], bytes]] = {
    "lettre.docx": _docx,
    "compte rendu.odt": _odt,
    "facture.pdf": _pdf,
    "photo.jpg": _jpeg,
    "schema.png": _png,
    "logo.gif": _gif,
    "scan.bmp": _bmp,
    "scan.tif": _tiff,
    "ancien.doc": _ole2,
    "panoramique.dcm": _dicom,
    "cabinet.sqlite": _sqlite,
    "journal.txt": lambda: prose(20_000).encode(),
    "latin.csv": lambda: prose(20_000).encode("cp1252"),
    "unicode.txt": lambda: prose(20_000).encode("utf-16"),
    "page.html": lambda: b"<!DOCTYPE html>\n<html><body>" + prose(9_000).encode() + b"</body></html>",
    "export.xml": lambda: b'<?xml version="1.0"?>\n<dossier>' + prose(9_000).encode() + b"</dossier>",
    "courrier.rtf": lambda: rb"{\rtf1\ansi " + prose(9_000).encode("ascii", "replace") + b"}",
    "archive.gz": lambda: gzip.compress(prose(90_000).encode(), mtime=0),
    "archive.bz2": lambda: bz2.compress(prose(90_000).encode()),
    "archive.xz": lambda: lzma.compress(prose(90_000).encode()),
    "programme.exe": _pe,
    "module.so": _elf,
    "film.mp4": _mp4,
    "dictee.wav": _wav,
    "dictee.mp3": _mp3,
    "System.evtx": _evtx,
    "ruche.hve": _hive,
    "base.fdb": _firebird,
    "base.mdb": _access,
    "sauvegarde.tar": _tar,
}


@pytest.fixture(scope="session")
def samples() -> dict[str, bytes]:
    return {name: make() for name, make in MAKERS.items()}


@pytest.fixture(scope="session")
def made() -> dict[str, Callable[..., bytes]]:
    """Makers that take arguments, by name."""
    return {
        "pdf": _pdf,
        "ole2": _ole2,
        "seven": _seven,
        "rar": _rar,
        "lnk": _lnk,
        "zipped": _zipped,
        "dicom": _dicom,
    }


@pytest.fixture(scope="session")
def cipher() -> Callable[..., bytes]:
    return keystream
