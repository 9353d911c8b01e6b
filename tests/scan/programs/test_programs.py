"""Facts of programs, from programs built here, real launchers, and headers that lie."""

import io
import math
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import Unreadable
from toolkit.records import plain
from toolkit.scan.content import Content
from toolkit.scan.programs import facts
from toolkit.texts import LANGUAGES, Speech

CODE, DATA, RSRC = 0x6000_0020, 0xC000_0040, 0x4000_0040
SECTOR, PAGE = 0x200, 0x1000


@dataclass
class Part:
    """One section: its raw bytes, and what its header says when that is not the truth."""

    name: bytes
    data: bytes
    flags: int = CODE
    said: dict[str, int] = field(default_factory=dict)


def program(
    *parts: Part, wide: bool = True, tables: dict[int, tuple[int, int]] | None = None, **said: int
) -> bytes:
    """Return a PE file; sections stand at 0x1000, 0x2000… in memory and from 0x400 in the file."""
    optional = 240 if wide else 224
    directory = b"".join(struct.pack("<2I", *(tables or {}).get(number, (0, 0))) for number in range(16))
    entry = said.get("entry", PAGE)
    start = struct.pack("<HBB5I", 0x20B if wide else 0x10B, 14, 0, 0, 0, 0, entry, PAGE)
    base = struct.pack("<Q", 1 << 32) if wide else struct.pack("<2I", 0, 0x40_0000)
    middle = struct.pack(
        "<2I6H4I2H", PAGE, SECTOR, 6, 0, 0, 0, 6, 0, 0, 0x10_0000, 0x400, 0, said.get("subsystem", 3), 0
    )
    stack = struct.pack("<4Q" if wide else "<4I", 0, 0, 0, 0)
    header = start + base + middle + stack + struct.pack("<2I", 0, said.get("tables", 16)) + directory
    machine = 0x8664 if wide else 0x14C
    count, stamp = said.get("count", len(parts)), said.get("stamp", 1_700_000_000)
    coff = struct.pack("<2H3I2H", machine, count, stamp, 0, 0, optional, said.get("traits", 0x22))
    rows, body, at = b"", b"", 0x400
    for number, part in enumerate(parts):
        raw = part.data.ljust(-(-len(part.data) // SECTOR) * SECTOR, b"\0")
        fields = {
            "memory": len(part.data),
            "address": PAGE * (number + 1),
            "size": len(raw),
            "place": at,
        } | part.said
        rows += struct.pack("<8s6I2HI", part.name, *list(fields.values())[:4], 0, 0, 0, 0, part.flags)
        body, at = body + raw, at + len(raw)
    head = b"MZ" + bytes(0x3A) + struct.pack("<I", 0x40) + b"PE\0\0" + coff + header + rows
    return head.ljust(0x400, b"\0") + body


def import_table(at: int, libraries: dict[str, list[str | int]], width: int = 8) -> bytes:
    """Return an import table laid at an address: descriptors, thunks, then names."""
    descriptors, rest = b"", b""
    free = at + 20 * (len(libraries) + 1)
    for library, symbols in libraries.items():
        thunks, names = free, free + width * (len(symbols) + 1)
        table, texts = b"", b""
        for symbol in symbols:
            value = (1 << (8 * width - 1)) | symbol if isinstance(symbol, int) else names + len(texts)
            table += value.to_bytes(width, "little")
            texts += b"" if isinstance(symbol, int) else b"\0\0" + symbol.encode() + b"\0"
        block = table + bytes(width) + texts
        descriptors += struct.pack("<5I", thunks, 0, 0, thunks + len(block), thunks)
        block += library.encode() + b"\0"
        rest, free = rest + block, free + len(block)
    return descriptors + bytes(20) + rest


def version_resource(at: int, strings: dict[str, str]) -> bytes:
    """Return a resource tree of one version block, laid at an address."""
    blocks = b""
    for key, value in strings.items():
        name, text = (key + "\0").encode("utf-16-le"), (value + "\0").encode("utf-16-le")
        row = struct.pack("<3H", 0, len(value) + 1, 1) + name
        row += bytes(-len(row) % 4) + text
        blocks += row + bytes(-len(row) % 4)
    tree = b""
    for number, below in ((16, 0x8000_0018), (1, 0x8000_0030), (1036, 0x48)):
        tree += bytes(12) + struct.pack("<2H2I", 0, 1, number, below)
    return tree + struct.pack("<4I", at + 0x58, len(blocks), 0, 0) + blocks


IMPORTS = {"KERNEL32.dll": ["CreateFileW", "ExitProcess"], "WS2_32.dll": [115, "send"]}
STRINGS = {"CompanyName": "Éditions Ztest", "ProductName": "Agenda", "OriginalFilename": "agenda.exe"}


def ordinary(**said: int) -> bytes:
    table, tree = import_table(2 * PAGE, IMPORTS), version_resource(3 * PAGE, STRINGS)
    return program(
        Part(b".text", b"\xc3" + bytes(range(200)) * 4),
        Part(b".rdata", table, RSRC),
        Part(b".rsrc", tree, RSRC),
        tables={1: (2 * PAGE, 60), 2: (3 * PAGE, len(tree))},
        **said,
    )


def seen(data: bytes, name: str = "") -> dict[str, Any]:
    found = facts(Content.of(data), name)
    assert found is not None
    return dict(found)


def test_an_ordinary_program() -> None:
    found = seen(ordinary(), "Agenda.exe")
    assert found["machine"] == "x64"
    assert (found["bits"], found["subsystem"], found["is_dll"]) == (64, "console", False)
    assert found["timestamp"] == 1_700_000_000 * 10**9
    assert found["entry_section"] == ".text"
    assert [section["name"] for section in found["sections"]] == [".text", ".rdata", ".rsrc"]
    assert found["sections"][0]["flags"] == "rx"
    assert found["imports"] == ["kernel32.dll", "ws2_32.dll"]
    assert found["version"] == {
        "company": "Éditions Ztest",
        "product": "Agenda",
        "original_name": "agenda.exe",
    }
    assert (found["signed"], found["overlay"], found["oddities"]) == ("absent", 0, [])


def test_the_outside_reader_agrees() -> None:
    import pefile

    for data in (ordinary(), *(path.read_bytes() for path in launchers())):
        outside = pefile.PE(data=data)
        found = seen(data)
        assert (found["imphash"] or "") == outside.get_imphash()
        libraries = {entry.dll.decode().lower() for entry in getattr(outside, "DIRECTORY_ENTRY_IMPORT", [])}
        assert found["imports"] == sorted(libraries)
        entropies = [round(section.get_entropy(), 2) for section in outside.sections]
        assert [section["entropy"] or 0.0 for section in found["sections"]] == entropies


def launchers() -> list[Path]:
    import setuptools

    found = sorted(Path(setuptools.__file__).parent.glob("*.exe"))
    assert found
    return found


def test_launchers_have_no_oddity() -> None:
    for path in launchers():
        assert seen(path.read_bytes())["oddities"] == []


def test_a_library_of_32_bits() -> None:
    found = seen(program(Part(b".text", bytes(100)), wide=False, traits=0x2022, subsystem=2, stamp=0))
    assert (found["machine"], found["bits"], found["is_dll"]) == ("x86", 32, True)
    assert (found["subsystem"], found["timestamp"]) == ("gui", None)


def test_a_reproducible_build_has_no_date_and_tells_its_symbols() -> None:
    record = b"RSDS" + bytes(20) + b"D:\\agenda\\agenda.pdb\0"
    rows = struct.pack("<2I2H4I", 0, 0, 0, 0, 2, len(record), 2 * PAGE + 56, 0)
    rows += struct.pack("<2I2H4I", 0, 0, 0, 0, 16, 0, 0, 0)
    found = seen(
        program(Part(b".text", b"\xc3"), Part(b".rdata", rows + record, RSRC), tables={6: (2 * PAGE, 56)})
    )
    assert (found["timestamp"], found["symbols_path"]) == (None, "D:\\agenda\\agenda.pdb")


def test_a_certificate_table_is_present_never_valid() -> None:
    data = ordinary()
    certificate = struct.pack("<I2H", 64, 0x200, 2) + bytes(56)
    start = data.index(b"PE\0\0") + 24 + 112 + 4 * 8
    signed = data[:start] + struct.pack("<2I", len(data), 64) + data[start + 8 :]
    assert seen(signed + certificate)["signed"] == "present"
    assert seen(signed + certificate + b"after")["overlay"] == 5
    assert seen(signed)["signed"] == "absent"
    assert "certificate_outside_file" in seen(signed)["oddities"]
    assert "certificate_outside_file" in seen(signed + bytes(64))["oddities"]


NOISE = b"".join(struct.pack("<I", (n * 2654435761) % (1 << 32)) for n in range(4096))


@pytest.mark.parametrize(
    ("data", "name", "oddity"),
    [
        (ordinary(entry=0x90_0000), "", "entry_outside_sections"),
        (program(Part(b".text", b"\xc3" * 40, 0xE000_0020)), "", "rwx_section"),
        (program(Part(b".text", NOISE)), "", "high_entropy_section"),
        (
            program(Part(b"UPX0", b"", CODE, {"memory": 0x8000}), Part(b"UPX1", b"\xc3" * 90)),
            "",
            "empty_code_section",
        ),
        (
            program(Part(b".text", b"\xc3" * 40, CODE, {"memory": 40, "address": PAGE, "size": 1 << 30})),
            "",
            "section_outside_file",
        ),
        (program(Part(b".text", b"\xc3" * 40)), "", "no_imports"),
        (ordinary(), "facture.exe", "name_mismatch"),
        (program(*[Part(b"s", b"")] * 3, count=200).ljust(20_000, b"\0"), "", "too_many_sections"),
    ],
)
def test_an_oddity_is_told(data: bytes, name: str, oddity: str) -> None:
    assert oddity in seen(data, name)["oddities"]
    assert oddity not in seen(ordinary(), "AGENDA.EXE.mui")["oddities"]


def test_endless_import_tables_are_cut() -> None:
    row = struct.pack("<5I", 2 * PAGE, 0, 0, PAGE, 2 * PAGE)
    names = Part(b".data", b"LIB.dll\0" + row * 150, DATA)
    thunks = Part(b".text", struct.pack("<Q", (1 << 63) | 1) * 500_000)
    found = seen(program(names, thunks, tables={1: (PAGE + 8, 1)}))
    assert found["imphash"] is None
    assert found["imports"] == ["lib.dll"]
    assert "imports_cut" in found["oddities"]


def test_endless_libraries_are_cut() -> None:
    row = struct.pack("<5I", 0x90_0000, 0, 0, PAGE, 0x90_0000)
    data = program(Part(b".data", b"LIB.dll\0" + row * 20_000, DATA), tables={1: (PAGE + 8, 1)})
    assert "imports_cut" in seen(data)["oddities"]


def test_symbols_without_a_name_end_the_list() -> None:
    row = struct.pack("<5I", 2 * PAGE, 0, 0, PAGE, 2 * PAGE)
    names = Part(b".data", b"LIB.dll\0" + row * 150, DATA)
    thunks = Part(b".text", struct.pack("<Q", 0x7000_0000) * 500_000)
    assert seen(program(names, thunks, tables={1: (PAGE + 8, 1)}))["imphash"] is None


def test_an_import_table_that_points_to_itself_ends() -> None:
    row = struct.pack("<5I", 2 * PAGE, 0, 0, 2 * PAGE, 2 * PAGE)
    found = seen(program(Part(b".text", b"\xc3"), Part(b".data", row * 50, DATA), tables={1: (2 * PAGE, 1)}))
    assert len(found["imports"]) <= 256


def test_a_resource_tree_that_points_to_itself_ends() -> None:
    loop = bytes(12) + struct.pack("<2H2I", 0, 1, 16, 0x8000_0000)
    assert seen(program(Part(b".rsrc", loop, RSRC), tables={2: (PAGE, 1)}))["version"] == {}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\x7fELF\x02\x01" + bytes(20), {"format": "elf", "bits": 64}),
        (b"\x7fELF\x01\x01", {"format": "elf", "bits": 32}),
        (bytes.fromhex("cffaedfe07000001"), {"format": "macho"}),
        (bytes.fromhex("cafebabe00000002"), {"format": "macho"}),
        (bytes.fromhex("cafebabe00000041"), None),
        (b"#!/bin/sh\necho", {"format": "script", "interpreter": "/bin/sh"}),
        (b"#!", {"format": "script", "interpreter": ""}),
        (b"#!\n", {"format": "script", "interpreter": ""}),
        (b"@ECHO OFF\r\n", {"format": "script", "interpreter": "cmd"}),
        (b"\xef\xbb\xbf\r\necho off", {"format": "script", "interpreter": "cmd"}),
        (b"MZ" + bytes(0x3A) + b"\x40\0\0\0NE" + bytes(60), {"format": "ne"}),
        (b"MZ\x90\0" + bytes(200), {"format": "dos"}),
        (
            b"MZ\x90\0" + bytes(74) + b"!This program cannot be run in DOS mode",
            {"format": "pe", "failed": "bad_header"},
        ),
        (b"MZ\x90\0" + bytes(0x38) + b"\x40\0\0\0PE\0\0", {"format": "pe", "failed": "bad_header"}),
        (b"MZ, the letters my grandfather wrote on every page of his diary, day after day.", None),
        (b"MZ", None),
        (b"", None),
        (b"Bonjour", None),
        (bytes(5000), None),
    ],
)
def test_other_formats_by_their_first_bytes(data: bytes, expected: dict[str, Any] | None) -> None:
    assert facts(Content.of(data)) == expected


class Broken(io.BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        raise Unreadable("bad_sector", str(size))


def test_a_medium_that_fails_is_said() -> None:
    assert facts(Content(Broken(), 100)) == {"format": "unknown", "failed": "unread"}


def test_a_large_program_is_read_at_its_start_with_its_true_size() -> None:
    data = ordinary() + bytes(70 * 1024 * 1024)
    content = Content(io.BytesIO(data), len(data))
    content.digest()
    assert content.whole is None
    found = facts(content)
    assert found is not None
    assert found["overlay"] == 70 * 1024 * 1024
    assert found["imports"] == ["kernel32.dll", "ws2_32.dll"]


def checked(data: bytes) -> None:
    found = facts(Content.of(data), "a.exe")
    if found is not None:
        assert found["format"] in {"pe", "dos", "ne", "le", "lx", "script", "elf", "macho"}
        assert len(str(plain(found))) < 100_000


ORDINARY = ordinary()


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 0x400 + 600), st.integers(0, 255)), min_size=1, max_size=30))
def test_a_changed_header_never_stops_the_reader(changes: list[tuple[int, int]]) -> None:
    data = bytearray(ORDINARY)
    for place, value in changes:
        data[place] = value
    checked(bytes(data))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(2, len(ORDINARY) // 4 - 1),
            st.sampled_from([0, 1, 0xFFFF, 1 << 31, 0xFFFF_FFFF, 0x10_0000]),
        )
    )
)
def test_extreme_numbers_never_stop_the_reader(changes: list[tuple[int, int]]) -> None:
    data = bytearray(ORDINARY)
    for place, value in changes:
        struct.pack_into("<I", data, 4 * place, value)
    checked(bytes(data))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(ORDINARY)))
def test_a_cut_program_never_stops_the_reader(length: int) -> None:
    checked(ORDINARY[:length])


@given(st.binary(max_size=2000))
def test_any_bytes_never_stop_the_reader(data: bytes) -> None:
    checked(b"MZ" + data)
    facts(Content.of(data))


ODDITIES = (
    "certificate_outside_file",
    "empty_code_section",
    "entry_outside_sections",
    "high_entropy_section",
    "imports_cut",
    "name_mismatch",
    "no_imports",
    "rwx_section",
    "section_outside_file",
    "too_many_sections",
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_and_oddity_has_its_sentence(language: str) -> None:
    speech = Speech(language)
    codes = ["signed_present", "signed_absent", "failed_bad_header", "failed_unparsed", "failed_unread"]
    codes += [f"oddity_{name}" for name in ODDITIES]
    for code in codes:
        assert speech.say(f"scan.{code}")


@pytest.mark.parametrize("size", [1, 262_143, 262_144, 262_145, 700_001])
def test_the_entropy_of_a_section_of_any_length(size: int) -> None:
    data = (NOISE * (size // len(NOISE) + 1))[: size // 3]
    data = (data + bytes([1, 2, 3]) * size)[:size]
    found = facts(Content.of(program(Part(b".data", data, DATA, {"size": size}))))
    assert found is not None
    shares = [data.count(byte) / size for byte in set(data)]
    entropy = round(-sum(share * math.log2(share) for share in shares) + 0.0, 2)
    assert found["sections"][0]["entropy"] == pytest.approx(entropy, abs=0.01)
