"""Office papers: DOCX, XLSX and ODT packages, and the older DOC and XLS in OLE2 compound files."""

import io
import struct
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_MIME = "application/vnd.openxmlformats-officedocument"
_ODT = "application/vnd.oasis.opendocument.text"
_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD

Row = Sequence[str | int]


def package(
    parts: Sequence[tuple[str, bytes]],
    *,
    when: tuple[int, int, int, int, int, int] = _ZIP_EPOCH,
    stored: Sequence[str] = (),
) -> bytes:
    """Return a ZIP of named parts, all dated `when`, in the order given; `stored` ones are not deflated."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in parts:
            part = zipfile.ZipInfo(name, when)
            part.create_system = 0
            part.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(part, body, compresslevel=9)
    return out.getvalue()


def docx(lines: Sequence[str]) -> bytes:
    """Return a word-processing package (ECMA-376) of one paragraph per line."""
    body = "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in lines)
    document = f'{_HEAD}<w:document xmlns:w="{_WORD}"><w:body>{body}<w:sectPr/></w:body></w:document>'
    return _ooxml("word/document.xml", f"{_MIME}.wordprocessingml.document.main+xml", document, ())


def xlsx(rows: Sequence[Row]) -> bytes:
    """Return a spreadsheet package (ECMA-376) of one sheet."""
    cells = "".join(f'<row r="{n}">{"".join(map(_cell, row))}</row>' for n, row in enumerate(rows, 1))
    sheet = f'{_HEAD}<worksheet xmlns="{_SHEET}"><sheetData>{cells}</sheetData></worksheet>'
    link = f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    book = (
        f'{_HEAD}<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}">'
        '<sheets><sheet name="Feuille1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    extra = (
        (
            "xl/_rels/workbook.xml.rels",
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{link}</Relationships>',
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    )
    return _ooxml("xl/workbook.xml", f"{_MIME}.spreadsheetml.sheet.main+xml", book, extra)


def _cell(value: str | int) -> str:
    if isinstance(value, int):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def _ooxml(main: str, kind: str, body: str, extra: Sequence[tuple[str, str]]) -> bytes:
    sheets = (
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_MIME}.spreadsheetml.worksheet+xml"/>'
    )
    types = (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{main}" ContentType="{kind}"/>{sheets if extra else ""}</Types>'
    )
    link = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="{main}"/>'
    root = f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{link}</Relationships>'
    parts = [("[Content_Types].xml", types), ("_rels/.rels", root), (main, body), *extra]
    return package([(name, text.encode()) for name, text in parts])


def odt(lines: Sequence[str]) -> bytes:
    """Return an OpenDocument text (ISO/IEC 26300) of one paragraph per line; mimetype is first and stored."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    body = "".join(f"<text:p>{escape(line)}</text:p>" for line in lines)
    content = (
        f'{_HEAD}<office:document-content xmlns:office="{space}:office:1.0" xmlns:text="{space}:text:1.0" '
        f'office:version="1.2"><office:body><office:text>{body}</office:text></office:body></office:document-content>'
    )
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", _ODT), ("content.xml", "text/xml"))
    )
    manifest = (
        f'{_HEAD}<manifest:manifest xmlns:manifest="{space}:manifest:1.0">{entries}</manifest:manifest>'
    )
    parts = (("mimetype", _ODT), ("content.xml", content), ("META-INF/manifest.xml", manifest))
    return package([(name, text.encode()) for name, text in parts], stored=("mimetype",))


def doc(lines: Sequence[str]) -> bytes:
    """Return an OLE2 file with the streams of a Word 97 document: a header, its text, an empty table."""
    text = "\r".join(lines).encode("cp1252", "replace")
    head = struct.pack("<HHHHHH", 0xA5EC, 0x00C1, 0, 0x040C, 0, 0).ljust(24, b"\x00")
    head += struct.pack("<II", 0x600, 0x600 + len(text))
    word = head.ljust(0x600, b"\x00") + text
    return compound((("1Table", b"\x00" * 64), ("WordDocument", word)))


def xls(rows: Sequence[Row]) -> bytes:
    """Return an OLE2 file with an Excel 97 workbook stream (BIFF8) of one sheet."""
    name = b"Feuille1"
    start = _record(0x0809, struct.pack("<HHHHII", 0x600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
    codepage = _record(0x0042, struct.pack("<H", 1200))
    place = len(start) + len(codepage) + 4 + 8 + len(name) + 4
    bound = _record(0x0085, struct.pack("<IHBB", place, 0, len(name), 0) + name)
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
    width = max(map(len, rows))
    sheet += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    cells = b"".join(_biff(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row))
    return compound((("Workbook", start + codepage + bound + _record(0x0A) + sheet + cells + _record(0x0A)),))


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _biff(row: int, column: int, value: str | int) -> bytes:
    if isinstance(value, int):
        return _record(0x0203, struct.pack("<HHHd", row, column, 0, float(value)))
    return _record(0x0204, struct.pack("<HHHHB", row, column, 0, len(value), 1) + value.encode("utf-16-le"))


def compound(streams: Sequence[tuple[str, bytes]]) -> bytes:
    """Return an OLE2 compound file, version 3 ([MS-CFB]); streams are padded past the mini limit.

    Streams come in the order of the directory tree, shorter names first; ValueError beyond three or 64 KB.
    """
    bodies = [body.ljust(4096, b"\x00") for _, body in streams]
    padded = [body.ljust(-(-len(body) // _SECTOR) * _SECTOR, b"\x00") for body in bodies]
    table = [_FAT, _END]  # sector 0 is the allocation table, sector 1 the directory
    starts = []
    for body in padded:
        starts.append(len(table))
        count = len(body) // _SECTOR
        table += [*range(len(table) + 1, len(table) + count), _END]
    if len(table) > _SECTOR // 4 or len(streams) > 3:
        message = "a compound file holds three streams and 64 KB here"
        raise ValueError(message)
    table += [_FREE] * (_SECTOR // 4 - len(table))
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    entries += [
        _entry(name, 2, start, len(body), right=number + 1 if number < len(streams) else _FREE)
        for number, ((name, _), start, body) in enumerate(zip(streams, starts, bodies, strict=True), 1)
    ]
    entries += [_entry("", 0, 0, 0)] * (4 - len(entries))
    head = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head += bytes(6) + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<I", 0) + b"\xff" * (108 * 4)
    return head + struct.pack(f"<{_SECTOR // 4}I", *table) + b"".join(entries) + b"".join(padded)


def _entry(name: str, kind: int, start: int, size: int, *, child: int = _FREE, right: int = _FREE) -> bytes:
    label = (name + "\x00").encode("utf-16-le") if name else b""
    links = struct.pack("<III", _FREE, right, child)
    return (
        label.ljust(64, b"\x00")
        + struct.pack("<HBB", len(label), kind, 1)
        + links
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
