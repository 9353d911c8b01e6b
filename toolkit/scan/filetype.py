"""What a file is by its content, and what its name says it should be.

Signatures are those of the formats' own specifications; two-byte signatures (BMP, MP3, gzip, MZ) are
believed only with a second field that agrees, because one random file in 65,536 begins like that.
"""

import re
import struct
from collections.abc import Callable

from toolkit.scan.database_heads import DBF_VERSIONS, is_dbf, is_mssql
from toolkit.scan.extensions import expected
from toolkit.scan.wording import text_type

__all__ = ["expected", "recognise"]

# (offset, bytes, type), first match wins.
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"%PDF-", "pdf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole2"),
    (128, b"DICM", "dicom"),
    (0, b"SQLite format 3\0", "sqlite"),
    (0, b"\x7fELF", "elf"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"\xfd7zXZ\0", "xz"),
    (0, b"Rar!\x1a\x07\x00", "rar"),
    (0, b"Rar!\x1a\x07\x01\x00", "rar"),
    (0, b"{\\rtf", "rtf"),
    (0, b"GIF87a", "gif"),
    (0, b"GIF89a", "gif"),
    (0, b"II*\0", "tiff"),
    (0, b"MM\0*", "tiff"),
    (0, b"ElfFile\0", "evtx"),
    (0, b"\x4c\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46", "lnk"),
    (0, b"!BDN", "pst"),
    (0, b"\0\x01\0\0Standard Jet DB\0", "access"),
    (0, b"\0\x01\0\0Standard ACE DB\0", "access"),
    (0, b"ID3\x02", "mp3"),
    (0, b"ID3\x03", "mp3"),
    (0, b"ID3\x04", "mp3"),
    (0, b"OggS\0", "ogg"),
    (0, b"fLaC\0\0\0\x22", "flac"),
    (0, b"fLaC\x80\0\0\x22", "flac"),
    (0, b"\x28\xb5\x2f\xfd", "zstd"),
    (0, b"\x04\x22\x4d\x18", "lz4"),
    (0, b"LZIP\x01", "lzip"),
    (0, b"MSCF\0\0\0\0", "cab"),
    (0, b"!<arch>\n", "ar"),
    (0, b"wOFF", "woff"),
    (0, b"wOF2", "woff2"),
    (0, b"OTTO\0", "font"),
    (0, b"\0\x01\0\0\0", "font"),
    (0, b"ttcf\0", "font"),
    (0, b"\x80\x01", "pfb"),
    (0, b"ITSF\x03\0\0\0", "chm"),
    (0, b"vhdxfile", "vhdx"),
    (0, b"conectix", "vhd"),
    (0, b"KDMV", "vmdk"),
    (0, b"8BPS\0\x01", "psd"),
    (0, b"\0\0\0\x0cjP  \r\n\x87\n", "jp2"),
    (0, b"\0\0\0\x0cJXL \r\n\x87\n", "jxl"),
    (0, b"\x1aE\xdf\xa3", "matroska"),
    (0, b"MDMP\x93\xa7", "minidump"),
    (0, b"PAGEDU64", "memory"),
    (0, b"hsqs", "squashfs"),
    (0, b"\xca\xfe\xba\xbe\0", "class"),
    (0, b"\0asm\x01\0\0\0", "wasm"),
    (0, b"MSWIM\0\0\0", "wim"),
    (0, b"TAPE\0\0", "mtf"),
    (0, b"PGDMP\x01", "pgdump"),
    (0, b"\xde\x12\x04\x95", "mo"),
    (0, b"\x95\x04\x12\xde", "mo"),
    (0, b"\xd7\xcd\xc6\x9a", "wmf"),
    (0, b"\0\0\x01\0", "icon"),
    (0, b"\0\0\x02\0", "icon"),
    (0, b"\xff\x4f\xff\x51", "jp2"),
    (0, b"%!PS-AdobeFont", "pfb"),
    (0, b"%!FontType1", "pfb"),
    (0, b"ply\nformat ", "ply"),
    (0, b"ply\r\nformat ", "ply"),
    (257, b"ustar", "tar"),
    (0x8001, b"CD001", "iso"),
    (0, b"\0\0\x27\x0a", "shapefile"),
    (0, b"\x89HDF\r\n\x1a\n", "hdf5"),
    (0, b"CDF\x01", "netcdf"),
    (0, b"CDF\x02", "netcdf"),
    (0, b"CDF\x05", "netcdf"),
    (0, b"SIMPLE  = ", "fits"),
    (0, b"MATLAB 5.0 MAT-file", "matlab"),
    (0, b"MATLAB 7.3 MAT-file", "matlab"),
    (0, b"PAR1\x15", "parquet"),
    (0, b"ARROW1\0\0", "arrow"),
    (0, b"FEA1\0\0\0\0", "arrow"),
    (0, b"Obj\x01\x04", "avro"),
    (0, b"Obj\x01\x06", "avro"),
    (0, b"\x93NUMPY", "npy"),
    (0, b"\x80\x04\x95", "pickle"),
    (0, b"\x80\x05\x95", "pickle"),
    (0, b"\x80\x02c", "pickle"),
    (0, b"\x80\x02}q\0", "pickle"),
    (0, b"\x80\x02]q\0", "pickle"),
    (0, b"\x80\x03}q\0", "pickle"),
    (0, b"\x80\x03]q\0", "pickle"),
    (0, b"\x80\x03c", "pickle"),
    (0, b"bplist00", "bplist"),
    (0, b"\x00\x00\x00\x0cftyp", "mp4"),
)
# For each first byte, those that may still match: asked of every file, twice.
_BY_FIRST = tuple(tuple(one for one in _SIGNATURES if one[0] or one[1][0] == first) for first in range(256))
_OPEN_DOCUMENT = re.compile(rb"mimetypeapplication/(?:vnd\.oasis\.opendocument\.(\w+)|(epub)\+zip)")
_ODF = {b"text": "odt", b"spreadsheet": "ods", b"presentation": "odp"}
_OOXML = ((b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx"))
_TELLING = (b"[Content_Types].xml", *(folder for folder, _ in _OOXML), b"META-INF/MANIFEST.MF")
_OWN_NAMES = re.compile(rb"PK\x01\x02.{42}(" + b"|".join(map(re.escape, _TELLING)) + b")", re.DOTALL)
# What the first file of a document, or of a program for Java, is called.
_PACKAGE = (*_TELLING, b"_rels/", b"docProps/", b"customXml/", b"META-INF/")
_HEIF = frozenset({b"heic", b"heix", b"mif1", b"msf1", b"avif", b"heim", b"hevc"})
_RIFF = {b"WAVE": "wav", b"AVI ": "avi", b"WEBP": "webp"}
_KEYRINGS = {0x98: 2, 0x99: 3, 0xC6: 3}  # the tag and length of a packet, and where its body begins
_told: tuple[bytes, bytes, str | None] = (b"", b"", None)
_MPEG_RATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)  # kbit/s, layer III, MPEG 1


def recognise(name: str, head: bytes, tail: bytes = b"") -> str | None:  # noqa: ARG001 - kept for callers
    """Return the type of a content from its first (and last) bytes, or None when nothing is recognised.

    `head` should hold 64 KB where the file has them. `name` is not believed: a type is what the bytes say.
    """
    global _told  # noqa: PLW0603 - two examiners ask of the same bytes, one after the other
    told = _told
    if told[0] is not head or told[1] is not tail:
        _told = told = (head, tail, _recognised(head, tail))
    return told[2]


def _recognised(head: bytes, tail: bytes) -> str | None:
    for offset, magic, kind in _BY_FIRST[head[0]] if head else ():
        if head.startswith(magic, offset):
            return kind
    # A disk of fixed size is told by its last sector alone.
    if tail[-512:-504] == b"conectix":
        return "vhd"
    return _by_grammar(head, tail) or text_type(head)


def _by_grammar(head: bytes, tail: bytes) -> str | None:
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return _zip_type(head, tail)
    for test, kind in _TESTS_BY_FIRST[head[0]] if head else ():
        if test(head):
            return kind
    if head[:4] == b"RIFF" and len(head) >= 12:
        return _RIFF.get(head[8:12], "riff")
    if head[4:8] == b"ftyp":
        return "heif" if head[8:12] in _HEIF else "mp4"
    # A few mail gateways put a blank line or a byte order mark before a PDF.
    return "pdf" if b"%PDF-" in head[:1024] and b" obj" in head else None


def _zip_type(head: bytes, tail: bytes) -> str:
    if match := _OPEN_DOCUMENT.match(head, 30):
        return "epub" if match[2] else _ODF.get(match[1], "odt")
    # A ZIP that packs nothing shows the names in the documents it holds: only its own are asked.
    directory = _directory(tail)
    if directory:
        names = {one[1] for one in _OWN_NAMES.finditer(directory)}
    else:
        listed = head[:4096] + tail
        names = {name for name in _TELLING if name in listed} if head.startswith(_PACKAGE, 30) else set()
    if b"[Content_Types].xml" in names:
        for folder, kind in _OOXML:
            if folder in names:
                return kind
    return "jar" if b"META-INF/MANIFEST.MF" in names else "zip"


def _directory(tail: bytes) -> bytes:
    """Return the central directory of a ZIP where its last bytes hold all of it (APPNOTE 4.3.16)."""
    end = tail.rfind(b"PK\5\6")
    if end < 0 or len(tail) - end < 22:
        return b""
    size, comment = struct.unpack_from("<I4xH", tail, end + 12)
    whole = end + 22 + comment == len(tail) and size <= end
    return tail[end - size : end] if whole and tail.startswith(b"PK\1\2", end - size) else b""


def _is_jpeg(head: bytes) -> bool:
    return head[:3] == b"\xff\xd8\xff" and head[3:4] >= b"\xc0"


def _is_gzip(head: bytes) -> bool:
    return head[:3] == b"\x1f\x8b\x08" and len(head) >= 18 and head[3] < 0x20


def _is_bzip2(head: bytes) -> bool:
    return head[:3] == b"BZh" and head[4:10] in (b"1AY&SY", b"\x17rE8P\x90")


def _is_pe(head: bytes) -> bool:
    # A ciphertext whose first two bytes were spared keeps "MZ" but not the offset it leads to.
    if head[:2] != b"MZ" or len(head) < 64:
        return False
    (at,) = struct.unpack_from("<I", head, 60)
    return bool(head[at : at + 4] == b"PE\0\0" if at + 4 <= len(head) else at < 1 << 20)


def _is_bitmap(head: bytes) -> bool:
    if head[:2] != b"BM" or len(head) < 30:
        return False
    reserved, start, header = struct.unpack_from("<III", head, 6)
    return bool(reserved == 0 and header in (12, 40, 52, 56, 64, 108, 124) and 14 + header <= start < 1 << 16)


def _is_mp3(head: bytes) -> bool:
    length = mp3_frame(head, 0)
    return bool(length and len(head) >= length + 4 and mp3_frame(head, length))


def mp3_frame(data: bytes, at: int) -> int:
    """Return the length of the MPEG layer III frame at an offset, 0 when there is none (ISO 11172-3)."""
    if len(data) < at + 4 or data[at] != 0xFF or data[at + 1] & 0xE6 != 0xE2:
        return 0
    version, rate, sampling = (data[at + 1] >> 3) & 3, data[at + 2] >> 4, (data[at + 2] >> 2) & 3
    if version == 1 or sampling == 3 or rate in (0, 15):
        return 0
    frequency = (44100, 48000, 32000)[sampling] >> {3: 0, 2: 1, 0: 2}[version]
    low = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
    bits = 1000 * (_MPEG_RATES if version == 3 else low)[rate]
    return (144 if version == 3 else 72) * bits // frequency + ((data[at + 2] >> 1) & 1)


def _is_registry(head: bytes) -> bool:
    return head[:4] == b"regf" and len(head) >= 48 and head[20:24] in (b"\x01\0\0\0", b"\0\0\0\0")


def _is_firebird(head: bytes) -> bool:
    """Tell a Firebird header page: page type 1, a known page size, and an ODS number (jrd/ods.h)."""
    if len(head) < 32 or head[0] != 1:
        return False
    page_size, ods = struct.unpack_from("<HH", head, 16)
    return page_size in (1024, 2048, 4096, 8192, 16384, 32768) and 8 <= ods & 0x7FFF <= 14


def _is_gbak(head: bytes) -> bool:
    """Tell a backup by gbak: its first record, which names the format by a small number (burp/burp.h)."""
    return head[:3] == b"\0\x02\x04" and 0 < head[3] < 32 and head[4:7] == bytes(3)


def _is_openpgp_key(head: bytes) -> bool:
    """Tell an OpenPGP keyring: a version 4 public key packet of a known algorithm (RFC 4880, 5.5.2)."""
    body = _KEYRINGS.get(head[0] if head else 0, 0)
    return (
        bool(body)
        and head[body : body + 1] == b"\x04"
        and head[body + 5 : body + 6] in (b"\1", b"\x11", b"\x13", b"\x16")
    )


# (first bytes, test, type): each test is asked only of what begins by one of its first bytes.
_TESTS: tuple[tuple[frozenset[int], Callable[[bytes], bool], str], ...] = (
    (frozenset(b"\xff"), _is_jpeg, "jpeg"),
    (frozenset(b"\x1f"), _is_gzip, "gzip"),
    (frozenset(b"B"), _is_bzip2, "bzip2"),
    (frozenset(b"M"), _is_pe, "pe"),
    (frozenset(b"B"), _is_bitmap, "bmp"),
    (frozenset(b"r"), _is_registry, "regf"),
    (frozenset(b"\x01"), _is_firebird, "firebird"),
    (frozenset(b"\0"), lambda head: len(head) >= 512 and _is_gbak(head), "gbak"),
    (frozenset(b"\xff"), _is_mp3, "mp3"),
    (DBF_VERSIONS, is_dbf, "dbf"),
    (frozenset(b"\x01"), is_mssql, "mssql"),
    (frozenset(_KEYRINGS), _is_openpgp_key, "openpgp key"),
    (frozenset(b"sS"), lambda head: head[:6].lower() == b"solid " and b"facet" in head[:4096], "stl"),
)
_TESTS_BY_FIRST = tuple(
    tuple((test, kind) for firsts, test, kind in _TESTS if first in firsts) for first in range(256)
)
