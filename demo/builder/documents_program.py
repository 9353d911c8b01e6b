"""Windows programs that do nothing: minimal valid PE32+ files that only exit."""

import struct
from collections.abc import Sequence

from demo.builder.documents_keystream import keystream

_FILE_UNIT, _MEMORY_UNIT = 0x200, 0x1000
_HEADERS = 0x400
_TEXT = 0x60000020  # code, execute, read
_RDATA = 0x40000040  # initialised, read
_ANY = 0xE0000040  # initialised, read, write, execute: unusual, and used for that
_STAMP = 0x65920080  # 2024-01-01 00:00:00 UTC
_DOS_MESSAGE = b"This program cannot be run in DOS mode.\r\r\n$"
MARKER = "TROUSSE-DEMO-HARMLESS-PROGRAM"
_WORDS = (
    "Rien n'est fait par ce programme : il se termine aussitot.",
    "vssadmin delete shadows /all /quiet",
    "wbadmin delete catalog -quiet",
    "bcdedit /set {default} recoveryenabled no",
    "akira_readme.txt",
    ".akira",
)


def program(
    strings: Sequence[str] = (), *, library: bool = False, odd: tuple[str, bytes] | None = None
) -> bytes:
    """Return a PE32+ that calls ExitProcess(0), or a library whose entry answers "loaded".

    The strings are laid in .rdata; `odd` adds a section of that name, writable and executable.
    Layout: Microsoft PE/COFF specification.
    """
    text_at, rdata_at = _MEMORY_UNIT, 2 * _MEMORY_UNIT
    rdata = _imports(rdata_at) + b"\x00".join(text.encode("cp1252") for text in strings) + b"\x00"
    call = rdata_at + 56 - (text_at + 12)  # from the end of the call to the import's slot
    text = (
        b"\xb8\x01\x00\x00\x00\xc3"
        if library
        else b"\x48\x83\xec\x28\x33\xc9\xff\x15" + struct.pack("<i", call)
    )
    sections = [(b".text", text, _TEXT), (b".rdata", rdata, _RDATA)]
    if odd is not None:
        sections.append((odd[0].encode(), odd[1], _ANY))
    return _image(sections, rdata_at, library=library)


def _imports(at: int) -> bytes:
    # A descriptor and its end, the lookup table, the address table, then the names.
    name = b"\x00\x00ExitProcess\x00"
    library = b"KERNEL32.dll\x00"
    descriptor = struct.pack("<IIIII", at + 40, 0, 0, at + 72 + len(name), at + 56) + bytes(20)
    slots = struct.pack("<QQ", at + 72, 0)
    return descriptor + slots + slots + name + library


def _image(sections: Sequence[tuple[bytes, bytes, int]], imports_at: int, *, library: bool) -> bytes:
    table, bodies = b"", b""
    memory = _MEMORY_UNIT
    for name, body, flags in sections:
        raw = body.ljust(_round(len(body), _FILE_UNIT), b"\x00")
        place = _HEADERS + len(bodies)
        table += struct.pack("<8sIIIIIIHHI", name, len(body), memory, len(raw), place, 0, 0, 0, 0, flags)
        bodies += raw
        memory += _round(len(body), _MEMORY_UNIT)
    coff = struct.pack("<HHIIIHH", 0x8664, len(sections), _STAMP, 0, 0, 240, 0x2022 if library else 0x0022)
    code = _round(len(sections[0][1]), _FILE_UNIT)
    optional = struct.pack("<HBBIIIII", 0x20B, 14, 0, code, len(bodies) - code, 0, _MEMORY_UNIT, _MEMORY_UNIT)
    base = 0x180000000 if library else 0x140000000
    optional += struct.pack("<QII", base, _MEMORY_UNIT, _FILE_UNIT) + struct.pack(
        "<HHHHHHI", 6, 0, 0, 0, 6, 0, 0
    )
    optional += struct.pack("<IIIHH", memory, _HEADERS, 0, 2, 0x0100)
    optional += struct.pack("<QQQQII", 0x100000, 0x1000, 0x100000, 0x1000, 0, 16)
    directories = bytes(8) + struct.pack("<II", imports_at, 40) + bytes(8 * 14)
    dos = b"MZ".ljust(60, b"\x00") + struct.pack("<I", 0x80)
    head = (dos + _DOS_MESSAGE).ljust(0x80, b"\x00") + b"PE\x00\x00" + coff + optional + directories + table
    return head.ljust(_HEADERS, b"\x00") + bodies


def _round(size: int, unit: int) -> int:
    return -(-size // unit) * unit


def harmless() -> bytes:
    """Return the program the attack leaves behind: it only exits, and carries the words a rule looks for."""
    return program((MARKER, *_WORDS), odd=(".maj0", keystream("svc_maj", 4096)))
