"""The documents of the practice are what their names say, to readers that are not ours."""

import io
import struct
import zipfile
import zlib
from datetime import UTC, datetime
from email import message_from_bytes, policy
from xml.etree import ElementTree as ET

import pefile
import pytest

from demo.builder.documents import MAKERS, make
from demo.builder.documents_locked import aes_zip, age, openpgp
from demo.builder.documents_program import MARKER, harmless
from demo.builder.documents_words import PLANTED

WHEN = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
SEEDS = ("a", "photo", "devis", "capture", "é")


def made(kind: str, seed: str = "a") -> bytes:
    return make(f"Cabinet/{seed}.{kind}", WHEN, PLANTED)


@pytest.mark.parametrize("kind", MAKERS)
def test_a_maker_gives_the_same_bytes_for_one_path_and_others_for_another(kind: str) -> None:
    assert made(kind) == made(kind)
    assert made(kind) != made(kind, "b")


def huffman(body: bytes) -> tuple[int, dict[str, int]]:
    codes, code, at = {}, 0, 17
    for length in range(1, 17):
        for _ in range(body[length]):
            codes[format(code, f"0{length}b")] = body[at]
            code, at = code + 1, at + 1
        assert code < 1 << length, "all ones is kept for filling"
        code <<= 1
    return body[0], codes


def jpeg_parts(data: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    assert data[:2] == b"\xff\xd8"
    at, parts = 2, []
    while data[at + 1] != 0xDA:
        assert data[at] == 0xFF
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        parts.append((data[at + 1], data[at + 4 : at + 2 + size]))
        at += 2 + size
    at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    assert data[-2:] == b"\xff\xd9"
    coded = data[at:-2]
    assert b"\xff" not in coded.replace(b"\xff\x00", b"")
    return parts, coded.replace(b"\xff\x00", b"\xff")


def read_code(bits: str, at: int, codes: dict[str, int]) -> tuple[int, int]:
    for length in range(1, 17):
        if bits[at : at + length] in codes:
            return codes[bits[at : at + length]], at + length
    raise AssertionError("no such code")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_jpeg_decodes_to_its_last_block(seed: str) -> None:
    parts, coded = jpeg_parts(made("jpg", seed))
    tables = dict(huffman(body) for marker, body in parts if marker == 0xC4)
    _, height, width, components = struct.unpack(">BHHB", dict(parts)[0xC0][:6])
    bits = "".join(format(byte, "08b") for byte in coded)
    at = 0
    for _ in range(-(-height // 8) * -(-width // 8) * components):
        size, at = read_code(bits, at, tables[0x00])
        at, place = at + size, 1
        while place < 64:
            symbol, at = read_code(bits, at, tables[0x10])
            if not symbol:
                break
            place, at = place + (symbol >> 4) + 1, at + (symbol & 15)
        assert place <= 64
    assert len(bits) - at < 8


@pytest.mark.parametrize("seed", SEEDS)
def test_a_png_has_right_checksums_and_every_row(seed: str) -> None:
    data = made("png", seed)
    at, body, size = 8, b"", (0, 0)
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        part = data[at + 8 : at + 8 + length]
        assert zlib.crc32(kind + part) == int.from_bytes(data[at + 8 + length : at + 12 + length], "big")
        if kind == b"IHDR":
            size = struct.unpack(">II", part[:8])
        body += part if kind == b"IDAT" else b""
        at += 12 + length
    assert len(zlib.decompress(body)) == size[1] * (size[0] + 1)


def test_a_dicom_walks_to_its_end_and_holds_every_pixel() -> None:
    data = make("PDATA/x.dcm", WHEN, PLANTED)
    assert data[128:132] == b"DICM"
    at, found, before = 132, {}, (0, 0)
    while at < len(data):
        group, number, kind = struct.unpack_from("<HH2s", data, at)
        long = kind in (b"OB", b"OW")
        size = (
            struct.unpack_from("<I", data, at + 8)[0] if long else struct.unpack_from("<H", data, at + 6)[0]
        )
        at += 12 if long else 8
        assert before < (group, number)
        assert size % 2 == 0
        before = (group, number)
        found[group, number] = data[at : at + size]
        at += size
    assert at == len(data)
    rows, columns = (int.from_bytes(found[0x28, number], "little") for number in (0x10, 0x11))
    assert len(found[0x7FE0, 0x10]) == 2 * rows * columns
    assert PLANTED.last in found[0x10, 0x10].decode()


def test_an_stl_holds_the_triangles_it_counts() -> None:
    data = made("stl")
    assert len(data) == 84 + 50 * int.from_bytes(data[80:84], "little")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_pdf_points_to_its_objects_and_its_streams_inflate(seed: str) -> None:
    data = made("pdf", seed)
    start = int(data.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    table = data[start:].split(b"trailer")[0].splitlines()[3:]
    for number, line in enumerate(table, 1):
        assert data[int(line[:10]) :].startswith(b"%d 0 obj\n" % number)
    stream = data.split(b"/FlateDecode /Length ")[1]
    length = int(stream.split(b" ")[0])
    assert b"Patient" in zlib.decompress(stream.split(b"stream\n", 1)[1][:length])


@pytest.mark.parametrize(
    ("kind", "part"),
    [("docx", "word/document.xml"), ("xlsx", "xl/worksheets/sheet1.xml"), ("odt", "content.xml")],
)
def test_an_office_package_tests_whole_and_its_parts_are_xml(kind: str, part: str) -> None:
    with zipfile.ZipFile(io.BytesIO(made(kind))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert part in names
        for name in names:
            if name != "mimetype":
                ET.fromstring(archive.read(name))  # noqa: S314 - our own bytes
    assert names[0] == ("mimetype" if kind == "odt" else "[Content_Types].xml")


def ole_streams(data: bytes) -> dict[str, bytes]:
    table = struct.unpack_from("<128I", data, 512)
    out = {}
    for at in range(1024 + 128, 1536, 128):
        size = int.from_bytes(data[at + 64 : at + 66], "little")
        if not size:
            continue
        sector, length = struct.unpack_from("<IQ", data, at + 116)
        chain = b""
        while sector != 0xFFFFFFFE:
            chain += data[512 * (sector + 1) : 512 * (sector + 2)]
            sector = table[sector]
        assert len(chain) - length < 512
        out[data[at : at + size - 2].decode("utf-16-le")] = chain[:length]
    return out


def test_an_old_document_is_a_compound_file_whose_text_can_be_read() -> None:
    data = made("doc")
    assert data[:8] == bytes.fromhex("D0CF11E0A1B11AE1")
    word = ole_streams(data)["WordDocument"]
    start, end = struct.unpack_from("<II", word, 24)
    assert PLANTED.first in word[start:end].decode("cp1252")


def test_an_old_workbook_is_a_chain_of_records() -> None:
    book, kinds, at = ole_streams(made("xls"))["Workbook"], [], 0
    while kinds.count(0x0A) < 2:
        kind, size = struct.unpack_from("<HH", book, at)
        kinds.append(kind)
        at += 4 + size
    place = struct.unpack_from("<I", book, book.index(b"\x85\x00") + 4)[0]
    assert struct.unpack_from("<HHHH", book, place)[::3] == (0x0809, 0x0010)
    assert {0x0203, 0x0204} <= set(kinds)


def test_mail_calendar_and_rich_text_are_read_as_such() -> None:
    mail = message_from_bytes(made("eml", "ab"), policy=policy.default)
    assert not mail.defects
    assert mail["date"].datetime == WHEN
    assert "12/03" in mail["subject"]
    calendar = made("ics").decode()
    assert calendar.count("BEGIN:VEVENT") == calendar.count("END:VEVENT") == 120
    text = made("rtf").decode("ascii")
    assert text.startswith("{\\rtf1")
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize("kind", ["exe", "dll", "sys"])
def test_a_program_is_a_valid_pe(kind: str) -> None:
    program = pefile.PE(data=made(kind))
    assert program.is_dll() == (kind != "exe")
    assert program.DIRECTORY_ENTRY_IMPORT[0].imports[0].name == b"ExitProcess"
    assert program.sections[0].contains_rva(program.OPTIONAL_HEADER.AddressOfEntryPoint)


def test_the_program_left_behind_only_calls_exit() -> None:
    data = harmless()
    program = pefile.PE(data=data)
    code = program.sections[0].get_data()[: program.sections[0].Misc_VirtualSize]
    # sub rsp,28h; xor ecx,ecx; call [the one import]: nothing else is there to run
    assert code[:8] == bytes.fromhex("4883EC2833C9FF15")
    assert len(code) == 12
    slot = 0x1000 + 12 + struct.unpack("<i", code[8:])[0]
    imports = [entry for library in program.DIRECTORY_ENTRY_IMPORT for entry in library.imports]
    assert [(entry.name, entry.address - program.OPTIONAL_HEADER.ImageBase) for entry in imports] == [
        (b"ExitProcess", slot)
    ]
    assert MARKER.encode() in data
    assert program.sections[2].Characteristics & 0xE0000000 == 0xE0000000


def test_files_locked_by_their_owner_carry_their_wrappers() -> None:
    with zipfile.ZipFile(io.BytesIO(aes_zip("payé.txt", b"bonjour " * 40))) as archive:
        member = archive.infolist()[0]
    assert (member.filename, member.flag_bits & 1, member.compress_type) == ("payé.txt", 1, 99)
    message, at, tags = openpgp("codes.txt", b"bonjour " * 40), 0, []
    while at < len(message):
        tags.append(message[at] & 0x3F)
        at += 6 + int.from_bytes(message[at + 2 : at + 6], "big")
    assert (tags, at) == ([3, 18], len(message))
    assert age("x", b"bonjour").startswith(b"age-encryption.org/v1\n-> X25519 ")
