"""DICOM: elements, sequences, pixels plain and in fragments, a data set packed as a whole."""

import struct
import zlib

from evaluation.targets.judged import judged

_EXPLICIT, _DEFLATED = b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.1.99"


def seeds() -> list[bytes]:
    """Return a picture, one in fragments within a sequence, and one deflated."""
    picture = _element(8, 0x60, b"CS", b"DX") + _element(0x10, 0x10, b"PN", b"EXEMPLE^PATIENT ")
    for number, value in ((0x10, 64), (0x11, 64), (0x100, 16), (0x101, 12), (0x102, 11), (0x103, 0)):
        picture += _element(0x28, number, b"US", struct.pack("<H", value))
    pixels = b"".join(struct.pack("<H", (x * y // 8) & 0xFFF) for y in range(64) for x in range(64))
    plain = picture + _element(0x7FE0, 0x10, b"OW", pixels)
    nested = struct.pack("<HH2sHI", 8, 0x1140, b"SQ", 0, 0xFFFFFFFF)
    nested += b"\xfe\xff\x00\xe0" + struct.pack("<I", 8) + bytes(8) + b"\xfe\xff\xdd\xe0" + bytes(4)
    parts = struct.pack("<HH2sHI", 0x7FE0, 0x10, b"OB", 0, 0xFFFFFFFF) + b"\xfe\xff\x00\xe0" + bytes(4)
    parts += (
        b"\xfe\xff\x00\xe0"
        + struct.pack("<I", 600)
        + b"\xff\xd8\xff\xe0"
        + bytes(596)
        + b"\xfe\xff\xdd\xe0"
        + bytes(4)
    )
    raw = zlib.compressobj(wbits=-15)
    return [
        _file(_EXPLICIT, plain),
        _file(_EXPLICIT, nested + picture[:0] + parts),
        _file(_DEFLATED, raw.compress(plain) + raw.flush()),
    ]


def _file(syntax: bytes, body: bytes) -> bytes:
    return bytes(128) + b"DICM" + _element(2, 0x10, b"UI", syntax) + body


def _element(group: int, number: int, kind: bytes, value: bytes) -> bytes:
    wide = struct.pack("<HI", 0, len(value)) if kind in (b"OW", b"OB") else struct.pack("<H", len(value))
    return struct.pack("<HH", group, number) + kind + wide + value


def read(data: bytes) -> str:
    return judged("panoramique.dcm", data)
