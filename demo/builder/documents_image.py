"""Pictures of a practice: JPEG photographs, PNG captures, DICOM X-rays, STL casts."""

import random
import struct
import zlib
from functools import cache
from hashlib import sha256

from demo.builder.documents_words import Patient

_DC_BITS, _AC_BITS = 4, 5
_DC_SYMBOLS = bytes(range(12))
# End of block, then runs of 0 to 5 zeros before a value of 1 to 5 bits.
_AC_SYMBOLS = bytes([0, *(run << 4 | size for run in range(6) for size in range(1, 6))])
_EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1"
_INTRA_ORAL = "1.2.840.10008.5.1.4.1.1.1.3"
_LONG_VR = ("OB", "OW", "SQ", "UN", "UT")

Field = tuple[int, int, str, str | bytes]


def jpeg(seed: str, width: int = 320, height: int = 160, *, colour: bool = False) -> bytes:
    """Return a baseline JFIF picture drawn directly as quantised DCT coefficients (ITU T.81)."""
    rng = random.Random(f"jpeg {seed}")
    components = 3 if colour else 1
    frame = struct.pack(">BHHB", 8, height, width, components)
    frame += b"".join(bytes((number, 0x11, 0)) for number in range(1, components + 1))
    scan = bytes([components]) + b"".join(bytes((number, 0)) for number in range(1, components + 1))
    bits = _scan_bits(rng, -(-width // 8), -(-height // 8), components)
    bits += "1" * (-len(bits) % 8)
    coded = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\x00")
    return b"".join(
        (
            b"\xff\xd8",
            _segment(0xE0, b"JFIF\x00\x01\x01\x01\x00\x48\x00\x48\x00\x00"),
            _segment(0xFE, f"Cabinet dentaire du Test {sha256(seed.encode()).hexdigest()[:8]}".encode()),
            _segment(0xDB, bytes([0, 16, *([12] * 63)])),
            _segment(0xC0, frame),
            _segment(0xC4, _equal_codes(0x00, _DC_BITS, _DC_SYMBOLS)),
            _segment(0xC4, _equal_codes(0x10, _AC_BITS, _AC_SYMBOLS)),
            _segment(0xDA, scan + b"\x00\x3f\x00"),
            coded,
            b"\xff\xd9",
        )
    )


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _equal_codes(table: int, length: int, symbols: bytes) -> bytes:
    # Codes of one length are a valid Huffman table and need no tree.
    return bytes([table, *(len(symbols) if bits == length else 0 for bits in range(1, 17))]) + symbols


@cache
def _value_bits(value: int) -> str:
    size = abs(value).bit_length()
    return format(value if value > 0 else value + (1 << size) - 1, f"0{size}b") if size else ""


@cache
def _ac_bits(run: int, value: int) -> str:
    symbol = _AC_SYMBOLS.index(run << 4 | abs(value).bit_length())
    return format(symbol, f"0{_AC_BITS}b") + _value_bits(value)


def _scan_bits(rng: random.Random, columns: int, rows: int, components: int) -> str:
    previous = [0] * components
    out = []
    for row in range(rows):
        for column in range(columns):
            for number in range(components):
                level = _level(column, row, columns, rows) // (1 + 2 * number) + rng.randrange(-2, 3)
                step = level - previous[number]
                previous[number] = level
                out.append(format(abs(step).bit_length(), f"0{_DC_BITS}b") + _value_bits(step))
                out.extend(_texture(rng.randbytes(5 if number == 0 else 2)))
    return "".join(out)


def _texture(draws: bytes) -> list[str]:
    coded = [_ac_bits(draw % 3, (draw >> 2) % 7 + 1 if draw & 2 else -(draw >> 5) - 1) for draw in draws]
    return [*coded, "0" * _AC_BITS]


def _level(column: int, row: int, columns: int, rows: int) -> int:
    """Return the brightness of a cell, -60 to 60: a pale arch with darker gaps, in whole numbers only."""
    across = 200 * (2 * column - columns) // columns
    down = 200 * (2 * row - rows) // rows
    radius = (across * across + 2 * down * down) // 400
    return max(-60, min(60, 70 - radius + (-22 if column % 5 == 0 else 6)))


def png(seed: str, width: int = 96, height: int = 72) -> bytes:
    """Return an 8-bit grey PNG (ISO/IEC 15948) of a grainy gradient."""
    grain = random.Random(f"png {seed}").randbytes(width * height)
    rows = []
    for row in range(height):
        part = grain[row * width : (row + 1) * width]
        rows.append(
            b"\x00" + bytes(40 + row + column // 2 + (noise & 3) & 0xFF for column, noise in enumerate(part))
        )
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"".join(rows), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def dicom(seed: str, patient: Patient, day: str, *, width: int = 256, height: int = 256) -> bytes:
    """Return an uncompressed DICOM X-ray (PS3.10), `day` as YYYYMMDD, 12 bits of 16 used by a pixel."""
    instance = f"2.25.{int.from_bytes(sha256(seed.encode()).digest()[:15], 'big')}"
    meta = (
        _element(0x0002, 0x0001, "OB", b"\x00\x01")
        + _element(0x0002, 0x0002, "UI", _INTRA_ORAL)
        + _element(0x0002, 0x0003, "UI", instance)
        + _element(0x0002, 0x0010, "UI", _EXPLICIT_LITTLE_ENDIAN)
        + _element(0x0002, 0x0012, "UI", "2.25.20261011")
    )
    head = _element(0x0002, 0x0000, "UL", struct.pack("<I", len(meta))) + meta
    fields = _identity(instance, patient, day) + _picture(width, height)
    pixels = _element(0x7FE0, 0x0010, "OW", _pixels(seed, width, height))
    return bytes(128) + b"DICM" + head + b"".join(_element(*field) for field in fields) + pixels


def _identity(instance: str, patient: Patient, day: str) -> tuple[Field, ...]:
    return (
        (0x0008, 0x0005, "CS", "ISO_IR 192"),
        (0x0008, 0x0016, "UI", _INTRA_ORAL),
        (0x0008, 0x0018, "UI", instance),
        (0x0008, 0x0020, "DA", day),
        (0x0008, 0x0030, "TM", "101500"),
        (0x0008, 0x0060, "CS", "IO"),
        (0x0008, 0x0070, "LO", "Fabricant fictif"),
        (0x0010, 0x0010, "PN", f"{patient.last}^{patient.first}"),
        (0x0010, 0x0020, "LO", f"P{patient.number:05d}"),
        (0x0020, 0x000D, "UI", instance + ".1"),
        (0x0020, 0x000E, "UI", instance + ".2"),
    )


def _picture(width: int, height: int) -> tuple[Field, ...]:
    short = struct.Struct("<H").pack
    return (
        (0x0028, 0x0002, "US", short(1)),
        (0x0028, 0x0004, "CS", "MONOCHROME2"),
        (0x0028, 0x0010, "US", short(height)),
        (0x0028, 0x0011, "US", short(width)),
        (0x0028, 0x0100, "US", short(16)),
        (0x0028, 0x0101, "US", short(12)),
        (0x0028, 0x0102, "US", short(11)),
        (0x0028, 0x0103, "US", short(0)),
    )


def _element(group: int, number: int, kind: str, value: str | bytes) -> bytes:
    raw = value.encode() if isinstance(value, str) else value
    if len(raw) % 2:
        raw += b"\x00" if kind in ("UI", "OB") else b" "
    head = struct.pack("<HH2s", group, number, kind.encode())
    return head + (struct.pack("<HI", 0, len(raw)) if kind in _LONG_VR else struct.pack("<H", len(raw))) + raw


def _pixels(seed: str, width: int, height: int) -> bytes:
    rng = random.Random(f"pixels {seed}")
    grey = [struct.pack("<H", level) for level in range(4096)]
    rows = []
    for row in range(height):
        grain = rng.randbytes(width // 4)
        base = [1400 + 12 * _level(column, row // 4, width // 4, height // 4) for column in range(width // 4)]
        rows.append(b"".join(grey[base[x // 4] + (grain[x // 4] >> x % 4 & 1)] for x in range(width)))
    return b"".join(rows)


def stl(seed: str, side: int = 24) -> bytes:
    """Return a binary STL surface of 2 x side x side triangles: a dental cast, one unit per millimetre."""
    rng = random.Random(f"stl {seed}")
    heights = [[rng.randrange(16) for _ in range(side + 1)] for _ in range(side + 1)]
    faces: list[bytes] = []
    for y in range(side):
        for x in range(side):
            corner = [(x + a, y + b, heights[y + b][x + a]) for a, b in ((0, 0), (1, 0), (0, 1), (1, 1))]
            faces.extend((_face(*corner[:3]), _face(corner[3], corner[2], corner[1])))
    return b"empreinte numerique".ljust(80) + struct.pack("<I", len(faces)) + b"".join(faces)


def _face(*corners: tuple[int, int, int]) -> bytes:
    flat = [value / 2 for corner in corners for value in corner]
    return struct.pack("<12fH", 0.0, 0.0, 1.0, *flat, 0)
