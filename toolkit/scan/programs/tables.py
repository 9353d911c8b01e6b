"""The tables inside a Windows program, each walked with a limit: a hostile file may give them any size.

Layout: the PE format specification of Microsoft.
"""

import hashlib
import re
import struct
from collections.abc import Iterator
from functools import cache, cached_property
from typing import Any

from toolkit.scan.content import Content

_KEPT = "program"  # the name of an image in Content.kept
_READ_OF_LARGE = 16 * 1024 * 1024  # bytes; headers, imports and version stand near the start
SECTIONS = 96  # more than the Windows loader takes
_LIBRARIES = 256
_SYMBOLS = 16_384
_LONGEST_TEXT = 256  # characters or bytes of any string kept
_VERSION_STRINGS = {
    "company": "CompanyName",
    "product": "ProductName",
    "description": "FileDescription",
    "version": "FileVersion",
    "original_name": "OriginalFilename",
}
_IMPORT, _RESOURCE, CERTIFICATE, _DEBUG = 1, 2, 4, 6


class Image:
    """A parsed program with its bytes: sections, tables, and where an address of memory lies in the file.

    `size` is that of the file in bytes, of which `data` may be the beginning only.
    """

    def __init__(self, pe: Any, data: bytes, size: int) -> None:
        self.pe = pe
        self.data = data
        self.size = size
        self.sections = pe.sections[:SECTIONS]
        # Asked for every name imported: (first address, the one behind the last, section).
        self._spans = [
            (one.VirtualAddress, one.VirtualAddress + max(one.Misc_VirtualSize, one.SizeOfRawData), one)
            for one in self.sections
        ]
        self.wide = pe.OPTIONAL_HEADER.Magic == 0x20B

    @cached_property
    def imported(self) -> tuple[list[str], list[bytes]]:
        """Return the libraries, and the functions as "library.function", each in the order of the file."""
        return _imported(self)

    def table(self, number: int) -> tuple[int, int]:
        """Return the address and size of a data directory, (0, 0) when it is not declared."""
        tables = self.pe.OPTIONAL_HEADER.DATA_DIRECTORY
        return (tables[number].VirtualAddress, tables[number].Size) if number < len(tables) else (0, 0)

    def section_of(self, address: int) -> Any:
        for first, behind, section in self._spans:
            if first <= address < behind:
                return section
        return None

    def bytes_at(self, address: int, size: int) -> bytes:
        """Return what the file holds for an address in memory, less than `size` where it ends."""
        section = self.section_of(address)
        if section is None:
            return self.data[address : min(address + size, self.pe.OPTIONAL_HEADER.SizeOfHeaders)]
        inside = address - section.VirtualAddress
        # The loader rounds the start of a section down to a sector.
        start = section.PointerToRawData & ~0x1FF
        return self.data[start + inside : start + min(inside + size, section.SizeOfRawData)]


def image_of(content: Content) -> Image:
    """Parse the headers once for all who ask; raises pefile.PEFormatError where there are none."""
    if _KEPT not in content.kept:
        data = content.whole if content.whole is not None else content.read(0, _READ_OF_LARGE)
        content.kept[_KEPT] = Image(_parser().PE(data=data, fast_load=True), data, content.size)
    image: Image = content.kept[_KEPT]
    return image


@cache
def _parser() -> Any:
    """Return pefile, made to pick the names of its flags once and not for every section of every program."""
    import pefile  # noqa: PLC0415 - 82 ms that a disk without programs does not pay

    picked: dict[tuple[int, str], Any] = {}
    pick = pefile.retrieve_flags

    def kept(names: Any, beginning: str) -> Any:
        key = (id(names), beginning)
        if key not in picked:
            picked[key] = pick(names, beginning)
        return picked[key]

    pefile.retrieve_flags = kept
    return pefile


def imports(image: Image) -> tuple[list[str], str | None, bool]:
    """Return the libraries, the import hash as Mandiant defined it, and whether a limit was met."""
    libraries, names = image.imported
    cut = len(libraries) >= _LIBRARIES or len(names) >= _SYMBOLS
    known = hashlib.md5(b",".join(names), usedforsecurity=False).hexdigest()
    return sorted(set(libraries)), known if names and not cut else None, cut


def symbols(image: Image) -> list[str]:
    """Return the functions imported, as "library.function", without the ending of the library."""
    return [text(name) for name in image.imported[1]]


def _imported(image: Image) -> tuple[list[str], list[bytes]]:
    from pefile import ordlookup  # noqa: PLC0415 - 82 ms that a disk without programs does not pay

    libraries: list[str] = []
    names: list[bytes] = []
    at = image.table(_IMPORT)[0]
    while at and len(libraries) < _LIBRARIES and len(names) < _SYMBOLS:
        row = image.bytes_at(at, 20)
        if len(row) < 20 or not any(row):
            break
        lookup, _, _, library_at, addresses = struct.unpack("<5I", row)
        library = image.bytes_at(library_at, _LONGEST_TEXT).split(b"\0")[0].lower()
        if not library:
            break
        libraries.append(text(library))
        bare = re.sub(rb"\.(dll|ocx|sys)$", b"", library) + b"."
        for symbol in _symbols(image, lookup or addresses, _SYMBOLS - len(names)):
            known = (
                symbol if isinstance(symbol, bytes) else ordlookup.ordLookup(library, symbol, make_name=True)
            )
            names.append(bare + known.lower())
        at += 20
    return libraries, names


def _symbols(image: Image, at: int, limit: int) -> Iterator[bytes | int]:
    width = 8 if image.wide else 4
    for number in range(limit):
        row = int.from_bytes(image.bytes_at(at + number * width, width), "little")
        if not row:
            return
        name = image.bytes_at(row + 2, _LONGEST_TEXT).split(b"\0")[0]
        if row >> (width * 8 - 1):
            yield row & 0xFFFF
        elif name:
            yield name
        else:
            # A symbol without a name would be work that no limit counts.
            return


def version(image: Image) -> dict[str, str]:
    """Return the strings of the version resource: type 16, first name, first language."""
    start = at = image.table(_RESOURCE)[0]
    for level in range(3):
        rows = image.bytes_at(at + 16, 8 * 256) if at else b""
        named, numbered = struct.unpack("<2H", image.bytes_at(at + 12, 4).ljust(4, b"\0")) if at else (0, 0)
        entries = [
            struct.unpack_from("<2I", rows, 8 * n) for n in range(min(named + numbered, len(rows) // 8))
        ]
        found = [where for number, where in entries if level or number == 16]
        if not found:
            return {}
        at = start + (found[0] & 0x7FFF_FFFF)
    address, size = struct.unpack("<2I", image.bytes_at(at, 8).ljust(8, b"\0"))
    block = image.bytes_at(address, min(size, 65_536))
    texts = {key: _version_string(block, name) for key, name in _VERSION_STRINGS.items()}
    return {key: found for key, found in texts.items() if found}


def _version_string(block: bytes, name: str) -> str:
    key = (name + "\0").encode("utf-16-le")
    at = block.find(b"\x01\0" + key)
    if at < 4 or block[at - 2 : at] == b"\0\0":
        return ""
    value = (at + 2 + len(key) + 3) & ~3
    return block[value : value + 2 * _LONGEST_TEXT].decode("utf-16-le", "replace").split("\0")[0].strip()


def debug(image: Image) -> tuple[bool, str | None]:
    """Tell whether the build is reproducible (debug type 16), and the path of its symbols (type 2)."""
    at, size = image.table(_DEBUG)
    reproducible, path = False, None
    for number in range(min(size // 28, 16)):
        row = image.bytes_at(at + 28 * number, 28)
        if len(row) < 28:
            break
        kind, _, address = struct.unpack_from("<3I", row, 12)
        record = image.bytes_at(address, 24 + _LONGEST_TEXT)
        reproducible = reproducible or kind == 16
        if kind == 2 and record.startswith(b"RSDS"):
            path = text(record[24:].split(b"\0")[0])
    return reproducible, path


def ends(image: Image, content: Content) -> tuple[str, int]:
    """Return "present" or "absent" for a certificate table, unchecked, and the bytes after the sections."""
    end = max((s.PointerToRawData + s.SizeOfRawData for s in image.sections if s.SizeOfRawData), default=0)
    after = max(0, image.size - end)
    at, size = image.table(CERTIFICATE)  # the one directory that is a place in the file
    inside = at and size > 8 and at + size <= image.size
    if not inside or content.read(at + 4, 2) not in {b"\x00\x01", b"\x00\x02"}:
        return "absent", after
    return "present", max(0, after - size) if at >= end else after


def text(raw: bytes) -> str:
    """Return a string of the file, bounded, what is no UTF-8 escaped."""
    return raw[:_LONGEST_TEXT].decode("utf-8", "backslashreplace")
