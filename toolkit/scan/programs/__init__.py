"""What a program says of itself: its headers, its imports, its version, and what does not fit.

The headers are read by pefile, the tables of any length by program_tables, which limits each.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from toolkit.errors import Unreadable
from toolkit.records import Facts
from toolkit.scan.content import WINDOW, Content
from toolkit.scan.programs import tables as tables

if TYPE_CHECKING:
    import numpy as np

    Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]
    Counts = np.ndarray[tuple[int], np.dtype[np.intp]]

_SHOWN_SECTIONS = 32
_INTERPRETER = 256  # bytes of a first line kept
_ENTROPY_BYTES = 4 * 1024 * 1024
_ENTROPY_STEP = 256 * 1024
_PACKED = 7.2  # bits per byte; compiled code stays below 6.8
_MACHINES = {0x14C: "x86", 0x8664: "x64", 0xAA64: "arm64", 0x1C0: "arm", 0x1C4: "arm"}
_SUBSYSTEMS = {1: "native", 2: "gui", 3: "console", 10: "efi", 11: "efi", 12: "efi", 13: "efi"}
_OTHER = {b"NE": "ne", b"LE": "le", b"LX": "lx"}
_MACH_O = (b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe")
_BATCH = re.compile(rb"\A(\xef\xbb\xbf)?\s*@?echo[ \t]+off\b", re.IGNORECASE)
_READABLE, _WRITABLE, _EXECUTABLE = 0x4000_0000, 0x8000_0000, 0x2000_0000


def facts(content: Content, name: str = "") -> Facts | None:
    """Return the facts of a program by its first bytes, or None for anything else; never raises.

    A Windows program that cannot be read gives {"format": "pe", "failed": code}. `name` is compared with the
    original name the program carries. Times are nanoseconds UTC, sizes bytes, entropy bits per byte of the
    first 4 MiB of a section.
    """
    try:
        head = content.head or content.read(0, WINDOW)
        return _windows_program(content, head, name) if head.startswith(b"MZ") else _elsewhere(head)
    except (Unreadable, OSError):
        return {"format": "unknown", "failed": "unread"}
    except Exception:  # noqa: BLE001 - a parser of hostile bytes may fail in any way; the file is one fact
        return {"format": "pe", "failed": "unparsed"}


def _elsewhere(head: bytes) -> Facts | None:
    if head.startswith(b"\x7fELF"):
        return {"format": "elf", "bits": 64 if head[4:5] == b"\x02" else 32}
    # A Java class has the magic of a fat Mach-O and a version of 45 or more where the count stands.
    if head.startswith(_MACH_O) or (
        head.startswith(b"\xca\xfe\xba\xbe") and head[4:7] == b"\0\0\0" < head[7:8]
    ):
        return {"format": "macho"} if not head.startswith(b"\xca\xfe") or head[7] < 45 else None
    if head.startswith(b"#!"):
        line = head[2 : 2 + _INTERPRETER].splitlines()[0] if head[2:3] else b""
        return {"format": "script", "interpreter": tables.text(line.strip())}
    return {"format": "script", "interpreter": "cmd"} if _BATCH.match(head) else None


def _windows_program(content: Content, head: bytes, name: str) -> Facts | None:
    import pefile  # noqa: PLC0415 - 82 ms that a disk without programs does not pay

    at = int.from_bytes(head[0x3C:0x40], "little") if len(head) >= 64 else 0
    signature = content.read(at, 4)
    if signature != b"PE\0\0":
        return _not_pe(head, signature)
    try:
        image = tables.image_of(content)
    except pefile.PEFormatError:
        return {"format": "pe", "failed": "bad_header"}
    return _facts_of(image, content, name)


def _not_pe(head: bytes, signature: bytes) -> Facts | None:
    if signature[:2] in _OTHER:
        return {"format": _OTHER[signature[:2]]}
    if b"This program " in head[:512] or head[0x18:0x1A] == b"\x40\0":
        return {"format": "pe", "failed": "bad_header"}
    is_text = len(head) < 28 or not re.search(rb"[\x00-\x08\x0e-\x1f]", head[:64])
    return None if is_text else {"format": "dos"}


def _facts_of(image: tables.Image, content: Content, name: str) -> Facts:
    pe, header = image.pe, image.pe.OPTIONAL_HEADER
    sections = [_section(image, section) for section in image.sections]
    entry = image.section_of(header.AddressOfEntryPoint) if header.AddressOfEntryPoint else None
    reproducible, symbols_path = tables.debug(image)
    libraries, imphash, cut = tables.imports(image)
    version = tables.version(image)
    signed, overlay = tables.ends(image, content)
    stamp = pe.FILE_HEADER.TimeDateStamp
    # A reproducible build keeps a hash where the time was.
    known = 0 < stamp < 0xFFFF_FFFF and not reproducible
    found: dict[str, Any] = {
        "format": "pe",
        "machine": _MACHINES.get(pe.FILE_HEADER.Machine, f"0x{pe.FILE_HEADER.Machine:04x}"),
        "bits": 64 if image.wide else 32,
        "subsystem": _SUBSYSTEMS.get(header.Subsystem, str(header.Subsystem)),
        "is_dll": bool(pe.FILE_HEADER.Characteristics & 0x2000),
        "timestamp": stamp * 1_000_000_000 if known else None,
        "sections": sections[:_SHOWN_SECTIONS],
        "entry_section": tables.text(entry.Name.rstrip(b"\0")) if entry else None,
        "imphash": imphash,
        "imports": libraries,
        "symbols_path": symbols_path,
        "version": version,
        "signed": signed,
        "overlay": overlay,
    }
    oddities = {"imports_cut"} if cut else set()
    oddities.update(_oddities(image, found, sections, name))
    return {**found, "oddities": sorted(oddities)}


def _oddities(image: tables.Image, found: Facts, sections: list[dict[str, Any]], name: str) -> Iterator[str]:
    header = image.pe.OPTIONAL_HEADER
    code = [section for section in sections if "x" in section["flags"]]
    checks = {
        "entry_outside_sections": bool(header.AddressOfEntryPoint) and found["entry_section"] is None,
        "rwx_section": any("w" in section["flags"] for section in code),
        "high_entropy_section": any((section["entropy"] or 0) >= _PACKED for section in code),
        "empty_code_section": any(not section["size"] and section["memory"] for section in code),
        "section_outside_file": any(section["outside"] for section in sections),
        "too_many_sections": image.pe.FILE_HEADER.NumberOfSections > tables.SECTIONS,
        "no_imports": bool(header.AddressOfEntryPoint) and not found["imports"],
        "certificate_outside_file": found["signed"] == "absent" and image.table(tables.CERTIFICATE)[1] > 0,
        "name_mismatch": _is_renamed(name, found["version"].get("original_name", "")),
    }
    return (code for code, seen in checks.items() if seen)


def _is_renamed(name: str, original: str) -> bool:
    def stem(text: str) -> str:
        return text.lower().removesuffix(".mui").rsplit(".", 1)[0]

    return bool(name and original) and stem(name) != stem(original)


def _section(image: tables.Image, section: Any) -> dict[str, Any]:
    start, size = section.PointerToRawData, section.SizeOfRawData
    flags = section.Characteristics
    letters = (("r", _READABLE), ("w", _WRITABLE), ("x", _EXECUTABLE))
    return {
        "name": tables.text(section.Name.rstrip(b"\0")),
        "size": size,
        "memory": section.Misc_VirtualSize,
        "entropy": _entropy(image.data[start : start + min(size, _ENTROPY_BYTES)]),
        "flags": "".join(letter for letter, bit in letters if flags & bit),
        "outside": bool(size) and start + size > image.size,
    }


def _entropy(data: bytes) -> float | None:
    import numpy  # noqa: ICN001, PLC0415 - slow to import, used nowhere else here

    if not data:
        return None
    counts = _counts(numpy.frombuffer(data, numpy.uint8))
    shares = counts[counts > 0] / len(data)
    return round(float(-(shares * numpy.log2(shares)).sum()) + 0.0, 2)


def _counts(values: "Bytes") -> "Counts":
    """Count each byte; of many, pairs are counted, at half the cost."""
    import numpy  # noqa: ICN001, PLC0415 - see _entropy

    if len(values) < _ENTROPY_STEP:
        return numpy.bincount(values, minlength=256)
    pairs = numpy.zeros(1 << 16, dtype=numpy.intp)
    for start in range(0, len(values) // 2 * 2, _ENTROPY_STEP):
        step = values[: len(values) // 2 * 2][start : start + _ENTROPY_STEP]
        pairs += numpy.bincount(step.view(numpy.uint16), minlength=1 << 16)
    table = pairs.reshape(256, 256)
    counts: Counts = table.sum(axis=0) + table.sum(axis=1)
    counts[values[len(values) // 2 * 2 :]] += 1
    return counts
