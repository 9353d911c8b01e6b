"""The sections of every segment of an E01: its shape, its tables of chunks, its hashes, its maker's words."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.errors import SourceRefusal
from toolkit.media.containers.beside import find
from toolkit.media.containers.container import damaged
from toolkit.media.containers.ewf_words import spoken
from toolkit.media.containers.parts import Parts

MAGIC = b"EVF\x09\x0d\x0a\xff\0"
LARGEST_CHUNK = 32 * 1024 * 1024

_NAME = "E01"
_SECTION = 76  # bytes of the descriptor that opens each section
_MOST = 200_000  # sections of one set: 100 TB in the usual chunks
_MOST_CHUNKS = 1 << 22  # of one table, 128 GiB in the usual chunks
_LARGEST_WORDS = 1024 * 1024
_MOST_ERRORS = 65_536


@dataclass(frozen=True, slots=True)
class Chunks:
    """One table: chunks `first` to `first + count` of the disk, in one segment."""

    segment: int
    first: int
    count: int
    places: tuple[tuple[int, int], ...]  # of its copies: where the entries stand, what they count from
    end: int  # where the data of its last chunk ends


@dataclass(slots=True)
class Shape:
    """What the sections say, gathered from the first segment to the last."""

    size: int = 0  # bytes of the disk
    chunk: int = 0  # bytes of a chunk
    identifier: bytes = b""
    tables: list[Chunks] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    torn_hash: bool = False  # a hash stands there, and fails its checksum
    unread: int = 0  # sectors that could not be read when the image was made
    sections: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    kind: str
    start: int  # of what it holds
    end: int


def read_set(path: Path) -> tuple[Parts, Shape]:
    """Read every section of the set that begins with a file; raise SourceRefusal or OSError."""
    parts, shape = Parts([path]), Shape()
    try:
        number = 0
        while True:
            _numbered(parts, number)
            last = _segment(parts, number, shape)
            if last != "next":
                break
            number += 1
            parts.paths.append(_following(path, number))
    except BaseException:
        parts.close()
        raise
    return parts, shape


def segment_name(first: Path, number: int) -> str:
    """Return the name of a segment, from 0: .E01 to .E99, then .EAA to .EZZ, .FAA to .ZZZ."""
    letter = first.suffix[1:2].upper() if len(first.suffix) == 4 and first.suffix[1:2].isalpha() else "E"
    if number < 99:
        return f"{first.stem}.{letter}{number + 1:02d}"
    rest, third = divmod(number - 99, 26)
    rest, second = divmod(rest, 26)
    return f"{first.stem}.{chr(min(ord(letter) + rest, ord('Z')))}{chr(65 + second)}{chr(65 + third)}"


def _following(path: Path, number: int) -> Path:
    name = segment_name(path, number)
    found = find(path.parent, name)
    if found is None:
        raise SourceRefusal("container_part_missing", part=name)
    return found


def _numbered(parts: Parts, number: int) -> None:
    head = parts.read(number, 0, 13)
    stated = int.from_bytes(head[9:11], "little")
    if not head.startswith(MAGIC) or len(head) < 13:
        raise SourceRefusal("container_part_differs", part=parts.paths[number].name)
    if number == 0 and stated > 1:
        raise SourceRefusal("container_not_first", first=segment_name(parts.paths[0], 0))
    if stated != number + 1:
        raise SourceRefusal("container_part_differs", part=parts.paths[number].name)


def _segment(parts: Parts, number: int, shape: Shape) -> str:
    """Gather one segment; return the kind of its last section, or "" where it is cut or torn."""
    sectors, last = Section("", 0, 0), ""
    for section in _sections(parts, number, shape):
        last = section.kind
        if section.kind == "sectors":
            sectors = section
        elif section.kind in {"volume", "disk", "data"}:
            _volume(parts, number, section, shape)
        elif section.kind == "table":
            if not _table(parts, number, section, sectors, shape):
                return ""
        elif section.kind in {"hash", "digest", "header", "header2", "error2"}:
            _said(parts, number, section, shape)
    return last if last in {"next", "done"} else ""


def _sections(parts: Parts, number: int, shape: Shape) -> Iterator[Section]:
    offset, size = 13, parts.size(number)
    while shape.sections < _MOST:
        shape.sections += 1
        row = parts.read(number, offset, _SECTION)
        if len(row) < _SECTION or zlib.adler32(row[:72]) != int.from_bytes(row[72:], "little"):
            return
        kind = row[:16].split(b"\0")[0].decode("latin-1")
        after, length = struct.unpack_from("<QQ", row, 16)
        yield Section(kind, offset + _SECTION, min(offset + max(length, _SECTION), size))
        # The next section stands further on: this alone ends every chain.
        if kind in {"next", "done"} or not offset < after < size:
            return
        offset = after


def _volume(parts: Parts, number: int, section: Section, shape: Shape) -> None:
    """Take the shape from the first copy whose checksum holds; another disk's segment is refused."""
    held = parts.read(number, section.start, min(section.end - section.start, 1052))
    if len(held) < 94 or zlib.adler32(held[:-4]) != int.from_bytes(held[-4:], "little"):
        return
    _, per_chunk, sector = struct.unpack_from("<III", held, 4)
    (sectors,) = struct.unpack_from("<Q" if len(held) >= 1052 else "<I", held, 16)
    identifier = held[64:80] if len(held) >= 1052 else b""
    if shape.chunk:
        if any(identifier) and any(shape.identifier) and identifier != shape.identifier:
            raise SourceRefusal("container_part_differs", part=parts.paths[number].name)
        return
    if not 0 < sector <= 65536 or not 0 < per_chunk * sector <= LARGEST_CHUNK:
        raise damaged(_NAME, "volume")
    shape.size, shape.chunk, shape.identifier = sectors * sector, per_chunk * sector, identifier


def _table(parts: Parts, number: int, section: Section, sectors: Section, shape: Shape) -> bool:
    """Add one table with its copy, which follows it; say whether either tells how many chunks it holds."""
    copies = [section]
    row = parts.read(number, section.end, _SECTION)
    if row[:16].rstrip(b"\0") == b"table2" and zlib.adler32(row[:72]).to_bytes(4, "little") == row[72:]:
        length = int.from_bytes(row[24:32], "little")
        copies.append(Section("table2", section.end + _SECTION, section.end + length))
    heads = [(copy, parts.read(number, copy.start, 24)) for copy in copies]
    whole = [
        (copy, *struct.unpack_from("<I4xQ", head))
        for copy, head in heads
        if len(head) == 24 and zlib.adler32(head[:20]) == int.from_bytes(head[20:], "little")
    ]
    if not whole:
        return False
    count = whole[0][1]
    if count == 0:
        return True
    if count > min(_MOST_CHUNKS, (whole[0][0].end - whole[0][0].start - 24) // 4):
        return False
    places = tuple((copy.start + 24, base) for copy, rows, base in whole if rows == count)
    first = shape.tables[-1].first + shape.tables[-1].count if shape.tables else 0
    # SMART keeps the chunks behind the entries, in the table's own section.
    end = sectors.end or section.end
    shape.tables.append(Chunks(number, first, count, places, end))
    return True


def _said(parts: Parts, number: int, section: Section, shape: Shape) -> None:
    held = parts.read(number, section.start, min(section.end - section.start, _LARGEST_WORDS))
    if section.kind.startswith("header"):
        shape.made = {**spoken(held), **shape.made}
    elif section.kind == "error2":
        count = min(int.from_bytes(held[:4], "little"), _MOST_ERRORS)
        rows = struct.iter_unpack("<II", held[520 : 520 + 8 * count][: (len(held) - 520) // 8 * 8])
        shape.unread += sum(sectors for _, sectors in rows) if len(held) >= 528 else 0
    elif section.kind == "hash":
        _hashed(shape, held[:36], {"md5": held[:16]}, 36)
    elif section.kind == "digest":
        _hashed(shape, held[:80], {"md5": held[:16], "sha1": held[16:36]}, 80)


def _hashed(shape: Shape, held: bytes, told: dict[str, bytes], size: int) -> None:
    """Keep the hashes a section states; where two of them disagree, both."""
    if len(held) < size or not _sound(held):
        shape.torn_hash = True
        return
    for name, value in told.items():
        if any(value) and shape.hashes.setdefault(name, value.hex()) != value.hex():
            shape.hashes[f"{name}_other"] = value.hex()


def _sound(held: bytes) -> bool:
    return zlib.adler32(held[:-4]) == int.from_bytes(held[-4:], "little")
